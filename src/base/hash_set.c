/* An open-addressing hash set of 64-bit hashes. */
#include "base/hash_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static int insert(uint64_t *slots, size_t capacity, uint64_t hash)
{
    size_t at = (size_t)(hash & (capacity - 1));

    while (slots[at] && slots[at] != hash)
        at = (at + 1) & (capacity - 1);
    if (slots[at])
        return 0;
    slots[at] = hash;
    return 1;
}

int hash_set_add(struct hash_set *set, const char *text)
{
    uint64_t hash = hash_text(hash_start, text);

    if (2 * set->count >= set->capacity) {
        size_t capacity = set->capacity ? 2 * set->capacity : 4096;
        uint64_t *slots = calloc(capacity, sizeof *slots);

        if (!slots)
            return -1;
        for (size_t i = 0; i < set->capacity; i++)
            if (set->slots[i])
                insert(slots, capacity, set->slots[i]);
        free(set->slots);
        set->slots = slots;
        set->capacity = capacity;
    }
    if (!insert(set->slots, set->capacity, hash ? hash : 1))
        return 0;
    set->count++;
    return 1;
}

void hash_set_free(struct hash_set *set)
{
    free(set->slots);
    memset(set, 0, sizeof *set);
}
