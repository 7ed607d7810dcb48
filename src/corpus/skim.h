/* Finds a few members of a long JSON object without reading the rest: nine tenths of a row of MusicBrainz'
 * dump are not wanted, and to parse them takes most of the time. What a text with escapes means is jansson's
 * business. */
#ifndef STAGENAME_CORPUS_SKIM_H
#define STAGENAME_CORPUS_SKIM_H

#include <stddef.h>

/* The value of a member as it stands in the text; NULL when it is not there. */
struct skimmed {
    const char *text;
    size_t length;
};

/* keys: ends with NULL; values gets one for each. The object must fill the text, its brackets and quotes must
 * match in number and be nested at most 2048 deep; the values that are passed over are not checked further.
 * Of members with the same key the last counts. Returns 0, or -1 when it is no such object. */
int skim(const char *text, size_t length, const char *const *keys, struct skimmed *values);

/* Steps through the elements of an array: *at is NULL before the first. Returns 1; 0 after the last, or when
 * it is no array; -1 when it is a broken one. */
int skim_next(const struct skimmed *array, const char **at, struct skimmed *element);

#endif
