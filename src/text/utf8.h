/* UTF-8: validation, cleaning of names, counting. Character properties come from ICU. */
#ifndef STAGENAME_TEXT_UTF8_H
#define STAGENAME_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Size of a buffer for a name, in bytes of UTF-8 with the terminating NUL: the longest known artist names
 * have fewer than 300. */
enum { NAME_BYTES = 512 };

/* The index of the first byte that is not well-formed UTF-8 (RFC 3629), or length when there is no such
 * byte. */
size_t utf8_invalid_at(const char *text, size_t length);

/* The number of code points in a well-formed text. */
int utf8_length(const char *text);

/* Decodes the code point at *text and advances *text; 0 at the end. text must be well-formed. */
uint32_t utf8_next(const char **text);

/* Encodes a code point as 1–4 bytes without a NUL. Returns their number. */
int utf8_put(uint32_t code, char *out);

/* The number of words: runs of characters other than white space. */
int utf8_words(const char *text);

enum clean_result {
    CLEAN_OK,
    CLEAN_NOT_UTF8,
    CLEAN_EMPTY,    /* no visible character: only white space, fillers, selectors */
    CLEAN_CONTROL,  /* holds a control or private-use character, U+FFFD or a noncharacter */
    CLEAN_TOO_LONG, /* NAME_BYTES or more */
};

/* Cleans a name that enters the program: NFC; white space is trimmed, and runs of it become one space;
 * invisible formatting characters (zero-width spaces, direction marks) are dropped. Characters that modify a
 * neighbour stay: joiners (U+200C, U+200D) between two characters, a variation selector after one, the tags
 * of a flag; a second joiner or selector in a row is dropped. length: bytes of text; a NUL among them is a
 * control character. */
enum clean_result utf8_clean(const char *text, size_t length, char out[NAME_BYTES]);

/* The same for a part of a name. A space stays where the name continues. A part of only invisible characters
 * is an error only when cleaning leaves nothing of it. */
enum name_part { PART_BEGINNING, PART_END, PART_INSIDE };
enum clean_result utf8_clean_part(const char *text, enum name_part part, char out[NAME_BYTES]);

/* Sets *why to the reason why a text was rejected, as a predicate to which the caller prepends a subject:
 * "holds U+0007 as character 3: a control character". Always returns -1. */
int utf8_clean_why(const char *text, size_t length, enum clean_result result, struct err *why);

/* Copies a text for a message: bytes and characters that are not allowed in names become U+FFFD, and the copy
 * is cut at a whole character when it does not fit. */
void utf8_printable(const char *text, char *out, size_t size);

#endif
