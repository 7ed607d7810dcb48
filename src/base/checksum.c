/* Reads a file in chunks and hashes them with libsodium. */
#include "base/checksum.h"

#include <sodium/core.h>
#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>
#include <stdio.h>

enum { HASH_BYTES = 64, CHUNK = 1 << 16 };

int checksum_file(const char *path, char text[CHECKSUM_TEXT], int64_t *bytes, struct err *why)
{
    FILE *in = sodium_init() < 0 ? NULL : fopen(path, "re");
    unsigned char chunk[CHUNK], hash[HASH_BYTES];
    crypto_generichash_state state;
    int64_t total = 0;
    size_t got;
    int failed;

    if (!in)
        return err_file(why, "read", path);
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (; (got = fread(chunk, 1, sizeof chunk, in)) > 0; total += (int64_t)got)
        crypto_generichash_update(&state, chunk, got);
    failed = ferror(in);
    if (failed)
        err_file(why, "read", path);
    fclose(in);
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(text, CHECKSUM_TEXT, hash, sizeof hash);
    if (bytes)
        *bytes = total;
    return failed ? -1 : 0;
}
