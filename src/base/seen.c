/* An open-addressing hash set of 64-bit hashes. */
#include "base/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static int insert(uint64_t *slots, size_t capacity, uint64_t print)
{
    size_t at = (size_t)(print & (capacity - 1));

    while (slots[at] && slots[at] != print)
        at = (at + 1) & (capacity - 1);
    if (slots[at])
        return 0;
    slots[at] = print;
    return 1;
}

int seen_add(struct seen *seen, const char *text)
{
    uint64_t print = hash_text(hash_start, text);

    if (2 * seen->count >= seen->capacity) {
        size_t capacity = seen->capacity ? 2 * seen->capacity : 4096;
        uint64_t *slots = calloc(capacity, sizeof *slots);

        if (!slots)
            return -1;
        for (size_t i = 0; i < seen->capacity; i++)
            if (seen->slots[i])
                insert(slots, capacity, seen->slots[i]);
        free(seen->slots);
        seen->slots = slots;
        seen->capacity = capacity;
    }
    if (!insert(seen->slots, seen->capacity, print ? print : 1))
        return 0;
    seen->count++;
    return 1;
}

void seen_free(struct seen *seen)
{
    free(seen->slots);
    memset(seen, 0, sizeof *seen);
}
