/* Builds the index of a corpus from its keys, which are added in ascending order. */
#ifndef STAGENAME_JUDGE_INDEX_BUILDER_H
#define STAGENAME_JUDGE_INDEX_BUILDER_H

#include "judge/index.h"

struct index_builder;
struct index_builder *index_builder_new(struct err *why);
void index_builder_free(struct index_builder *builder);

/* Further data of an artist's name with a key. */
struct index_name {
    uint64_t look, words; /* index_hash of them */
    uint32_t mark;        /* see MARK_NATIVE */
};

/* Adds a key of an artist, and the data of the name that has it. Keys must be added in ascending order of
 * their bytes, and artists within a key in ascending order; a pair may be added again, with the same or
 * another mark. Returns 0, or -1 with *why set. */
int index_builder_add(struct index_builder *builder, const char *key, uint32_t artist,
                      const struct index_name *name, struct err *why);

/* Builds the index; corpus: as for index_allocate. Returns 0, or -1 with *why set and nothing to free. */
int index_builder_finish(struct index_builder *builder, int64_t corpus, struct index *index, struct err *why);

#endif
