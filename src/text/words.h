/* The words of a name, however they are written and in whatever order: names with the same words are one name to
 * whoever hears it. Knows no artists.
 *
 * Set aside as long as something remains: the, a, an, and (&, +, n, 'n'), dj, mc, lil.
 * Numbers are digits: "twenty one" is 21, "one eighty two" 182, "nineteen seventy five" 1975, "third" 3rd. Numbers
 * that follow each other are one: so people say them.
 * The words to, too are 2 and for is 4, and abbreviations are written out (Bros, St, Jr, -in' for -ing, u, sk8),
 * only where they are separate words; such a 2 or 4 is not joined to
 * a number. The words are sorted, with a space between. */
#ifndef STAGENAME_TEXT_WORDS_H
#define STAGENAME_TEXT_WORDS_H

/* Room for the words of a name and their NUL. */
enum { WORDS_BYTES = 256 };

/* Writes the words of a folded name (folder_fold), which need not be ASCII. Returns their length; 0 when there are
 * fewer than WORDS_LETTERS letters and digits, which say nothing, or more than there is room for. */
enum { WORDS_LETTERS = 3 };
int words_make(const char *folded, char words[WORDS_BYTES]);

#endif
