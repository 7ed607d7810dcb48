/* Statistics of a batch of invented names compared with real ones: the shares of names that are unique, new,
 * distant from every artist, and pronounceable, and the distribution of lengths. Rejects no names; returns
 * warnings. */
#ifndef STAGENAME_JUDGE_QUALITY_H
#define STAGENAME_JUDGE_QUALITY_H

#include "judge/judge.h"

enum {
    QUALITY_LETTERS = 15,    /* histogram by letters of the key; longer ones count as this */
    QUALITY_LENGTHS = 41,    /* histogram by characters of the name, likewise */
    QUALITY_FIRST = 27,      /* first letters: a to z, and all other characters */
    QUALITY_NAMES_MIN = 200, /* no warnings for fewer names on a side */
    QUALITY_SAMPLE = 2000,   /* names of a side that are searched for neighbours */
};

/* The counts of one side: the artists, or the invented names. */
struct quality_side {
    long names;
    long spelt;         /* names with a Latin letter */
    long pronounceable; /* of those: a vowel, no four consonants and no three equal letters in a row */
    long first[QUALITY_FIRST];
    long lengths[QUALITY_LENGTHS];        /* names by characters */
    long sampled[QUALITY_LETTERS + 1];    /* names in the sample, by letters of the key */
    long neighbours[QUALITY_LETTERS + 1]; /* of those: within one edit of another artist's key */
};

struct quality {
    struct quality_side real, invented;
    long repeated; /* invented names with the key of an earlier one */
    long taken;    /* invented names with the key of an artist */
};

/* Collects the counts. */
struct quality_counter;
struct quality_counter *quality_new(struct err *why);
void quality_free(struct quality_counter *counter);

/* is_taken: an artist has the key of the name. */
void quality_add_real(struct quality_counter *counter, const char *name, const struct name_keys *keys);
void quality_add_invented(struct quality_counter *counter, const char *name, const struct name_keys *keys,
                          int is_taken);
/* The name added last has the key of an earlier one: the caller knows it, so that no keys are kept here. */
void quality_repeated(struct quality_counter *counter);

/* Searches for neighbours of a sample of both sides, and sets *quality. */
void quality_finish(struct quality_counter *counter, const struct judge *judge, struct quality *quality);

/* Shares, from 0 to 1. */
double quality_unique(const struct quality *q);
double quality_new_share(const struct quality *q);
double quality_pronounceable(const struct quality_side *side);
/* The share of sampled names of this length with no artist's key within one edit. NaN when there are none. */
double quality_distant(const struct quality_side *side, int letters);
double quality_distant_all(const struct quality_side *side);
/* The total variation distance between the distributions of lengths of both sides: half the sum of the
 * differences of their shares; 0: equal, 1: disjoint. */
double quality_lengths_apart(const struct quality *q);

/* Writes the warnings about a batch, each a sentence. Returns their number, at most QUALITY_WARNINGS. */
enum { QUALITY_WARNINGS = 5 };
int quality_warnings(const struct quality *q, char warnings[QUALITY_WARNINGS][160]);

#endif
