/* The loop of a worker: waits, accepts, serves, until a request to stop. Part of the pool; knows nothing of
 * other workers. */
#ifndef STAGENAME_WEB_WORKER_H
#define STAGENAME_WEB_WORKER_H

#include "web/pool.h"

/* Serves requests from the listening socket until the other end of the stop pipe is closed; closes its own
 * end. Returns 0, or -1 with *why set when it could not start. */
int worker_run(const struct pool_plan *plan, int listener, int stop, struct err *why);

#endif
