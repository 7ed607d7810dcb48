/* Rows of two numbers, found by the first: what a table of relations comes to in memory. Private to
 * src/corpus. */
#ifndef STAGENAME_CORPUS_PAIRS_H
#define STAGENAME_CORPUS_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct pair {
    int64_t key, value;
    int32_t count; /* of a tag the votes, of an alias the type */
};

/* All zero is empty. The list is the caller's to free. */
struct pairs {
    struct pair *list;
    size_t count, room;
};

/* Returns 0, or -1 with *why set. */
int pairs_add(struct pairs *pairs, int64_t key, int64_t value, int32_t count, struct err *why);

/* After this pairs_find may be asked. Of equal keys the lower value comes first. */
void pairs_sort(struct pairs *pairs);

/* The first pair with this key, and how many there are; NULL for none. */
const struct pair *pairs_find(const struct pairs *pairs, int64_t key, size_t *count);

#endif
