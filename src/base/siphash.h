/* SipHash-2-4, 64 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012): the hash
 * cannot be predicted without the key. */
#ifndef STAGENAME_BASE_SIPHASH_H
#define STAGENAME_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

enum { SIPHASH_KEY = 16 /* bytes */ };

uint64_t siphash(const unsigned char key[SIPHASH_KEY], const void *data, size_t length);

#endif
