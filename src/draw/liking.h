/* Draws by taste: reads the profiles of liked and disliked names, and fetches similar names of which no two
 * are too similar. draw/similar.h makes the pass over all names. Uses no SQL. */
#ifndef STAGENAME_DRAW_LIKING_H
#define STAGENAME_DRAW_LIKING_H

#include "draw/similar.h"
#include "store/name_fetch.h"
#include "text/utf8.h"

/* Numbers of names that are liked and disliked, each once. */
struct likes {
    int64_t liked[TASTE_NAMES], disliked[TASTE_NAMES];
    int liked_count, disliked_count;
};

struct liking {
    struct taste taste;
    struct similar similar;
    char liked[TASTE_NAMES][NAME_BYTES]; /* folded names of the taste */
    char shown[DRAW_MAX][NAME_BYTES];    /* folded names of the draw */
};

/* Reads the taste from the numbers of visible names; ignores others. Returns 0, 1 when no number has a
 * visible name, or -1 with *why set. */
int liking_read(struct liking *liking, struct store *store, const struct likes *likes, struct err *why);

/* Fetches the names of the taste that pass the filter; fetch must not have drawn any. Returns their number,
 * or -1 with *why set. */
int liking_count(const struct liking *liking, struct name_fetch *fetch, struct err *why);

/* After a pass: fetches up to n names, none of which is too similar to a liked name or to another. Returns 0,
 * or -1 with *why set. */
int liking_fetch(struct liking *liking, struct name_fetch *fetch, int n, struct err *why);

#endif
