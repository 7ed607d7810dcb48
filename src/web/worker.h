/* A worker's life, from its start to when it is told to leave: it waits, accepts, has requests served. Part of the pool;
 * knows nothing of other workers. */
#ifndef STAGENAME_WEB_WORKER_H
#define STAGENAME_WEB_WORKER_H

#include "web/pool.h"

/* Serves requests from the listening socket until the other end of the stop pipe is closed, which it closes then. Returns
 * 0, or -1 with *why set when it could not begin. */
int worker_run(const struct pool_plan *plan, int listener, int stop, struct err *why);

#endif
