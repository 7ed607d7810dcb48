/* How a name looks: visually confusable names have the same skeleton, in any script. Depends on no corpus.
 *
 * Confusable characters are those of Unicode's list (UTS #39, confusables.txt) in ICU: АВВА in Cyrillic is
 * ABBA, 0 is O, 1 and | and capital I are l, m is rn. Two pairs that are not in the list are added: vv = w
 * and u = v (CHVRCHES). Others are not: cl and d, 5 and S. The list depends on the case of letters, but a
 * name may be written in any case; therefore the skeleton is computed, converted to lower case, and computed
 * again: small i is l, too (Shins = SHINS = Shlns), and Rnetallica = Metallica. In a word with Latin letters,
 * letters of other scripts that artists use for their shape are the Latin letters that they resemble: Я is R,
 * И is N, Λ is A, Σ is E. A skeleton is not meant to be displayed.
 *
 * Spaces, punctuation, symbols and the accents of Latin, Greek and Cyrillic letters are dropped, including
 * strokes: ø is o. Full-width, mathematical and other compatibility forms become the plain letter (NFKC). A
 * leading article is kept. */
#ifndef STAGENAME_TEXT_LOOK_H
#define STAGENAME_TEXT_LOOK_H

#include "base/err.h"

/* Room for a skeleton and its NUL; a longer one is cut at a whole character. */
enum { LOOK_BYTES = 256 };

/* ICU's list of confusable characters. Use one per thread. */
struct look;

struct look *look_new(struct err *why);
void look_free(struct look *look);

/* Writes the skeleton of a name, which must be well-formed UTF-8 of less than NAME_BYTES (text/utf8.h).
 * Returns its length in bytes; 0 when the name has no letters or digits, and so cannot be compared. */
int look_make(const struct look *look, const char *name, char skeleton[LOOK_BYTES]);

/* The same without the fast path for plain ASCII names: for the test that compares the two. */
int look_make_by_icu(const struct look *look, const char *name, char skeleton[LOOK_BYTES]);

#endif
