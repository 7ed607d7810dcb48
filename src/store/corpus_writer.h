/* Adds sources and their artists to the corpus. A writer is used within one transaction of the caller:
 *
 *     store_begin, corpus_writer_begin,
 *     for each source: corpus_writer_begin_source, corpus_writer_add for each artist,
 *         corpus_writer_end_source,
 *     corpus_writer_finish, store_commit
 *
 * and corpus_writer_free in any case; after an error store_rollback. */
#ifndef STAGENAME_STORE_CORPUS_WRITER_H
#define STAGENAME_STORE_CORPUS_WRITER_H

#include "corpus/artist.h"
#include "store/db.h"
#include "text/key.h"

struct corpus_writer;

/* Returns NULL with *why set. */
struct corpus_writer *corpus_writer_begin(struct store *store, struct err *why);

/* as_of: YYYY-MM-DD. Returns 0, or -1 with *why set. */
int corpus_writer_begin_source(struct corpus_writer *writer, const char *path, const char *format,
                               const char *as_of, struct err *why);

/* Adds an artist of the source, with its keys and those of its aliases. An artist that is already in the
 * corpus is merged with it. Keys can be looked up after the end of the source. Returns 0, or -1 with *why
 * set. */
int corpus_writer_add(struct corpus_writer *writer, const struct artist *artist, const struct name_keys *keys,
                      struct err *why);

/* What was read from a source. */
struct source_counts {
    const char *format, *as_of;
    long rows, kept;
};
int corpus_writer_end_source(struct corpus_writer *writer, const struct source_counts *counts,
                             struct err *why);

/* Completes the tables after the last source. Returns 0, or -1 with *why set. */
int corpus_writer_finish(struct corpus_writer *writer, struct err *why);

void corpus_writer_free(struct corpus_writer *writer);

#endif
