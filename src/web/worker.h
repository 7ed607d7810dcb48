/* The main loop of a worker: it waits, accepts and serves until it must stop. Part of the pool; does not know
 * other workers. */
#ifndef STAGENAME_WEB_WORKER_H
#define STAGENAME_WEB_WORKER_H

#include "web/pool.h"

/* Serves requests from the listening socket until the parent closes its end of the stop pipe; then closes the
 * worker's end. Returns 0, or -1 with *why set when it could not start. */
int worker_run(const struct pool_plan *plan, int listener, int stop, struct err *why);

#endif
