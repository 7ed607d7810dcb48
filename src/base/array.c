/* Computes the new capacity of growing arrays. */
#include "base/array.h"

#include <stdlib.h>

#include "base/memory.h"

void *array_try_grow(void *items, size_t count, size_t more, size_t *room, size_t size)
{
    size_t wanted, bytes, next = *room + *room / 2;
    void *bigger;

    if (__builtin_add_overflow(count, more, &wanted))
        return NULL;
    if (wanted <= *room)
        return items;
    if (next < wanted)
        next = wanted;
    if (__builtin_mul_overflow(next, size, &bytes))
        return NULL;
    bigger = realloc(items, bytes);
    if (bigger)
        *room = next;
    return bigger;
}

void *array_grow(void *items, size_t count, size_t more, size_t *room, size_t size)
{
    void *bigger = array_try_grow(items, count, more, room, size);

    if (!bigger)
        memory_full();
    return bigger;
}
