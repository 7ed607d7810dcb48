/* What two names can share without sharing a key (text/key.h): how they look, and which words they have. Knows
 * no artists. */
#ifndef STAGENAME_TEXT_LIKENESS_H
#define STAGENAME_TEXT_LIKENESS_H

#include "text/look.h"
#include "text/utf8.h"
#include "text/words.h"

struct likeness {
    char look[LOOK_BYTES];   /* the skeleton of the name as written; "" for none */
    char words[WORDS_BYTES]; /* its words; "" for none */
};

/* name: clean UTF-8; folded: what folder_fold makes of it, or NULL when it is not there yet. */
void likeness_make(struct folder *folder, const char *name, const char *folded, struct likeness *likeness);

#endif
