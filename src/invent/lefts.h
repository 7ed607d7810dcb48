/* Part of coining: first words of names, which a model writes freely, to put in front of other words. */
#ifndef STAGENAME_INVENT_LEFTS_H
#define STAGENAME_INVENT_LEFTS_H

#include "invent/coining.h"

enum { LEFTS_MAX = 192, LEFT_BYTES = 120 };

struct left {
    char text[LEFT_BYTES], folded[LEFT_BYTES];
    const char *style, *kind;
    float bits; /* per character */
};

struct lefts {
    const struct coiner *coiner;
    const struct phrase *phrase; /* its words are left out */
    struct left items[LEFTS_MAX];
    int count;
};

/* Writes different lefts in the script of the phrase. Returns 0, or -1 with *why set. */
int lefts_make(struct lefts *lefts, const struct sample_options *options, struct err *why);

/* Whether a text's first letter is Latin, or it has none. */
int is_latin_text(const char *text);

/* Whether all letters of a text are of one script. */
int is_of_one_script(const char *text);

#endif
