/* Counts visible names by the values of the traits computed from their text (syllables, easy, alliteration,
 * theme). */
#ifndef STAGENAME_STORE_TRAIT_COUNTS_H
#define STAGENAME_STORE_TRAIT_COUNTS_H

#include "store/name_reader.h"

/* Whether a trait is computed from the text. */
int trait_is_computed(const char *trait);

/* Like store_each_trait_count, for a computed trait. */
int store_each_computed_count(struct store *store, const char *trait,
                              void (*each)(void *arg, const struct trait_count *count), void *arg,
                              struct err *why);

#endif
