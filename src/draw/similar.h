/* Finds, in one pass over many profiles, names that are similar to some and not to others, and puts them in
 * a random order in which nearer ones tend to come first. Knows no database. */
#ifndef STAGENAME_DRAW_SIMILAR_H
#define STAGENAME_DRAW_SIMILAR_H

#include <stdint.h>

#include "appeal/profile.h"
#include "base/rng.h"

enum {
    TASTE_NAMES = 20,      /* liked, and as many disliked */
    SIMILAR_MAX = 640,     /* names that are kept of a pass */
    SIMILAR_COST = 1 << 20 /* distances that a pass computes at most, about; it skips names evenly */
};

/* What to look for. A name is near a taste when it is near one of the liked names: the mean of different
 * names would be like none of them. Without a liked name, all are equally near. */
struct taste {
    int64_t liked_ids[TASTE_NAMES], disliked_ids[TASTE_NAMES]; /* never found */
    struct profile liked[TASTE_NAMES], disliked[TASTE_NAMES];
    int liked_count, disliked_count;
};

struct similar_name {
    int64_t id;
    uint64_t rank; /* by distance, then random; the least first */
};

/* A pass. */
struct similar {
    const struct taste *taste;
    struct rng rng;
    long every, skip; /* one name in so many is compared; how many to pass over before the next */
    int lists;        /* one for each liked name, of the names nearest to it; one without any */
    int room;         /* of each list */
    int counts[TASTE_NAMES];
    struct similar_name names[SIMILAR_MAX]; /* each list is a heap with the farthest name first */
};

/* n: names wanted, 1 to DRAW_MAX; pool: names that will be offered; taste lives as long as the pass; rng is
 * copied. */
void similar_begin(struct similar *similar, const struct taste *taste, int n, long pool,
                   const struct rng *rng);

/* Whether the next name must be offered: call it once for each name. */
int similar_wants(struct similar *similar);
/* A profile of bytes 0 is passed over. */
void similar_offer(struct similar *similar, int64_t id, const struct profile *profile);

/* Writes the numbers of what was found to ids [SIMILAR_MAX]: in turn from each list. Returns how many. The
 * pass has ended then. */
int similar_order(struct similar *similar, int64_t *ids);

#endif
