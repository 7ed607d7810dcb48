/* A set of texts, stored as 64-bit hashes: the probability of any collision among a million texts is about 3
 * in 10^8. */
#ifndef STAGENAME_BASE_HASH_SET_H
#define STAGENAME_BASE_HASH_SET_H

#include <stddef.h>
#include <stdint.h>

/* All zero is the empty set. */
struct hash_set {
    uint64_t *slots; /* open addressing; 0 is empty */
    size_t capacity, count;
};

/* Returns 1 when new, 0 when added before, -1 out of memory. */
int hash_set_add(struct hash_set *set, const char *text);
void hash_set_free(struct hash_set *set);

#endif
