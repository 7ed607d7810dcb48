/* Which names exist and are visible, and the limits of the thirds of weirdness: data that can change without
 * a new name or verdict. Each worker reads it when the database has changed; the roster contains the rest. */
#ifndef STAGENAME_DRAW_VISIBLE_NAMES_H
#define STAGENAME_DRAW_VISIBLE_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct store;

/* Names up to this length, and longer than up_to of the previous limit, are ordinary up to low and very weird
 * above high, in millibits. */
struct weird_limit {
    int64_t up_to;
    int low, high;
};

/* Zero-initialized, it is empty: no name exists. */
struct visible_names {
    int64_t (*ranges)[2]; /* of numbers of names, ascending */
    int64_t *hidden;      /* numbers in these ranges, ascending */
    struct weird_limit
        *limits; /* by ascending length, the last one open-ended; none if no weirdness is known */
    size_t range_count, hidden_count, limit_count;
    size_t range_room, hidden_room, limit_room;
};

/* Replaces the contents. Returns 0, or -1 with *why set and incomplete contents. */
int visible_names_read(struct visible_names *visible, struct store *store, struct err *why);
void visible_names_free(struct visible_names *visible);

#endif
