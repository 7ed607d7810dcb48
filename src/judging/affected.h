/* Finds the names whose verdict or nearest artists a difference of the corpus can change. Uses no SQL. */
#ifndef STAGENAME_JUDGING_AFFECTED_H
#define STAGENAME_JUDGING_AFFECTED_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct store;

struct affected {
    int64_t *ids; /* ascending */
    size_t count, room;
    long names;       /* all names of the database */
    long verdicts[3]; /* of the names that are not affected */
};

/* Reads all names and compares them with the artists that store_corpus_take has listed, on that many threads.
 * tick: as in struct rejudge_options. Returns 0, or -1 with *why set. The caller frees affected->ids in
 * either case. */
int affected_find(struct store *store, int threads, void (*tick)(void *arg, long names), void *tick_arg,
                  struct affected *affected, struct err *why);

#endif
