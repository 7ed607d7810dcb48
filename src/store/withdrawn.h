/* Withdrawn names: those that decisions of curators hide, whether they are in the database or not. */
#ifndef STAGENAME_STORE_WITHDRAWN_H
#define STAGENAME_STORE_WITHDRAWN_H

#include "store/db.h"

/* Whether the last decision on a key (struct name_keys, read) hides it: 1 or 0, or -1 with *why set. */
int store_is_withdrawn(struct store *store, const char *key, struct err *why);

#endif
