/* A text reduced to its words, to compare it with words of a table: lower case, without accents and
 * punctuation. */
#ifndef STAGENAME_CORPUS_PLAIN_H
#define STAGENAME_CORPUS_PLAIN_H

#include <stddef.h>

enum { PLAIN_BYTES = 1024 };

/* "The U.S.A. & Côte d'Ivoire" → "the usa and cote divoire". Words have one space between; dots and
 * apostrophes vanish, "&" becomes "and", all else that is neither a letter nor a digit separates words. out
 * becomes "" for a text that is not UTF-8 or is longer than 256 bytes. Any number of threads may call it at
 * once. */
void plain_words(const char *text, size_t length, char out[PLAIN_BYTES]);

#endif
