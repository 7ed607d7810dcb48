/* Makes the index of a corpus from its keys, which come in order. */
#ifndef STAGENAME_JUDGE_INDEX_BUILDER_H
#define STAGENAME_JUDGE_INDEX_BUILDER_H

#include "judge/index.h"

struct index_builder;
struct index_builder *index_builder_new(struct err *why);
void index_builder_free(struct index_builder *builder);

/* What an artist's name is beside its key. */
struct index_name {
    uint64_t look, words; /* index_alike_hash of them */
    uint32_t mark;        /* see MARK_NATIVE */
};

/* Adds a key under which an artist is found, and what the name is that it was made of. Keys come in ascending order of
 * their bytes, and artists within a key likewise; the same pair may come again,
 * with another mark or not. Returns 0, or -1 with *why set. */
int index_builder_add(struct index_builder *builder, const char *key, uint32_t artist,
                      const struct index_name *name, struct err *why);

/* Makes the index, of a corpus as index_allocate has it. Returns 0, or -1 with *why set and nothing to free. */
int index_builder_finish(struct index_builder *builder, int64_t corpus, struct index *index, struct err *why);

#endif
