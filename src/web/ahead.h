/* Answers prepared in advance, for a worker that receives the same query repeatedly: many draws in one
 * transaction cost less than one transaction per draw. Each answer is an independent draw and is sent once; a
 * change of the database drops them all. Knows no names and no SQL.
 *
 * The first batch for a query has one answer, and each further batch has twice as many, up to AHEAD_MAX. A
 * batch also ends after AHEAD_NS, because a request waits for it. */
#ifndef STAGENAME_WEB_AHEAD_H
#define STAGENAME_WEB_AHEAD_H

#include <stdint.h>

#include "web/answer.h"

enum { AHEAD_MAX = 64 /* answers */, AHEAD_NS = 300000, AHEAD_BYTES = 256 * 1024, AHEAD_QUERY = 256 };

/* Zero it before first use. */
struct ahead {
    char query[AHEAD_QUERY]; /* of all answers */
    int64_t version;         /* of the database */
    int planned;             /* number of answers to make in the last batch */
    int64_t until;           /* monotonic clock, in nanoseconds: no answer is started after this time */
    int made, given;
    size_t ends[AHEAD_MAX]; /* of each in text */
    struct answer text;
};

/* Moves a prepared answer for this query and database version to *answer. Returns 1, or 0 when there is
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
