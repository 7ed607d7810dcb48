/* Answers made ahead, for a worker that gets the same query again and again: many draws in one transaction
 * cost less than as many transactions. Each answer is an independent draw, is given once, and is dropped when
 * the database has changed. Knows no names and no SQL.
 *
 * A query that comes for the first time has one answer made for it, and twice as many each further time, but
 * no more than AHEAD_NS allows: whoever waits meanwhile waits that long. */
#ifndef STAGENAME_WEB_AHEAD_H
#define STAGENAME_WEB_AHEAD_H

#include <stdint.h>

#include "web/answer.h"

enum { AHEAD_MOST = 64 /* answers */, AHEAD_NS = 300000, AHEAD_BYTES = 256 * 1024, AHEAD_QUERY = 256 };

/* Zero it before first use. */
struct ahead {
    char query[AHEAD_QUERY]; /* of all answers */
    int64_t version;         /* of the database */
    int planned;             /* number of answers to make, of the last batch */
    int64_t until;           /* on the monotonic clock, in nanoseconds: no answer is started later */
    int made, given;
    size_t ends[AHEAD_MOST]; /* of each in text */
    struct answer text;
};

/* Moves an answer to the query at this version of the database to *answer. Returns 1, or 0 when there is
 * none. */
int ahead_take(struct ahead *ahead, const char *query, int64_t version, struct answer *answer);

/* Starts a batch; query is shorter than AHEAD_QUERY. While ahead_has_room, the caller appends an answer to
 * ahead_text and calls ahead_add. There is always room for one. */
void ahead_begin(struct ahead *ahead, const char *query, int64_t version);
int ahead_has_room(const struct ahead *ahead);
struct answer *ahead_text(struct ahead *ahead);
void ahead_add(struct ahead *ahead);

/* Drops all answers. */
void ahead_drop(struct ahead *ahead);

void ahead_free(struct ahead *ahead);

#endif
