/* How a name sounds when it is said: whether it is easy for a speaker of English, and whether its words begin
 * alike. Both are decided on the sounds of the folded name (text/sound.h). Depends on no files. */
#ifndef STAGENAME_TEXT_SAYING_H
#define STAGENAME_TEXT_SAYING_H

/* Whether a folded name (folder_fold) is easy to say. It has at most four words of letters or of up to four
 * digits, and each word of letters has a vowel, at most two vowel sounds in a row, at most 16 letters and
 * SAYING_LONGEST sounds, and groups of consonants that occur in English: st at the start, mp in the middle,
 * nds at the end. */
enum { SAYING_LONGEST = 12 };
int saying_is_easy(const char *folded);

/* Whether two words of a folded name or more begin with the same sound: Kelly Cold, but not Cher Carter.
 * Articles, prepositions and similar words are skipped. */
int saying_alliterates(const char *folded);

#endif
