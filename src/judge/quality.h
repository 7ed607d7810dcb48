/* How good a batch of invented names is, beside the real ones: how many are unique, new, at some distance from
 * every artist, pronounceable, and of usual length. Measures and warns; decides about no single name. */
#ifndef STAGENAME_JUDGE_QUALITY_H
#define STAGENAME_JUDGE_QUALITY_H

#include "judge/judge.h"

enum {
    QUALITY_LETTERS =
        15, /* names are told apart by letters of the key up to here; longer ones count as this */
    QUALITY_LENGTHS = 41,  /* likewise by characters of the name */
    QUALITY_FIRST = 27,    /* first letters: a to z, and any other sign */
    QUALITY_TELLING = 200, /* fewer names on a side tell nothing about a batch */
    QUALITY_SAMPLE = 2000, /* names of a side whose neighbours are looked for */
};

/* What was seen of one side: the artists, or the invented names. */
struct quality_side {
    long names;
    long spelt;         /* names with a Latin letter */
    long pronounceable; /* of those: a vowel, no four consonants and no three equal letters in a row */
    long first[QUALITY_FIRST];
    long lengths[QUALITY_LENGTHS];        /* names by characters */
    long sampled[QUALITY_LETTERS + 1];    /* names whose neighbours were looked for, by letters of the key */
    long neighbours[QUALITY_LETTERS + 1]; /* of those: with another artist's key at most one edit away */
};

struct quality {
    struct quality_side real, invented;
    long repeated; /* invented names whose key came before */
    long taken;    /* invented names with the key of an artist */
};

/* Counts names as they come. */
struct quality_counter;
struct quality_counter *quality_new(struct err *why);
void quality_free(struct quality_counter *counter);

/* is_taken: the name's key is an artist's. Returns 0, or -1 with *why set (out of memory). */
void quality_add_real(struct quality_counter *counter, const char *name, const struct name_keys *keys);
int quality_add_invented(struct quality_counter *counter, const char *name, const struct name_keys *keys,
                         int is_taken, struct err *why);

/* Looks for the neighbours of a sample of both sides, and sums up. */
void quality_finish(struct quality_counter *counter, const struct judge *judge, struct quality *quality);

/* Shares, from 0 to 1. */
double quality_unique(const struct quality *q);
double quality_new_share(const struct quality *q);
double quality_pronounceable(const struct quality_side *side);
/* Of the names of so many letters: with no artist's key within one edit. NaN when none was looked at. */
double quality_distant(const struct quality_side *side, int letters);
double quality_distant_all(const struct quality_side *side);
/* How far the lengths of both sides are apart: half the sum of the differences of their shares (total variation
 * distance), 0 the same, 1 nothing in common. */
double quality_lengths_apart(const struct quality *q);

/* The warnings that a batch deserves: each a sentence. Returns how many, at most QUALITY_WARNINGS. */
enum { QUALITY_WARNINGS = 5 };
int quality_warnings(const struct quality *q, char warnings[QUALITY_WARNINGS][160]);

#endif
