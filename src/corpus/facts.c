/* Interprets tags, types and remarks. */
#include "corpus/facts.h"

#include <string.h>
#include <strings.h>

#include "corpus/row.h"

/* MusicBrainz' ids of the types; they are permanent. */
static const char legal_name_id[] = "d4dcd0c0-b341-3612-a332-c0ce797b25cf";
static const char search_hint_id[] = "1937e404-b981-3cb7-8151-4c86ebfc8d8e";

void facts_vote(struct votes *votes, const struct styles *styles, const char *tag, size_t length,
                long long count)
{
    const char *style;

    votes->is_dj |= count > 0 && length == 2 && strncasecmp(tag, "dj", 2) == 0;
    if (count < 0 || (votes->style && count <= votes->count))
        return;
    style = styles_of(styles, tag, length);
    if (style) {
        votes->style = style;
        votes->count = count;
    }
}

enum alias_type facts_alias_type(const char *word, const char *id)
{
    int has_word = word && *word;
    const char *text = has_word ? word : id ? id : "";

    if (strcmp(text, has_word ? "Legal name" : legal_name_id) == 0)
        return ALIAS_LEGAL;
    return strcmp(text, has_word ? "Search hint" : search_hint_id) == 0 ? ALIAS_HINT : ALIAS_NAME;
}

const char *facts_kind(const char *kind, const char *type, const char *remark, int has_dj_tag)
{
    if (row_kind(kind))
        return row_kind(kind);
    if (has_dj_tag || (remark && row_is_dj(remark)))
        return "dj";
    if (!type)
        return NULL;
    return row_kind(type) ? row_kind(type) : row_kind_of_type(type);
}

const char *facts_area_country(const struct places *places, const char *code)
{
    char country[3] = "";

    if (!code || strlen(code) < 2)
        return NULL;
    memcpy(country, code, 2);
    return places_code_of_two(places, country);
}
