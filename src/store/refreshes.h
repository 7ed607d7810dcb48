/* The part of a refresh that changes the database, besides its corpus (store/corpus_take.h): retiring
 * batches, recording, and undoing a refresh. Every change takes place in a transaction of the caller, except
 * store_attach and store_detach, which must be outside of one. */
#ifndef STAGENAME_STORE_REFRESHES_H
#define STAGENAME_STORE_REFRESHES_H

#include "store/db.h"

/* Attaches another database of this program, for the functions below that say so. Returns 0, or -1 with *why
 * set. */
int store_attach(struct store *store, const char *path, struct err *why);
void store_detach(struct store *store);

/* The number of artists whose names the attached corpus does not have, or -1 with *why set. */
long store_artists_lost(struct store *store, struct err *why);

struct retired {
    int batches;
    long names;
};

/* Removes the names of the oldest batches until `keep` batches are served. Returns 0, or -1 with *why set. */
int store_batches_retire(struct store *store, long keep, struct retired *retired, struct err *why);

/* After it, batches that were rolled back can no longer be restored. Returns 0, or -1 with *why set. */
int store_removed_names_clear(struct store *store, struct err *why);

/* ---- the record of refreshes ---- */

enum { REFRESH_SUM = 65, REFRESH_AT = 24 };

struct refresh {
    int64_t id;
    char at[REFRESH_AT];     /* as 2026-01-31T12:00:00Z */
    char lists[REFRESH_SUM]; /* SHA-256, or "" */
    int64_t corpus;          /* the stamp of the corpus, as in struct corpus_state */
    char model[REFRESH_SUM]; /* SHA-256 of the model that it used, "" with --model */
    int64_t batch;           /* 0: none */
};

/* The number that the next refresh will get, or -1 with *why set. */
int64_t store_refresh_next(struct store *store, struct err *why);

/* summary: what it prints. Returns 0, or -1 with *why set. */
int store_refresh_add(struct store *store, const struct refresh *refresh, const char *summary,
                      struct err *why);

/* The last refresh that was not rolled back. Returns 1, 0 when there is none, or -1 with *why set. */
int store_refresh_in_force(struct store *store, struct refresh *refresh, struct err *why);

/* The same, but 0 when the very last one was rolled back. */
int store_refresh_last(struct store *store, struct refresh *refresh, struct err *why);

/* Undoes a refresh: takes back the corpus and the retired batches of the attached database, which is the
 * state before it, and removes its batch. The decisions of curators stay. Judge all names again afterwards.
 * Returns 0, or -1 with *why set. */
int store_refresh_undo(struct store *store, const struct refresh *refresh, struct err *why);

/* ---- the remembered call ---- */

/* Calls back for each word. Returns 0, or -1 with *why set. */
int store_refresh_words(struct store *store, int (*each)(void *arg, const char *word), void *arg,
                        struct err *why);

/* words: terminated by NULL. Returns 0, or -1 with *why set. */
int store_refresh_remember(struct store *store, char *const *words, struct err *why);

#endif
