/* Remarks behind an artist's name that are no part of it, as Wikipedia and Discogs have them. */
#ifndef STAGENAME_CORPUS_SUFFIX_H
#define STAGENAME_CORPUS_SUFFIX_H

#include "corpus/places.h"
#include "corpus/wiki_words.h"

/* Takes " (DJ)", " (American band)", " (group from Cuba)", " (US)", " (2)" off the end of a name, several one
 * by one. What stands in other parentheses stays: "Was (Not Was)", "Name (2020)", "(hed) p.e.", "Sunn O)))".
 * Returns whether one of them said DJ. */
int suffix_take_off(const struct wiki_words *words, const struct places *places, char *name);

#endif
