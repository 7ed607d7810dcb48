/* Bytes of a text that is not UTF-8 with LF, made so piece by piece: UTF-16 and UTF-32 with a byte order
 * mark, and lines that end in CR alone. Knows no files. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_DECODE_H
#define STAGENAME_CORPUS_DECODE_H

#include <stddef.h>

#include "base/err.h"

struct decoder;

/* Makes a decoder for a text that begins with these bytes, when they are the byte order mark of UTF-16 or
 * UTF-32; otherwise *decoder is NULL. Returns 0, or -1 with *why set. */
int decoder_new(const char *bytes, size_t length, struct decoder **decoder, struct err *why);
void decoder_free(struct decoder *decoder);

/* Converts *length bytes as far as there is room, and leaves in *length how many of them were used.
 * is_last: no more come. Code units that are not valid become U+FFFD. Returns how many bytes of UTF-8 (0:
 * more input is needed), or -1 with *why set. */
long decoder_run(struct decoder *decoder, const char *bytes, size_t *length, int is_last, char *out,
                 size_t size, struct err *why);

/* Whether the lines of a text that begins with these bytes end in CR: more of them than in LF. */
int decode_ends_in_cr(const char *bytes, size_t length);

/* Makes CR and CR LF to LF, in place. *after_cr is 0 before the first piece. Returns the new length. */
size_t decode_cr(char *bytes, size_t length, int *after_cr);

#endif
