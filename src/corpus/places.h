/* Countries by their English names. Reads no files: ICU knows them. */
#ifndef STAGENAME_CORPUS_PLACES_H
#define STAGENAME_CORPUS_PLACES_H

#include "base/err.h"

struct places;

/* Returns NULL with *why set. One places serves one thread. */
struct places *places_new(struct err *why);
void places_free(struct places *places);

/* ISO 3166-1 alpha-2 of "United Kingdom", "GB", "cote d'ivoire"; NULL for what is no country of today. */
const char *places_code(struct places *places, const char *name);

#endif
