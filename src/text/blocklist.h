/* Words that no generated name may contain.
 *
 * The file has one term a line; '#' starts a comment. Terms and names are folded before they are compared: to
 * lower-case Latin letters without accents.
 *   word TERM    Refuses TERM as a word, or its plural in -s, -z, -es, -ez. A word is delimited by spaces or
 *                punctuation ("Cunt-Punk"), or by spaces only, after its punctuation is dropped ("cu.nt",
 *                "F.U.C.K"), or is a run of single letters ("c u n t"). TERM is one word. A * at an end of
 *                TERM matches any letters there: TERM* is the beginning of a word ("cunt*": "Cuntface"),
 *                *TERM its end (or a plural), *TERM* any part of it. Words do not cross spaces.
 *   text TERM    Refuses TERM anywhere in the letters of the name, across words. TERM may have several words.
 *   except TERM  One or several innocent words, spelled exactly like this, also as part of longer words: a
 *                match of the other kinds within them is ignored.
 * A digit or symbol matches the letters that it can stand for ("sh1t", "a$$", "f0ck"), one of *#%^ inside a
 * word matches any letter ("c*nt"), and a letter may be repeated ("fuuuck"). At least one character of the
 * term must match literally. */
#ifndef STAGENAME_TEXT_BLOCKLIST_H
#define STAGENAME_TEXT_BLOCKLIST_H

#include "text/fold.h"

struct blocklist;

/* Returns NULL with *why set when the file can't be read or a line has none of the three forms. */
struct blocklist *blocklist_open(const char *path, struct err *why);

/* Adds the terms of another file; its exceptions hold for the terms that are already there, too. Returns 0,
 * or -1 with *why set as blocklist_open does; then some terms may have been added. */
int blocklist_add(struct blocklist *list, const char *path, struct err *why);

void blocklist_free(struct blocklist *list);

/* The first refused term found in a name, or NULL. Owned by the list. Thread-safe when each thread has its
 * own folder. name: clean UTF-8. */
const char *blocklist_find(const struct blocklist *list, struct folder *folder, const char *name);

#endif
