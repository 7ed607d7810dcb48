/* What names are filtered by, for every name, in memory that all workers share: a filter's names are
 * counted and chosen in a millisecond per million names, whereas SQL reads the table. About 70 MB for a
 * million names, once for all workers; ROSTER_ROWS names at most, beyond which filters read the table.
 * Knows no SQL.
 *
 * A name's number is never used twice, and the traits of a name do not change until all names are judged
 * again. So the roster only grows, and idle workers fill it. What can change at any time (hidden names,
 * deleted batches, the limits of weirdness) each worker reads when the database has changed: draw/living.h.
 */
#ifndef STAGENAME_DRAW_ROSTER_H
#define STAGENAME_DRAW_ROSTER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "draw/living.h"
#include "store/name_query.h"

/* Names of more words have one common number, which no filter can ask for. */
enum { ROSTER_WORDS = 30 };

enum { ROSTER_ROWS = 1 << 24, ROSTER_TEXT = 1 << 29 /* bytes */ };

struct roster;

/* Shared with processes that are forked later. Returns NULL with *why set. */
struct roster *roster_new(struct err *why);
void roster_free(struct roster *roster);

/* The names of a database file as of a judging. */
struct roster_of {
    dev_t device;
    ino_t file;
    int64_t judging; /* as in struct names_state */
};

/* Makes all rows invalid, including those that another process is adding. */
void roster_forget(struct roster *roster);

/* The number up to which rows of these names are known; 0 when the roster is of other names. */
long roster_rows(const struct roster *roster, const struct roster_of *of);

/* Takes the right to add rows of these names until roster_release. Returns 1, or 0 while another process
 * has it. */
int roster_acquire(struct roster *roster, const struct roster_of *of);
/* Adds a row, with a higher number than any before; it is used after roster_publish. Returns 0, or -1 when
 * there is no room. */
int roster_add(struct roster *roster, const struct name_traits *row);
/* Makes all rows up to this number known. */
void roster_publish(struct roster *roster, long rows);
void roster_release(struct roster *roster);

/* The profile of a row that roster_scan calls back for; of bytes 0 for a name without one. */
const struct profile *roster_profile(const struct roster *roster, int64_t id);

/* Calls back, unless `each` is NULL, for each living row that passes the filter, ascending. Returns how
 * many pass, or -1 when the roster cannot answer for all of these names up to `last`: then the calls mean
 * nothing. */
long roster_scan(const struct roster *roster, const struct roster_of *of, long last,
                 const struct living *living, const struct name_filter *filter,
                 void (*each)(void *arg, int64_t id), void *arg);

#endif
