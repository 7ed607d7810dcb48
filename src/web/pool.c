/* The parent: starts, replaces and stops workers. */
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
#include "base/notify.h"
#include "web/worker.h"

/* All times are milliseconds of the monotonic clock. */
enum {
    SLOTS = 2 * POOL_WORKERS_MAX, /* old and new workers during a replacement */
    EARLY_EXIT = 1000,            /* a worker that exits earlier than this failed at its start */
    BACK_OFF_MIN = 100,
    BACK_OFF_MAX = 5000,
    KILL_AFTER = 10000, /* time between the request to stop and SIGKILL */
};

struct worker {
    pid_t pid; /* 0: the slot is free */
    int stop;  /* our end of its stop pipe: closing it stops the worker. -1 when closed */
    int64_t born;
    int leaving;
};

struct pool {
    struct listener *listener;
    const struct pool_plan *plan;
    struct worker workers[SLOTS];
    int early_exits;     /* consecutive */
    int64_t start_after; /* no worker is started before this time */
    int reload;          /* SIGHUP is pending */
    int is_ready;        /* systemd knows that the workers serve */
    int64_t kill_at;     /* 0 until a request to stop */
    int is_worker;       /* this process is a worker */
};

/* ---- starting and reaping workers ---- */

static void close_stop(struct worker *worker)
{
    if (worker->stop >= 0)
        close(worker->stop);
    worker->stop = -1;
}

static void back_off(struct pool *pool)
{
    int64_t wait = BACK_OFF_MIN << (pool->early_exits < 6 ? pool->early_exits : 6);

    pool->early_exits++;
    pool->start_after = clock_ms() + (wait < BACK_OFF_MAX ? wait : BACK_OFF_MAX);
}

/* In the child: closes the parent's descriptors. Signals to the group stay blocked, but not SIGALRM. */
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

/* Forks one worker. Returns 0 in the parent, or -1 after a failure, which is logged and delays the next
 * start. In the child: runs the worker and returns the result of worker_run. */
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

static void log_exit(const struct worker *worker, int status)
{
    int pid = (int)worker->pid;

    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        log_event("worker %d spent more than %d s on a request and was killed", pid, POOL_PATIENCE);
    else if (WIFSIGNALED(status))
        log_event("worker %d was killed by signal %d (%s)", pid, WTERMSIG(status),
                  strsignal(WTERMSIG(status)));
    else if (!worker->leaving)
        log_event("worker %d exited unexpectedly with status %d", pid, WEXITSTATUS(status));
}

static void reap(struct pool *pool)
{
    int status;
    pid_t pid;

    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        struct worker *worker = pool->workers;

        while (worker < pool->workers + SLOTS && worker->pid != pid)
            worker++;
        if (worker == pool->workers + SLOTS)
            continue;
        log_exit(worker, status);
        if (!worker->leaving && clock_ms() - worker->born < EARLY_EXIT)
            back_off(pool);
        else if (!worker->leaving)
            pool->early_exits = 0;
        close_stop(worker);
        worker->pid = 0;
    }
}

/* ---- the parent ---- */

static void log_failure(int result, const struct err *why)
{
    if (result != 0)
        log_event("%s", why->text);
}

/* Reports to systemd when the workers have started, and when they have replaced all earlier ones. */
static void report_ready(struct pool *pool)
{
    struct err why;
    char state[64];
    int workers = count(pool, 0);

    if (pool->is_ready || pool->kill_at || workers == 0 || count(pool, 1) > 0)
        return;
    pool->is_ready = 1;
    snprintf(state, sizeof state, "READY=1\nSTATUS=serving with %d worker%s", workers,
             workers > 1 ? "s" : "");
    log_failure(notify_send(state, &why), &why);
}

static void begin_to_stop(struct pool *pool)
{
    struct err why;

    log_failure(notify_send("STOPPING=1\nSTATUS=finishing requests", &why), &why);
    if (!pool->plan->quiet)
        log_event("stopping");
    pool->kill_at = clock_ms() + KILL_AFTER;
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
            log_event("killing worker %d", (int)pool->workers[i].pid);
            kill(pool->workers[i].pid, SIGKILL);
        }
    pool->kill_at = clock_ms() + KILL_AFTER;
}

/* Starts missing workers. Returns like start_worker, in the child with is_worker set. */
static int fill(struct pool *pool, struct err *why)
{
    while (!pool->kill_at && count(pool, 0) < pool->plan->workers && clock_ms() >= pool->start_after) {
        int result = start_worker(pool, why);

        if (pool->is_worker)
            return result;
    }
    return 0;
}

/* Marks the present workers as leaving, starts new ones, then stops the old ones. */
static int replace_all(struct pool *pool, struct err *why)
{
    int result;

    pool->reload = 0;
    pool->is_ready = 0;
    log_failure(notify_reloading(why), why);
    if (!pool->plan->quiet)
        log_event("replacing the workers");
    pool->plan->reload(pool->plan->arg);
    for (int i = 0; i < SLOTS; i++)
        pool->workers[i].leaving = pool->workers[i].pid != 0;
    pool->start_after = 0;
    result = fill(pool, why);
    if (pool->is_worker)
        return result;
    if (count(pool, 0) == 0) { /* none could be started: keep the old ones */
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

static void handle_signal(struct pool *pool, int signal_number)
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
        report_ready(pool);
        handle_signal(pool, next_signal(pool, signals));
        reap(pool);
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
    sigaddset(&signals, SIGUSR1); /* libfcgi treats it as a request to stop */
    /* Our parent may have ignored SIGCHLD; then children would leave no status. */
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_IGN); /* a closed connection must not kill the process */
    if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
        return err_set(why, "cannot block signals: %s", strerror(errno));
    if (!plan->quiet)
        log_event("serving with %d worker%s", plan->workers, plan->workers > 1 ? "s" : "");
    result = supervise(&pool, &signals, why);
    if (!pool.is_worker && !plan->quiet)
        log_event("stopped");
    return result;
}
