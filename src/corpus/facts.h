/* Interprets the strings of a source about an artist: kind, style, country of an area, type of an alias. Used
 * by the readers of all formats. Private to src/corpus. */
#ifndef STAGENAME_CORPUS_FACTS_H
#define STAGENAME_CORPUS_FACTS_H

#include <stddef.h>

#include "corpus/artist.h"
#include "corpus/places.h"
#include "corpus/styles.h"

enum {
    ALIASES_MAX = 4096,  /* per artist; further ones are ignored */
    MESSAGE_BYTES = 1000 /* of a row in a report */
};

/* The result of an artist's tags. Zero-initialize it. */
struct votes {
    const char *style; /* of the tag with the most votes that has a style; the first of equal ones */
    long long count;
    int is_dj; /* a tag "dj" has votes */
};

/* The votes of a tag without a count. */
enum { VOTES_UNCOUNTED = 1 };

/* Counts a tag, ignoring case. A tag with a negative count is ignored; one with 0 can only set the style. */
void facts_vote(struct votes *votes, const struct styles *styles, const char *tag, size_t length,
                long long count);

/* The type of an alias from MusicBrainz' name of the type ("Legal name", "Search hint"), or else from the id
 * of the type. Either may be NULL or "". ALIAS_NAME for all others. */
enum alias_type facts_alias_type(const char *word, const char *id);

/* The kind: the given kind if valid; or else "dj" when a tag or the remark says so; or else from the type
 * ("dj", "person", "group", or a type of MusicBrainz). Arguments may be NULL. NULL when unknown. */
const char *facts_kind(const char *kind, const char *type, const char *remark, int has_dj_tag);

/* The country of an area with this code of ISO 3166-1 ("US") or -2 ("US-CA"). NULL when unknown; code may be
 * NULL. */
const char *facts_area_country(const struct places *places, const char *code);

#endif
