/* Reads visible names and their counts, for pages and reports. */
#ifndef STAGENAME_STORE_NAME_READER_H
#define STAGENAME_STORE_NAME_READER_H

#include "base/buffer.h"
#include "store/db.h"

/* Calls back for about n visible names, spread evenly over all, until a callback returns non-zero: style ""
 * and bits 0 when unknown. Texts live until the callback returns. Returns that value, 0, or -1 with *why
 * set. */
int store_name_sample(struct store *store, long n,
                      int (*each)(void *arg, const char *name, const char *style, double bits), void *arg,
                      struct err *why);

/* The data of /api/about besides the counts below. Texts are NULL when unknown. */
struct about {
    const char *as_of, *imported_at, *note;
    long artists, names;
};

/* Calls back once; texts live until the callback returns. Returns 0, or -1 with *why set. */
int store_about(struct store *store, void (*found)(void *arg, const struct about *about), void *arg,
                struct err *why);

/* The shortest and the greatest length of a visible name, in characters; 0 when there is none. Returns 0, or
 * -1 with *why set. */
int store_name_lengths(struct store *store, long *min, long *max, struct err *why);

/* A suggestion in place of an unknown style. */
struct style_hint {
    int any;          /* some name has a style */
    char nearest[64]; /* the most similar style, or "" when none is similar enough */
};

/* Whether a visible name has this style: 1, 0 with *hint set, or -1 with *why set. */
int store_has_style(struct store *store, const char *style, struct style_hint *hint, struct err *why);

#endif
