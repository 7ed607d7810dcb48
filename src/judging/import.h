/* Reads files of invented names, judges them and stores them as a batch. Does not use SQL. */
#ifndef STAGENAME_JUDGING_IMPORT_H
#define STAGENAME_JUDGING_IMPORT_H

#include <stdint.h>

#include "appeal/lexicon.h"
#include "judge/quality.h"
#include "store/batches.h"
#include "text/blocklist.h"

struct store;

struct import_counts {
    long rows, entered;
    long duplicate; /* the key is already in the database, or occurred earlier in the files */
    long blocked;   /* refused by the blocklist */
    long verdicts[3];
    int64_t batch;          /* 0 when no name was new: there is no batch then */
    struct quality quality; /* of the rows that were not blocked, compared with the corpus */
};

struct import_options {
    const char *source;           /* the files as the batch names them; NULL: the paths */
    const char *note;             /* or NULL */
    struct provenance provenance; /* how the names were generated */
    int threads;
    const struct blocklist *blocklist;
    const struct lexicon *lexicon;      /* for the profiles of names */
    void (*tick)(void *arg, long rows); /* called from time to time; may be NULL */
    void *tick_arg;
};

/* Stores the names of TSV files (header: name, and bits_per_char, style, kind and appeal if known) as one
 * batch, if any of them is new. paths [count]: such as the parts of a run; a file may have no row, unless all
 * have none. The caller has begun a transaction and commits it, or rolls it back after an error. Returns 0,
 * or -1 with *why set. */
int import_files(struct store *store, char *const *paths, int count, const struct import_options *options,
                 struct import_counts *counts, struct err *why);

/* The same for one file. */
int import_file(struct store *store, const char *path, const struct import_options *options,
                struct import_counts *counts, struct err *why);

#endif
