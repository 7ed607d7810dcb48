/* Drawing random names: what the site does all day. */
#ifndef STAGENAME_STORE_DRAW_H
#define STAGENAME_STORE_DRAW_H

#include "base/rng.h"
#include "store/roster.h"
#include "store/store.h"

enum { DRAW_MAX = 100, DRAW_LONGEST = 1000 };

/* Texts may be NULL: any. starts, ends and contains are folded. */
struct draw_filter {
    const char *verdict; /* "free", "close", "taken" or "any" */
    const char *style;
    const char *kind;  /* "dj", "person" or "group" */
    const char *weird; /* "low", "mid" or "high" */
    const char *starts, *ends, *contains;
    int words;    /* 0: any number */
    int min, max; /* length in characters; DRAW_LONGEST is no limit */
};

/* A growing text. Zero it before use, free data after. */
struct json_text {
    char *data;
    size_t length, capacity;
};

/* A text that does not end with NUL. data is NULL when there is none. */
struct slice {
    const char *data;
    size_t length;
};

struct drawn_name {
    int64_t id;
    struct slice name, style, kind, verdict;
    struct slice nearest; /* a JSON array */
    double bits, appeal;  /* NaN when unknown */
};

struct draw {
    const struct drawn_name *names; /* the store's, until its next draw */
    int found;                      /* how many, fewer than asked for only when no more are eligible */
    long pool;                      /* how many are eligible */
    long redrawn;                   /* row numbers that were drawn but not eligible */
    const char
        *as_of; /* the oldest corpus that judged names of this database, YYYY-MM-DD or ""; the store's */
};

/* Draws n names, at most DRAW_MAX. Every eligible name is equally likely, none comes twice; the same state of rng gives
 * the same names in the same order while the database is the same. Many draws cost less between store_read_begin and
 * store_read_end. Returns 0, or -1 with *why set. */
int store_draw(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
               struct draw *draw, struct err *why);

/* Appends what a name's own page shows as a JSON object. Returns 1, 0 when there is no such name or it is
 * hidden, or -1 with *why set. */
int store_name_get(struct store *store, int64_t id, struct json_text *out, struct err *why);

/* Append the counts of /api/about, and what names can be asked for, as a JSON object. Return 0, or -1 with
 * *why set. */
int store_about(struct store *store, struct json_text *out, struct err *why);
int store_choices(struct store *store, struct json_text *out, struct err *why);

/* Whether a visible name has this style: 1 or 0, then with the one that was probably meant, or -1 with *why
 * set. *nearest is "" when none is similar enough, and NULL when no name has a style; it is the store's until
 * the next call. */
int store_has_style(struct store *store, const char *style, const char **nearest, struct err *why);

/* Gives a reader a roster, by which rare names are found without reading the table; the store does not own
 * it. */
void store_use_roster(struct store *store, struct roster *roster);

/* Fills the roster a little further, for some milliseconds at most, if nobody else does. Returns 1 when there
 * is more to do, 0 when not, or -1 with *why set. */
int store_fill_roster(struct store *store, struct err *why);

/* How many visible names there are, or -1 with *why set. */
long store_visible(struct store *store, struct err *why);

/* A number that changes when another connection has changed the database; compare it only between calls on
 * one store. Returns -1 with *why set. */
int64_t store_data_version(struct store *store, struct err *why);

/* Whether the database's file still is the one that was opened: 0 after it was replaced or deleted, or has
 * changed although it was opened as one that does not. */
int store_is_current(const struct store *store);

int json_text_append(struct json_text *out, const char *text, size_t length);

#endif
