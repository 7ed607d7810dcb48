/* Whether a folder has a complete generation that this program can serve. Changes nothing. */
#ifndef STAGENAME_STORE_GENERATION_CHECK_H
#define STAGENAME_STORE_GENERATION_CHECK_H

#include <stdint.h>

#include "base/err.h"

/* Checks the files in the folder: their size together (bytes), their checksums, the structure of the
 * database, that it is that of generation id, and that this program can read database, index and model.
 * check_model: whether it can read the model. Returns 0, or -1 with *why set. */
int generation_check(const char *folder, const char *id, int64_t bytes,
                     int (*check_model)(const char *path, struct err *why), struct err *why);

#endif
