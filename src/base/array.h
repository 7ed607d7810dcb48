/* Growing arrays. An array is three variables, usually members of a struct: the items, their count, and the
 * capacity (room). All zero is an empty array; free the items after use.
 *
 * The room grows by half, so that adding an item takes constant time on average; the first allocation is
 * exact, since many arrays stay short. */
#ifndef STAGENAME_BASE_ARRAY_H
#define STAGENAME_BASE_ARRAY_H

#include <stddef.h>

/* Makes room for `more` items of `size` bytes after the first `count`; more is at least 1. Returns the items,
 * which may have moved. When memory is full, or the size exceeds SIZE_MAX:
 *   array_grow      ends the program (memory.h)
 *   array_try_grow  returns NULL; the old items and their room are unchanged */
void *array_grow(void *items, size_t count, size_t more, size_t *room, size_t size);
void *array_try_grow(void *items, size_t count, size_t more, size_t *room, size_t size);

/* Adds an uninitialized item to list->items, with the members count and room. Returns a pointer to it. */
#define array_add(list)                                                                                  \
    ((list)->count == (list)->room                                                                       \
         ? (void)((list)->items =                                                                        \
                      array_grow((list)->items, (list)->count, 1, &(list)->room, sizeof *(list)->items)) \
         : (void)0,                                                                                      \
     &(list)->items[(list)->count++])

#endif
