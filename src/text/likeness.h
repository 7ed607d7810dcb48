/* Similarity of names with different keys (text/key.h): the same look, or the same words. Depends on no
 * corpus. */
#ifndef STAGENAME_TEXT_LIKENESS_H
#define STAGENAME_TEXT_LIKENESS_H

#include "text/fold.h"
#include "text/look.h"
#include "text/words.h"

struct likeness {
    char look[LOOK_BYTES];   /* the skeleton of the unfolded name (text/look.h); "" for none */
    char words[WORDS_BYTES]; /* its sorted words (text/words.h); "" for none */
};

/* name: clean UTF-8; folded: the result of folder_fold for it, or NULL to have it computed. */
void likeness_make(struct folder *folder, const char *name, const char *folded, struct likeness *likeness);

#endif
