/* Syllables of a word in Latin letters, by rules of English spelling. A word of another language is counted
 * by the same rules, so a final e that English would not pronounce is silent, unless it has an accent. */
#ifndef STAGENAME_TEXT_LATIN_SYLLABLES_H
#define STAGENAME_TEXT_LATIN_SYLLABLES_H

enum { LATIN_WORD = 64 };

enum letter_mark {
    MARK_NONE,
    MARK_ACCENT,   /* the letter is pronounced: é */
    MARK_DIAERESIS /* the letter begins a syllable after a vowel: ï */
};

struct latin_word {
    char letters[LATIN_WORD + 1];    /* a to z, without a NUL at the end */
    unsigned char marks[LATIN_WORD]; /* enum letter_mark, of each letter */
    int length;
    int capitals; /* how many of the letters were capitals */
};

/* Appends a letter; letters beyond LATIN_WORD are dropped. */
void latin_word_add(struct latin_word *word, char letter, enum letter_mark mark, int is_capital);

/* At least 1 for a word of one letter or more. Changes the word's padding only. */
int latin_syllables(struct latin_word *word);

#endif
