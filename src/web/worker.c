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
    DRAIN = 2000,       /* a worker told to stop goes on accepting what has arrived for at most this long */
    REARM = 1000,       /* between two settings of the alarm */
    ACCEPT_PAUSE = 100, /* after an accept that failed for want of descriptors or memory */
    LOOK_EVERY = 32 /* not milliseconds: requests, after which a worker looks whether it is told to stop */
};

/* What a worker waits for, and since when it has been told to leave. */
struct door {
    int listener;
    int epoll;        /* the listening socket and the stop pipe */
    int64_t leave_by; /* 0 until told so */
    int64_t armed;    /* when the alarm was set, 0 when it is not */
    int idle_work;    /* there may be something to do while nobody waits */
    int unlooked;     /* requests served without a look at the stop pipe */
};

/* Of all workers that wait, a new connection wakes one. */
static int door_open(struct door *door, int listener, int stop, struct err *why)
{
    struct epoll_event at_door = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = listener};
    struct epoll_event told = {.events = EPOLLIN, .data.fd = stop};

    *door = (struct door){
        .listener = listener, .epoll = epoll_create1(EPOLL_CLOEXEC), .idle_work = 1, .unlooked = LOOK_EVERY};
    if (door->epoll < 0 || epoll_ctl(door->epoll, EPOLL_CTL_ADD, listener, &at_door) != 0 ||
        epoll_ctl(door->epoll, EPOLL_CTL_ADD, stop, &told) != 0)
        return err_set(why, "worker %d cannot wait: %s", (int)getpid(), strerror(errno));
    return 0;
}

/* FCGX_Accept_r also reads the request, for which libfcgi knows no time limit: SIGALRM, left at its default,
 * ends the worker. It is set again at most once a second, so a request has POOL_PATIENCE to one second less. */
static void arm(struct door *door)
{
    int64_t now = clock_ms();

    if (door->armed && now - door->armed < REARM)
        return;
    alarm(POOL_PATIENCE);
    door->armed = now;
}

static void disarm(struct door *door)
{
    alarm(0);
    door->armed = 0;
}

/* Waits for somebody at the door. Returns 1, or 0 when it is time to leave: told so, and nobody waits any
 * more. */
static int wait_for_work(struct door *door, const struct pool_plan *plan, void *context)
{
    struct epoll_event events[2];

    door->unlooked = 0;
    for (;;) {
        int block = !door->leave_by && !door->idle_work && !door->armed;
        int count = epoll_wait(door->epoll, events, 2, block ? -1 : 0), somebody = 0;

        if (count < 0 && errno != EINTR)
            poll(NULL, 0, ACCEPT_PAUSE);
        for (int i = 0; i < count; i++)
            if (events[i].data.fd == door->listener)
                somebody = 1;
            else if (!door->leave_by)
                door->leave_by = clock_ms() + DRAIN;
        if (door->leave_by && count >= 0 && (!somebody || clock_ms() >= door->leave_by))
            return 0;
        if (somebody)
            return 1;
        if (door->armed) /* only a request is limited in time */
            disarm(door);
        else if (count == 0 && door->idle_work)
            door->idle_work = plan->idle(context);
    }
}

/* Once the answer is written a plain close is enough, as long as nothing of the request is left unread, which would be
 * an error to who sent it. libfcgi would shut the connection down and wait until the other side has closed it too:
 * three calls and a sleep. A request without a body has been read with its first bytes. */
static void finish(FCGX_Request *request)
{
    const char *length = FCGX_GetParam("CONTENT_LENGTH", request->envp);

    if (!length || !*length)
        FCGX_Detach(request);
    FCGX_Finish_r(request);
    FCGX_Free(request, 1); /* a client that asked to keep the connection must not keep the worker */
}

/* Accepting does not block, so a worker that lost the race for a connection is back at once. Returns whether there was
 * a request. */
static int accept_and_serve(const struct pool_plan *plan, void *context, FCGX_Request *request,
                            struct door *door)
{
    int code;

    arm(door);
    code = FCGX_Accept_r(request);
    if (code == 0) {
        plan->serve(context, request);
        finish(request);
        door->idle_work = 1;
        return 1;
    }
    disarm(door);
    if (code == -EMFILE || code == -ENFILE || code == -ENOMEM || code == -ENOBUFS) {
        log_event("worker %d cannot accept: %s", (int)getpid(), strerror(-code));
        poll(NULL, 0, ACCEPT_PAUSE);
    } else if (code != -EAGAIN && code != -EINTR) {
        poll(NULL, 0, ACCEPT_PAUSE);
    }
    return 0;
}

/* After a request the next one is often there already: it is asked for without waiting first. */
int worker_run(const struct pool_plan *plan, int listener, int stop, struct err *why)
{
    FCGX_Request request;
    struct door door;
    void *context;

    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, listener, 0) != 0)
        return err_set(why, "libfcgi cannot be used");
    if (door_open(&door, listener, stop, why) != 0)
        return -1;
    context = plan->start(plan->arg);
    if (!context)
        return err_set(why, "worker %d cannot start", (int)getpid());
    while (door.unlooked < LOOK_EVERY || wait_for_work(&door, plan, context))
        door.unlooked = accept_and_serve(plan, context, &request, &door) ? door.unlooked + 1 : LOOK_EVERY;
    disarm(&door);
    plan->stop(context);
    close(door.epoll);
    close(stop);
    return 0;
}
