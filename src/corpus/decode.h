/* Converts text to UTF-8 with LF line ends, in pieces: from UTF-16 and UTF-32 with a byte order mark, and
 * from lines that end in CR. Does no input or output. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_DECODE_H
#define STAGENAME_CORPUS_DECODE_H

#include <stddef.h>

#include "base/err.h"

struct decoder;

/* Sets *decoder to a new decoder for a text that begins with these bytes, or to NULL when they are not a byte
 * order mark of UTF-16 or UTF-32. Returns 0, or -1 with *why set. */
int decoder_new(const char *bytes, size_t length, struct decoder **decoder, struct err *why);
void decoder_free(struct decoder *decoder);

/* Converts up to *length bytes, as many as fit into out, and sets *length to the number of bytes consumed.
 * is_last: the input ends here. Invalid code units become U+FFFD. Returns the number of bytes of UTF-8 (0:
 * more input is needed), or -1 with *why set. */
long decoder_run(struct decoder *decoder, const char *bytes, size_t *length, int is_last, char *out,
                 size_t size, struct err *why);

/* Whether a text that begins with these bytes has more lines that end in CR than in LF. */
int decode_ends_in_cr(const char *bytes, size_t length);

/* Converts CR and CR LF to LF in place. *after_cr: state between pieces, initially 0. Returns the new
 * length. */
size_t decode_cr(char *bytes, size_t length, int *after_cr);

#endif
