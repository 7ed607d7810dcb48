/* How a name looks: two names that a reader takes for one another have the same skeleton, whatever script the
 * letters are of. Knows no artists.
 *
 * Which characters look alike is Unicode's list (UTS #39, confusables.txt) as ICU has it: АВВА in Cyrillic is
 * ABBA, 0 is O, 1 and | are l, and so is a capital I; m is rn. It says nothing of vv and w, nor of u and v, which
 * are alike here (CHVRCHES), nor of cl and d or of 5 and S, which are not. The list is about letters as written,
 * but people write a name in small letters or capitals as they like, so the skeleton is taken, made small, and
 * taken again: small i is therefore l too (Shins = SHINS = Shlns), and Rnetallica = Metallica. Letters of other
 * scripts that bands put into Latin words for their shape are those letters there: Я is R, И is N, Λ is A, Σ is E.
 * What remains is not for people to read.
 *
 * Left out are spaces, punctuation, symbols and the accents of Latin, Greek and Cyrillic letters, also those
 * through a letter: ø is o. Full-width, mathematical and other forms of a letter are that letter (NFKC). A
 * leading article is a word like others. */
#ifndef STAGENAME_TEXT_LOOK_H
#define STAGENAME_TEXT_LOOK_H

#include "base/err.h"

/* Room for a skeleton and its NUL; what is longer is cut at a whole character. */
enum { LOOK_BYTES = 256 };

/* ICU's list; one serves one thread. */
struct look;

struct look *look_new(struct err *why);
void look_free(struct look *look);

/* Writes the skeleton of a name, which must be well-formed UTF-8 of less than NAME_BYTES (text/utf8.h).
 * Returns its length in bytes; 0 when the name has no letters or digits, and so looks like no other. */
int look_make(const struct look *look, const char *name, char skeleton[LOOK_BYTES]);

/* The same by ICU even when a name is plain ASCII, for which look_make needs no ICU: for the test that
 * compares the two. */
int look_make_by_icu(const struct look *look, const char *name, char skeleton[LOOK_BYTES]);

#endif
