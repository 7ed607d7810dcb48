/* The values of traits that are computed from the text of names (syllables, easy, alliteration, theme), each with
 * how many visible names have it. */
#ifndef STAGENAME_STORE_TRAIT_COUNTS_H
#define STAGENAME_STORE_TRAIT_COUNTS_H

#include "store/name_reader.h"

/* Whether a trait is one of these. */
int trait_is_computed(const char *trait);

/* As store_each_trait_count, for a computed trait. */
int store_each_computed_count(struct store *store, const char *trait,
                              void (*each)(void *arg, const struct trait_count *count), void *arg,
                              struct err *why);

#endif
