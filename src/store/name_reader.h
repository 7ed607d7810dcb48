/* Reads of visible names and their counts, for pages and reports. */
#ifndef STAGENAME_STORE_NAME_READER_H
#define STAGENAME_STORE_NAME_READER_H

#include "base/buffer.h"
#include "store/db.h"

/* Calls back for about n visible names, evenly through all, until a callback returns non-zero: style "" and
 * bits 0 when unknown. Texts live until the callback returns. Returns that value, 0, or -1 with *why set. */
int store_name_sample(struct store *store, long n,
                      int (*each)(void *arg, const char *name, const char *style, double bits), void *arg,
                      struct err *why);

/* Appends what a name's own page shows as a JSON object. Returns 1, 0 when there is no such name or it is
 * hidden, or -1 with *why set. */
int store_name_get(struct store *store, int64_t id, struct buffer *out, struct err *why);

/* Append the counts of /api/about, and the values that names can be filtered by, as a JSON object. Return
 * 0, or -1 with *why set. */
int store_about(struct store *store, struct buffer *out, struct err *why);
int store_choices(struct store *store, struct buffer *out, struct err *why);

/* What there is instead of an unknown style. */
struct style_hint {
    int any;          /* some name has a style */
    char nearest[64]; /* the style that was probably meant, or "" when none is similar enough */
};

/* Whether a visible name has this style: 1, 0 with *hint set, or -1 with *why set. */
int store_has_style(struct store *store, const char *style, struct style_hint *hint, struct err *why);

#endif
