/* Names as text: validity, cleaning, counting, folding. Everything Unicode knows is asked of ICU. */
#ifndef STAGENAME_TEXT_UTF8_H
#define STAGENAME_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* No name is longer, in bytes of UTF-8 with the closing NUL: the longest artist names in use are below 300.
 */
enum { NAME_BYTES = 512 };

/* Index of the first byte that is not well-formed UTF-8 (RFC 3629), or length when all of it is. */
size_t utf8_invalid_at(const char *text, size_t length);

/* Code points in a well-formed text. */
int utf8_length(const char *text);

/* Decodes the code point at *text and steps over it; 0 at the end. text must be well-formed. */
uint32_t utf8_next(const char **text);

/* Writes a code point as 1–4 bytes, no NUL. Returns how many. */
int utf8_put(uint32_t code, char *out);

/* Words: runs of anything but white space. */
int utf8_words(const char *text);

enum clean_result {
    CLEAN_OK,
    CLEAN_NOT_UTF8,
    CLEAN_EMPTY,    /* nothing that a reader sees: white space, fillers, selectors */
    CLEAN_CONTROL,  /* holds a control or private-use character, U+FFFD or a noncharacter */
    CLEAN_TOO_LONG, /* NAME_BYTES or more */
};

/* A name as it enters the project: NFC, white space trimmed and runs of it made one space, invisible
 * formatting characters (zero-width spaces, direction marks) dropped. What acts on a neighbour stays: joiners
 * (U+200C, U+200D) between two characters, a variation selector behind one, the tags of a flag; a second
 * joiner or selector in a row is dropped. length counts bytes of text; a NUL inside is a control
 * character. */
enum clean_result utf8_clean(const char *text, size_t length, char out[NAME_BYTES]);

/* The same for a part of a name. Where the name continues, a space at the part's end stays. A part that no
 * reader sees is no error, unless nothing is left of it. */
enum name_part { PART_BEGINNING, PART_END, PART_INSIDE };
enum clean_result utf8_clean_part(const char *text, enum name_part part, char out[NAME_BYTES]);

/* What is wrong with a text that was not clean, as the rest of a sentence that begins with what the text is:
 * "holds U+0007 as character 3: a control character". Always returns -1. */
int utf8_clean_why(const char *text, size_t length, enum clean_result result, struct err *why);

/* Copies a text for a message: what is no character of a name becomes U+FFFD, what does not fit is cut. */
void utf8_printable(const char *text, char *out, size_t size);

/* Latin letters without accents, in lower case, for matching; words and punctuation stay:
 * "Sigur Rós" → "sigur ros", "Кино" → "kino". */
struct folder;
struct folder *folder_new(struct err *why);
void folder_free(struct folder *folder);

/* text must be well-formed. Default-ignorable characters (joiners, selectors) are left out. What does not fit
 * out is cut at a whole character. One folder serves one thread. */
void folder_fold(struct folder *folder, const char *text, char *out, size_t size);

/* Writes a well-formed text of less than NAME_BYTES with simplified Chinese characters for traditional ones (ICU's
 * Traditional-Simplified). */
void folder_simplify(struct folder *folder, const char *text, char out[NAME_BYTES]);

/* Its list of letters that look alike, for text/look.h. */
struct look;
const struct look *folder_look(const struct folder *folder);

#endif
