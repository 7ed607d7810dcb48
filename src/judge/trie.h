/* The trie of a list of keys, in two arrays: all keys near a pattern are found without looking at the others.
 * Knows keys and their numbers only.
 *
 * It is built from their front or from their back. The children of a node (a family) lie side by side, so that a
 * line of the cache or two hold them; a key that shares its beginning with no other ends in a leaf at once, and
 * the rest of it is read from its text. */
#ifndef STAGENAME_JUDGE_TRIE_H
#define STAGENAME_JUDGE_TRIE_H

#include <stddef.h>
#include <stdint.h>

#include "judge/pattern.h"

/* Keys in ascending order of their bytes, each once, each shorter than KEY_BYTES: key i is text[at[i]] to a NUL
 * at text[at[i + 1] - 1]. A NUL stands before the first key too. */
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

/* The key that equals word, or keys->count. */
uint32_t key_list_find(const struct key_list *keys, const char *word);

enum trie_end { TRIE_FRONT, TRIE_BACK };

/* A reference that has this flag names a key, otherwise the first node of a family. */
#define TRIE_LEAF 0x80000000u

struct trie {
    enum trie_end end;
    const uint32_t *refs;         /* [nodes]; the first family begins at 0 */
    const unsigned char *letters; /* [nodes]; 0 is the end of a key, 0xff the end of a family */
};

/* The numbers of all keys by their letters read from the back: what TRIE_BACK needs as its order. order:
 * [keys->count]. Returns 0, or -1 out of memory. */
int trie_order_from_back(const struct key_list *keys, uint32_t *order);

/* The room a trie needs. order: NULL for TRIE_FRONT. */
size_t trie_nodes(const struct key_list *keys, enum trie_end end, const uint32_t *order);

/* Fills refs and letters, [trie_nodes(…)] each. */
void trie_build(const struct key_list *keys, enum trie_end end, const uint32_t *order, uint32_t *refs,
                unsigned char *letters);

/* Calls found(arg, key, edits) for each key within the pattern's limit. The pattern is the word as it reads from
 * the trie's end. */
void trie_walk(const struct trie *trie, const struct key_list *keys, const struct pattern *pattern,
               void (*found)(void *arg, uint32_t key, int edits), void *arg);

#endif
