/* Reads the table of names for src/draw: which names pass a filter, and the traits that src/draw keeps in
 * memory. */
#ifndef STAGENAME_STORE_NAME_QUERY_H
#define STAGENAME_STORE_NAME_QUERY_H

#include "appeal/profile.h"
#include "store/db.h"
#include "store/name_filter.h"

/* State that changes with imports and judging. */
struct names_state {
    long last;       /* the highest number of a name; 0 when there is none */
    char as_of[16];  /* date of the oldest corpus that judged any name, YYYY-MM-DD or "" */
    int64_t judging; /* number of the last judging that changed verdicts */
};
int store_names_state(struct store *store, struct names_state *state, struct err *why);

/* The number of names that pass the filter, or -1 with *why set. Reads every name if
 * name_filter_needs_names, unless name_filter_is_tagged. */
long store_count_eligible(struct store *store, const struct name_filter *filter, struct err *why);

/* Calls back with the number of each name that passes the filter, ascending. Reads every name, or
 * those with a tag. Returns 0,
 * or -1 with *why set. */
int store_each_eligible(struct store *store, const struct name_filter *filter,
                        void (*each)(void *arg, int64_t id), void *arg, struct err *why);

/* Calls back with the number and profile of each name that passes the filter, ascending; the profile is NULL
 * for a name without one. The profile lives until the callback returns. Reads every name, or those with a
 * tag. Returns 0, or -1 with *why set. */
int store_each_profile(struct store *store, const struct name_filter *filter,
                       void (*each)(void *arg, int64_t id, const struct profile *profile), void *arg,
                       struct err *why);

/* Reads the profile of a visible name, and its folded text [NAME_BYTES]. Returns 1, 0 when there is no such
 * name, it is hidden or it has no profile, or -1 with *why set. */
int store_profile(struct store *store, int64_t id, struct profile *profile, char *folded, struct err *why);

/* The traits of a name that filters test. Texts live until the callback returns. */
struct name_traits {
    int64_t id;
    const char *folded, *style; /* style: "" for none */
    enum verdict verdict;
    enum artist_kind kind;
    int words, length;
    int millibits; /* thousandths of bits per character; negative when unknown */
    struct name_values values;
    const struct profile *profile; /* NULL for a name without one */
};

/* Calls back for names with numbers above `after` up to `last`, ascending, hidden ones included, until a
 * callback returns non-zero. Returns that value, 0 at the end, or -1 with *why set. */
int store_each_traits(struct store *store, long after, long last,
                      int (*each)(void *arg, const struct name_traits *traits), void *arg, struct err *why);

/* Call back, ascending, with the numbers of the first and last name of each batch; with the number of each
 * hidden name; and with the limits of weirdness: names up to this length are ordinary up to low and very
 * weird above high, in millibits. Return the same as store_each_traits. */
int store_each_batch_range(struct store *store, int (*each)(void *arg, int64_t first, int64_t last),
                           void *arg, struct err *why);
int store_each_hidden(struct store *store, int (*each)(void *arg, int64_t id), void *arg, struct err *why);
int store_each_weird_limit(struct store *store, int (*each)(void *arg, int64_t up_to, int low, int high),
                           void *arg, struct err *why);

/* For the other files of src/store: binds the parameters of the fragment `eligible`. */
void name_query_bind(sqlite3_stmt *stmt, const struct name_filter *filter);

/* Also for them: reads syllables, easy, alliteration and themes, from this column on. */
struct name_values name_query_values(sqlite3_stmt *stmt, int column);

#endif
