/* The index of all artists' keys: one piece of memory, made once for a corpus (index_builder.h), written to a file,
 * and mapped by every process that asks, which all share it. Knows keys, sounds and
 * artists' numbers; decides nothing.
 *
 * The file is the memory as it stands: read only by the kind of machine, of ICU and of the program's rules that
 * wrote it. Its header has them, the sizes and a checksum of the rest; who can't use a file makes a new index. The
 * file is replaced by renaming, never changed, so who has mapped it keeps it. */
#ifndef STAGENAME_JUDGE_INDEX_H
#define STAGENAME_JUDGE_INDEX_H

#include "base/err.h"
#include "judge/trie.h"

/* How two names can be one to a reader or a listener without sharing a key: by their looks, their words, or the
 * skeleton of how they are said (text/sound.h). */
enum index_alike { ALIKE_LOOK, ALIKE_WORDS, ALIKE_SOUND, ALIKE_KINDS };

struct index_sizes {
    uint64_t text, said; /* bytes of all keys with their NULs, of all respellings with theirs */
    uint32_t keys, artists, nodes[2], marks, alikes[ALIKE_KINDS];
};

/* Names that are alike in one way, ascending: the upper bits are those of the hash of what they share, the lower ones a
 * key's number. Of 4 million names, one in a quarter of a million shares its 40 bits by chance. */
enum { ALIKE_KEY_BITS = 24 };
struct index_alikes {
    const uint64_t *entries;
    uint32_t count;
};

/* What is special of an artist under a key: its native part (text/native.h), and whether the key is that of a search
 * hint, by which an artist is found but not called. The upper half is a place in `artists`. */
enum { MARK_NATIVE = 0x7fffffff };
#define MARK_HINT 0x80000000u

/* The respelling of every SAID_STEP-th entry of alikes[ALIKE_SOUND] is at a known place; the others follow it. */
enum { SAID_STEP = 16 };

struct index {
    const struct index_sizes *sizes;
    struct key_list keys;
    /* [keys + 1] the artists of key i are artists[artist_at[i]] to artists[artist_at[i + 1] - 1], ascending */
    const uint32_t *artist_at;
    const uint32_t *artists;
    const uint64_t *marks; /* [marks] ascending; who has none is as any other */
    struct trie tries[2];  /* by enum trie_end */
    struct index_alikes alikes[ALIKE_KINDS];
    const char *said; /* the respelling of each entry of alikes[ALIKE_SOUND], with its NUL */
    const uint32_t *said_at;
    void *block; /* holds all of the above */
    size_t bytes;
    int is_mapped;
};

/* The entry of a text in such a list: of a look, of words or of a skeleton; 0 for "", which is like no other. */
uint64_t index_alike_hash(const char *text);
static inline uint64_t index_alike_entry(uint64_t hash, uint32_t key)
{
    return hash >> ALIKE_KEY_BITS << ALIKE_KEY_BITS | key;
}

/* The place of the first of ascending numbers that is not below one, or count. */
uint32_t index_first_from(const uint64_t *numbers, uint32_t count, uint64_t number);

/* The mark of the artist at that place of `artists`; 0 for nearly all. */
uint32_t index_mark(const struct index *index, uint32_t place);

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
