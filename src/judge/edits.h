/* The edit distance between two keys. For single pairs; trie.h searches many keys. */
#ifndef STAGENAME_JUDGE_EDITS_H
#define STAGENAME_JUDGE_EDITS_H

/* The optimal string alignment (restricted Damerau-Levenshtein) distance between two keys, each shorter than
 * KEY_BYTES: the minimum number of insertions, deletions, substitutions and swaps of adjacent letters
 * (Boytsov 2011, section 2.2). */
int edits_between(const char *a, const char *b);

#endif
