/* A table of number pairs in memory, with lookup by the first number. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_RELATION_H
#define STAGENAME_CORPUS_RELATION_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct relation_row {
    int64_t key, value;
    int32_t count; /* votes of a tag, or type of an alias */
};

/* Zero-initialized: empty. The caller frees list. */
struct relation {
    struct relation_row *list;
    size_t count, room;
};

/* Returns 0, or -1 with *why set. */
int relation_add(struct relation *relation, int64_t key, int64_t value, int32_t count, struct err *why);

/* Sorts by key and value. Call it before relation_find. */
void relation_sort(struct relation *relation);

/* The first row with this key, and *count rows from there; NULL when there is none. */
const struct relation_row *relation_find(const struct relation *relation, int64_t key, size_t *count);

#endif
