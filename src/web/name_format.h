/* Writes drawn names in the formats of /api/names. Knows no database and no query. */
#ifndef STAGENAME_WEB_NAME_FORMAT_H
#define STAGENAME_WEB_NAME_FORMAT_H

#include "draw/drawing.h"
#include "web/answer.h"

/* NAMES_AS_EXCEL is CSV with a byte order mark and an apostrophe before texts that begin like a formula. */
enum name_format {
    NAMES_AS_JSON, /* objects, separated by commas */
    NAMES_AS_CSV,  /* a header, then records ended by CR LF (RFC 4180) */
    NAMES_AS_EXCEL,
    NAMES_AS_TEXT, /* names, each ended by a line feed */
};

/* Appends the names of a draw, with a header if the format has one. */
void name_format_append(struct answer *answer, enum name_format format, const struct draw *draw);

/* Appends one name as a JSON object; as_of is its last member, unless it is NULL. */
void name_format_object(struct answer *answer, const struct drawn_name *name, const char *as_of);

#endif
