/* Reports of visitors, in a separate file beside the database (DB.reports; a symbolic link to DB is
 * followed). They are the only data that workers write. A report is durable when the call returns. No network
 * address is stored. */
#ifndef STAGENAME_STORE_REPORTS_H
#define STAGENAME_STORE_REPORTS_H

#include <stdint.h>

#include "base/err.h"

/* Creates the file of a database if it is missing, so that curators can read it before the first report.
 * Returns 0, or -1 with *why set. */
int reports_create(const char *database, struct err *why);

/* Records that a visitor reported a name of the database; reason may be "". visitor: the network that counts
 * as one visitor, as written by nginx (stagename_network in nginx/http.conf). Creates the file if it is
 * missing. Any number of processes may call it concurrently. Returns 1, 0 when this visitor has already
 * reported this name today, or -1 with *why set. */
int reports_add(const char *database, int64_t name, const char *reason, const char *visitor, struct err *why);

/* Checks that the file can be read and is one of reports; creates and changes nothing. Returns 1, 0 when
 * there is no file or an empty one, or -1 with *why set. */
int reports_check(const char *database, struct err *why);

/* Counts the reports; -1 when there is no file or an empty one. Returns 0, or -1 with *why set. */
int reports_count(const char *database, long *count, struct err *why);

/* Copies the file of reports to a new file at path, as store/copy.h does. count: the number of reports, or -1
 * when there is no file or an empty one, which is not copied. Returns 0, or -1 with *why set; then the caller
 * removes the new file. */
int reports_copy(const char *database, const char *path, long *count, struct err *why);

/* The same for another host: the copy has nothing by which a visitor could be recognised. */
int reports_export(const char *database, const char *path, long *count, struct err *why);

/* Adds the reports of such a copy to the file of a database, each once, however often it is called. Returns
 * the number of added reports, or -1 with *why set and nothing added. */
long reports_merge(const char *database, const char *path, struct err *why);

#endif
