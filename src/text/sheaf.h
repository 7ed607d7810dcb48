/* Divides all names into sheaves, so that the parts of a run in parts need not know of each other: names with
 * the same key are in the same sheaf, and a part has whole sheaves. */
#ifndef STAGENAME_TEXT_SHEAF_H
#define STAGENAME_TEXT_SHEAF_H

#include <stdint.h>

enum { SHEAVES = 60 /* 2, 3, 4, 5 or 6 parts have as many each */ };

/* The sheaf of a name by its key (struct name_keys, read): by the first two letters of the key if it begins
 * with two of a to z, otherwise by all of it. by_whole: always by all of it, for names with the same
 * beginning. */
int sheaf_of_key(const char *key, int by_whole);

/* The sheaf of a name by its first two characters, for most names: -1 if it depends on the others. A name
 * whose key has another sheaf nevertheless (Quest, A: its article moves to the front) must be left out. */
int sheaf_of_beginning(uint32_t first, uint32_t second);

#endif
