/* Which format a file has that is no archive, by its first bytes and its name. Knows no files. Private to
 * src/corpus.
 *
 * A line with a name and nothing else may begin as anything does ("<PIG>", "*NSYNC", "# 9", "- -",
 * "[:SITD:]"), so lines are judged together: what is not read is refused only where most lines, or several
 * signs, agree. */
#ifndef STAGENAME_CORPUS_GUESS_H
#define STAGENAME_CORPUS_GUESS_H

#include <stddef.h>

#include "base/err.h"
#include "corpus/corpus.h"

/* name: of the file, which counts where the content leaves it open (*.csv, *.tsv); called: what a message
 * calls it; bytes: its first SOURCE_PEEK bytes, or all there are, NUL-terminated, in UTF-8 with LF if it
 * is a text. Leaves the format in *format. Returns 0, or -1 with *why set: what this is, and what to do. */
int guess_format(const char *name, const char *called, const char *bytes, size_t length,
                 enum corpus_format *format, struct err *why);

/* Whether a name ends in one of these, which end with NULL, in any case. */
int guess_ends_in(const char *name, const char *const *ends);

#endif
