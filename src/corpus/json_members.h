/* Finds a few members of a long JSON object without parsing the rest: nine tenths of a row of MusicBrainz'
 * dump are not used, and parsing them would take most of the time. Does not decode strings; jansson does. */
#ifndef STAGENAME_CORPUS_JSON_MEMBERS_H
#define STAGENAME_CORPUS_JSON_MEMBERS_H

#include <stddef.h>

/* The source text of a value; text is NULL when the member is missing. */
struct json_value {
    const char *text;
    size_t length;
};

/* Sets values[i] for keys[i]; keys is terminated by NULL. The object must fill the text, its brackets and
 * quotes must be balanced and nested at most 2048 deep; skipped values are not validated further. The last of
 * members with the same key is used. Returns 0, or -1 for an invalid object. */
int json_find_members(const char *text, size_t length, const char *const *keys, struct json_value *values);

/* Iterates over the elements of an array: *at is NULL before the first. Returns 1; 0 after the last, or when
 * the value is not an array; -1 for an invalid array. */
int json_next_element(const struct json_value *array, const char **at, struct json_value *element);

#endif
