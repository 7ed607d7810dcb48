/* Copies databases with SQLite's backup API, and other files. Part of the store. */
#ifndef STAGENAME_STORE_COPY_H
#define STAGENAME_STORE_COPY_H

#include "base/err.h"

struct sqlite3;

/* The parameters of a copy. */
struct copy_plan {
    int pages;               /* to copy between two calls of is_stopped; -1: all at once */
    int (*is_stopped)(void); /* may be NULL */
};

/* Gives a database that no other process uses a write-ahead log. Returns 0, or -1 with *why set. */
int copy_use_wal(const char *path, struct err *why);

/* Writes the content of an open database into a new file at path: one file with a rollback journal, which can
 * be copied and read from a folder without write permission. The file is synced and checked.
 *
 * The source must be in a read transaction that has read something, or pages must be -1: otherwise SQLite
 * would begin again whenever another process writes. Returns 0, or -1 with *why set; then the caller removes
 * the file. */
int copy_to_file(struct sqlite3 *from, const char *path, const struct copy_plan *plan, struct err *why);

/* Checks the structure of an open database; path: for the message. Returns 0, or -1 with *why set. */
int copy_check_open(struct sqlite3 *db, const char *path, struct err *why);

/* Checks the structure of a database file that no process writes. Returns 0, or -1 with *why set. */
int copy_check(const char *path, struct err *why);

/* Copies a file that is not a database, complete or not at all (base/fileout.h). is_stopped: as above.
 * Returns 0, or -1 with *why set. */
int copy_plain(const char *from, const char *to, int (*is_stopped)(void), struct err *why);

#endif
