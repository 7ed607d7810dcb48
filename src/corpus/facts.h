/* What the texts of a source say about an artist: kind, style, country of an area, type of an alias. The
 * readers fetch the texts, each from its format. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_FACTS_H
#define STAGENAME_CORPUS_FACTS_H

#include <stddef.h>

#include "corpus/artist.h"
#include "corpus/places.h"
#include "corpus/styles.h"

enum {
    ALIASES_MAX = 4096,  /* of one artist; further ones are ignored */
    MESSAGE_BYTES = 1000 /* of a row that is reported as a whole */
};

/* What an artist's tags say. Zero it before the first. */
struct votes {
    const char *style; /* of the tag with the most votes that means one; of equal ones the first */
    long long count;
    int is_dj; /* a tag "dj" has votes */
};

/* The votes of a tag whose entry has no count. */
enum { VOTES_UNCOUNTED = 1 };

/* Counts one tag, in any case. A tag voted down (count below 0) is ignored; one with 0 can give the style
 * only. */
void facts_vote(struct votes *votes, const struct styles *styles, const char *tag, size_t length,
                long long count);

/* The type of an alias by MusicBrainz' word for it ("Legal name", "Search hint"), or where that is missing by
 * the id of the type. Either may be NULL or "". ALIAS_NAME for anything else. */
enum alias_type facts_alias_type(const char *word, const char *id);

/* The kind: as stated, otherwise "dj" when a tag or the remark says so, otherwise by the type ("dj",
 * "person", "group", or a type of MusicBrainz). Texts may be NULL; NULL when none of them says it. */
const char *facts_kind(const char *kind, const char *type, const char *remark, int has_dj_tag);

/* The country of an area's code of ISO 3166-1 or -2: "US", or "US-CA" of a part of it. NULL when it is not
 * known; code may be NULL. */
const char *facts_area_country(const struct places *places, const char *code);

#endif
