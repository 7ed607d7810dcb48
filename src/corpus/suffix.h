/* Removes remarks after an artist's name, as in Wikipedia and Discogs. */
#ifndef STAGENAME_CORPUS_SUFFIX_H
#define STAGENAME_CORPUS_SUFFIX_H

#include "corpus/places.h"
#include "corpus/wiki_words.h"

/* Removes remarks such as " (DJ)", " (American band)", " (group from Cuba)", " (US)", " (2)" from the end of
 * a name, also several. Other parentheses stay: "Was (Not Was)", "Name (2020)", "(hed) p.e.", "Sunn O)))".
 * Returns whether a remark describes a DJ. */
int suffix_remove(const struct wiki_words *words, const struct places *places, char *name);

#endif
