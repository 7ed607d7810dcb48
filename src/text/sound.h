/* Phonetic similarity: a phonetic respelling of a key, vowels included, and the distance between two
 * respellings. Depends on no corpus.
 *
 * A sound is one character:
 *   vowels      a e i o u            a group becomes one or two of these: ee, ea, ie, y are i; oo, ou are u
 *   consonants  p b t d k g f v s z m n l r    as in English
 *               T th (thing)    S sh (shoe)    c ch (chair)    j j (edge)    Z ts (blitz)
 *               V a w that may sound like v
 *   weak        h w              cheap to insert and delete
 *   digits      unchanged
 * Repeated sounds are merged into one. A table of rules in sound.c maps letters to sounds. It is based on
 * Lawrence Philips' Double Metaphone (C/C++ Users Journal, June 2000), which covers English names and German,
 * Slavic, French, Italian and Spanish spellings; added are vowels, voicing and the Japanese "tsu". Where
 * letters have two pronunciations (ch, g before e, w), a key has several respellings: all combinations for
 * the first two such places; later places repeat these choices in turn.
 *
 * The skeleton of a respelling is its consonants without voicing, which misspellings by ear hardly ever
 * change: p b are P, t d T are T, k g are K, f v V are F, s z S c j Z are S; vowels, h and w are dropped, and
 * repeated consonants are merged. Only names with the same skeleton are compared by sounds_distance. */
#ifndef STAGENAME_TEXT_SOUND_H
#define STAGENAME_TEXT_SOUND_H

/* Room for a respelling and its NUL. A longer name has none, because a truncated one could match another
 * name. */
enum { SOUND_BYTES = 64 };

enum { RESPELLINGS_MAX = 4 };
struct sounds {
    char respellings[RESPELLINGS_MAX][SOUND_BYTES]; /* the first `count` are set; distinct */
    int count;                                      /* 1 for most names; 0 when there is none */
};

/* The respellings of a key (text/key.h). There are none (count 0) when the key has characters other than
 * a–z and digits, is empty, or is too long. */
void sounds_make(const char *key, struct sounds *sounds);

/* Writes the skeleton of a respelling; it may be empty. Returns its length. */
int sounds_skeleton(const char *respellings, char skeleton[SOUND_BYTES]);

/* The weighted edit distance between two respellings, in tenths of a wrong consonant: the minimum cost of
 * substitutions, insertions and deletions (Wagner & Fischer 1974). 0: they are the same or sound the same.
 * Returns most + 1 for a distance above `most`. */
int sounds_distance(const char *a, const char *b, int most);

/* The largest distance at which two respellings of these lengths sound alike; -1 when they are too short to
 * compare. */
int sounds_limit(int length_a, int length_b);

#endif
