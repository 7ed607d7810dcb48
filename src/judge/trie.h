/* A trie of a sorted list of keys, stored in two arrays: finds all keys that match a pattern without scanning
 * the list. Contains keys and their numbers only.
 *
 * It is built of the keys or of the reversed keys. The children of a node (a family) are adjacent, so that
 * they fit into one or two cache lines. A branch with only one key is a leaf: the rest of the key is read
 * from its text. */
#ifndef STAGENAME_JUDGE_TRIE_H
#define STAGENAME_JUDGE_TRIE_H

#include <stddef.h>
#include <stdint.h>

#include "judge/pattern.h"

/* Distinct keys in ascending order of their bytes, each shorter than KEY_BYTES: key i begins at text[at[i]],
 * and its NUL is text[at[i + 1] - 1]. The first key is preceded by a NUL, too. */
struct key_list {
    const char *text;
    const uint32_t *at; /* [count + 1] */
    uint32_t count;
};

static inline const char *key_list_text(const struct key_list *keys, uint32_t key)
{
    return keys->text + keys->at[key];
}

static inline int key_list_length(const struct key_list *keys, uint32_t key)
{
    return (int)(keys->at[key + 1] - keys->at[key]) - 1;
}

/* The number of the key that equals word, or keys->count. */
uint32_t key_list_find(const struct key_list *keys, const char *word);

enum trie_end { TRIE_FRONT, TRIE_BACK };

/* Flag of a reference to a key; other references are to the first node of a family. */
#define TRIE_LEAF 0x80000000u

struct trie {
    enum trie_end end;
    const uint32_t *refs;         /* [nodes]; the first family begins at 0 */
    const unsigned char *letters; /* [nodes]; 0 ends a key, 0xff ends a family */
};

/* Sorts the numbers of all keys by their reversed texts, as TRIE_BACK needs them. order: [keys->count].
 * Returns 0, or -1 when out of memory. */
int trie_order_from_back(const struct key_list *keys, uint32_t *order);

/* The number of nodes of a trie. order: NULL for TRIE_FRONT. */
size_t trie_nodes(const struct key_list *keys, enum trie_end end, const uint32_t *order);

/* Fills refs and letters, [trie_nodes(…)] each. */
void trie_build(const struct key_list *keys, enum trie_end end, const uint32_t *order, uint32_t *refs,
                unsigned char *letters);

/* Calls found(arg, key, edits) for each key within the pattern's limit. For TRIE_BACK the pattern is of the
 * reversed word. */
void trie_walk(const struct trie *trie, const struct key_list *keys, const struct pattern *pattern,
               void (*found)(void *arg, uint32_t key, int edits), void *arg);

#endif
