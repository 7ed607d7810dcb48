/* Recognises what stands in a source in place of a name. Reads no files; tests/name_cases.tsv has the cases.
 *
 * Mojibake is UTF-8 that was read as Latin-1 or Windows-1252 and encoded again: "BjÃ¶rk". A letter of Latin-1
 * followed by as many symbols as its byte announces, where the bytes together are UTF-8 of a letter, is such
 * a sequence; three letters ("íšš") are not. Those that begin otherwise than with Ã, Â, Ä, Å, â€ or ð may
 * stand in a real name ("É’") and count only when there are two and nothing else that is not ASCII. When all
 * that is not ASCII is sequences, the name is repaired (up to three times over); with anything else beside
 * them it cannot be known what it was, and it is left out.
 *
 * A placeholder stands for artists that are unknown, several or none: "[unknown]", "Various Artists".
 *
 * A control character, one for private use or one that ICU's Unicode does not have gets into a name by a
 * broken or a newer file. The rest of the name is a name.
 *
 * A credit lists several artists, each of which has a name: "A feat. B", "A vs. B". "feat.", "ft." (unless a
 * number is before it: "10 Ft. Ganja Plant"), "featuring", "pres.", "vs." and "versus" must stand between two
 * others; "&", "and" and commas are parts of names. */
#ifndef STAGENAME_CORPUS_NONAME_H
#define STAGENAME_CORPUS_NONAME_H

#include "text/utf8.h"

/* Writes what the text was before it was decoded wrongly. text must be well-formed. Returns 1 with out and
 * *out_length, 0 when it is no mojibake, -1 when it is and cannot be repaired. */
int noname_repair(const char *text, size_t length, char out[NAME_BYTES], size_t *out_length);

/* Writes a text without its control characters: those that utf8_clean refuses. Between a letter or digit and
 * a capital or digit they become a space, because two words may meet there. text must be well-formed; a NUL
 * is a control character. Returns 0 with out and *out_length; -1 when the text holds U+FFFD, which stands for
 * a lost character, or is too long for a name. */
int noname_strip(const char *text, size_t length, char out[NAME_BYTES], size_t *out_length);

/* name must be clean. */
int noname_is_placeholder(const char *name);
int noname_is_credit(const char *name);

#endif
