/* Allocates, or ends the program. */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void (*end_program)(void);

void memory_when_full(void (*give_up)(void))
{
    end_program = give_up;
}

/* Other threads wait here until the first one has ended the program. No stdio: it may need memory. */
void memory_full(void)
{
    static atomic_flag is_ending = ATOMIC_FLAG_INIT;
    static const char sentence[] = "out of memory\n";

    while (atomic_flag_test_and_set(&is_ending))
        pause();
    if (end_program)
        end_program();
    else if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        abort();
    abort();
}

void *memory_new(size_t size)
{
    void *memory = malloc(size ? size : 1);

    if (!memory)
        memory_full();
    return memory;
}

void *memory_resize(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);

    if (!memory)
        memory_full();
    return memory;
}

char *memory_copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(memory_new(size), text, size);
}
