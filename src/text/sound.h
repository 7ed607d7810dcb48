/* How a name sounds: a respelling that keeps vowels, and how far two of them are apart to the ear. Knows no
 * artists and no spelling but a key's.
 *
 * A sound is one character:
 *   vowels      a e i o u            a group of vowels is one or two of them: ee, ea, ie, y are i; oo, ou are u
 *   consonants  p b t d k g f v s z m n l r    as in English
 *               T th (thing)    S sh (shoe)    c ch (chair)    j j (edge)    Z ts (blitz)
 *               V a w that may be a v
 *   weak        h w              people drop and add them
 *   digits      as they are
 * Equal letters that follow each other are one sound. Which letters make which sound is a table of rules in
 * sound.c. It began with those of Lawrence Philips' Double Metaphone (C/C++ Users Journal, June 2000) for English
 * names with German, Slavic, French, Italian and Spanish habits; vowels, voice and the Japanese "tsu" were added.
 * Where letters are said in two ways (ch, g before e, w), there are several respellings: all combinations of the
 * first two places.
 *
 * The skeleton of a respelling is its consonants without voice: what people who write by ear hardly ever get
 * wrong. p b are P, t d T are T, k g are K, f v are F, s z S c j Z are S; vowels, h and w are left out, and so
 * is a consonant that follows the same one. Names with
 * the same skeleton are compared sound by sound: sounds_apart. */
#ifndef STAGENAME_TEXT_SOUND_H
#define STAGENAME_TEXT_SOUND_H

/* Room for a respelling and its NUL. A longer name has none: what is cut could equal another. */
enum { SOUND_BYTES = 64 };

enum { SOUNDS_WAYS = 4 };
struct sounds {
    char said[SOUNDS_WAYS][SOUND_BYTES]; /* count of them, each once */
    int count;                           /* 1 for most names; 0 when there is none */
};

/* The respellings of a key (text/key.h). There is none (count 0) when the key holds anything but a–z and
 * digits, is empty, or is too long. */
void sounds_make(const char *key, struct sounds *sounds);

/* Writes the skeleton of a respelling; it may be empty. Returns its length. */
int sounds_skeleton(const char *said, char skeleton[SOUND_BYTES]);

/* How far two respellings are apart, in tenths of a wrong consonant: the least sum of what changed, additional and
 * missing sounds cost (Wagner & Fischer 1974). 0: said the same. More than `most` is returned as most + 1. */
int sounds_apart(const char *a, const char *b, int most);

/* Up to how many tenths two respellings of these lengths are said alike; -1: they are too short to tell. */
int sounds_limit(int length_a, int length_b);

#endif
