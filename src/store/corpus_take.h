/* Replaces the corpus by the one of an attached database (store_attach in store/refreshes.h). Every change
 * takes place in a transaction of the caller, who judges the names again afterwards. */
#ifndef STAGENAME_STORE_CORPUS_TAKE_H
#define STAGENAME_STORE_CORPUS_TAKE_H

#include "store/db.h"

/* How a corpus differs from the one before. An artist whose values or aliases have changed is removed and
 * added. */
struct corpus_difference {
    long kept, added, removed;
    int is_listed; /* store_judge_changed has the keys of the added and removed artists */
};

/* Replaces the corpus by the attached one. If few artists differ, the others keep their rows and numbers, and
 * the difference is listed, unless names may have been judged by other rules than those of this program: when
 * the index file of the corpus is missing or of other rules. Otherwise all artists get new numbers. Returns
 * 0, or -1 with *why set. */
int store_corpus_take(struct store *store, struct corpus_difference *difference, struct err *why);

/* Replaces the corpus by the attached one, an earlier state of this corpus, with the numbers that it had.
 * Returns 0, or -1 with *why set. */
int store_corpus_restore(struct store *store, struct err *why);

#endif
