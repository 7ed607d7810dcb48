/* Answers made ahead, for a worker that gets the same query again and again: many draws in one transaction cost less
 * than as many transactions. Each answer is an independent draw, is given once, and is dropped when the database has
 * changed. Knows no names and no SQL.
 *
 * A query that comes for the first time has one answer made for it, and twice as many each further time, but no more
 * than AHEAD_NS allows: whoever waits meanwhile waits that long. */
#ifndef STAGENAME_WEB_AHEAD_H
#define STAGENAME_WEB_AHEAD_H

#include <stdint.h>

#include "web/answer.h"

enum { AHEAD_MOST = 64 /* answers */, AHEAD_NS = 300000, AHEAD_BYTES = 256 * 1024, AHEAD_QUERY = 256 };

/* Zero it before first use. */
struct ahead {
    char query[AHEAD_QUERY]; /* that all are answers to */
    int64_t version;         /* of the database */
    int wanted;              /* when they were made last */
    int64_t until;           /* on the monotonic clock, in nanoseconds: none is begun later */
    int made, given;
    size_t ends[AHEAD_MOST]; /* of each in text */
    struct answer text;
};

/* Puts an answer to the query as of this version into *answer and forgets it. Returns whether there was one. */
int ahead_take(struct ahead *ahead, const char *query, int64_t version, struct answer *answer);

/* There was none; query is shorter than AHEAD_QUERY. While ahead_has_room, at least once, an answer is appended to
 * ahead_text, then ahead_add is called. */
void ahead_begin(struct ahead *ahead, const char *query, int64_t version);
int ahead_has_room(const struct ahead *ahead);
struct answer *ahead_text(struct ahead *ahead);
void ahead_add(struct ahead *ahead);

/* Forgets all. */
void ahead_drop(struct ahead *ahead);

void ahead_free(struct ahead *ahead);

#endif
