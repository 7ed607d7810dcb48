/* B2SUMS: the checksums of the files of a folder, a line each, "SUM  NAME", as b2sum(1) writes and checks
 * them. Part of the store. */
#ifndef STAGENAME_STORE_SUMS_H
#define STAGENAME_STORE_SUMS_H

#include <stdint.h>

#include "base/err.h"

#define SUMS_FILE "B2SUMS"

/* FOLDER/NAME. The caller frees it. */
char *sums_path(const char *folder, const char *name);

/* Writes the checksums of those of the named files that exist; a NULL ends the names. bytes: their size
 * together. Returns 0, or -1 with *why set. */
int sums_write(const char *folder, const char *const *names, int64_t *bytes, struct err *why);

/* Checks all files that B2SUMS names. Before it reads a file, it calls take with the name; take returns 0, or
 * -1 when it knows no such file. what: the kind of folder, for messages, such as "a backup". bytes: the size
 * of the files together. Returns 0, or -1 with *why set. */
int sums_verify(const char *folder, const char *what, int (*take)(void *arg, const char *name), void *arg,
                int64_t *bytes, struct err *why);

#endif
