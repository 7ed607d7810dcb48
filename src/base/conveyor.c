/* Runs the pipeline: a ring of pieces, a mutex and condition variables. */
#include "base/conveyor.h"

#include <pthread.h>
#include <string.h>

enum { PIECES = 12, HELPERS_MAX = 16 };

struct run {
    const struct conveyor *conveyor;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void *pieces[PIECES]; /* a ring: of piece number n, slot n % PIECES */
    int worked[PIECES];
    long fetched, claimed, taken; /* numbers of the next piece */
    int ended;                    /* the input is at its end */
    int stop;                     /* the run is cancelled */
    int result;                   /* of the last fetch */
    struct err why;
};

static void *fetch_all(void *data)
{
    struct run *run = data;
    int got = 1;

    while (got == 1) {
        void *piece = NULL;

        pthread_mutex_lock(&run->lock);
        while (run->fetched - run->taken == PIECES && !run->stop)
            pthread_cond_wait(&run->changed, &run->lock);
        got = run->stop ? 0 : 1;
        pthread_mutex_unlock(&run->lock);
        if (got)
            got = run->conveyor->fetch(run->conveyor->arg, &piece, &run->why);
        pthread_mutex_lock(&run->lock);
        if (got == 1) {
            run->pieces[run->fetched % PIECES] = piece;
            run->worked[run->fetched++ % PIECES] = 0;
        } else {
            run->ended = 1;
            run->result = got;
        }
        pthread_cond_broadcast(&run->changed);
        pthread_mutex_unlock(&run->lock);
    }
    return NULL;
}

static void *help(void *data)
{
    struct run *run = data;

    pthread_mutex_lock(&run->lock);
    for (;;) {
        long mine;

        while (run->claimed == run->fetched && !run->ended && !run->stop)
            pthread_cond_wait(&run->changed, &run->lock);
        if (run->claimed == run->fetched || run->stop)
            break;
        mine = run->claimed++;
        pthread_mutex_unlock(&run->lock);
        run->conveyor->work(run->conveyor->arg, run->pieces[mine % PIECES]);
        pthread_mutex_lock(&run->lock);
        run->worked[mine % PIECES] = 1;
        pthread_cond_broadcast(&run->changed);
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

/* Takes all pieces in order, on the caller's thread. */
static int take_all(struct run *run, struct err *why)
{
    int result = 0;

    pthread_mutex_lock(&run->lock);
    for (;;) {
        void *piece;

        while (run->taken == run->fetched ? !run->ended : !run->worked[run->taken % PIECES])
            pthread_cond_wait(&run->changed, &run->lock);
        if (run->taken == run->fetched)
            break;
        piece = run->pieces[run->taken % PIECES];
        pthread_mutex_unlock(&run->lock);
        result = run->conveyor->take(run->conveyor->arg, piece, why);
        run->conveyor->discard(piece);
        pthread_mutex_lock(&run->lock);
        run->taken++;
        pthread_cond_broadcast(&run->changed);
        if (result != 0)
            break;
    }
    run->stop = 1;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    return result;
}

int conveyor_run(const struct conveyor *conveyor, int helpers, struct err *why)
{
    struct run run = {.conveyor = conveyor};
    pthread_t fetcher, threads[HELPERS_MAX];
    int started = 0, code = 0, result = -1;

    if (helpers > HELPERS_MAX)
        helpers = HELPERS_MAX;
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.changed, NULL);
    while (started < helpers && (code = pthread_create(&threads[started], NULL, help, &run)) == 0)
        started++;
    if (started > 0 && (code = pthread_create(&fetcher, NULL, fetch_all, &run)) == 0) {
        result = take_all(&run, why);
        pthread_join(fetcher, NULL);
    } else {
        err_set(why, "cannot start a thread: %s", strerror(code));
        pthread_mutex_lock(&run.lock);
        run.stop = 1;
        pthread_cond_broadcast(&run.changed);
        pthread_mutex_unlock(&run.lock);
    }
    for (int i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    while (run.taken < run.fetched)
        conveyor->discard(run.pieces[run.taken++ % PIECES]);
    pthread_cond_destroy(&run.changed);
    pthread_mutex_destroy(&run.lock);
    if (result == 0 && run.result != 0) {
        *why = run.why;
        result = -1;
    }
    return result;
}
