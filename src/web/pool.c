#include "web/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

/* All times are milliseconds of the monotonic clock. */
enum {
    SLOTS = 2 * POOL_WORKERS_MAX, /* while workers are replaced, old ones and new ones */
    AT_ONCE = 1000,               /* a worker that dies younger than this died at once */
    BACK_OFF_LEAST = 100,
    BACK_OFF_MOST = 5000,
    STRAGGLERS = 10000, /* from being told to stop to being killed */
    DRAIN = 2000,       /* a worker told to stop goes on accepting what has arrived for at most this long */
    REARM = 1000,
    LOOK_EVERY = 32,    /* requests, after which a worker looks whether it is told to stop */
    ACCEPT_PAUSE = 100, /* after an accept that failed for want of descriptors or memory */
};

struct worker {
    pid_t pid; /* 0: the slot is free */
    int stop;  /* our end of its stop pipe: closed, it ends. -1 when closed */
    int64_t born;
    int leaving;
};

struct pool {
    struct listener *listener;
    const struct pool_plan *plan;
    struct worker workers[SLOTS];
    int deaths_at_once;  /* in a row */
    int64_t start_after; /* no worker is started before */
    int reload;          /* SIGHUP came and was not followed yet */
    int64_t kill_at;     /* 0 until told to stop */
    int is_worker;       /* this process is not the parent any more */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- a worker's life ---- */

/* What a worker waits for, and since when it has been told to leave. */
struct door {
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

