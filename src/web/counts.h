/* The answers of /api/about and /api/styles: counts of names as JSON. Knows no request and no SQL. */
#ifndef STAGENAME_WEB_COUNTS_H
#define STAGENAME_WEB_COUNTS_H

#include "store/db.h"
#include "web/answer.h"

/* Append the dates and counts of /api/about, and the values that names can be filtered by, as a JSON object.
 * The caller has called store_read_begin. Return 0, or -1 with *why set. */
int counts_about(struct store *store, struct answer *out, struct err *why);
int counts_choices(struct store *store, struct answer *out, struct err *why);

#endif
