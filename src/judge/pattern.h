/* Approximate matching: a word compiled into a bit-parallel automaton, which reads texts letter by letter and
 * accepts those within PATTERN_EDITS edits (insertion, deletion, substitution, swap of adjacent letters:
 * optimal string alignment, the restricted Damerau-Levenshtein distance). Depends on no index.
 *
 * The rows of the distance table are bit sets: row d has the prefixes of the word that are within d edits of
 * the text read so far, and one step updates a whole row (Wu & Manber 1992; swaps as Hyyrö 2003). Only a band
 * around the diagonal can be within the limit (Ukkonen 1985), so that five bits are enough for words of any
 * length: bit j is the prefix of depth - PATTERN_EDITS + j letters.
 *
 * With one search from the front and one from the back, neither needs to allow all edits at once: of `limit`
 * edits, either at most limit - 1 are in the first half of the word, or none is in the second. Therefore the
 * number of edits before a letter, the gate, can be limited further. */
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
    int limit;                  /* maximum number of edits, 1 to PATTERN_EDITS */
    unsigned char classes[256]; /* the class of each letter; 0 when the word does not have it */
    /* [depth][row - 1]: mask of the bits that the row may have */
    unsigned char allowed[PATTERN_DEPTHS][PATTERN_EDITS];
    /* [class][depth]: bit j is set when letter depth - PATTERN_EDITS + j of the word has this class */
    unsigned char windows[KEY_BYTES][PATTERN_DEPTHS];
};

/* The state of the automaton after some letters: rows[d] within d edits. */
struct pattern_state {
    unsigned char rows[PATTERN_EDITS + 1];
    unsigned char before[PATTERN_EDITS]; /* the rows one letter earlier, for swaps */
    unsigned char window;                /* of the last letter */
};

/* word: `length` letters, fewer than KEY_BYTES. At most `early` edits are allowed before its letter `gate`,
 * not counting a swap across it. */
void pattern_compile(struct pattern *pattern, const char *word, int length, int limit, int gate, int early);

static inline struct pattern_state pattern_start(const struct pattern *pattern)
{
    const unsigned char *allowed = pattern->allowed[0];

    return (struct pattern_state){
        .rows = {1u << PATTERN_EDITS, 3u << PATTERN_EDITS & allowed[0], 7u << PATTERN_EDITS & allowed[1]}};
}

/* Whether a continuation of the text can still match. */
static inline int pattern_alive(const struct pattern_state *state)
{
    return state->rows[0] | state->rows[1] | state->rows[2];
}

/* The window of a letter for pattern_step; 0 when the word does not have the letter near this depth. */
static inline unsigned char pattern_window(const struct pattern *pattern, int depth, unsigned char letter)
{
    return pattern->windows[pattern->classes[letter]][depth];
}

/* The state after one more letter; depth: the number of letters read before, below KEY_BYTES. */
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

/* The distance between the word and the text read, or a number above pattern->limit. */
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
