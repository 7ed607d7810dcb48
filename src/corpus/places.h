/* Countries by their codes and names, for every format of a corpus. Reads no files: ICU knows the names, in
 * the languages of the list in places.c. */
#ifndef STAGENAME_CORPUS_PLACES_H
#define STAGENAME_CORPUS_PLACES_H

#include <stddef.h>

#include "base/err.h"

struct places;

/* Returns NULL with *why set. Any number of threads may ask one places at once. */
struct places *places_new(struct err *why);
void places_free(struct places *places);

/* The code of a country as it is written, which lives as long as places; NULL when it is not known.
 *   codes      "GB", "gb", "GBR", "UK", "U.S.A."; also codes that MusicBrainz has: XW (worldwide), XE
 *              (Europe), and SU, YU, CS, XC, XG, AN for countries of the past
 *   names      "United Kingdom", "Deutschland", "cote d'ivoire", "England", "Soviet Union"
 *   forms      "Kingdom of the Netherlands", "Korea, Republic of", "Germany (West)"
 *   several    separated by ; / | or +: the first known one. By commas or "and": the first when it is known,
 *              otherwise the last known one ("Leeds, England") */
const char *places_code(const struct places *places, const char *text);

/* The answer for two capital letters, in constant time; NULL for any other text. */
const char *places_code_of_two(const struct places *places, const char *text);

/* Whether a text states no country at all: "", "-", "N/A", "unknown". */
int places_is_none(const char *text);

/* The known English name that is written most like this, and its code. */
const char *places_nearest(const struct places *places, const char *text, const char **code);

/* "UK, Sweden" → "GB,SE". Caller frees. NULL with *why set, which names the nearest country when one is not
 * known. */
char *places_list(const struct places *places, const char *list, struct err *why);

#endif
