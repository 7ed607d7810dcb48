/* Themes: lists of words about one subject (night, sea, animals …), compiled in from data/themes.tsv, and
 * the themes of a name. Needs no files and no folder; all functions are safe from several threads.
 *
 * A theme is a number from 0 on, in the order of the file; there are at most 63. */
#ifndef STAGENAME_TEXT_THEMES_H
#define STAGENAME_TEXT_THEMES_H

#include <stdint.h>

int theme_count(void);

/* The name of a theme: lower-case a-z. */
const char *theme_name(int theme);

/* The theme with exactly this name; -1 for none. */
int theme_find(const char *name);

/* The words of a theme, lower-case a-z, in alphabetical order: theme_word(theme, 0 … theme_word_count - 1).
 */
int theme_word_count(int theme);
const char *theme_word(int theme, int index);

/* The themes of a name of well-formed UTF-8: bit t is set when theme t has one of its words. Case and accents
 * are ignored. Plurals match, too (stars, witches, ponies, wolves), and so do both halves of a compound of
 * two words of any themes, with at least 3 and 4 letters (Silverbird). Names in scripts other than Latin have
 * no themes. */
uint64_t theme_bits(const char *name_utf8);

#endif
