/* The key of a name: two names with the same key count as one name. Depends on no files and no corpus.
 *
 * A key is the folded name without a leading the/dj/mc/lil (or d.j., m.c.) and without all characters but
 * letters and digits. Symbols that stand for letters become those letters (A$AP, Ke$ha, P!nk), and & becomes
 * "and" (Above & Beyond = Above and Beyond). A digit is ambiguous (deadmau5 is a word, Maroon 5 a number), so
 * a name can have two keys, and two names are the same when they share one:
 *   plain  digits stay digits:                               deadmau5 → deadmau5, Maroon5 → maroon5
 *   read   a single digit in or next to a word is a letter:  deadmau5 → deadmaus, Maroon5 → maroons
 *          and so are several digits inside a word:          Gr33n → green, but Blink182 → blink182
 * A trailing article or title after a comma, as in catalogues (Beatles, The), is moved to the front. A name
 * of symbols alone ("!!!", "+/-") is its own key, without invisible characters. */
#ifndef STAGENAME_TEXT_KEY_H
#define STAGENAME_TEXT_KEY_H

#include "text/fold.h"

enum { KEY_BYTES = 256 };

struct name_keys {
    char read[KEY_BYTES];  /* shown as "key"; never empty for a clean name */
    char plain[KEY_BYTES]; /* equal to read for nearly all names */
    int count;             /* 1 when the two are equal, otherwise 2 */
    uint32_t native;       /* of text/native.h: names are the same when they share a key and this is equal */
};

/* name: clean UTF-8. A key is cut at KEY_BYTES. */
void key_make(struct folder *folder, const char *name, struct name_keys *keys);

/* The same for a caller that has the folded name (folder_fold). */
void key_of_folded(struct folder *folder, const char *name, const char *folded, struct name_keys *keys);

#endif
