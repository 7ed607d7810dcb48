/* The index of all artists' keys: one block of memory, built once per corpus (index_builder.h), written to a
 * file, and mapped by all processes, which share it. Contains keys, respellings and artists' numbers; gives
 * no verdicts.
 *
 * The file is a copy of the memory: it is valid only for the same byte order, the same version of ICU and the
 * same rules of the program. Its header has these, the sizes and a checksum of the rest; a process that can't
 * use a file builds a new index. The file is replaced by renaming and never modified, so that existing
 * mappings stay valid. */
#ifndef STAGENAME_JUDGE_INDEX_H
#define STAGENAME_JUDGE_INDEX_H

#include "base/err.h"
#include "judge/trie.h"

/* What similar names with different keys can share: a look, words, or the skeleton of a respelling
 * (text/sound.h). The index has a posting list for each: it maps the hash of such a text to keys. */
enum posting_kind { POSTING_LOOK, POSTING_WORDS, POSTING_SOUND, POSTING_KINDS };

struct index_sizes {
    uint64_t text, respellings; /* bytes of all keys and of all respellings, each with its NUL */
    uint32_t keys, artists, nodes[2], marks, postings[POSTING_KINDS];
};

/* Postings, ascending: the upper 40 bits are those of the hash of the text, the lower bits the number of a
 * key. Among 4 million names, the probability that a name shares its 40 bits by chance is 1 in 250,000. */
enum { POSTING_KEY_BITS = 24 };
struct index_postings {
    const uint64_t *entries;
    uint32_t count;
};

/* A mark of an artist under a key: the native part of its name (text/native.h), and whether the key is that
 * of a search hint, which finds an artist but is not its name. Its upper 32 bits are a position in
 * `artists`. */
enum { MARK_NATIVE = 0x7fffffff };
#define MARK_HINT 0x80000000u

/* The offsets of respellings are stored for every RESPELLING_STEP-th posting of postings[POSTING_SOUND]; the
 * others follow it. */
enum { RESPELLING_STEP = 16 };

struct index {
    const struct index_sizes *sizes;
    struct key_list keys;
    /* [keys + 1] the artists of key i are artists[artist_at[i]] to artists[artist_at[i + 1] - 1],
     * ascending */
    const uint32_t *artist_at;
    const uint32_t *artists;
    const uint64_t *marks; /* [marks] ascending; artists without one have mark 0 */
    struct trie tries[2];  /* indexed by enum trie_end */
    struct index_postings postings[POSTING_KINDS];
    const char *respellings; /* of each posting of postings[POSTING_SOUND], with its NUL */
    const uint32_t *respelling_at;
    void *block; /* contains all of the above */
    size_t bytes;
    int is_mapped;
};

/* What a program must have in common with the one that wrote a file in order to use it: "3.2 of
 * ICU 72.1.0.0". */
enum { INDEX_VERSION = 48 };
void index_version(char version[INDEX_VERSION]);

/* The hash of a look, of words or of a skeleton; 0 only for "", which has no posting. */
uint64_t index_hash(const char *text);
static inline uint64_t index_posting(uint64_t hash, uint32_t key)
{
    return hash >> POSTING_KEY_BITS << POSTING_KEY_BITS | key;
}

/* Lower bound: the index of the first of ascending numbers that is not less than `number`, or count. */
uint32_t index_lower_bound(const uint64_t *numbers, uint32_t count, uint64_t number);

/* The mark of the artist at that position of `artists`; 0 for nearly all. */
uint32_t index_mark(const struct index *index, uint32_t place);

/* Allocates a zeroed block for these sizes. corpus: a number that identifies this corpus. The caller fills
 * the block through the pointers, casting const away. Returns 0, or -1 with *why set. */
int index_allocate(struct index *index, const struct index_sizes *sizes, int64_t corpus, struct err *why);

/* Writes the index to a file atomically. Returns 0, or -1 with *why set. */
int index_write(const struct index *index, const char *path, struct err *why);

/* Maps the file of that corpus. Returns 1, or 0 when the file is missing, damaged, or of another machine,
 * version or corpus. */
int index_map(struct index *index, const char *path, int64_t corpus);

/* Does nothing on an index that is all zero. */
void index_free(struct index *index);

#endif
