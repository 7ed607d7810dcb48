/* A parsed request as handlers receive it, and the error answers that they share. */
#ifndef STAGENAME_WEB_CALL_H
#define STAGENAME_WEB_CALL_H

#include <jansson.h>

#include "web/answer.h"
#include "web/query.h"
#include "web/site.h"

struct call {
    struct site *site;
    const struct query_value *values; /* of the parameters below, in their order */
    const char *query;                /* as sent */
    int64_t id;                       /* the number in the path */
    json_t *body;                     /* of a POST with JSON, or NULL */
    const char *address; /* of the site, for links in pages: "https://names.example"; "" when unknown */
    const char *visitor; /* network of the visitor, only for reports; "" when unknown */
    struct answer *answer;
};

/* Opens the database or refreshes its version. Returns 1, or 0 with a 503 as the answer. */
int call_is_ready(const struct call *call);

/* Answers 503 after a failure of the database; logs *why once until the database is back. */
void call_unavailable(const struct call *call, const struct err *why);

/* Answers 503 because the corpus is empty: every verdict would be "free". */
void call_no_artists(const struct call *call);

/* Answers 400: the text of a parameter is not a valid name or part of one. */
void call_not_clean(const struct call *call, const char *parameter, const char *text,
                    enum clean_result result);

/* Finds the visible name whose number is in the path; sets drawn and as_of like store_name_get. Returns 1, or
 * 0 with an error as the answer: 404 when no name ever had the number, 410 when the name was withdrawn. */
int call_find_name(const struct call *call, struct drawn_names *drawn, char as_of[NAME_AS_OF]);

#endif
