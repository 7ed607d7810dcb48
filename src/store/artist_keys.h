/* A queue of artist keys to insert into the database. Part of the corpus writer. */
#ifndef STAGENAME_STORE_ARTIST_KEYS_H
#define STAGENAME_STORE_ARTIST_KEYS_H

#include "corpus/artist.h"
#include "store/db.h"
#include "text/key.h"

struct artist_keys;

/* Returns NULL with *why set. */
struct artist_keys *artist_keys_new(struct store *store, struct err *why);
void artist_keys_free(struct artist_keys *keys); /* drops pending keys */

/* Add the keys of an artist's name, or of an alias. Of equal keys of one artist the strongest is kept: its
 * name, then aliases by their type. Inserts the pending keys when there are many. Return 0, or -1 with *why
 * set. */
int artist_keys_add(struct artist_keys *keys, const struct name_keys *of, int64_t artist, struct err *why);
int artist_keys_add_alias(struct artist_keys *keys, const struct alias *alias, int64_t artist,
                          struct err *why);

/* Inserts all pending keys. Returns 0, or -1 with *why set. */
int artist_keys_enter(struct artist_keys *keys, struct err *why);

#endif
