/* Judges a block of names on the threads of a team; each job has its own struct folder. */
#include "judging/judging.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/team.h"
#include "text/saying.h"
#include "text/syllables.h"
#include "text/themes.h"

enum { JOBS = JUDGING_CALLERS }; /* enough that all threads end at about the same time */

struct judging {
    const struct judge *judge;
    const struct blocklist *blocklist;
    struct team *team;
    struct folder *folders[JOBS];
    struct judged *names; /* of the current block */
    int count;
    pthread_mutex_t lock; /* protects `idle`: how many of the first folders judging_here does not use */
    int idle;
};

struct judging *judging_new(const struct judge *judge, const struct blocklist *blocklist, int threads,
                            struct err *why)
{
    struct judging *j = calloc(1, sizeof *j);

    if (!j) {
        err_set(why, "out of memory");
        return NULL;
    }
    j->judge = judge;
    j->blocklist = blocklist;
    j->idle = JOBS;
    pthread_mutex_init(&j->lock, NULL);
    j->team = team_new(threads, why);
    if (!j->team)
        goto failed;
    for (int i = 0; i < JOBS; i++)
        if (!(j->folders[i] = folder_new(why)))
            goto failed;
    return j;
failed:
    judging_free(j);
    return NULL;
}

void judging_free(struct judging *j)
{
    if (!j)
        return;
    team_free(j->team);
    for (int i = 0; i < JOBS; i++)
        folder_free(j->folders[i]);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

static void compute_values(struct judged *name)
{
    struct sounds sounds;

    name->values = (struct name_values){.syllables = syllables_of(name->name),
                                        .easy = saying_is_easy(name->folded),
                                        .alliteration = saying_alliterates(name->folded),
                                        .themes = theme_bits(name->name)};
    sounds_make(name->idea.keys.read, &sounds);
    snprintf(name->sound, sizeof name->sound, "%s", sounds.count > 0 ? sounds.respellings[0] : "");
}

static void judge_one(const struct judging *j, struct folder *folder, struct judged *name)
{
    name->blocked = j->blocklist ? blocklist_find(j->blocklist, folder, name->name) : NULL;
    folder_fold(folder, name->name, name->folded, sizeof name->folded);
    idea_make(folder, name->name, name->folded, &name->idea);
    compute_values(name);
    name->verdict = judge_name(j->judge, &name->idea, name->nearest, &name->count);
}

static void job(void *arg, int index)
{
    const struct judging *j = arg;

    for (int i = index; i < j->count; i += JOBS)
        judge_one(j, j->folders[index], &j->names[i]);
}

void judging_run(struct judging *j, struct judged *names, int count)
{
    j->names = names;
    j->count = count;
    team_run(j->team, JOBS, job, j);
}

void judging_here(struct judging *j, struct judged *names, int count)
{
    struct folder *folder;

    pthread_mutex_lock(&j->lock);
    folder = j->folders[--j->idle];
    pthread_mutex_unlock(&j->lock);
    for (int i = 0; i < count; i++)
        judge_one(j, folder, &names[i]);
    pthread_mutex_lock(&j->lock);
    j->folders[j->idle++] = folder;
    pthread_mutex_unlock(&j->lock);
}
