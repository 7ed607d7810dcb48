/* Finds the only file of a zip. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_ZIP_H
#define STAGENAME_CORPUS_ZIP_H

#include "corpus/source.h"

/* Advances from the current member to the first with data: not a folder, and not metadata of an operating
 * system (.DS_Store, __MACOSX). Rejects office documents. Returns 1; 0 when there is none; -1 with *why
 * set. */
int zip_find(struct source *source, struct err *why);

/* Call it after the file was read: rejects a zip with another file with data. Returns 0, or -1 with *why
 * set. */
int zip_end(struct source *source, struct err *why);

/* Reads the directory of a zip: rejects it unless exactly one file has data. Returns 0, or -1 with *why
 * set. */
int zip_check(const char *path, struct err *why);

#endif
