/* The symbols of a model: symbol 0 begins and ends every name, then the characters of the alphabet, then the
 * styles, then the kinds (dj, person, group).
 *
 * Inputs are all symbols, outputs the boundary and the characters. The first input of a name is its style, or
 * the boundary without one; the embedding of its kind, if any, is added to it. So one model serves every
 * style and kind. */
#ifndef STAGENAME_MODEL_VOCAB_H
#define STAGENAME_MODEL_VOCAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { VOCAB_BOUNDARY = 0, VOCAB_STYLE_BYTES = 64, VOCAB_MAX = 20000 };

struct vocab {
    uint32_t *characters; /* [character_count], ascending code points; symbol 1 + index */
    int character_count;
    char (*styles)[VOCAB_STYLE_BYTES]; /* [style_count]; symbol 1 + character_count + index */
    char (*kinds)[VOCAB_STYLE_BYTES];  /* [kind_count]; symbols after the styles' */
    int style_count, kind_count;
    size_t style_room, kind_room;
    double *
        weights; /* [1 + style_count, 1 + kind_count]: names of the corpus by style and kind; index 0: none */
};

void vocab_free(struct vocab *vocab);

/* Return 0, or -1 with *why set (too many, too long). Adding an existing one has no effect. */
int vocab_add_style(struct vocab *vocab, const char *style, struct err *why);
int vocab_add_kind(struct vocab *vocab, const char *kind, struct err *why);

/* Allocates the weights, all 0, after all styles and kinds have been added. Returns 0, or -1 with *why
 * set. */
int vocab_make_weights(struct vocab *vocab, struct err *why);

/* The weight of names with this style and kind, as symbols; VOCAB_BOUNDARY for none. */
double *vocab_weight(const struct vocab *vocab, int style, int kind);

/* The weight of all names of a style or a kind. */
double vocab_style_weight(const struct vocab *vocab, int style);
double vocab_kind_weight(const struct vocab *vocab, int kind);

/* Makes these code points, sorted and distinct, the alphabet. Returns 0, or -1 with *why set. */
int vocab_set_characters(struct vocab *vocab, const uint32_t *characters, int count, struct err *why);

int vocab_inputs(const struct vocab *vocab);
int vocab_outputs(const struct vocab *vocab);

/* The symbol of a character, a style or a kind, or -1 when the model does not know it. */
int vocab_character(const struct vocab *vocab, uint32_t code);
int vocab_style(const struct vocab *vocab, const char *style);
int vocab_kind(const struct vocab *vocab, const char *kind);

/* Set *why to a sentence about a style or kind that the model does not know, with the most similar one that
 * it knows. Always return -1. */
int vocab_no_style(const struct vocab *vocab, const char *style, struct err *why);
int vocab_no_kind(const struct vocab *vocab, const char *kind, struct err *why);

/* The symbols of the first style and the first kind. */
int vocab_first_style(const struct vocab *vocab);
int vocab_first_kind(const struct vocab *vocab);

/* The text of a style's or a kind's symbol; "" for VOCAB_BOUNDARY. */
const char *vocab_label(const struct vocab *vocab, int symbol);

/* Encodes the characters of a name as at most max symbols. Returns their number, or -1 when a character is
 * unknown or there are too many. */
int vocab_encode(const struct vocab *vocab, const char *name, int *symbols, int max);

#endif
