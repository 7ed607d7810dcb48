/* A parent and its workers: processes that share one listening socket and serve FastCGI requests, one at a
 * time each. Knows nothing of HTTP; what a request means is the callbacks' business.
 *
 * SIGTERM, SIGINT  the address is removed, workers finish what has arrived, then the pool ends; a second one
 * ends it now SIGHUP           every worker is replaced; new ones start before old ones stop
 *
 * A worker that dies is replaced, later and later when it dies at once. A request that takes longer than
 * POOL_PATIENCE (half of it sent and no more, for instance) ends its worker. Workers end with their parent,
 * however that ends. */
#ifndef STAGENAME_WEB_POOL_H
#define STAGENAME_WEB_POOL_H

#include <fcgiapp.h>

#include "web/listen.h"

enum { POOL_WORKERS_MAX = 64, POOL_PATIENCE = 10 /* seconds */ };

struct pool_plan {
    int workers; /* 1 to POOL_WORKERS_MAX */
    int quiet;   /* log what went wrong only */
    void *arg;

    /* In the parent, on SIGHUP, before new workers start. */
    void (*reload)(void *arg);
    /* In a worker, before its first request. Returns the context, or NULL to give up. */
    void *(*start)(void *arg);
    /* In a worker. What libfcgi needs after a request is done by the pool. */
    void (*serve)(void *context, FCGX_Request *request);
    void (*stop)(void *context);
    /* In a worker, when nobody waits: some milliseconds of work for later. Returns whether there is more of it. */
    int (*idle)(void *context);
};

/* Returns 0 in the parent when the pool has ended as it was told to, and also in each worker when it has done
 * its work: the caller cleans up and exits in both. -1 with *why set when it could not begin. Changes the
 * handling of signals. */
int pool_run(struct listener *listener, const struct pool_plan *plan, struct err *why);

#endif
