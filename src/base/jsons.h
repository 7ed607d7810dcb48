/* Builds JSON step by step: after a failure the result is NULL, never an incomplete value. */
#ifndef STAGENAME_BASE_JSONS_H
#define STAGENAME_BASE_JSONS_H

#include <jansson.h>

/* Appends the value to the array, or puts it into the object, and owns it from then on. When either is NULL
 * or memory is full, *to is freed and becomes NULL; further calls do nothing then. */
void jsons_append(json_t **to, json_t *value);
void jsons_put(json_t **to, const char *key, json_t *value);

#endif
