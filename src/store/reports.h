/* Reports of visitors, in a separate file beside the database (DB.reports; a link to DB is followed): the
 * only data that workers write. A report is durable when the call returns. No address is stored. */
#ifndef STAGENAME_STORE_REPORTS_H
#define STAGENAME_STORE_REPORTS_H

#include <stdint.h>

#include "base/err.h"

/* Notes that a visitor reported a name of the database; reason may be "". visitor: the network that counts as
 * one visitor, as nginx writes it (stagename_network in nginx/http.conf). Makes the file if it is not there.
 * Any number of processes may do so at once. Returns 1, 0 when this visitor reported this name today already,
 * or -1 with *why set. */
int reports_add(const char *database, int64_t name, const char *reason, const char *visitor, struct err *why);

#endif
