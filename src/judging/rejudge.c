/* Judges blocks of names, and stores the verdicts and values that have changed: of all names, or of those
 * that a difference of the corpus can affect. */
#include "judging/rejudge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judging/affected.h"
#include "judging/check.h"
#include "judging/judging.h"
#include "store/corpus_take.h"
#include "store/judge_file.h"
#include "store/name_writer.h"
#include "store/rules.h"

/* The stored verdict and values of a name. */
struct old {
    int64_t id;
    enum verdict verdict;
    char *nearest;
    struct name_values values;
    char sound[SOUND_BYTES];
    int hidden;
};

struct rejudge {
    struct store *store;
    struct judge *judge;
    struct judging *judging;
    struct rejudge_counts *counts;
    int has_blocklist;
    struct judged *names; /* [JUDGING_BLOCK] */
    struct old *olds;     /* [JUDGING_BLOCK] */
    int count;
};

static int take_name(void *arg, const struct old_name *name)
{
    struct rejudge *r = arg;
    struct old *old = &r->olds[r->count];

    *old = (struct old){name->id, name->verdict, strdup(name->nearest_json), name->values, "", name->hidden};
    snprintf(old->sound, sizeof old->sound, "%s", name->sound);
    snprintf(r->names[r->count++].name, NAME_BYTES, "%s", name->name); /* cleaned at its import */
    return old->nearest ? 0 : 1;
}

static void forget_block(struct rejudge *r)
{
    for (int i = 0; i < r->count; i++)
        free(r->olds[i].nearest);
    r->count = 0;
}

static int are_equal(const struct name_values *a, const struct name_values *b)
{
    return a->syllables == b->syllables && a->easy == b->easy && a->alliteration == b->alliteration &&
           a->themes == b->themes;
}

static int change_name(struct rejudge *r, const struct old *old, const struct judged *name, struct err *why)
{
    char *nearest = check_nearest_json(r->store, r->judge, name->nearest, name->count, why);
    int is_other = old->verdict != name->verdict, result = 0;

    if (!nearest)
        return -1;
    r->counts->names++;
    r->counts->changed += is_other;
    r->counts->verdicts[name->verdict]++;
    if (is_other || strcmp(old->nearest, nearest) != 0)
        result = store_name_set_verdict(r->store, old->id, name->verdict, nearest, why);
    free(nearest);
    if (result == 0 && (!are_equal(&old->values, &name->values) || strcmp(old->sound, name->sound) != 0)) {
        r->counts->renewed++;
        result = store_name_set_values(r->store, old->id, &name->values, name->sound, why);
    }
    return result;
}

/* Hides a visible name with a blocked word, and shows a hidden name without one if the blocklist had hidden
 * it. */
static int apply_blocklist(struct rejudge *r, const struct old *old, const char *word, struct err *why)
{
    int changed;

    if (!r->has_blocklist || old->hidden == (word != NULL))
        return 0;
    changed = store_name_block(r->store, old->id, word, why);
    if (changed < 0)
        return -1;
    if (word)
        r->counts->blocked += changed;
    else
        r->counts->unblocked += changed;
    return 0;
}

/* Judges the names that were read. */
static int change_block(struct rejudge *r, struct err *why)
{
    judging_run(r->judging, r->names, r->count);
    for (int i = 0; i < r->count; i++)
        if (change_name(r, &r->olds[i], &r->names[i], why) != 0 ||
            apply_blocklist(r, &r->olds[i], r->names[i].blocked, why) != 0)
            return -1;
    forget_block(r);
    return 0;
}

/* A callback of the store that returned non-zero has set no message: memory is full. */
static int read_result(int got, struct err *why)
{
    return got > 0 ? err_set(why, "out of memory") : got;
}

static int change_all(struct rejudge *r, const struct rejudge_options *options, struct err *why)
{
    int64_t after = 0;

    for (;;) {
        int got = store_names_after(r->store, after, JUDGING_BLOCK, take_name, r, why);

        if (got != 0 || r->count == 0)
            return read_result(got, why);
        after = r->olds[r->count - 1].id;
        if (change_block(r, why) != 0)
            return -1;
        if (options->tick)
            options->tick(options->tick_arg, r->counts->names);
    }
}

static int change_affected(struct rejudge *r, const struct affected *affected, struct err *why)
{
    for (size_t i = 0; i < affected->count; i++) {
        int got = store_name_again(r->store, affected->ids[i], take_name, r, why);

        if (got != 0)
            return read_result(got, why);
        if ((r->count == JUDGING_BLOCK || i + 1 == affected->count) && change_block(r, why) != 0)
            return -1;
    }
    return 0;
}

static int change_difference(struct rejudge *r, const struct rejudge_options *options, struct err *why)
{
    struct affected affected;
    int result = affected_find(r->store, options->threads, options->tick, options->tick_arg, &affected, why);

    if (result == 0)
        result = change_affected(r, &affected, why);
    r->counts->affected = r->counts->names;
    r->counts->names = affected.names;
    for (int i = 0; i < 3; i++)
        r->counts->verdicts[i] += affected.verdicts[i];
    free(affected.ids);
    return result;
}

static int change_names(struct rejudge *r, const struct corpus_difference *difference,
                        const struct rejudge_options *options, struct err *why)
{
    int result;

    if (difference && difference->is_listed)
        return change_difference(r, options, why);
    result = change_all(r, options, why);
    r->counts->affected = r->counts->names;
    return result;
}

int rejudge_all(struct store *store, const struct corpus_difference *difference,
                const struct rejudge_options *options, struct rejudge_counts *counts, struct err *why)
{
    struct rejudge r = {.store = store, .counts = counts, .has_blocklist = options->blocklist != NULL};
    struct corpus_state corpus;
    int result = -1;

    memset(counts, 0, sizeof *counts);
    if (store_corpus_needed(store, &corpus, why) != 0)
        return -1;
    r.judge = store_judge_write(store, why) == 0 ? store_judge(store, why) : NULL;
    r.judging = r.judge ? judging_new(r.judge, options->blocklist, options->threads, why) : NULL;
    r.names = malloc(JUDGING_BLOCK * sizeof *r.names);
    r.olds = malloc(JUDGING_BLOCK * sizeof *r.olds);
    if (!r.names || !r.olds)
        err_set(why, "out of memory");
    else if (r.judging && change_names(&r, difference, options, why) == 0)
        result = store_judged(store, corpus.as_of, counts->names, counts->changed, counts->renewed, why);
    if (r.olds)
        forget_block(&r);
    free(r.names);
    free(r.olds);
    judging_free(r.judging);
    judge_free(r.judge);
    return result;
}
