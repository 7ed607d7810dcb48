#include "corpus/pairs.h"

#include <stdlib.h>

int pairs_add(struct pairs *pairs, int64_t key, int64_t value, int32_t count, struct err *why)
{
    if (pairs->count == pairs->room) {
        size_t room = pairs->room ? 2 * pairs->room : 1024;
        struct pair *bigger = realloc(pairs->list, room * sizeof *bigger);

        if (!bigger)
            return err_set(why, "out of memory");
        pairs->list = bigger;
        pairs->room = room;
    }
    pairs->list[pairs->count++] = (struct pair){key, value, count};
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    return x->key != y->key ? (x->key > y->key) - (x->key < y->key)
                            : (x->value > y->value) - (x->value < y->value);
}

void pairs_sort(struct pairs *pairs)
{
    if (pairs->count)
        qsort(pairs->list, pairs->count, sizeof *pairs->list, compare);
}

const struct pair *pairs_find(const struct pairs *pairs, int64_t key, size_t *count)
{
    size_t low = 0, high = pairs->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (pairs->list[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < pairs->count && pairs->list[low + *count].key == key;)
        ++*count;
    return *count ? &pairs->list[low] : NULL;
}
