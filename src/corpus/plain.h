/* Normalizes text for comparison with words of a table: lower case, without accents and punctuation. */
#ifndef STAGENAME_CORPUS_PLAIN_H
#define STAGENAME_CORPUS_PLAIN_H

#include <stddef.h>

enum { PLAIN_BYTES = 1024 };

/* "The U.S.A. & Côte d'Ivoire" → "the usa and cote divoire". Words are separated by one space; dots and
 * apostrophes are dropped, "&" becomes "and", and all other characters but letters and digits separate words.
 * out is "" for a text that is not UTF-8 or is longer than 256 bytes. Thread-safe. */
void plain_words(const char *text, size_t length, char out[PLAIN_BYTES]);

#endif
