/* The loop of a worker. */
#include "web/worker.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

/* Milliseconds. */
enum {
    DRAIN = 2000,       /* after a request to stop, queued connections are accepted for at most this long */
    REARM = 1000,       /* between two calls of alarm() */
    ACCEPT_PAUSE = 100, /* after accept failed because descriptors or memory ran out */
    POLL_EVERY = 32     /* not milliseconds: requests between two checks of the stop pipe */
};

/* The state of a worker's loop. */
struct loop {
    int listener;
    int epoll;       /* the listening socket and the stop pipe */
    int64_t stop_by; /* 0 until a request to stop */
    int64_t armed;   /* when the alarm was set, 0 when it is not */
    int idle_work;   /* background work may be pending */
    int unpolled;    /* requests served since the last check of the stop pipe */
};

/* EPOLLEXCLUSIVE: a new connection wakes only one waiting worker. */
static int loop_init(struct loop *loop, int listener, int stop, struct err *why)
{
    struct epoll_event connection = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener};
    struct epoll_event stopping = {.events = EPOLLIN, .data.fd = stop};

    *loop = (struct loop){
        .listener = listener, .epoll = epoll_create1(EPOLL_CLOEXEC), .idle_work = 1, .unpolled = POLL_EVERY};
    if (loop->epoll < 0 || epoll_ctl(loop->epoll, EPOLL_CTL_ADD, listener, &connection) != 0 ||
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, stop, &stopping) != 0)
        return err_set(why, "worker %d cannot wait: %s", (int)getpid(), strerror(errno));
    return 0;
}

/* FCGX_Accept_r also reads the request, and libfcgi has no timeout for that: SIGALRM, with its default
 * action, ends the worker. The alarm is renewed at most once a second, so a request has between POOL_PATIENCE
 * - 1 and POOL_PATIENCE seconds. */
static void arm(struct loop *loop)
{
    int64_t now = clock_ms();

    if (loop->armed && now - loop->armed < REARM)
        return;
    alarm(POOL_PATIENCE);
    loop->armed = now;
}

static void disarm(struct loop *loop)
{
    alarm(0);
    loop->armed = 0;
}

/* Waits for a connection. Returns 1, or 0 when the worker must exit: a stop was requested and no connection
 * is queued. */
static int wait_for_work(struct loop *loop, const struct pool_plan *plan, void *context)
{
    struct epoll_event events[2];

    loop->unpolled = 0;
    for (;;) {
        int block = !loop->stop_by && !loop->idle_work && !loop->armed;
        int count = epoll_wait(loop->epoll, events, 2, block ? -1 : 0), is_queued = 0;

        if (count < 0 && errno != EINTR)
            poll(NULL, 0, ACCEPT_PAUSE);
        for (int i = 0; i < count; i++)
            if (events[i].data.fd == loop->listener)
                is_queued = 1;
            else if (!loop->stop_by)
                loop->stop_by = clock_ms() + DRAIN;
        if (loop->stop_by && count >= 0 && (!is_queued || clock_ms() >= loop->stop_by))
            return 0;
        if (is_queued)
            return 1;
        if (loop->armed) /* only requests have a time limit */
            disarm(loop);
        else if (count == 0 && loop->idle_work)
            loop->idle_work = plan->idle(context);
    }
}

/* After the answer, a plain close is enough if the whole request has been read; otherwise the client would
 * see a reset. libfcgi would shut the connection down and wait until the other side has closed it too: three
 * calls and a sleep. A request without a body has been read completely. */
static void finish(FCGX_Request *request)
{
    const char *length = FCGX_GetParam("CONTENT_LENGTH", request->envp);

    if (!length || !*length)
        FCGX_Detach(request);
    FCGX_Finish_r(request);
    FCGX_Free(request, 1); /* a client that asked to keep the connection must not keep the worker */
}

/* Accepting does not block, so a worker that lost the race for a connection returns immediately. Returns
 * whether there was a request. */
static int accept_and_serve(const struct pool_plan *plan, void *context, FCGX_Request *request,
                            struct loop *loop)
{
    int code;

    arm(loop);
    code = FCGX_Accept_r(request);
    if (code == 0) {
        plan->serve(context, request);
        finish(request);
        loop->idle_work = 1;
        return 1;
    }
    disarm(loop);
    if (code == -EMFILE || code == -ENFILE || code == -ENOMEM || code == -ENOBUFS) {
        log_event("worker %d cannot accept: %s", (int)getpid(), strerror(-code));
        poll(NULL, 0, ACCEPT_PAUSE);
    } else if (code != -EAGAIN && code != -EINTR) {
        poll(NULL, 0, ACCEPT_PAUSE);
    }
    return 0;
}

/* After a request the next one is often queued already, so accept is tried before waiting. */
int worker_run(const struct pool_plan *plan, int listener, int stop, struct err *why)
{
    FCGX_Request request;
    struct loop loop;
    void *context;

    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, listener, 0) != 0)
        return err_set(why, "libfcgi cannot be used");
    if (loop_init(&loop, listener, stop, why) != 0)
        return -1;
    context = plan->start(plan->arg);
    if (!context)
        return err_set(why, "worker %d cannot start", (int)getpid());
    while (loop.unpolled < POLL_EVERY || wait_for_work(&loop, plan, context))
        loop.unpolled = accept_and_serve(plan, context, &request, &loop) ? loop.unpolled + 1 : POLL_EVERY;
    disarm(&loop);
    plan->stop(context);
    close(loop.epoll);
    close(stop);
    return 0;
}
