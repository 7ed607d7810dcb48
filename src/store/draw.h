/* Drawing random names: what the site does all day. */
#ifndef STAGENAME_STORE_DRAW_H
#define STAGENAME_STORE_DRAW_H

#include "base/rng.h"
#include "store/store.h"

enum { DRAW_MAX = 100, DRAW_LONGEST = 1000 };

struct draw_filter {
    const char *verdict; /* "free", "close", "taken" or "any" */
    const char *style;   /* or NULL: all */
    const char *starts;  /* folded, or NULL */
    int min, max;        /* length in characters; DRAW_LONGEST is no limit */
};

/* A growing text. Zero it before use, free data after. */
struct json_text {
    char *data;
    size_t length, capacity;
};

struct draw {
    int found; /* how many names, fewer than asked for only when no more are eligible */
    long pool; /* how many are eligible */
    const char
        *as_of; /* the oldest corpus that judged names of this database, YYYY-MM-DD or ""; the store's */
};

/* Appends the drawn names to out as JSON objects with commas between. Every eligible name is equally likely, none
 * comes twice. Returns 0, or -1 with *why set. */
int store_draw(struct store *store, const struct draw_filter *filter, int n, struct rng *rng,
               struct json_text *out, struct draw *draw, struct err *why);

/* Appends the counts of /api/about as a JSON object. Returns 0, or -1 with *why set. */
int store_about(struct store *store, struct json_text *out, struct err *why);

/* A number that changes when another connection has changed the database; compare it only between calls on
 * one store. Returns -1 with *why set. */
int64_t store_data_version(struct store *store, struct err *why);

/* Whether the database's file still is the one that was opened: 0 after it was replaced or deleted. */
int store_is_current(const struct store *store);

int json_text_append(struct json_text *out, const char *text, size_t length);

#endif
