/* Reads a file of invented names, judges them and enters them as a batch. Knows no SQL. */
#ifndef STAGENAME_JUDGING_IMPORT_H
#define STAGENAME_JUDGING_IMPORT_H

#include <stdint.h>

#include "appeal/lexicon.h"
#include "judge/quality.h"
#include "text/blocklist.h"

struct store;

struct import_counts {
    long rows, entered;
    long duplicate; /* the key is served already, or came earlier in the file */
    long blocked;   /* refused by the blocklist */
    long verdicts[3];
    int64_t batch;
    struct quality quality; /* of the rows that were not blocked, beside the corpus */
};

struct import_options {
    const char *note; /* or NULL */
    int threads;
    const struct blocklist *blocklist;
    const struct lexicon *lexicon;      /* by which names get their profiles */
    void (*tick)(void *arg, long rows); /* called now and then; may be NULL */
    void *tick_arg;
};

/* Enters the names of a TSV (header: name, and bits_per_char, style, kind and appeal if known) as one
 * batch. The caller has begun a transaction and commits it, or rolls it back after an error. Returns 0, or
 * -1 with *why set. */
int import_file(struct store *store, const char *path, const struct import_options *options,
                struct import_counts *counts, struct err *why);

#endif
