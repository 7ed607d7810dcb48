/* The filtered traits of every name, in memory shared by all workers. Counting and choosing the names of a
 * filter takes a millisecond per million names, whereas SQL reads the table. A million names take about 70
 * MB, once for all workers. Names beyond ROSTER_ROWS are not stored; filters then read the table. Uses no
 * SQL.
 *
 * A name's number is never reused, and the traits of a name do not change until all names are judged again.
 * So the roster only grows, and idle workers fill it. Data that can change at any time (hidden names, deleted
 * batches, the limits of weirdness) is read by each worker when the database has changed:
 * draw/visible_names.h. */
#ifndef STAGENAME_DRAW_ROSTER_H
#define STAGENAME_DRAW_ROSTER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "draw/visible_names.h"
#include "store/name_query.h"

/* Maximum number of words; all names with more words share one value, which no filter can select. */
enum { ROSTER_WORDS = 30 };

enum { ROSTER_ROWS = 1 << 24, ROSTER_TEXT = 1 << 29 /* bytes */ };

struct roster;

/* Creates a roster that is shared with processes forked later. Returns NULL with *why set. */
struct roster *roster_new(struct err *why);
void roster_free(struct roster *roster);

/* Identifies the names of a database file as of a judging. */
struct roster_of {
    dev_t device;
    ino_t file;
    int64_t judging; /* as in struct names_state */
};

/* Makes all rows invalid, including those that another process is adding. */
void roster_forget(struct roster *roster);

/* The number up to which the rows of these names are published; 0 when the roster contains other names. */
long roster_rows(const struct roster *roster, const struct roster_of *of);

/* Acquires the lock for adding rows of these names, until roster_release. Returns 1, or 0 while another
 * process holds it. */
int roster_acquire(struct roster *roster, const struct roster_of *of);
/* Adds a row, with a higher number than any before; it is visible after roster_publish. Returns 0, or -1 when
 * there is no room. */
int roster_add(struct roster *roster, const struct name_traits *row);
/* Publishes all rows up to this number. */
void roster_publish(struct roster *roster, long rows);
void roster_release(struct roster *roster);

/* The profile of a row for which roster_scan calls back; all zero for a name without one. */
const struct profile *roster_profile(const struct roster *roster, int64_t id);

/* Calls back, unless `each` is NULL, for each visible row that passes the filter, ascending. Returns how many
 * pass, or -1 when the roster cannot answer for all of these names up to `last`; then the results of the
 * callbacks are invalid. */
long roster_scan(const struct roster *roster, const struct roster_of *of, long last,
                 const struct visible_names *visible, const struct name_filter *filter,
                 void (*each)(void *arg, int64_t id), void *arg);

#endif
