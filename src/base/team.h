/* A pool of threads that run numbered jobs. The calling thread works too, so a team of one starts no thread.
 *
 * The result of a job must depend on its number alone: then results are the same for every size of the
 * team. */
#ifndef STAGENAME_BASE_TEAM_H
#define STAGENAME_BASE_TEAM_H

#include "base/err.h"

struct team;

/* threads >= 1. Returns NULL with *why set when the threads cannot be started. */
struct team *team_new(int threads, struct err *why);
void team_free(struct team *team);

/* Runs job(arg, 0) … job(arg, jobs - 1), each once, in any order and on any thread, and returns when all are
 * done. Without a team (NULL): one after the other. */
void team_run(struct team *team, int jobs, void (*job)(void *arg, int index), void *arg);

/* How many processors this process may use. */
int team_processors(void);

#endif
