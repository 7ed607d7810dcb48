/* A parent and its workers: processes that share one listening socket. Each serves one FastCGI request at a
 * time. Knows no HTTP: callbacks serve the requests.
 *
 * SIGTERM or SIGINT removes the socket; workers finish the requests that have arrived, and the pool ends. A
 * second signal ends it at once. SIGHUP replaces every worker; new ones start before old ones stop.
 *
 * A worker that exits unexpectedly is replaced, with growing delays if workers exit soon after their start. A
 * request that takes longer than POOL_PATIENCE (for instance because its client stops sending) ends its
 * worker. Workers exit when their parent does, even if it is killed. */
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
    /* In a worker, before its first request. Returns the context, or NULL on failure. */
    void *(*start)(void *arg);
    /* In a worker. The pool finishes the request afterwards. */
    void (*serve)(void *context, FCGX_Request *request);
    void (*stop)(void *context);
    /* In an idle worker: does a few milliseconds of background work. Returns whether there is more. */
    int (*idle)(void *context);
};

/* Returns 0 in the parent after an orderly stop, and also in each worker at its end: the caller cleans up and
 * exits in both. Returns -1 with *why set when it cannot start. Changes the signal handlers and the signal
 * mask. */
int pool_run(struct listener *listener, const struct pool_plan *plan, struct err *why);

#endif
