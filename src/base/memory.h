/* What happens when memory is full. There are two kinds of allocations:
 *
 *   small  Its size has a bound: a line, a row, a short text, a table that the build embeds, an answer of
 *          the server. It uses the functions below or those of array.h and buffer.h, which never return
 *          NULL: when memory is full, the program ends with one sentence. Its callers have no error to
 *          handle. Lists of small items, such as the names of a training, count as small, too.
 *   large  The input or the user decides its size: the model, the index of artists, the pending keys, a
 *          batch, a whole page, the tables of a dump. It uses malloc, array_try_grow or buffer_try_reserve,
 *          and reports the failure in a struct err. */
#ifndef STAGENAME_BASE_MEMORY_H
#define STAGENAME_BASE_MEMORY_H

#include <stddef.h>

/* Sets how the program ends when memory is full: give_up must print a sentence and not return. Any thread may
 * call it, but only once. Without it, the sentence is "out of memory", and the program aborts. */
void memory_when_full(void (*give_up)(void));

/* Ends the program. */
_Noreturn void memory_full(void);

/* malloc, realloc and strdup for small allocations: they never return NULL. free them. */
void *memory_new(size_t size);
void *memory_resize(void *old, size_t size);
char *memory_copy(const char *text);

#endif
