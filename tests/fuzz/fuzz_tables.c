/* The tables of MusicBrainz' dump. An input has lines "=== MEMBER", each followed by the bytes of that
 * member; they become a tar, whose checksums a fuzzer would not find. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512, MEMBERS_MAX = 16 };

/* A header of the format ustar. */
static void put_header(char *block, const char *name, size_t name_length, size_t size)
{
    unsigned sum = 0;

    memset(block, 0, BLOCK);
    snprintf(block, 100, "mbdump/%.*s", (int)(name_length < 80 ? name_length : 80), name);
    memcpy(block + 100,
           "0000644\0"
           "0000000\0"
           "0000000",
           24);
    snprintf(block + 124, 12, "%011zo", size);
    memcpy(block + 136, "00000000000\0        0", 21);
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    for (int i = 0; i < BLOCK; i++)
        sum += (unsigned char)block[i];
    snprintf(block + 148, 8, "%06o", sum);
}

/* Where the next member begins, or the end. */
static const char *next_member(const char *at, const char *end)
{
    const char *found = at < end ? memmem(at, (size_t)(end - at), "\n=== ", 5) : NULL;

    return found ? found + 1 : end;
}

/* Appends one member. Returns the new length of the tar. */
static size_t put_member(char *tar, size_t length, const char *at, const char *end)
{
    const char *line = memchr(at, '\n', (size_t)(end - at)), *begin = line ? line + 1 : end;
    size_t size = (size_t)(end - begin), padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    const char *name_end = memchr(at, '\0', (size_t)((line ? line : end) - at));

    if (!name_end)
        name_end = line ? line : end;
    put_header(tar + length, at + 4, name_end > at + 4 ? (size_t)(name_end - at - 4) : 0, size);
    memset(tar + length + BLOCK, 0, padded);
    memcpy(tar + length + BLOCK, begin, size);
    return length + BLOCK + padded;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size), *tar = malloc(size + (size_t)(MEMBERS_MAX + 1) * 2 * BLOCK);
    const char *end = text + size, *at = strncmp(text, "=== ", 4) == 0 ? text : next_member(text, end);
    size_t length = 0;

    FUZZ_CHECK(tar != NULL);
    for (int i = 0; i < MEMBERS_MAX && at < end; i++) {
        const char *next = next_member(at, end);

        length = put_member(tar, length, at, next);
        at = next;
    }
    memset(tar + length, 0, (size_t)2 * BLOCK);
    fuzz_corpus(CORPUS_AUTO, tar, length + (size_t)2 * BLOCK);
    free(tar);
    free(text);
    return 0;
}
