/* Installs handlers for failed allocations in libraries. */
#include "programs/memory.h"

#include <dlfcn.h>
#include <errno.h>
#include <jansson.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uclean.h>
#include <unistd.h>

static void (*end_program)(void);

/* Other threads wait here until the first one has ended the program. */
static _Noreturn void full(void)
{
    static atomic_flag is_ending = ATOMIC_FLAG_INIT;

    while (atomic_flag_test_and_set(&is_ending))
        pause();
    end_program();
    abort();
}

void *memory_new(size_t size)
{
    void *memory = malloc(size ? size : 1);

    if (!memory)
        full();
    return memory;
}

void *memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);

    if (!memory)
        full();
    return memory;
}

char *memory_copy(const char *text)
{
    return memcpy(memory_new(strlen(text) + 1), text, strlen(text) + 1);
}

static void *icu_new(const void *context, size_t size)
{
    (void)context;
    return memory_new(size);
}

static void *icu_resize(const void *context, void *old, size_t size)
{
    (void)context;
    return memory_resize(old, size);
}

static void icu_free(const void *context, void *memory)
{
    (void)context;
    free(memory);
}

/* std::set_new_handler of the C++ library that oneDNN and ICU use. */
static void guard_new(void)
{
    typedef void handler(void);
    handler *(*set_new_handler)(handler *) = NULL;

    *(void **)&set_new_handler = dlsym(RTLD_DEFAULT, "_ZSt15set_new_handlerPFvvE");
    if (set_new_handler)
        set_new_handler(full);
}

/* Replaces the function of the C library for oneDNN, which uses it for all its memory and does not check for
 * NULL. */
int posix_memalign(void **place, size_t alignment, size_t size)
{
    *place = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (!*place && end_program)
        full();
    return *place ? 0 : ENOMEM;
}

void memory_guard(void (*give_up)(void))
{
    UErrorCode code = U_ZERO_ERROR;

    end_program = give_up;
    u_setMemoryFunctions(NULL, icu_new, icu_resize, icu_free, &code);
    json_set_alloc_funcs(memory_new, free);
    guard_new();
}
