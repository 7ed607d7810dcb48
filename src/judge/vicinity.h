/* A set of keys by which most words are found to have no key within the edits that judge_limit permits.
 * The walk through the tries costs more than all else when an index is small and nearly no name has a hit. */
#ifndef STAGENAME_JUDGE_VICINITY_H
#define STAGENAME_JUDGE_VICINITY_H

#include "base/err.h"
#include "judge/trie.h"

struct vicinity;

/* Returns NULL with *why set. */
struct vicinity *vicinity_new(const struct key_list *keys, struct err *why);
void vicinity_free(struct vicinity *vicinity);

/* limit: the edits to search for, at most 2. Returns 0 when no key is so near; 1 when one may be. */
int vicinity_may_have(const struct vicinity *vicinity, const char *word, int length, int limit);

#endif
