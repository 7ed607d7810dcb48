/* The words that names must contain: one to three words, and their place in a name. Parses and checks them;
 * makes no names. */
#ifndef STAGENAME_INVENT_PHRASE_H
#define STAGENAME_INVENT_PHRASE_H

#include "model/vocab.h"
#include "text/fold.h"

enum {
    PHRASE_WORDS = 3,
    PHRASE_WORD_LETTERS = 24,
    PHRASE_LETTERS = 30 /* leaves ten for the rest of a name */,
    PHRASE_BYTES = 4 * PHRASE_LETTERS
};

enum where { WHERE_ANY, WHERE_START, WHERE_END, WHERE_INSIDE, WHERE_BLEND, WHERES };

/* "start", "end", "inside", "blend"; NULL-terminated, in the order of enum where, from WHERE_START. */
extern const char *const where_choices[];

/* The enum where of a choice, WHERE_ANY for "", or -1. */
int where_find(const char *text);

struct phrase {
    /* As in names: capitalised, unless the input contains capitals. */
    char words[PHRASE_WORDS][4 * PHRASE_WORD_LETTERS + 1];
    int count;
    char text[NAME_BYTES];   /* the words, separated by spaces */
    char folded[NAME_BYTES]; /* of the text */
};

/* Parses words, whose characters the model must know. Returns 0, or -1 with *why set to a predicate, to which
 * the caller prepends the name of the option: "has 4 words; at most 3 are possible". */
int phrase_read(const char *text, const struct vocab *vocab, struct folder *folder, struct phrase *phrase,
                struct err *why);

#endif
