/* Installs handlers for failed allocations in libraries. */
#include "programs/guard.h"

#include <dlfcn.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <unicode/uclean.h>

#include "base/memory.h"

static int is_guarding;

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
        set_new_handler(memory_full);
}

/* Replaces the function of the C library for oneDNN, which uses it for all its memory and does not check for
 * NULL. */
int posix_memalign(void **place, size_t alignment, size_t size)
{
    *place = aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (!*place && is_guarding)
        memory_full();
    return *place ? 0 : ENOMEM;
}

void guard_libraries(void)
{
    UErrorCode code = U_ZERO_ERROR;

    is_guarding = 1;
    u_setMemoryFunctions(NULL, icu_new, icu_resize, icu_free, &code);
    json_set_alloc_funcs(memory_new, free);
    guard_new();
}
