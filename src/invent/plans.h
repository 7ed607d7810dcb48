/* Part of coining: the texts that a model is to finish or to weigh, each with the given words in it. Samples
 * nothing but first words (lefts.h), and judges no names. */
#ifndef STAGENAME_INVENT_PLANS_H
#define STAGENAME_INVENT_PLANS_H

#include "base/rng.h"
#include "invent/lefts.h"

enum { PLANS_MAX = 192 };

/* A text for the model, and what it was made of. */
struct plan {
    char text[NAME_BYTES];
    char other[NAME_BYTES];   /* of a blend: the folded word that the given one is blended with, or "" */
    const char *style, *kind; /* or NULL: as in the options */
    const struct phrase *phrase;
    enum where where;
    int is_whole; /* nothing follows the text */
    int is_glued; /* a left and the phrase are one word */
    float worth;  /* of a blend (blend.h); of a left, how well it suits the phrase */
};

struct plans {
    const struct coiner *coiner;
    const struct phrase *phrases;
    int phrase_count;
    struct rng rng;
    struct lefts lefts;
    struct plan items[PLANS_MAX];
    int count;
};

/* Plans texts, in random order; none longer than max_length characters. plans->coiner, phrases, rng and lefts
 * are set. */
void plans_make(struct plans *plans, enum where where, int max_length);

/* How much the folded words of a name beside the given ones please by themselves: appeal alone would be
 * content with the image that the given ones have. About -0.4 to 0.2. */
float value_of_words(const struct lexicon *lexicon, const char *words);

#endif
