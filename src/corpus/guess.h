/* Guesses the format of a file that is not an archive from its first bytes and its name. Opens no files.
 * Private to src/corpus.
 *
 * A name may look like markup ("<PIG>", "*NSYNC", "# 9", "- -", "[:SITD:]"). Therefore lines are judged
 * together: an unsupported format is rejected only when most lines, or several features, indicate it. */
#ifndef STAGENAME_CORPUS_GUESS_H
#define STAGENAME_CORPUS_GUESS_H

#include <stddef.h>

#include "base/err.h"
#include "corpus/corpus.h"

/* Sets *format. name: the file name, used when the content is ambiguous (*.csv, *.tsv); called: the name for
 * messages; bytes: the first SOURCE_PEEK bytes or the whole file, NUL-terminated; text must be UTF-8 with LF.
 * Returns 0, or -1 with *why set: the detected format, and what to do. */
int guess_format(const char *name, const char *called, const char *bytes, size_t length,
                 enum corpus_format *format, struct err *why);

/* Whether a name ends in one of these suffixes, ignoring case. ends: terminated by NULL. */
int guess_ends_in(const char *name, const char *const *ends);

#endif
