/* Folding: the form of a name that searches and comparisons use. ICU does the transliteration. */
#ifndef STAGENAME_TEXT_FOLD_H
#define STAGENAME_TEXT_FOLD_H

#include "text/utf8.h"

/* Converts text to lower-case Latin letters without accents; spaces and punctuation stay:
 * "Sigur Rós" → "sigur ros", "Кино" → "kino". Use one folder per thread. */
struct folder;
struct folder *folder_new(struct err *why);
void folder_free(struct folder *folder);

/* text must be well-formed. Default-ignorable characters (joiners, selectors) are dropped. The result is cut
 * at a whole character when it does not fit. */
void folder_fold(struct folder *folder, const char *text, char *out, size_t size);

/* Replaces traditional Chinese characters by simplified ones (ICU's Traditional-Simplified). text must be
 * well-formed and shorter than NAME_BYTES. */
void folder_simplify(struct folder *folder, const char *text, char out[NAME_BYTES]);

/* The folder's list of confusable characters, for text/look.h. Owned by the folder. */
struct look;
const struct look *folder_look(const struct folder *folder);

#endif
