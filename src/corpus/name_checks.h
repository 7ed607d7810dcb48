/* Detects damaged names and texts that are not names of artists. tests/name_cases.tsv has the cases.
 *
 * Mojibake is UTF-8 that was decoded as Latin-1 or Windows-1252: "BjÃ¶rk". A mojibake sequence is a group of
 * characters whose bytes in these encodings are the UTF-8 of a letter: a lead byte and as many continuation
 * bytes as it announces. Three letters ("íšš") are not. Sequences that do not begin with Ã, Â, Ä, Å, â€ or ð
 * can occur in a real name ("É’"); they count only when there are two and no other non-ASCII characters. When
 * all non-ASCII characters belong to sequences, the name is repaired, up to three times; otherwise it can't
 * be repaired and is dropped.
 *
 * A placeholder is used for an unknown artist, several artists or none: "[unknown]", "Various Artists".
 *
 * Control characters, private-use characters and characters that ICU does not know come from damaged or newer
 * files. The rest of such a name is used.
 *
 * A credit lists several artists: "A feat. B", "A vs. B". The words "feat.", "ft." (unless it follows a
 * number: "10 Ft. Ganja Plant"), "featuring", "pres.", "vs." and "versus" must be between two other words;
 * "&", "and" and commas do not indicate a credit. */
#ifndef STAGENAME_CORPUS_NAME_CHECKS_H
#define STAGENAME_CORPUS_NAME_CHECKS_H

#include "text/utf8.h"

/* Repairs mojibake. text must be well-formed. Returns 1 with out and *out_length set; 0 when it is not
 * mojibake; -1 when it is mojibake that can't be repaired. */
int name_repair_mojibake(const char *text, size_t length, char out[NAME_BYTES], size_t *out_length);

/* Removes the control characters that utf8_clean rejects. Between a letter or digit and a capital or digit
 * they become a space, because they may have separated two words. text must be well-formed; a NUL is a
 * control character. Returns 0 with out and *out_length set; -1 when the text contains U+FFFD or is too long
 * for a name. */
int name_remove_controls(const char *text, size_t length, char out[NAME_BYTES], size_t *out_length);

/* name must be clean. */
int name_is_placeholder(const char *name);
int name_is_credit(const char *name);

#endif
