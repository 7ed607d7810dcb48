/* Where a database lies, and how SQLite can open it there. Part of the store. */
#ifndef STAGENAME_STORE_LOCATION_H
#define STAGENAME_STORE_LOCATION_H

#include "base/err.h"

/* The path in a form that SQLite takes for a path: "file:…" would be an address, and ":memory:" not a file.
 * Caller frees; NULL when out of memory. */
char *location_name(const char *path);

/* What the path of a database leads to, links followed; the path itself when nothing is there yet. Caller
 * frees; NULL when out of memory. */
char *location_real(const char *path);

/* That path with a suffix behind it. Caller frees; NULL when out of memory. */
char *location_beside(const char *path, const char *suffix);

/* Whether a reader can open the database only as a file that does not change: SQLite keeps files beside a
 * database with a write-ahead log, and cannot make them in a folder that this process may not write. Returns
 * 1, 0, or -1 with *why set when not even that is right, as the log holds changes. */
int location_is_fixed(const char *path, struct err *why);

/* The address of a database that does not change. Caller frees; NULL when out of memory. */
char *location_fixed_name(const char *path);

/* Whether the log beside the database has content: a process writes the database, or was killed. Also 1 when
 * out of memory. */
int location_has_log(const char *path);

#endif
