/* Judging names and entering them: what `import`, `check` and /api/check have in common. */
#ifndef STAGENAME_STORE_IMPORT_H
#define STAGENAME_STORE_IMPORT_H

#include "judge/quality.h"
#include "store/store.h"
#include "text/blocklist.h"

/* What a verdict was made by. */
struct compared {
    const char *as_of; /* YYYY-MM-DD */
    long artists;      /* in the corpus; 0 when that is not known any more */
};

/* The verdict on one idea as JSON: name, key, verdict, nearest, as_of, artists, corpus_is_small. name must be
 * clean. Caller frees; NULL with *why set. */
char *check_json(struct store *store, const struct judge *judge, struct folder *folder,
                 const struct compared *with, const char *name, struct err *why);

struct import_counts {
    long rows, entered;
    long duplicate; /* the key is served already, or came earlier in the file */
    long blocked;   /* refused by the blocklist */
    long verdicts[3];
    int64_t batch;          /* 0 after a dry run */
    struct quality quality; /* of the rows that were not blocked, beside the corpus */
};

struct import_options {
    const char *note; /* or NULL */
    int dry_run;      /* judge and count, then take everything back */
    int threads;
    int joins; /* part of a transaction that the caller has begun, and ends either way */
    const struct blocklist *blocklist;
    void (*tick)(void *arg, long rows); /* called now and then; may be NULL */
    void *tick_arg;
};

/* Enters the names of a TSV (header: name, and bits_per_char, style, kind and appeal if known) as one batch,
 * or none of them. Returns 0, or -1 with *why set and the database as it was. */
int import_file(struct store *store, const char *path, const struct import_options *options,
                struct import_counts *counts, struct err *why);

struct rejudge_counts {
    long names, changed; /* changed: with another verdict than before */
    long verdicts[3];
};

/* Makes the index of the present corpus (store_judge_write; store_judge_tidy is the caller's, after the
 * commit), and judges all names of the database again by it; what curators decided stays. Of options it takes
 * joins, threads and tick. Returns 0, or -1 with *why set and the database as it was. */
int import_rejudge(struct store *store, const struct import_options *options, struct rejudge_counts *counts,
                   struct err *why);

#endif
