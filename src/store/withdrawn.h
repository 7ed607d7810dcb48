/* Withdrawn names: those that decisions or rules of curators hide, whether they are in the database or
 * not. */
#ifndef STAGENAME_STORE_WITHDRAWN_H
#define STAGENAME_STORE_WITHDRAWN_H

#include "store/db.h"

/* Whether curators hide a name with this folded text (folder_fold) and this key (struct name_keys, read): 1
 * or 0, or -1 with *why set. */
int store_is_withdrawn(struct store *store, const char *folded, const char *key, struct err *why);

#endif
