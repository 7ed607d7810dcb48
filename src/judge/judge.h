/* Decides whether a name is taken: an index of the keys of all artists, asked by import, check and the site
 * alike. Holds keys and artist numbers only; knows no SQL and no files.
 *
 * taken  a key of the name equals a key of an artist
 * close  a key lies within judge_limit edits of an artist's: insertions, deletions, substitutions and swaps of
 *        neighbours (optimal string alignment, the restricted Damerau-Levenshtein distance)
 * free   neither, in this index: a statement about a corpus, never about the world */
#ifndef STAGENAME_JUDGE_JUDGE_H
#define STAGENAME_JUDGE_JUDGE_H

#include <stdint.h>

#include "base/err.h"
#include "text/key.h"

enum verdict { VERDICT_FREE, VERDICT_CLOSE, VERDICT_TAKEN };
enum { JUDGE_NEAREST = 3 };

struct judge_hit {
    uint32_t artist; /* the number given to judge_add */
    int distance;    /* edits; 0 is the same key */
};

struct judge;

struct judge *judge_new(struct err *why);
void judge_free(struct judge *judge);

/* Adds one key of an artist; an artist may have several. Returns 0, or -1 with *why set. */
int judge_add(struct judge *judge, const char *key, uint32_t artist, struct err *why);

/* Builds the index after the last judge_add. Returns 0, or -1 with *why set. */
int judge_finish(struct judge *judge, struct err *why);

/* The verdict on a name and its nearest artists, nearest first, each artist once; *count of them, none when
 * free. Needs a finished index; any number of threads may ask at once. */
enum verdict judge_ask(const struct judge *judge, const struct name_keys *keys,
                       struct judge_hit nearest[JUDGE_NEAREST], int *count);

/* Whether a key of the index lies at most one edit from this one, however short it is; leave_out_itself: another
 * one than this. */
int judge_has_neighbour(const struct judge *judge, const char *key, int leave_out_itself);

/* Edits within which two keys of these lengths (in letters) are close. Below 5 letters nearly every name has
 * a neighbour one edit away, so there a neighbour says nothing; long names stay alike after two. */
int judge_limit(int length_a, int length_b);

/* "free", "close", "taken": what the database and the interface call it. */
const char *verdict_text(enum verdict verdict);

/* "same" or "spelling". */
const char *judge_reason(const struct judge_hit *hit);

#endif
