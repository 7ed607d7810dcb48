/* Alphabets for readers: which group a character belongs to, and lists of characters with ranges ("A–Z a–z
 * Æ"). */
#ifndef STAGENAME_TEXT_CHARSET_H
#define STAGENAME_TEXT_CHARSET_H

#include <stdint.h>
#include <stdio.h>

enum { CHARSET_GROUP_BYTES = 48 };

/* Writes "Latin", "Cyrillic" and so on for a letter, else "digits", "punctuation", "symbols", "marks",
 * "spaces" or "others". Returns whether it is a letter. */
int charset_group(uint32_t code, char group[CHARSET_GROUP_BYTES]);

/* Prints ascending characters, runs of four letters or digits and more as ranges, at most `most` entries ("…
 * and 12 more"), on lines of at most `width` characters, those after the first begun with `indent` spaces.
 * What is not visible is printed by its code point, so that no control character gets out. */
void charset_print(FILE *out, const uint32_t *codes, int count, int most, int width, int indent);

/* Prints a well-formed text with its control characters as code points. */
void charset_print_text(FILE *out, const char *text);

#endif
