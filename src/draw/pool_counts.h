/* A cache of the number of names that pass each of the most recent filters, because counting may have to read
 * every name. */
#ifndef STAGENAME_DRAW_POOL_COUNTS_H
#define STAGENAME_DRAW_POOL_COUNTS_H

#include "store/name_filter.h"

enum { POOL_COUNTS = 32, FILTER_KEY_BYTES = 512 };

/* A filter as bytes: keys are equal only for equal filters. */
struct filter_key {
    char bytes[FILTER_KEY_BYTES];
    size_t length; /* 0 when the filter does not fit: equal to no other key */
};

/* Zero-initialized, it is empty. */
struct pool_counts {
    struct {
        struct filter_key key;
        long pool;
    } items[POOL_COUNTS];
    int count, next;
};

void filter_key_make(struct filter_key *key, const struct name_filter *filter);

/* Returns the count of the filter, or -1 when it is not cached. */
long pool_counts_find(const struct pool_counts *counts, const struct filter_key *key);

/* Replaces the oldest item when there is no room. */
void pool_counts_add(struct pool_counts *counts, const struct filter_key *key, long pool);

/* Call it after the database has changed. */
void pool_counts_clear(struct pool_counts *counts);

#endif
