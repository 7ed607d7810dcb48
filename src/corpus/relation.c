/* A growable array of number pairs with binary search. */
#include "corpus/relation.h"

#include <stdlib.h>

#include "base/array.h"

int relation_add(struct relation *relation, int64_t key, int64_t value, int32_t count, struct err *why)
{
    if (relation->count == relation->room) {
        void *bigger =
            array_try_grow(relation->list, relation->count, 1, &relation->room, sizeof *relation->list);

        if (!bigger)
            return err_set(why, "out of memory");
        relation->list = bigger;
    }
    relation->list[relation->count++] = (struct relation_row){key, value, count};
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct relation_row *x = a, *y = b;

    return x->key != y->key ? (x->key > y->key) - (x->key < y->key)
                            : (x->value > y->value) - (x->value < y->value);
}

void relation_sort(struct relation *relation)
{
    if (relation->count)
        qsort(relation->list, relation->count, sizeof *relation->list, compare);
}

const struct relation_row *relation_find(const struct relation *relation, int64_t key, size_t *count)
{
    size_t low = 0, high = relation->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (relation->list[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < relation->count && relation->list[low + *count].key == key;)
        ++*count;
    return *count ? &relation->list[low] : NULL;
}
