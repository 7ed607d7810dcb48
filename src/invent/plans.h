/* Part of coining: plans texts that contain the given words, for a model to complete or to score. Uses the
 * first words of first_words.h; samples and judges nothing itself. */
#ifndef STAGENAME_INVENT_PLANS_H
#define STAGENAME_INVENT_PLANS_H

#include "base/rng.h"
#include "invent/first_words.h"

enum { PLANS_MAX = 192 };

/* A text for the model, and its parts. */
struct plan {
    char text[NAME_BYTES];
    char other[NAME_BYTES];   /* of a blend: the folded other word, or "" */
    const char *style, *kind; /* or NULL: as in the options */
    const struct phrase *phrase;
    enum where where;
    int is_whole; /* the model does not continue the text */
    int is_glued; /* the first word and the phrase form one word */
    float worth;  /* of a blend: see blend.h; of a first word: how well it suits the phrase */
};

struct plans {
    const struct coiner *coiner;
    const struct phrase *phrases;
    int phrase_count;
    struct rng rng;
    struct first_words first_words;
    struct plan items[PLANS_MAX];
    int count;
};

/* Plans texts of at most max_length characters, in random order. The caller sets plans->coiner, phrases, rng
 * and first_words. */
void plans_make(struct plans *plans, enum where where, int max_length);

/* How attractive the other folded words of a name are by themselves; appeal alone would be high because of
 * the given words. About -0.4 to 0.2. */
float value_of_words(const struct lexicon *lexicon, const char *words);

#endif
