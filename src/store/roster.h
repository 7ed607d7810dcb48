/* What names are filtered by, of every name, in memory that all workers share: so that a filter's names are
 * counted and chosen in a millisecond a million, where SQL reads the table. About 29 MB for a million names,
 * once for all workers; ROSTER_ROWS names at most, beyond which filters read the table. Knows no SQL.
 *
 * A name's number is never used twice and what is filtered by does not change until all names are judged
 * again, so the roster only grows, and is filled while workers have nothing else to do. What does change,
 * which names are hidden, which batches taken back and which names are weird beside the others, each worker
 * reads anew when the database has changed (struct living). */
#ifndef STAGENAME_STORE_ROSTER_H
#define STAGENAME_STORE_ROSTER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

/* Names of more words count as one number, so nobody can ask for them. */
enum { ROSTER_WORDS = 30 };

enum { ROSTER_ROWS = 1 << 24, ROSTER_TEXT = 1 << 29 /* bytes */ };

struct roster;

/* Shared with processes that are forked later. Returns NULL with *why set. */
struct roster *roster_new(struct err *why);
void roster_free(struct roster *roster);

/* Whose names: a database file's, and which judging of them. */
struct roster_of {
    dev_t device;
    ino_t file;
    int64_t judging; /* see draw.c */
};

/* All that it holds is to be read anew. Returns 0, or -1 while somebody adds rows. */
int roster_forget(struct roster *roster);

/* The rows up to this number are known of these names, 0 for a roster of others. */
long roster_rows(const struct roster *roster, const struct roster_of *of);

/* One name. */
struct roster_row {
    int64_t id;
    const char *folded, *style, *kind; /* style and kind "" for none */
    const char *verdict;
    int words, length;
    int millibits; /* thousandths of bits per character; below 0 when unknown */
};

/* Takes the right to add rows of these names. Returns whether it was free; if so, roster_release gives it
 * back. */
int roster_acquire(struct roster *roster, const struct roster_of *of);
/* The next row, with a higher number than any before; it counts when roster_publish says so. Returns 0, or -1
 * when there is no room. */
int roster_add(struct roster *roster, const struct roster_row *row);
/* All rows up to this number are known now. */
void roster_publish(struct roster *roster, long rows);
void roster_release(struct roster *roster);

/* Names up to this length, and longer than those of the limit before, are ordinary up to low and very weird
 * above high: millibits. */
struct weird_limit {
    int64_t up_to;
    int low, high;
};

/* Which of the rows are there and visible: ranges of numbers, and those hidden among them, both ascending.
 * And which are weird: limits by ascending length, the last without an end; none when nothing is known of
 * any. */
struct living {
    int64_t (*ranges)[2];
    int64_t *hidden;
    struct weird_limit *limits;
    size_t range_count, hidden_count, limit_count;
};
void living_free(struct living *living);

/* What to look for; texts may be NULL. */
struct roster_filter {
    const char *verdict, *style, *kind, *weird, *starts, *ends, *contains;
    int words, min, max;
};

/* Calls back, if there is something to call, for each living row that the filter lets through, ascending.
 * Returns how many there are, or -1 when the roster cannot tell all of these names up to `last`: then the
 * calls mean nothing. */
long roster_scan(const struct roster *roster, const struct roster_of *of, long last,
                 const struct living *living, const struct roster_filter *filter,
                 void (*each)(void *arg, int64_t id), void *arg);

#endif
