/* Reads a file in chunks, and hashes them. */
#include "fetch/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <sys/stat.h>

enum { CHUNK = 1 << 16 };

static int add_all(EVP_MD_CTX *sum, FILE *in, const char *path,
                   int (*tick)(void *arg, int64_t done, int64_t of), void *arg, struct err *why)
{
    unsigned char chunk[CHUNK];
    int64_t done = 0;
    struct stat st;
    size_t got;

    if (fstat(fileno(in), &st) != 0)
        return err_file(why, "read", path);
    while ((got = fread(chunk, 1, sizeof chunk, in)) > 0) {
        if (EVP_DigestUpdate(sum, chunk, got) != 1)
            return err_set(why, "cannot compute the SHA-256 of %s", path);
        done += (int64_t)got;
        if (tick && tick(arg, done, st.st_size) != 0)
            return 1;
    }
    return ferror(in) ? err_file(why, "read", path) : 0;
}

int digest_file(const char *path, char sha256[SHA256_HEX_BYTES],
                int (*tick)(void *arg, int64_t done, int64_t of), void *arg, struct err *why)
{
    EVP_MD_CTX *sum = EVP_MD_CTX_new();
    FILE *in = fopen(path, "re");
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    int result = -1;

    if (!in)
        err_file(why, "read", path);
    else if (!sum || EVP_DigestInit_ex(sum, EVP_sha256(), NULL) != 1)
        err_set(why, "cannot compute the SHA-256 of %s", path);
    else
        result = add_all(sum, in, path, tick, arg, why);
    if (result == 0 && EVP_DigestFinal_ex(sum, bytes, &length) != 1)
        result = err_set(why, "cannot compute the SHA-256 of %s", path);
    for (unsigned int i = 0; result == 0 && i < length; i++)
        snprintf(sha256 + 2 * i, 3, "%02x", bytes[i]);
    EVP_MD_CTX_free(sum);
    if (in)
        fclose(in);
    return result;
}
