/* Part of coining: the first words of names that a model samples without constraints, to put before given
 * words. */
#ifndef STAGENAME_INVENT_FIRST_WORDS_H
#define STAGENAME_INVENT_FIRST_WORDS_H

#include "invent/coining.h"

enum { FIRST_WORDS_MAX = 192, FIRST_WORD_BYTES = 120 };

struct first_word {
    char text[FIRST_WORD_BYTES], folded[FIRST_WORD_BYTES];
    const char *style, *kind;
    float bits; /* per character */
};

struct first_words {
    const struct coiner *coiner;
    const struct phrase *phrase; /* first words that contain its words are rejected */
    struct first_word items[FIRST_WORDS_MAX];
    int count;
};

/* Samples distinct first words in the script of the phrase. Returns 0, or -1 with *why set. */
int first_words_sample(struct first_words *first_words, const struct sample_options *options,
                       struct err *why);

/* Whether the first letter of a text is Latin, or the text has no letter. */
int is_latin_text(const char *text);

/* Whether all letters of a text are of one script. */
int is_of_one_script(const char *text);

#endif
