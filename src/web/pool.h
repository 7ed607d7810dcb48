/* A parent and its workers: processes that share one listening socket and serve FastCGI requests, one at a
 * time each. Knows no HTTP: callbacks serve the requests.
 *
 * SIGTERM, SIGINT the address is removed, workers finish what has arrived, then the pool ends; a second one
 * ends it now SIGHUP every worker is replaced; new ones start before old ones stop
 *
 * A worker that exits unexpectedly is replaced, with growing delays when it exits soon after its start. A
 * request that takes longer than POOL_PATIENCE (half of it sent and no more, for instance) ends its worker.
 * Workers end with their parent, however that ends. */
#ifndef STAGENAME_WEB_POOL_H
#define STAGENAME_WEB_POOL_H

#include <fcgiapp.h>

#include "web/listen.h"

enum { POOL_WORKERS_MAX = 64, POOL_PATIENCE = 10 /* seconds */ };

struct pool_plan {
    int workers; /* 1 to POOL_WORKERS_MAX */
    int quiet;   /* log errors only */
    void *arg;

    /* In the parent, on SIGHUP, before new workers start. */
    void (*reload)(void *arg);
    /* In a worker, before its first request. Returns the context, or NULL to give up. */
    void *(*start)(void *arg);
    /* In a worker. The pool finishes the request afterwards. */
    void (*serve)(void *context, FCGX_Request *request);
    void (*stop)(void *context);
    /* In a worker without a request: some milliseconds of background work. Returns whether there is more. */
    int (*idle)(void *context);
};

/* Returns 0 in the parent after an orderly stop, and also in each worker at its end: the caller cleans up and
 * exits in both. -1 with *why set when it could not begin. Changes the handling of signals. */
int pool_run(struct listener *listener, const struct pool_plan *plan, struct err *why);

#endif
