/* Fetches names by number if they pass a filter. */
#ifndef STAGENAME_STORE_NAME_FETCH_H
#define STAGENAME_STORE_NAME_FETCH_H

#include "base/buffer.h"
#include "store/db.h"
#include "store/name_filter.h"

enum { DRAW_MAX = 100 };

/* A text without a terminating NUL. data is NULL when there is no text. */
struct slice {
    const char *data;
    size_t length;
};

struct drawn_name {
    int64_t id;
    struct slice name, style;
    struct slice nearest; /* a JSON array */
    enum verdict verdict;
    enum artist_kind kind;
    double bits, appeal; /* NaN when unknown */
};

/* Zero it before use; free texts with buffer_free. */
struct drawn_names {
    struct drawn_name names[DRAW_MAX];
    int count;
    struct buffer texts; /* of all names, concatenated */
};
void drawn_clear(struct drawn_names *drawn);

int drawn_has(const struct drawn_names *drawn, int64_t id);

/* Call it after the last fetch: sets the data of the slices, of which only the lengths are known until
 * then. */
void drawn_finish(struct drawn_names *drawn);

struct name_fetch {
    struct store *store;
    sqlite3_stmt *stmt;
    int id_at; /* index of the parameter */
    struct drawn_names *drawn;
};

/* Begins to fetch names that pass the filter, whose texts must live until the last fetch. Returns 0, or -1
 * with *why set. */
int name_fetch_begin(struct name_fetch *fetch, struct store *store, const struct name_filter *filter,
                     struct drawn_names *drawn, struct err *why);

/* Appends the name with this number to drawn. Returns 1, 0 when there is no such name or it does not pass, or
 * -1 with *why set. */
int name_fetch(struct name_fetch *fetch, int64_t id, struct err *why);

/* Whether the name with this number passes: 1, 0, or -1 with *why set. */
int name_passes(struct name_fetch *fetch, int64_t id, struct err *why);

/* The result of looking up a name by number. */
enum name_found {
    NAME_UNKNOWN,   /* no name ever had this number */
    NAME_WITHDRAWN, /* the name is hidden or was deleted */
    NAME_FOUND
};

enum { NAME_AS_OF = 16 };

/* Replaces *drawn with the visible name with this number, and sets as_of to the date of the corpus that
 * judged it, YYYY-MM-DD. Returns an enum name_found, or -1 with *why set. */
int store_name_get(struct store *store, int64_t id, struct drawn_names *drawn, char as_of[NAME_AS_OF],
                   struct err *why);

#endif
