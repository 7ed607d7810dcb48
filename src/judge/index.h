/* The index of all artists' keys: one piece of memory, made once for a corpus (index_builder.h), written to a file,
 * and mapped by every process that asks, which all share it. Knows keys, sounds and
 * artists' numbers; decides nothing.
 *
 * The file is the memory as it stands: read only by the kind of machine, of ICU and of the program's rules that wrote it.
 * Its header tells them and its sizes, and whoever can't use it makes a new one. Beyond that what it holds is believed, as
 * the pages of the database beside it are. It is replaced by renaming, never changed, so who has mapped it keeps it. */
#ifndef STAGENAME_JUDGE_INDEX_H
#define STAGENAME_JUDGE_INDEX_H

#include "base/err.h"
#include "judge/trie.h"

/* How two names can be one to a reader or a listener without sharing a key. */
enum index_alike { ALIKE_LOOK, ALIKE_WORDS, ALIKE_KINDS };

struct index_sizes {
    uint64_t text, said; /* bytes of all keys with their NULs, of all respellings with theirs */
    uint32_t keys, artists, nodes[2], sounds, alikes[ALIKE_KINDS];
};

/* Names that are alike in one way: the hash of what they share, ascending, and the key of a name. */
struct index_pairs {
    const uint64_t *hashes;
    const uint32_t *keys;
    uint32_t count;
};

/* Of an artist under a key: what its native part is (text/native.h), in the lower bits; and whether the key is that of
 * a search hint, by which an artist is found but not called. */
enum { MARK_NATIVE = 0x7fffffff };
#define MARK_HINT 0x80000000u

struct index {
    const struct index_sizes *sizes;
    struct key_list keys;
    /* [keys + 1] the artists of key i are artists[artist_at[i]] to artists[artist_at[i + 1] - 1], ascending */
    const uint32_t *artist_at;
    const uint32_t *artists;
    const uint32_t *marks; /* [artists] see MARK_NATIVE */
    struct trie tries[2];  /* by enum trie_end */
    /* [sounds] ascending: the hash of a skeleton (text/sound.h) in the upper half, in the lower one the number of a
     * key; the respelling that has the skeleton is at said + said_at[i] */
    const uint64_t *sounds;
    const uint32_t *said_at;
    const char *said;
    struct index_pairs alikes[ALIKE_KINDS];
    void *block; /* holds all of the above */
    size_t bytes;
    int is_mapped;
};

uint32_t index_skeleton_hash(const char *skeleton);
uint64_t
index_alike_hash(const char *text); /* of a look or of words; 0 only for "", which is like no other */

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
