/* The normalized words of a name, sorted: names with the same words sound the same or differ only in order.
 * Depends on no corpus.
 *
 * Stop words are dropped, unless nothing would remain: the, a, an, and (&, +, n, 'n'), dj, mc, lil. Numbers
 * become digits: "twenty one" is 21, "one eighty two" 182, "nineteen seventy five" 1975, "third" 3rd.
 * Consecutive numbers are joined, as in speech. The words to and too become 2, for becomes 4, and
 * abbreviations are expanded (Bros, St, Jr, -in' for -ing, u, sk8), only where they are separate words; such
 * a 2 or 4 is not joined to a number. The result is the sorted words with a space between them. */
#ifndef STAGENAME_TEXT_WORDS_H
#define STAGENAME_TEXT_WORDS_H

/* Room for the words of a name and their NUL. */
enum { WORDS_BYTES = 256 };

/* Writes the words of a folded name (folder_fold), which need not be ASCII. Returns their length; 0 when they
 * have fewer than WORDS_LETTERS letters and digits, too few to compare, or when they do not fit. */
enum { WORDS_LETTERS = 3 };
int words_make(const char *folded, char words[WORDS_BYTES]);

#endif
