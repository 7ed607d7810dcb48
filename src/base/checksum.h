/* The checksum of a file: BLAKE2b with 512 bits, the one of the program b2sum (coreutils). */
#ifndef STAGENAME_BASE_CHECKSUM_H
#define STAGENAME_BASE_CHECKSUM_H

#include <stdint.h>

#include "base/err.h"

/* 128 hexadecimal digits and a NUL. */
enum { CHECKSUM_TEXT = 129 };

/* Reads a file to its end. bytes: its size; may be NULL. Returns 0, or -1 with *why set. */
int checksum_file(const char *path, char text[CHECKSUM_TEXT], int64_t *bytes, struct err *why);

#endif
