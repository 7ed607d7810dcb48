/* Looks up countries by code and name. The names come from ICU, in several languages, and from
 * data/countries.tsv. */
#ifndef STAGENAME_CORPUS_PLACES_H
#define STAGENAME_CORPUS_PLACES_H

#include <stddef.h>

#include "base/err.h"

struct places;

/* Returns NULL with *why set. The lookups below are thread-safe. */
struct places *places_new(struct err *why);
void places_free(struct places *places);

/* The code of a country, valid as long as places; NULL when it is unknown. Accepts
 *   codes      "GB", "gb", "GBR", "UK", "U.S.A."; also those of MusicBrainz: XW (worldwide), XE (Europe),
 *              and SU, YU, CS, XC, XG, AN for former countries
 *   names      "United Kingdom", "Deutschland", "cote d'ivoire", "England", "Soviet Union"
 *   forms      "Kingdom of the Netherlands", "Korea, Republic of", "Germany (West)"
 *   several    separated by ; / | or +: the first known one. Separated by commas or "and": the first one if
 *              it is known, or else the last known one ("Leeds, England") */
const char *places_code(const struct places *places, const char *text);

/* The same for two capital letters, in constant time; NULL for any other text. */
const char *places_code_of_two(const struct places *places, const char *text);

/* Whether a text means that there is no country: "", "-", "N/A", "unknown". */
int places_is_none(const char *text);

/* The English name with the smallest edit distance to this text, and its code. */
const char *places_nearest(const struct places *places, const char *text, const char **code);

/* Parses a list: "UK, Sweden" → "GB,SE". The caller frees the result. NULL with *why set, which suggests the
 * nearest country for an unknown one. */
char *places_list(const struct places *places, const char *list, struct err *why);

#endif
