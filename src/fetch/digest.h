/* Computes the SHA-256 of a file with OpenSSL's libcrypto. */
#ifndef STAGENAME_FETCH_DIGEST_H
#define STAGENAME_FETCH_DIGEST_H

#include <stdint.h>

#include "base/err.h"
#include "fetch/origin.h"

/* tick, which may be NULL, gets the number of bytes read and the size; a nonzero result cancels. Returns 0, 1
 * when cancelled, or -1 with *why set. */
int digest_file(const char *path, char sha256[SHA256_HEX_BYTES],
                int (*tick)(void *arg, int64_t done, int64_t of), void *arg, struct err *why);

#endif
