/* Judges the names of a database again, after its corpus or the rules have changed. Does not use SQL. */
#ifndef STAGENAME_JUDGING_REJUDGE_H
#define STAGENAME_JUDGING_REJUDGE_H

#include "text/blocklist.h"

struct corpus_difference;
struct store;

struct rejudge_options {
    int threads;
    const struct blocklist *blocklist;   /* applied to the stored names; NULL: they are left alone */
    void (*tick)(void *arg, long names); /* called from time to time; may be NULL */
    void *tick_arg;
};

struct rejudge_counts {
    long names, changed; /* changed: names with a new verdict */
    long affected;       /* names that the difference of the corpus can affect; all without a difference */
    long renewed;        /* names with new values (struct name_values) */
    long blocked;        /* names hidden now because of a word of the blocklist */
    long unblocked;      /* names shown again because their word is no longer on the blocklist */
    long verdicts[3];
};

/* Writes the index of the current corpus (store_judge_write) and judges all names again; decisions of
 * curators stay. difference: of store_corpus_take, if the corpus was replaced in this transaction, or NULL.
 * If it is listed, only the names that it can affect are judged again, with the same result for all. The
 * caller has begun a transaction and ends it, or rolls it back after an error, and then calls
 * store_judge_tidy. Returns 0, or -1 with *why set. */
int rejudge_all(struct store *store, const struct corpus_difference *difference,
                const struct rejudge_options *options, struct rejudge_counts *counts, struct err *why);

#endif
