/* Threads that wait for rounds of jobs. */
#include "base/team.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* A waiting thread spins this often before it blocks (about 20 µs): rounds of small jobs follow each other
 * within microseconds, and blocking would take as long as the jobs. */
enum { SPINS = 2000 };

struct team {
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    int threads; /* threads started, without the caller */
    pthread_t *handles;
    unsigned long round; /* number of team_run calls: a thread waits for the next one */
    int stop;
    int busy; /* threads still working on this round */
    int next, jobs;
    void (*job)(void *arg, int index);
    void *arg;
};

static void rest(void)
{
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

static void work(struct team *team)
{
    for (;;) {
        int index = __atomic_fetch_add(&team->next, 1, __ATOMIC_RELAXED);

        if (index >= team->jobs)
            return;
        team->job(team->arg, index);
    }
}

static void *helper(void *data)
{
    struct team *team = data;
    unsigned long seen = 0;

    for (;;) {
        int stop;

        for (int i = 0; i < SPINS && __atomic_load_n(&team->round, __ATOMIC_ACQUIRE) == seen; i++)
            rest();
        pthread_mutex_lock(&team->lock);
        while (team->round == seen && !team->stop)
            pthread_cond_wait(&team->begin, &team->lock);
        seen = team->round;
        stop = team->stop;
        pthread_mutex_unlock(&team->lock);
        if (stop)
            return NULL;
        work(team);
        pthread_mutex_lock(&team->lock);
        if (__atomic_sub_fetch(&team->busy, 1, __ATOMIC_RELEASE) == 0)
            pthread_cond_signal(&team->end);
        pthread_mutex_unlock(&team->lock);
    }
}

struct team *team_new(int threads, struct err *why)
{
    struct team *team = calloc(1, sizeof *team);

    if (!team) {
        err_set(why, "out of memory");
        return NULL;
    }
    pthread_mutex_init(&team->lock, NULL);
    pthread_cond_init(&team->begin, NULL);
    pthread_cond_init(&team->end, NULL);
    team->handles = calloc((size_t)threads, sizeof *team->handles);
    while (team->handles && team->threads < threads - 1) {
        int code = pthread_create(&team->handles[team->threads], NULL, helper, team);

        if (code != 0) {
            err_set(why, "cannot start thread %d: %s", team->threads + 2, strerror(code));
            team_free(team);
            return NULL;
        }
        team->threads++;
    }
    if (!team->handles) {
        err_set(why, "out of memory");
        team_free(team);
        return NULL;
    }
    return team;
}

void team_free(struct team *team)
{
    if (!team)
        return;
    pthread_mutex_lock(&team->lock);
    team->stop = 1;
    pthread_cond_broadcast(&team->begin);
    pthread_mutex_unlock(&team->lock);
    for (int i = 0; i < team->threads; i++)
        pthread_join(team->handles[i], NULL);
    pthread_cond_destroy(&team->end);
    pthread_cond_destroy(&team->begin);
    pthread_mutex_destroy(&team->lock);
    free(team->handles);
    free(team);
}

void team_run(struct team *team, int jobs, void (*job)(void *arg, int index), void *arg)
{
    if (!team || team->threads == 0 || jobs == 1) {
        for (int i = 0; i < jobs; i++)
            job(arg, i);
        return;
    }
    pthread_mutex_lock(&team->lock);
    team->job = job;
    team->arg = arg;
    team->jobs = jobs;
    team->next = 0;
    team->busy = team->threads;
    __atomic_add_fetch(&team->round, 1, __ATOMIC_RELEASE);
    pthread_cond_broadcast(&team->begin);
    pthread_mutex_unlock(&team->lock);
    work(team);
    for (int i = 0; i < SPINS && __atomic_load_n(&team->busy, __ATOMIC_ACQUIRE) > 0; i++)
        rest();
    pthread_mutex_lock(&team->lock);
    while (team->busy > 0)
        pthread_cond_wait(&team->end, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

int team_processors(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    return CPU_COUNT(&set);
}
