/* How many names pass each of the filters that were asked for last: counting can mean reading every name. */
#ifndef STAGENAME_DRAW_POOL_COUNTS_H
#define STAGENAME_DRAW_POOL_COUNTS_H

#include "store/name_filter.h"

enum { POOL_COUNTS = 32, FILTER_KEY_BYTES = 512 };

/* A filter as bytes: equal for equal filters only. */
struct filter_key {
    char bytes[FILTER_KEY_BYTES];
    size_t length; /* 0 when it does not fit: then it equals no other */
};

/* All zero is empty. */
struct pool_counts {
    struct {
        struct filter_key key;
        long pool;
    } items[POOL_COUNTS];
    int count, next;
};

void filter_key_make(struct filter_key *key, const struct name_filter *filter);

/* Returns the number that was added for the filter, or -1. */
long pool_counts_find(const struct pool_counts *counts, const struct filter_key *key);

/* Replaces the oldest item when there is no room. */
void pool_counts_add(struct pool_counts *counts, const struct filter_key *key, long pool);

/* After the database has changed. */
void pool_counts_clear(struct pool_counts *counts);

#endif
