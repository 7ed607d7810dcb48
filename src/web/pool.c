#include "web/pool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/worker.h"

/* All times are milliseconds of the monotonic clock. */
enum {
    SLOTS = 2 * POOL_WORKERS_MAX, /* while workers are replaced, old ones and new ones */
    AT_ONCE = 1000,               /* a worker that dies younger than this died at once */
    BACK_OFF_LEAST = 100,
    BACK_OFF_MOST = 5000,
    STRAGGLERS = 10000, /* from being told to stop to being killed */
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
    pool->start_after = clock_ms() + (wait < BACK_OFF_MOST ? wait : BACK_OFF_MOST);
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
 * the child: the worker's whole life; returns what worker_run returned. */
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
        return worker_run(pool->plan, pool->listener->fd, ends[0], why);
    }
    close(ends[0]);
    if (pid < 0) {
        log_event("cannot start a worker: %s", strerror(errno));
        close(ends[1]);
        back_off(pool);
        return -1;
    }
    *slot = (struct worker){.pid = pid, .stop = ends[1], .born = clock_ms()};
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
        if (!worker->leaving && clock_ms() - worker->born < AT_ONCE)
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
    pool->kill_at = clock_ms() + STRAGGLERS;
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
    pool->kill_at = clock_ms() + STRAGGLERS;
}

/* Starts what is missing. Returns like start_worker, in the child only with is_worker set. */
static int fill(struct pool *pool, struct err *why)
{
    while (!pool->kill_at && count(pool, 0) < pool->plan->workers && clock_ms() >= pool->start_after) {
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
        int64_t wait = until - clock_ms();

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
    if (pool->kill_at && clock_ms() >= pool->kill_at)
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
