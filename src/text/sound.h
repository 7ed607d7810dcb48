/* How a name sounds: two names that are said alike share a code. Knows no artists and no spelling but a key's.
 *
 * The consonants are coded as by Lawrence Philips' Double Metaphone (C/C++ Users Journal, June 2000): a
 * primary code, and a secondary one for another way to say the name (a German or Slavic one, say). Written
 * from its rules; the departures are on purpose:
 * - Vowels are kept. Among millions of artists, consonants alone are shared by chance all the time. A group of
 *   vowels, with a y, or a w before no vowel, is one letter A at its place; a silent e at the end is none. A w
 *   between two vowels is W.
 * - A letter that would follow itself is written once: "ck" before "s", "zzz".
 * - th is O, because 0 is a digit here, and digits are kept as they are.
 * - Nothing is swallowed by accident: Philips loses the letter after "sc" (the r of "scream").
 * - A "que" or "gue" at the end is K (Attaque, League): Philips has no e at the end, and u is a vowel here.
 * - A code is not cut at four letters. There are no rules for the spaces that a key doesn't have, and Spanish
 *   ll is one only at the end of a word (Cabrillo).
 * So the letters of a code are A F H J K L M N O P R S T W X and the digits; X is "sh". How much a shared code
 * says is told in doc/verdict.md. */
#ifndef STAGENAME_TEXT_SOUND_H
#define STAGENAME_TEXT_SOUND_H

/* Room for a code and its NUL. What is longer is cut: 47 sounds are some 60 letters. */
enum { SOUND_BYTES = 48 };

struct sound_codes {
    char primary[SOUND_BYTES];
    char secondary[SOUND_BYTES]; /* equals primary for most names */
    int count;                   /* 1 when the two are equal, otherwise 2; 0 when there is no code */
};

/* The codes of a key (text/key.h). Two names sound alike when a code of one equals a code of the other. There
 * is none (count 0, both empty) when the key holds anything but a–z and digits, or is empty. */
void sound_make(const char *key, struct sound_codes *codes);

#endif
