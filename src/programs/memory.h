/* Handles failed allocations in libraries that do not report them: ICU transliterates to an empty text,
 * libxml2 and Jansson drop data, oneDNN writes through NULL, and C++ throws an exception that no C code
 * catches. Instead of a crash or incomplete results, the program ends with one sentence.
 *
 * The code of this project reports failed allocations itself, like any other error. */
#ifndef STAGENAME_PROGRAMS_MEMORY_H
#define STAGENAME_PROGRAMS_MEMORY_H

#include <stddef.h>

/* Makes ICU, Jansson, oneDNN and C++ libraries call give_up when out of memory. Call it before any of them is
 * used. give_up must not return; it may be called by any thread, but only once. */
void memory_guard(void (*give_up)(void));

/* malloc, realloc and strdup with the same behaviour, for libraries that accept such functions. */
void *memory_new(size_t size);
void *memory_resize(void *old, size_t size);
char *memory_copy(const char *text);

#endif
