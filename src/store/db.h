/* The connection to a database: opening it, transactions and statements. Only src/store uses SQL, and this is
 * its lowest layer. Statements are in sql/; each is prepared at its first use and then cached; every value is
 * bound.
 *
 * One process writes at a time: a writer holds the lock of the database (store/lock.h) while it is open.
 * Readers never wait for it. The caller controls transactions: no function below begins or ends one unless
 * its comment says so. */
#ifndef STAGENAME_STORE_DB_H
#define STAGENAME_STORE_DB_H

#include <stdint.h>
#include <sys/stat.h>

#include "base/err.h"
#include "store/sql.h"

struct store;

/* The version of the schema: sql/schema.sql. */
enum { STORE_SCHEMA = 8 };

enum store_mode {
    /* must exist, and is never written. If its folder is not writable, it is read as an immutable file */
    STORE_READ,
    /* the same, but no file is created, not even by SQLite: changes in a log are not seen when no process has
     * the database open */
    STORE_LOOK,
    STORE_CHANGE, /* must exist; refused while another process writes, but waits for a curator's shell */
    STORE_WRITE,  /* the same, but created if it does not exist */
    /* a published copy, which the other modes for writing refuse. The caller has taken the lock of the
     * database that it is served as */
    STORE_FOLLOW,
};

/* Returns NULL with *why set: no such file, not a database, a database of another program, another schema, or
 * a published copy opened for writing. */
struct store *store_open(const char *path, enum store_mode mode, struct err *why);

void store_close(struct store *store); /* rolls back uncommitted changes */

/* Changes between begin and commit are atomic, and allowed by the triggers of sql/guards.sql. Return 0, or -1
 * with *why set; a commit that fails rolls back. */
int store_begin(struct store *store, struct err *why);
int store_commit(struct store *store, struct err *why);
void store_rollback(struct store *store);

/* All reads between begin and end see the same state of the database (a snapshot). Return 0, or -1 with *why
 * set. */
int store_read_begin(struct store *store, struct err *why);
int store_read_end(struct store *store, struct err *why);

/* A number that changes when another connection has changed the database; compare it only between calls on
 * one store. Returns -1 with *why set. */
int64_t store_data_version(struct store *store, struct err *why);

/* Whether the path still refers to the opened file: 0 after it was replaced or deleted, or after a file
 * opened as immutable has changed. */
int store_is_current(const struct store *store);

/* Whether the database has a write-ahead log, as all that this program writes. */
int store_has_wal(struct store *store);

const char *store_path(const struct store *store);

/* The file as it was when it was opened. */
const struct stat *store_file(const struct store *store);

/* ---- for the other files of src/store ---- */

typedef struct sqlite3_stmt sqlite3_stmt;

/* SQLite's connection, which stays the store's. */
struct sqlite3 *db_connection(struct store *store);

/* Returns the statement, reset and without bindings; NULL with *why set. */
sqlite3_stmt *db_statement(struct store *store, enum sql_statement which, struct err *why);

/* Bind by name (":style"). NULL text and NaN bind NULL. The text must live until the statement has run. */
void db_bind_text(sqlite3_stmt *stmt, const char *parameter, const char *value);
void db_bind_int(sqlite3_stmt *stmt, const char *parameter, int64_t value);
void db_bind_number(sqlite3_stmt *stmt, const char *parameter, double value);

/* The bytes must live until the statement has run. */
void db_bind_blob(sqlite3_stmt *stmt, const char *parameter, const void *bytes, int count);

/* Like sqlite3_step, but also returns SQLITE_NOMEM when there is no memory for a text of the row, for which
 * db_text would return NULL. */
int db_step(sqlite3_stmt *stmt);

/* A column of the current row as text, NULL for NULL; lives until the next step. */
const char *db_text(sqlite3_stmt *stmt, int column);

/* Runs a statement that yields no row. `what` completes "cannot … in DB". Returns 0, or -1 with *why set. */
int db_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why);

/* Runs a statement that yields one number. Returns the number, or -1 with *why set. */
int64_t db_number(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why);

/* Runs a statement to its end or until `each` returns non-zero. Returns that value, 0, or -1 with *why set.
 */
int db_walk(struct store *store, sqlite3_stmt *stmt, int (*each)(void *arg, sqlite3_stmt *stmt), void *arg,
            const char *what, struct err *why);

/* Runs statements without parameters. Returns 0, or -1 with *why set. */
int db_script(struct store *store, enum sql_statement which, const char *what, struct err *why);

/* The number of changed rows, and the id of the inserted row, of the last statement that changed
 * something. */
int64_t db_changed_rows(const struct store *store);
int64_t db_inserted_row(const struct store *store);

/* Sets *why to SQLite's error message. Always returns -1. */
int db_error(struct store *store, const char *what, struct err *why);

#endif
