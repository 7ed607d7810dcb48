/* Prints character sets: the group of a character, and lists of characters with ranges ("A–Z a–z Æ"). */
#ifndef STAGENAME_TEXT_CHARSET_H
#define STAGENAME_TEXT_CHARSET_H

#include <stdint.h>
#include <stdio.h>

enum { CHARSET_GROUP_BYTES = 48 };

/* Writes "Latin", "Cyrillic" and so on for a letter, else "digits", "punctuation", "symbols", "marks",
 * "spaces" or "others". Returns whether it is a letter. */
int charset_group(uint32_t code, char group[CHARSET_GROUP_BYTES]);

/* Prints ascending characters; runs of at least four letters or digits become ranges. Prints at most `most`
 * entries ("… and 12 more"), on lines of at most `width` characters; all lines but the first are indented by
 * `indent` spaces. Invisible characters are printed as code points, so that no control character is
 * output. */
void charset_print(FILE *out, const uint32_t *codes, int count, int most, int width, int indent);

/* Prints a well-formed text; control characters become code points. */
void charset_print_text(FILE *out, const char *text);

#endif
