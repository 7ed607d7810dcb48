/* Part of coining: left parts, which are first words of names that a model samples without constraints, to
 * put before given words. */
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
    const struct phrase *phrase; /* left parts that contain its words are rejected */
    struct left items[LEFTS_MAX];
    int count;
};

/* Samples distinct left parts in the script of the phrase. Returns 0, or -1 with *why set. */
int lefts_make(struct lefts *lefts, const struct sample_options *options, struct err *why);

/* Whether the first letter of a text is Latin, or the text has no letter. */
int is_latin_text(const char *text);

/* Whether all letters of a text are of one script. */
int is_of_one_script(const char *text);

#endif
