/* The key of a name: what two names share when people would take one for the other. Reads no files, knows no
 * artists.
 *
 * A key is the folded name with a leading the/dj/mc/lil set aside (d.j. and m.c. too) and all but letters and
 * digits dropped. Symbols that DJs write for letters are read as those (A$AP, Ke$ha, P!nk, Above & Beyond =
 * Above and Beyond).
 * A digit is ambiguous (deadmau5 is a word, Maroon 5 a number), so a name can have two keys, and two names are
 * the same when they share one:
 *   plain  digits stay digits:                              deadmau5 → deadmau5, Maroon5 → maroon5
 *   read   a lone digit inside or at a word is its letter:  deadmau5 → deadmaus, Maroon5 → maroons
 *          and so are several, inside:                      Gr33n → green, but Blink182 → blink182
 * An article or a title behind a comma at the end, as catalogues have it (Beatles, The), is read at the front.
 * A name of symbols alone ("!!!", "+/-") is its own key, without what can't be seen. */
#ifndef STAGENAME_TEXT_KEY_H
#define STAGENAME_TEXT_KEY_H

#include "text/utf8.h"

enum { KEY_BYTES = 256 };

struct name_keys {
    char read[KEY_BYTES];  /* the one shown as "key"; never empty for a clean name */
    char plain[KEY_BYTES]; /* equals read for nearly every name */
    int count;             /* 1 when the two are equal, otherwise 2 */
    uint32_t native; /* what Latin letters don't keep of the name (text/native.h): names with the same key
                            * are one name only when they have this in common, too */
};

/* name: clean UTF-8. What exceeds KEY_BYTES is cut. */
void key_make(struct folder *folder, const char *name, struct name_keys *keys);

/* The same when its folded text is there already (folder_fold). */
void key_of_folded(struct folder *folder, const char *name, const char *folded, struct name_keys *keys);

#endif