    *door = (struct door){.epoll = epoll_create1(EPOLL_CLOEXEC), .idle_work = 1, .unlooked = LOOK_EVERY};
    if (door->epoll < 0 || epoll_ctl(door->epoll, EPOLL_CTL_ADD, listener, &at_door) != 0 ||
        epoll_ctl(door->epoll, EPOLL_CTL_ADD, stop, &told) != 0)
        return err_set(why, "worker %d cannot wait: %s", (int)getpid(), strerror(errno));
    return 0;
}

/* FCGX_Accept_r also reads the request, for which libfcgi knows no time limit: SIGALRM, left at its default,
 * ends the worker. It is set again at most once a second, so a request has POOL_PATIENCE to one second less. */
static void arm(struct door *door)
{
    int64_t now = now_ms();

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
static int wait_for_work(const struct pool *pool, void *context, struct door *door)
{
    struct epoll_event events[2];

    door->unlooked = 0;
    for (;;) {
        int block = !door->leave_by && !door->idle_work && !door->armed;
        int count = epoll_wait(door->epoll, events, 2, block ? -1 : 0), somebody = 0;

        if (count < 0 && errno != EINTR)
            poll(NULL, 0, ACCEPT_PAUSE);
        for (int i = 0; i < count; i++)
            if (events[i].data.fd == pool->listener->fd)
                somebody = 1;
            else if (!door->leave_by)
                door->leave_by = now_ms() + DRAIN;
        if (door->leave_by && count >= 0 && (!somebody || now_ms() >= door->leave_by))
            return 0;
        if (somebody)
            return 1;
        if (door->armed) /* only a request is limited in time */
            disarm(door);
        else if (count == 0 && door->idle_work)
            door->idle_work = pool->plan->idle(context);
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
static int accept_and_serve(const struct pool *pool, void *context, FCGX_Request *request, struct door *door)
{
    int code;

    arm(door);
    code = FCGX_Accept_r(request);
    if (code == 0) {
        pool->plan->serve(context, request);
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
static int work(const struct pool *pool, int stop, struct err *why)
{
    int listener = pool->listener->fd;
    FCGX_Request request;
    struct door door;
    void *context;

    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, listener, 0) != 0)
        return err_set(why, "libfcgi cannot be used");
    if (door_open(&door, listener, stop, why) != 0)
        return -1;
    context = pool->plan->start(pool->plan->arg);
    if (!context)
        return err_set(why, "worker %d cannot start", (int)getpid());
    while (door.unlooked < LOOK_EVERY || wait_for_work(pool, context, &door))
        door.unlooked = accept_and_serve(pool, context, &request, &door) ? door.unlooked + 1 : LOOK_EVERY;
    disarm(&door);
    pool->plan->stop(context);
    close(door.epoll);
    close(stop);
    return 0;
}

/* ---- starting and burying ---- */

static void close_stop(struct worker *worker)
{
    if (worker->stop >= 0)
        close(worker->stop);
    worker->stop = -1;
}

static void back_off(struct pool *pool)
{
    int64_t wait = BACK_OFF_LEAST << (pool->deaths_at_once < 6 ? pool->deaths_at_once : 6);

    pool->deaths_at_once++;
    pool->start_after = now_ms() + (wait < BACK_OFF_MOST ? wait : BACK_OFF_MOST);
}

/* In the child: lets go of what is the parent's. Signals to the group stay blocked, the alarm must not be. */
static void become_worker(struct pool *pool)
{
    sigset_t alarm_only;

    pool->is_worker = 1;
    for (int i = 0; i < SLOTS; i++)
        if (pool->workers[i].pid)
            close_stop(&pool->workers[i]);
    signal(SIGALRM, SIG_DFL);
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
}

/* Forks one worker. Returns 0 in the parent, or -1 after a failure, which was told and backed off from. In
 * the child: the worker's whole life; returns what work returned. */
static int start_worker(struct pool *pool, struct err *why)
{
    struct worker *slot = pool->workers;
    int ends[2];
    pid_t pid;

    while (slot->pid)
        slot++;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        log_event("cannot start a worker: %s", strerror(errno));
        back_off(pool);
        return -1;
    }
    pid = fork();
    if (pid == 0) {
        close(ends[1]);
        become_worker(pool);
        return work(pool, ends[0], why);
    }
    close(ends[0]);
    if (pid < 0) {
        log_event("cannot start a worker: %s", strerror(errno));
        close(ends[1]);
        back_off(pool);
        return -1;
    }
    *slot = (struct worker){.pid = pid, .stop = ends[1], .born = now_ms()};
    return 0;
}

static int count(const struct pool *pool, int leaving)
{
    int workers = 0;

    for (int i = 0; i < SLOTS; i++)
        workers += pool->workers[i].pid && pool->workers[i].leaving == leaving;
    return workers;
}

static void tell_death(const struct worker *worker, int status)
{
    int pid = (int)worker->pid;

    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        log_event("worker %d spent more than %d s on a request and was ended", pid, POOL_PATIENCE);
    else if (WIFSIGNALED(status))
        log_event("worker %d died of signal %d (%s)", pid, WTERMSIG(status), strsignal(WTERMSIG(status)));
    else if (!worker->leaving)
        log_event("worker %d ended unasked with code %d", pid, WEXITSTATUS(status));
}

static void bury(struct pool *pool)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct worker *worker = pool->workers;

        while (worker < pool->workers + SLOTS && worker->pid != pid)
            worker++;
        if (worker == pool->workers + SLOTS)
            continue;
        tell_death(worker, status);
        if (!worker->leaving && now_ms() - worker->born < AT_ONCE)
            back_off(pool);
        else if (!worker->leaving)
            pool->deaths_at_once = 0;
        close_stop(worker);
        worker->pid = 0;
    }
}

/* ---- the parent's decisions ---- */

static void begin_to_stop(struct pool *pool)
{
    if (!pool->plan->quiet)
        log_event("stopping");
    pool->kill_at = now_ms() + STRAGGLERS;
    listener_remove(pool->listener);
    for (int i = 0; i < SLOTS; i++)
        if (pool->workers[i].pid) {
            pool->workers[i].leaving = 1;
            close_stop(&pool->workers[i]);
        }
}

static void kill_all(struct pool *pool)
{
    for (int i = 0; i < SLOTS; i++)
        if (pool->workers[i].pid) {
            log_event("worker %d is killed", (int)pool->workers[i].pid);
            kill(pool->workers[i].pid, SIGKILL);
        }
    pool->kill_at = now_ms() + STRAGGLERS;
}

/* Starts what is missing. Returns like start_worker, in the child only with is_worker set. */
static int fill(struct pool *pool, struct err *why)
{
    while (!pool->kill_at && count(pool, 0) < pool->plan->workers && now_ms() >= pool->start_after) {
        int result = start_worker(pool, why);

        if (pool->is_worker)
            return result;
    }
    return 0;
}

/* Marks the present workers as leaving, so that new ones are started for them, then lets them go. */
static int replace_all(struct pool *pool, struct err *why)
{
    int result;

    pool->reload = 0;
    if (!pool->plan->quiet)
        log_event("replacing the workers");
    pool->plan->reload(pool->plan->arg);
    for (int i = 0; i < SLOTS; i++)
        pool->workers[i].leaving = pool->workers[i].pid != 0;
    pool->start_after = 0;
    result = fill(pool, why);
    if (pool->is_worker)
        return result;
    if (count(pool, 0) == 0) { /* not one could be started: the old ones are better than none */
        for (int i = 0; i < SLOTS; i++)
            pool->workers[i].leaving = pool->workers[i].pid && pool->workers[i].stop < 0;
        return 0;
    }
    for (int i = 0; i < SLOTS; i++)
        if (pool->workers[i].pid && pool->workers[i].leaving)
            close_stop(&pool->workers[i]);
    return 0;
}

/* Waits for the next signal, or until a worker may be started or must be killed. Returns the signal or 0. */
static int next_signal(const struct pool *pool, const sigset_t *signals)
{
    int64_t until = pool->kill_at;
    struct timespec timeout;
    int signal_number;

    if (!until && count(pool, 0) < pool->plan->workers)
        until = pool->start_after;
    if (until) {
        int64_t wait = until - now_ms();

        if (wait < 0)
            wait = 0;
        timeout = (struct timespec){.tv_sec = wait / 1000, .tv_nsec = (wait % 1000) * 1000000};
    }
    signal_number = until ? sigtimedwait(signals, NULL, &timeout) : sigwaitinfo(signals, NULL);
    return signal_number < 0 ? 0 : signal_number;
}

static void heed(struct pool *pool, int signal_number)
{
    switch (signal_number) {
    case SIGTERM:
    case SIGINT:
        if (pool->kill_at)
            kill_all(pool);
        else
            begin_to_stop(pool);
        break;
    case SIGHUP:
        pool->reload = 1;
        break;
    }
    if (pool->kill_at && now_ms() >= pool->kill_at)
        kill_all(pool);
}

static int supervise(struct pool *pool, const sigset_t *signals, struct err *why)
{
    while (!pool->kill_at || count(pool, 1) > 0) {
        int result = fill(pool, why);

        if (!pool->is_worker && pool->reload && !pool->kill_at && count(pool, 1) == 0)
            result = replace_all(pool, why);
        if (pool->is_worker)
            return result;
        heed(pool, next_signal(pool, signals));
        bury(pool);
    }
    return 0;
}

int pool_run(struct listener *listener, const struct pool_plan *plan, struct err *why)
{
    struct pool pool = {.listener = listener, .plan = plan};
    sigset_t signals;
    int result;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGCHLD);
    sigaddset(&signals, SIGUSR1); /* libfcgi would take it for a wish to end */
    signal(SIGCHLD, SIG_DFL);     /* ignored by whoever started us, children would leave no status */
    signal(SIGPIPE, SIG_IGN);     /* a client that has gone is no reason to die */
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
        return err_set(why, "cannot block signals: %s", strerror(errno));
    if (!plan->quiet)
        log_event("serving with %d worker%s", plan->workers, plan->workers > 1 ? "s" : "");
    result = supervise(&pool, &signals, why);
    if (!pool.is_worker && !plan->quiet)
        log_event("stopped");
    return result;
}
