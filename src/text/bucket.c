/* Assigns names to buckets by their keys or by their first two characters. */
#include "text/bucket.h"

#include <string.h>

#include "base/hash.h"

/* Where the hash starts: of 60,000 starts the one whose buckets divide the bundled artists most evenly
 * into up to 12 parts. */
static const uint64_t even_start = 0xcbf29ce484222325u + 51952;

static int is_letter(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static uint32_t to_lower(uint32_t c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int bucket_of(const char *text, size_t length)
{
    uint64_t hash = hash_bytes(even_start, text, length);

    return (int)((hash ^ hash >> 32) % BUCKETS);
}

int bucket_of_key(const char *key, int by_whole)
{
    if (!by_whole && is_letter((unsigned char)key[0]) && is_letter((unsigned char)key[1]))
        return bucket_of(key, 2);
    return bucket_of(key, strlen(key));
}

/* Whether a name that begins so may begin with a title that its key lacks (the, dj, mc, lil). */
static int begins_title(const char text[2])
{
    static const char beginnings[][3] = {"th", "dj", "mc", "li"};

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (memcmp(text, beginnings[i], 2) == 0)
            return 1;
    return 0;
}

int bucket_of_beginning(uint32_t first, uint32_t second)
{
    const char text[2] = {(char)to_lower(first), (char)to_lower(second)};

    if (!is_letter(to_lower(first)) || !is_letter(to_lower(second)) || begins_title(text))
        return -1;
    return bucket_of(text, 2);
}
