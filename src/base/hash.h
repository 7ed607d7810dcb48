/* FNV-1a over texts, 64 bits (Fowler, Noll, Vo; http://www.isthe.com/chongo/tech/comp/fnv/). Not for secrets. */
#ifndef STAGENAME_BASE_HASH_H
#define STAGENAME_BASE_HASH_H

#include <stdint.h>

static const uint64_t hash_start = 0xcbf29ce484222325u;

/* The hash so far, with a text and its end added. */
static inline uint64_t hash_text(uint64_t hash, const char *text)
{
    do
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
    while (*text++);
    return hash;
}

#endif
