/* The one file of a zip that is read. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_ZIP_H
#define STAGENAME_CORPUS_ZIP_H

#include "corpus/source.h"

/* Steps from the member at which the source stands to the first that holds data: not a folder, and not
 * what a system adds (.DS_Store, __MACOSX). A workbook or another office document is refused. Returns 1; 0
 * when there is none; -1 with *why set. */
int zip_find(struct source *source, struct err *why);

/* Refuses a zip with a further file that holds data; the source stands at the one that was read. Returns
 * 0, or -1 with *why set. */
int zip_end(struct source *source, struct err *why);

/* Reads only the directory of a zip: refuses one with several files, or none, that hold data. Returns 0,
 * or -1 with *why set. */
int zip_check(const char *path, struct err *why);

#endif
