/* FNV-1a over texts and bytes, 64 bits (Fowler, Noll, Vo; http://www.isthe.com/chongo/tech/comp/fnv/). Not
 * for secrets. */
#ifndef STAGENAME_BASE_HASH_H
#define STAGENAME_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

static const uint64_t hash_start = 0xcbf29ce484222325u;

/* Extends a hash by a text and its NUL. */
static inline uint64_t hash_text(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    while (*text++);
    return hash;
}

static inline uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
    return hash;
}

#endif
