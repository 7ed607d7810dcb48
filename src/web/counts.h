/* The answers of /api/about and /api/styles: counts of names as JSON. Knows no request and no SQL. */
#ifndef STAGENAME_WEB_COUNTS_H
#define STAGENAME_WEB_COUNTS_H

#include "store/db.h"
#include "web/answer.h"

/* counts_about appends the dates and counts of /api/about, counts_choices the filter values of /api/styles;
 * each is one JSON object. The caller must have called store_read_begin. Both return 0, or -1 with *why
 * set. */
int counts_about(struct store *store, struct answer *out, struct err *why);
int counts_choices(struct store *store, struct answer *out, struct err *why);

#endif
