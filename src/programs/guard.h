/* Handles failed allocations in libraries that do not report them: ICU transliterates to an empty text,
 * libxml2 and Jansson drop data, oneDNN writes through NULL, and C++ throws an exception that no C code
 * catches. Instead of a crash or incomplete results, the program ends as base/memory.h says. */
#ifndef STAGENAME_PROGRAMS_GUARD_H
#define STAGENAME_PROGRAMS_GUARD_H

/* Makes ICU, Jansson, oneDNN and C++ libraries call memory_full. Call it before any of them is used. */
void guard_libraries(void);

#endif
