/* Divides all names into buckets, so that the parts of a run in parts need not know of each other: names with
 * the same key are in the same bucket, and a part has whole buckets. */
#ifndef STAGENAME_TEXT_BUCKET_H
#define STAGENAME_TEXT_BUCKET_H

#include <stdint.h>

enum { BUCKETS = 60 /* 2, 3, 4, 5 or 6 parts have as many each */ };

/* The bucket of a name by its key (struct name_keys, read): by the first two letters of the key if it begins
 * with two of a to z, otherwise by all of it. by_whole: always by all of it, for names with the same
 * beginning. */
int bucket_of_key(const char *key, int by_whole);

/* The bucket of a name by its first two characters, for most names: -1 if it depends on the others. A name
 * whose key has another bucket nevertheless (Quest, A: its article moves to the front) must be left out. */
int bucket_of_beginning(uint32_t first, uint32_t second);

#endif
