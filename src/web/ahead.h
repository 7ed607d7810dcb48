/* Answers made ahead, for a worker that is asked the same thing again and again: many draws in one look at the database
 * cost a third of as many looks. Each answer is a draw of its own, is given once, and is forgotten when the database
 * has changed. Knows no names and no SQL.
 *
 * A query that comes for the first time has one answer made for it, and twice as many each further time. */
#ifndef STAGENAME_WEB_AHEAD_H
#define STAGENAME_WEB_AHEAD_H

#include <stdint.h>

#include "web/answer.h"

enum { AHEAD_MOST = 64 /* answers */, AHEAD_BYTES = 256 * 1024, AHEAD_QUERY = 256 };

/* Zero it before first use. */
struct ahead {
    char query[AHEAD_QUERY]; /* that all are answers to */
    int64_t version;         /* of the database */
    int wanted;              /* when they were made last */
    int made, given;
    size_t ends[AHEAD_MOST]; /* of each in text */
    struct answer text;
};

/* Puts an answer to the query as of this version into *answer and forgets it. Returns whether there was one. */
int ahead_take(struct ahead *ahead, const char *query, int64_t version, struct answer *answer);

/* There was none; query is shorter than AHEAD_QUERY. Returns how many to make: each is appended to ahead_text, then ahead_add is called. */
int ahead_begin(struct ahead *ahead, const char *query, int64_t version);
int ahead_has_room(const struct ahead *ahead);
struct answer *ahead_text(struct ahead *ahead);
void ahead_add(struct ahead *ahead);

/* Forgets all. */
void ahead_drop(struct ahead *ahead);

void ahead_free(struct ahead *ahead);

#endif
