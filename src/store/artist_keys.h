/* Keys of artists that wait to be entered. Part of the corpus writer. */
#ifndef STAGENAME_STORE_ARTIST_KEYS_H
#define STAGENAME_STORE_ARTIST_KEYS_H

#include "corpus/artist.h"
#include "store/db.h"
#include "text/key.h"

struct artist_keys;

/* Returns NULL with *why set. */
struct artist_keys *artist_keys_new(struct store *store, struct err *why);
void artist_keys_free(struct artist_keys *keys); /* drops keys that still wait */

/* Add the keys of an artist's name, or of an alias. Of equal keys of one artist the strongest counts: its
 * name, then aliases by their type. When many wait, they are entered. Return 0, or -1 with *why set. */
int artist_keys_add(struct artist_keys *keys, const struct name_keys *of, int64_t artist, struct err *why);
int artist_keys_add_alias(struct artist_keys *keys, const struct alias *alias, int64_t artist,
                          struct err *why);

/* Enters all keys that wait. Returns 0, or -1 with *why set. */
int artist_keys_enter(struct artist_keys *keys, struct err *why);

#endif
