/* A word compiled to be compared with many texts, letter by letter: which lie within PATTERN_EDITS edits of it
 * (insertion, deletion, substitution, swap of neighbours; optimal string alignment, the restricted
 * Damerau-Levenshtein distance). Knows letters only: no artists, no index.
 *
 * The rows of the table of distances are bits: row d tells which prefixes of the word the text so far can stand
 * for with at most d edits, and a letter moves a whole row at once (Wu & Manber 1992; swaps as Hyyrö 2003). A
 * row differs from the diagonal by at most the edits (Ukkonen 1985), so that five bits hold it for words of any
 * length: bit j is the prefix of depth - PATTERN_EDITS + j letters.
 *
 * A word that is read from both ends needs no search that begins with all its edits: of `limit` edits, at most
 * limit - 1 fall into its first half, or else none into the second. So the edits within the first letters, up
 * to the gate, can be limited further. */
#ifndef STAGENAME_JUDGE_PATTERN_H
#define STAGENAME_JUDGE_PATTERN_H

#include <string.h>

#include "text/key.h"

enum {
    PATTERN_EDITS = 2,
    PATTERN_BAND = 2 * PATTERN_EDITS + 1,
    PATTERN_DEPTHS = KEY_BYTES + PATTERN_EDITS + 1,
};

struct pattern {
    int length;                 /* of the word, in bytes */
    int limit;                  /* edits that are allowed, 1 to PATTERN_EDITS */
    unsigned char classes[256]; /* of a letter; 0 when the word has it not */
    /* [depth][row - 1]: the bits that the row may have */
    unsigned char allowed[PATTERN_DEPTHS][PATTERN_EDITS];
    /* [class][depth]: bit j tells whether the word's letter depth - PATTERN_EDITS + j is of this class */
    unsigned char windows[KEY_BYTES][PATTERN_DEPTHS];
};

/* Where a text stands after some letters: rows[d] within d edits. */
struct pattern_state {
    unsigned char rows[PATTERN_EDITS + 1];
    unsigned char before[PATTERN_EDITS]; /* the rows one letter earlier, which a swap goes on from */
    unsigned char window;                /* of the last letter */
};

/* word: `length` letters, fewer than KEY_BYTES. At most `early` edits may come before its letter `gate`, not
 * counting a swap that reaches over it. */
void pattern_compile(struct pattern *pattern, const char *word, int length, int limit, int gate, int early);

static inline struct pattern_state pattern_start(const struct pattern *pattern)
{
    const unsigned char *allowed = pattern->allowed[0];

    return (struct pattern_state){
        .rows = {1u << PATTERN_EDITS, 3u << PATTERN_EDITS & allowed[0], 7u << PATTERN_EDITS & allowed[1]}};
}

/* Whether any text that goes on from here can be near enough. */
static inline int pattern_alive(const struct pattern_state *state)
{
    return state->rows[0] | state->rows[1] | state->rows[2];
}

/* What pattern_step needs to know of a letter: 0 for all that the word has not nearby. */
static inline unsigned char pattern_window(const struct pattern *pattern, int depth, unsigned char letter)
{
    return pattern->windows[pattern->classes[letter]][depth];
}

/* The state after one letter more; depth: letters so far, below KEY_BYTES. */
static inline struct pattern_state pattern_step(const struct pattern *pattern,
                                                const struct pattern_state *state, int depth,
                                                unsigned char window)
{
    const unsigned char *allowed = pattern->allowed[depth + 1], *rows = state->rows;
    unsigned swapped = (unsigned)window << 1 & state->window >> 1;
    unsigned row0 = rows[0] & window;
    unsigned row1 =
        ((rows[1] & window) | rows[0] | rows[0] >> 1 | row0 << 1 | (state->before[0] & swapped)) & allowed[0];
    unsigned row2 =
        ((rows[2] & window) | rows[1] | rows[1] >> 1 | row1 << 1 | (state->before[1] & swapped)) & allowed[1];

    return (struct pattern_state){
        {(unsigned char)row0, (unsigned char)row1, (unsigned char)row2}, {rows[0], rows[1]}, window};
}

/* Edits between the word and the text that ends here, or more than pattern->limit. */
static inline int pattern_distance(const struct pattern *pattern, const struct pattern_state *state,
                                   int depth)
{
    int bit = pattern->length - depth + PATTERN_EDITS, edits = 0;

    if (bit < 0 || bit >= PATTERN_BAND)
        return pattern->limit + 1;
    while (edits <= pattern->limit && !(state->rows[edits] >> bit & 1))
        edits++;
    return edits;
}

#endif
