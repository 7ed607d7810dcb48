/* A set of texts that only tells whether one was added before. Holds 64-bit fingerprints: a false "before" in a
 * million texts has a chance of about 3 in 10^8. */
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
