/* A draw by taste: reads the profiles of the names that are liked and disliked, and fetches similar names so
 * that none repeats another. The pass over all names is that of draw/similar.h. Knows no SQL. */
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
    char shown[DRAW_MAX][NAME_BYTES];    /* and of the names fetched */
};

/* Reads the taste: of the numbers, those of visible names. Returns 0, 1 when there are none, or -1 with *why
 * set. */
int liking_read(struct liking *liking, struct store *store, const struct likes *likes, struct err *why);

/* How many names of the taste pass the filter of the fetch, which has drawn none and draws them; or -1 with
 * *why set. */
int liking_count(const struct liking *liking, struct name_fetch *fetch, struct err *why);

/* After a pass: fetches up to n names, without any that is too much alike a liked one or another. Returns 0,
 * or -1 with *why set. */
int liking_fetch(struct liking *liking, struct name_fetch *fetch, int n, struct err *why);

#endif
