/* Words that no generated name may contain.
 *
 * A file of lines; '#' starts a comment. Terms are compared folded: without accents, in lower-case Latin
 * letters. word TERM    refuses TERM where it stands as a word, or its plural in -s, -z, -es, -ez. A word is
 * what stands between spaces or punctuation ("Cunt-Punk"), what stands between spaces once its punctuation is
 *                dropped ("cu.nt", "F.U.C.K"), or single letters in a row ("c u n t"). TERM is one word.
 *                Marked with * at an end, that end is open: TERM* begins a word ("cunt*": "Cuntface"), *TERM
 * ends one or its plural, *TERM* stands anywhere in one. Words do not reach across spaces. text TERM refuses
 * TERM anywhere in the letters of the name, across words. TERM may have several words. except TERM  one or
 * several innocent words, written as here, also as part of longer words: what either kind finds within them
 * is let pass. A digit or symbol fits the letters it is written for ("sh1t", "a$$", "f0ck"), one of *#%^
 * inside a word any letter ("c*nt"), and a letter may be stretched ("fuuuck"). At least one character of the
 * term must stand there as it is. */
#ifndef STAGENAME_TEXT_BLOCKLIST_H
#define STAGENAME_TEXT_BLOCKLIST_H

#include "text/utf8.h"

struct blocklist;

/* Returns NULL with *why set when the file can't be read or a line is none of the three kinds. */
struct blocklist *blocklist_open(const char *path, struct err *why);
void blocklist_free(struct blocklist *list);

/* The refused term that a name contains, or NULL. Borrowed from the list. Safe from several threads, each
 * with its own folder. name: clean UTF-8. */
const char *blocklist_find(const struct blocklist *list, struct folder *folder, const char *name);

#endif
