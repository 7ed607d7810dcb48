/* The symbols of a model: symbol 0 begins and ends every name, then the characters of the alphabet, then the
 * styles.
 *
 * Inputs are all symbols, outputs the boundary and the characters. A name starts with its style's symbol, or
 * with the boundary when no style is said, so one model serves every style. */
#ifndef STAGENAME_MODEL_VOCAB_H
#define STAGENAME_MODEL_VOCAB_H

#include <stdint.h>

#include "base/err.h"

enum { VOCAB_BOUNDARY = 0, VOCAB_STYLE_BYTES = 64, VOCAB_MAX = 20000 };

struct vocab {
    uint32_t *characters; /* [character_count], ascending code points; symbol 1 + index */
    int character_count;
    char (*styles)[VOCAB_STYLE_BYTES]; /* [style_count]; symbol 1 + character_count + index */
    double *style_weights;             /* [style_count], how many names of the corpus have it */
    int style_count;
};

void vocab_free(struct vocab *vocab);

/* Returns 0, or -1 with *why set (too many). Adding one that is there adds to its weight. */
int vocab_add_style(struct vocab *vocab, const char *style, double weight, struct err *why);

/* Makes these code points, sorted and distinct, the alphabet. Returns 0, or -1 with *why set. */
int vocab_set_characters(struct vocab *vocab, const uint32_t *characters, int count, struct err *why);

int vocab_inputs(const struct vocab *vocab);
int vocab_outputs(const struct vocab *vocab);

/* The symbol of a character or a style, or -1 when the model does not know it. */
int vocab_character(const struct vocab *vocab, uint32_t code);
int vocab_style(const struct vocab *vocab, const char *style);

/* Symbols of the characters of a name, at most max. Returns how many, or -1 when one is unknown or they are
 * too many. */
int vocab_encode(const struct vocab *vocab, const char *name, int *symbols, int max);

#endif
