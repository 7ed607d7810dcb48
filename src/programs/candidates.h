/* The names of a run of generate that may be kept: which of them are wanted, which are the best, and their
 * output as TSV. Generates nothing. */
#ifndef STAGENAME_PROGRAMS_CANDIDATES_H
#define STAGENAME_PROGRAMS_CANDIDATES_H

#include <stdint.h>

#include "appeal/selection.h"
#include "base/fileout.h"
#include "base/hash_set.h"
#include "base/progress.h"
#include "base/team.h"
#include "model/sample.h"
#include "store/corpus_reader.h"
#include "text/blocklist.h"
#include "text/bucket.h"

/* Candidates per selection: bounds memory, and is enough for groups of a style, kind and length. */
enum { CANDIDATES_MAX = 120000 };

/* Part `index` of `count` of a run: every count-th bucket. count 0: the run has no parts. */
struct part {
    long index, count; /* index: from 0 */
    int by_whole;      /* see bucket_of_key */
};

/* Candidates for one selection: an array of chunk_size, NULL before the first. Owns their names. */
struct chunk {
    struct candidate *candidates;
    int count;
};

/* A run in parts has one chunk for each bucket, so that the selection is the same for any number of parts;
 * other runs have only the first chunk. */
struct candidates {
    struct fileout out, record; /* record: unused without --record */
    struct folder *folder;
    struct blocklist *blocklist;
    struct lexicon *lexicon;
    const float *classifier; /* of the model, or NULL */
    struct store *corpus;    /* or NULL */
    struct hash_set seen;    /* keys of the names so far, to skip duplicates */
    struct team *team;
    struct progress progress;
    struct part part;
    struct chunk chunks[BUCKETS];
    int chunk_size, best; /* one in `best` candidates is kept */
    long candidates_so_far, written, blocked, repeated, taken;
};

/* For sample_options: whether a name with these first two characters may be in the part, a struct part. */
int candidates_continue(const void *part, uint32_t first, uint32_t second);

/* Writes the line with the names of the columns. */
void candidates_header(struct candidates *candidates);

/* A sample_sink, with struct candidates as its argument: adds a name, and writes the best of a chunk that is
 * full. Returns 1, 0 when the name is not wanted, or -1 with *why set. */
int candidates_take(void *candidates, const struct sampled_name *name, struct err *why);

/* Writes the best of the chunks that are not full. Returns 0, or -1 with *why set to the first error. */
int candidates_finish(struct candidates *candidates, struct err *why);

/* Frees everything that the members own, except the team. */
void candidates_release(struct candidates *candidates);

#endif
