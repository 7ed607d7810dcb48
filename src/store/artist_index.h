/* Builds the index of the artists in the database, with which names are judged. Part of the store. */
#ifndef STAGENAME_STORE_ARTIST_INDEX_H
#define STAGENAME_STORE_ARTIST_INDEX_H

#include "judge/index_builder.h"
#include "store/db.h"

/* corpus: the stamp to store in the index. Returns 0, or -1 with *why set; free the index with index_free or
 * judge_of. */
int artist_index_make(struct store *store, int64_t corpus, struct index *index, struct err *why);

/* The same for the keys that store_corpus_take has listed, with all names that have or had them. The numbers
 * of their artists are 0: it tells only whether there is an artist. */
int artist_index_of_changes(struct store *store, struct index *index, struct err *why);

#endif
