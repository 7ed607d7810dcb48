/* A set of texts, stored as 64-bit hashes: the probability of any collision among a million texts is about 3
 * in 10^8. */
#ifndef STAGENAME_BASE_SEEN_H
#define STAGENAME_BASE_SEEN_H

#include <stddef.h>
#include <stdint.h>

/* All zero is the empty set. */
struct seen {
    uint64_t *slots; /* open addressing; 0 is empty */
    size_t capacity, count;
};

/* Returns 1 when new, 0 when added before, -1 out of memory. */
int seen_add(struct seen *seen, const char *text);
void seen_free(struct seen *seen);

#endif
