/* What names shall be made of: one to three words, and where they stand. Reads and checks it; makes no
 * names. */
#ifndef STAGENAME_INVENT_PHRASE_H
#define STAGENAME_INVENT_PHRASE_H

#include "model/vocab.h"
#include "text/fold.h"

enum {
    PHRASE_WORDS = 3,
    PHRASE_WORD_LETTERS = 24,
    PHRASE_LETTERS = 30 /* ten are left for the rest of a name */,
    PHRASE_BYTES = 4 * PHRASE_LETTERS
};

enum where { WHERE_ANY, WHERE_START, WHERE_END, WHERE_INSIDE, WHERE_BLEND, WHERES };

/* "start", "end", "inside", "blend"; NULL-terminated, in the order of the numbers from WHERE_START on. */
extern const char *const where_choices[];

/* The number of a choice, WHERE_ANY for "", or -1. */
int where_find(const char *text);

struct phrase {
    char words[PHRASE_WORDS][4 * PHRASE_WORD_LETTERS + 1]; /* as names have them: with a capital, unless the
                                                         * visitor has set capitals himself */
    int count;
    char text[NAME_BYTES];   /* the words, with a space between them */
    char folded[NAME_BYTES]; /* of the text */
};

/* Reads words, which the model must be able to write. Returns 0, or -1 with *why set: a predicate, to which
 * the caller prepends the option's name: "has 4 words; at most 3 are possible". */
int phrase_read(const char *text, const struct vocab *vocab, struct folder *folder, struct phrase *phrase,
                struct err *why);

#endif
