/* The distance between two keys, by the whole table. For a few pairs; among many, see trie.h. */
#ifndef STAGENAME_JUDGE_EDITS_H
#define STAGENAME_JUDGE_EDITS_H

/* Insertions, deletions, substitutions and swaps of neighbours between two keys, each shorter than KEY_BYTES:
 * optimal string alignment, the restricted Damerau-Levenshtein distance (Boytsov 2011, section 2.2). */
int edits_between(const char *a, const char *b);

#endif
