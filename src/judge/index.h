/* The index of all artists' keys: one piece of memory, made once for a corpus (index_builder.h), written to a file,
 * and mapped by every process that asks, which all share it. Knows keys, codes and artists' numbers; decides
 * nothing.
 *
 * The file is the memory as it stands: read only by the kind of machine, of ICU and of the program's rules that wrote it.
 * Its header tells them and its sizes, and whoever can't use it makes a new one. Beyond that what it holds is believed, as
 * the pages of the database beside it are. It is replaced by renaming, never changed, so who has mapped it keeps it. */
#ifndef STAGENAME_JUDGE_INDEX_H
#define STAGENAME_JUDGE_INDEX_H

#include "base/err.h"
#include "judge/trie.h"

struct index_sizes {
    uint64_t text; /* bytes of all keys with their NULs */
    uint32_t keys, artists, nodes[2], sounds, looks;
};

struct index {
    const struct index_sizes *sizes;
    struct key_list keys;
    /* [keys + 1] the artists of key i are artists[artist_at[i]] to artists[artist_at[i + 1] - 1], ascending */
    const uint32_t *artist_at;
    const uint32_t *artists;
    struct trie tries[2]; /* by enum trie_end */
    /* [sounds] ascending: the hash of a sound code in the upper half, in the lower one the number of a key */
    const uint64_t *sounds;
    const uint64_t *looks;     /* [looks] ascending: the hash of a skeleton */
    const uint32_t *look_keys; /* [looks] the key of a name with that skeleton */
    void *block;               /* holds all of the above */
    size_t bytes;
    int is_mapped;
};

uint32_t index_sound_hash(const char *code);
uint64_t index_look_hash(const char *skeleton); /* 0 only for the empty one, which looks like no other */

/* A block for so much, all zero; corpus: a number that tells this corpus from every other. The pointers are for
 * the caller to write through, as nobody else does. Returns 0, or -1 with *why set. */
int index_allocate(struct index *index, const struct index_sizes *sizes, int64_t corpus, struct err *why);

/* Writes the index to a file, whole or not at all. Returns 0, or -1 with *why set. */
int index_write(const struct index *index, const char *path, struct err *why);

/* Maps the file of that corpus. Returns 1, or 0 when there is none that can be used: not there, cut, of another
 * machine, version or corpus. */
int index_map(struct index *index, const char *path, int64_t corpus);

/* Does nothing on an index that is all zero. */
void index_free(struct index *index);

#endif
