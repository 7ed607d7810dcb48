/* The choices among names that are computed from their text: syllables, easy, alliteration and themes, with the
 * counts of visible names. */
#ifndef STAGENAME_STORE_TRAIT_COUNTS_H
#define STAGENAME_STORE_TRAIT_COUNTS_H

#include "store/db.h"
#include "store/json_text.h"

/* Appends the members "syllables", "easy", "alliteration" and "themes" of a JSON object, without braces. Returns
 * 0, or -1 with *why set. */
int store_trait_choices(struct store *store, struct json_text *out, struct err *why);

#endif
