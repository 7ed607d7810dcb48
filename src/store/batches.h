/* Batches of invented names: adding, listing, removing and restoring them. Every change takes place in a
 * transaction of the caller. */
#ifndef STAGENAME_STORE_BATCHES_H
#define STAGENAME_STORE_BATCHES_H

#include "store/db.h"

/* How names were generated. Texts are NULL and the temperature is 0 when unknown. */
struct provenance {
    const char *model;       /* its file */
    const char *fingerprint; /* its SHA-256 in hexadecimal */
    const char *seed;        /* a whole number below 2^64 */
    double temperature;
    const char *styles;    /* the style or mix of styles that was asked for */
    const char *selection; /* the other options of stagename generate that decide which names there are */
};

struct new_batch {
    const char *file, *note; /* note: or NULL */
    const char *as_of;       /* date of the corpus that judges it */
    struct provenance provenance;
};

/* Adds an empty batch. Returns its number, or -1 with *why set. */
int64_t store_batch_add(struct store *store, const struct new_batch *batch, struct err *why);

/* Deletes a batch that got no name. Returns 0, or -1 with *why set. */
int store_batch_delete(struct store *store, int64_t batch, struct err *why);

struct batch_row {
    int64_t id;
    const char *imported_at, *file, *note;
    long names, free_names, close, taken, hidden;
    struct provenance provenance;
    const char *removed_at, *removed_by; /* NULL while its names are served */
};

/* Calls back for each batch, the newest first; with all, also for those whose names were removed. Texts live
 * until the callback returns. Returns 0, or -1 with *why set. */
int store_batches(struct store *store, int all, void (*each)(void *arg, const struct batch_row *row),
                  void *arg, struct err *why);

/* Removes the names of a batch and keeps them for store_batch_restore. Returns the number of names, or -1
 * with *why set (no such batch, or already removed). */
long store_batch_roll_back(struct store *store, int64_t batch, struct err *why);

/* Whether the names of a batch are served: 1, 0 when there is no such batch or it was removed, or -1 with
 * *why set. */
int store_batch_is_served(struct store *store, int64_t batch, struct err *why);

/* Removes the names of a batch for good: links to them say that they were withdrawn. Call store_weird_follow
 * after the last one. Returns the number of names, or -1 with *why set. */
long store_batch_retire(struct store *store, int64_t batch, struct err *why);

struct restored {
    int64_t batch;
    long names;
    long left_out; /* names whose keys were imported again meanwhile */
};

/* Restores the names of a batch that was rolled back, with their numbers; batch 0: of the one that was rolled
 * back last. Judge all names again afterwards: the corpus may have changed. Returns 0, or -1 with *why
 * set. */
int store_batch_restore(struct store *store, int64_t batch, struct restored *restored, struct err *why);

#endif
