/* What happens when memory is full within a library that does not report it. ICU then transliterates to
 * nothing, libxml2 and Jansson leave things out, oneDNN writes through NULL, and C++ throws an exception that
 * no C code catches: the process would crash, or finish with something missing. Instead the program ends with
 * one sentence.
 *
 * Code of this project reports failed allocations itself, as any other error. */
#ifndef STAGENAME_PROGRAMS_MEMORY_H
#define STAGENAME_PROGRAMS_MEMORY_H

#include <stddef.h>

/* From now on ICU, Jansson, oneDNN and C++ libraries end the program when memory is full. To be called before
 * any of them is used. give_up must not return, and may be called by any thread, but only once. */
void memory_guard(void (*give_up)(void));

/* malloc, realloc and strdup that end the program likewise: for libraries that take such functions. */
void *memory_new(size_t size);
void *memory_resize(void *old, size_t size);
char *memory_copy(const char *text);

#endif
