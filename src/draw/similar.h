/* Finds, in one pass over many profiles, names that are similar to some and not to others, and puts them in a
 * random order in which nearer ones tend to come first. Uses no database. */
#ifndef STAGENAME_DRAW_SIMILAR_H
#define STAGENAME_DRAW_SIMILAR_H

#include <stdint.h>

#include "appeal/profile.h"
#include "base/rng.h"

enum {
    TASTE_NAMES = 20,      /* maximum liked names, and disliked names */
    SIMILAR_MAX = 640,     /* names kept from a pass */
    SIMILAR_COST = 1 << 20 /* about the maximum distances computed in a pass; it skips names evenly */
};

/* The search criteria. A name is near a taste if it is near one of the liked names; the mean of different
 * names would resemble none of them. Without liked names, all names are equally near. */
struct taste {
    int64_t liked_ids[TASTE_NAMES], disliked_ids[TASTE_NAMES]; /* never in the result */
    struct profile liked[TASTE_NAMES], disliked[TASTE_NAMES];
    int liked_count, disliked_count;
};

struct similar_name {
    int64_t id;
    uint64_t rank; /* by distance, then random; smallest first */
};

/* A pass. */
struct similar {
    const struct taste *taste;
    struct rng rng;
    long every, skip; /* one name in `every` is compared; skip: names to skip before the next */
    int lists;        /* one for each liked name, of the names nearest to it; one if there are none */
    int room;         /* of each list */
    int counts[TASTE_NAMES];
    struct similar_name names[SIMILAR_MAX]; /* each list is a heap with the farthest name first */
};

/* n: names to find, 1 to DRAW_MAX; pool: names that will be offered; taste must outlive the pass; rng is
 * copied. */
void similar_begin(struct similar *similar, const struct taste *taste, int n, long pool,
                   const struct rng *rng);

/* Whether the next name must be offered: call it once for each name. */
int similar_wants(struct similar *similar);
/* Ignores a profile that is all zero. */
void similar_offer(struct similar *similar, int64_t id, const struct profile *profile);

/* Ends the pass: writes the numbers of the names found to ids [SIMILAR_MAX], alternating between the lists.
 * Returns how many. */
int similar_order(struct similar *similar, int64_t *ids);

#endif
