/* Opens a database, checks its schema, and runs prepared statements on it. */
#include "store/db.h"

#include <math.h>
#include <sqlite3.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fileout.h"
#include "store/location.h"
#include "store/lock.h"
#include "store/reports.h"
#include "store/sql.h"

enum { APPLICATION_ID = 1937010285, BUSY_MS = 5000, LOG_BYTES = 16 << 20, STATEMENT_BYTES = 124 << 10 };

struct store {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_STATEMENTS]; /* NULL before their first use */
    char *path;
    int lock; /* descriptor of the writer's lock file, or -1 */
    int is_writer;
    struct stat file; /* its state when opened */
    int is_fixed;     /* opened as an immutable file (location.h) */
};

int db_error(struct store *store, const char *what, struct err *why)
{
    return err_set(why, "cannot %s in %s: %s", what, store->path, sqlite3_errmsg(store->db));
}

struct sqlite3 *db_connection(struct store *store)
{
    return store->db;
}

sqlite3_stmt *db_statement(struct store *store, enum sql_statement which, struct err *why)
{
    sqlite3_stmt *stmt = store->statements[which];

    if (stmt) {
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
        return stmt;
    }
    if (sqlite3_prepare_v3(store->db, sql_text[which], -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
        SQLITE_OK) {
        db_error(store, "use its tables", why);
        return NULL;
    }
    store->statements[which] = stmt;
    return stmt;
}

void db_bind_text(sqlite3_stmt *stmt, const char *parameter, const char *value)
{
    sqlite3_bind_text(stmt, sqlite3_bind_parameter_index(stmt, parameter), value, -1, SQLITE_STATIC);
}

void db_bind_blob(sqlite3_stmt *stmt, const char *parameter, const void *bytes, int count)
{
    sqlite3_bind_blob(stmt, sqlite3_bind_parameter_index(stmt, parameter), bytes, count, SQLITE_STATIC);
}

void db_bind_int(sqlite3_stmt *stmt, const char *parameter, int64_t value)
{
    sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, parameter), value);
}

void db_bind_number(sqlite3_stmt *stmt, const char *parameter, double value)
{
    if (!isnan(value))
        sqlite3_bind_double(stmt, sqlite3_bind_parameter_index(stmt, parameter), value);
}

const char *db_text(sqlite3_stmt *stmt, int column)
{
    return (const char *)sqlite3_column_text(stmt, column);
}

int db_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why)
{
    int code = sqlite3_step(stmt);

    if (code != SQLITE_DONE && code != SQLITE_ROW)
        db_error(store, what, why);
    sqlite3_reset(stmt);
    return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : -1;
}

int64_t db_number(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why)
{
    int64_t number = -1;

    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    else
        db_error(store, what, why);
    sqlite3_reset(stmt);
    return number;
}

int db_step(sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);

    for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(stmt); i++)
        if (sqlite3_column_type(stmt, i) == SQLITE_TEXT && !sqlite3_column_text(stmt, i))
            code = SQLITE_NOMEM;
    return code;
}

int db_walk(struct store *store, sqlite3_stmt *stmt, int (*each)(void *arg, sqlite3_stmt *stmt), void *arg,
            const char *what, struct err *why)
{
    int code = SQLITE_DONE, result = 0;

    while (result == 0 && (code = db_step(stmt)) == SQLITE_ROW)
        result = each(arg, stmt);
    if (result == 0 && code != SQLITE_DONE)
        result = db_error(store, what, why);
    sqlite3_reset(stmt);
    return result;
}

int64_t db_changed_rows(const struct store *store)
{
    return sqlite3_changes64(store->db);
}

int64_t db_inserted_row(const struct store *store)
{
    return sqlite3_last_insert_rowid(store->db);
}

static int run_script(struct store *store, const char *script, const char *what, struct err *why)
{
    if (sqlite3_exec(store->db, script, NULL, NULL, NULL) != SQLITE_OK)
        return db_error(store, what, why);
    return 0;
}

int db_script(struct store *store, enum sql_statement which, const char *what, struct err *why)
{
    return run_script(store, sql_text[which], what, why);
}

/* Readers can read while one process writes. */
static int use_wal(struct store *store, struct err *why)
{
    return run_script(store, "PRAGMA journal_mode = WAL", "set up the journal", why);
}

/* Lets the group of a shared folder write the database. SQLite gives the files beside it the same mode. */
static int share(struct store *store, struct err *why)
{
    char *path = location_real(store->path);

    if (!path)
        return err_set(why, "out of memory");
    location_share(path);
    free(path);
    return 0;
}

/* Removes temporary files that a killed writer left beside the database. The caller must hold the lock. */
static void sweep_folder(const struct store *store)
{
    char *path = location_real(store->path); /* if memory is full: the next time */

    if (path)
        fileout_sweep(dirname(path));
    free(path);
}

static int is_reading(enum store_mode mode)
{
    return mode == STORE_READ || mode == STORE_LOOK;
}

static int takes_lock(enum store_mode mode)
{
    return mode == STORE_CHANGE || mode == STORE_WRITE;
}

static int64_t pragma_number(struct store *store, const char *pragma, struct err *why)
{
    sqlite3_stmt *stmt;
    int64_t number = -1;

    if (sqlite3_prepare_v2(store->db, pragma, -1, &stmt, NULL) != SQLITE_OK)
        return db_error(store, "read the header", why);
    number = db_number(store, stmt, "read the header", why);
    sqlite3_finalize(stmt);
    return number;
}

void store_rollback(struct store *store)
{
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

static int commit(struct store *store, const char *script, struct err *why)
{
    if (run_script(store, script, "finish writing", why) == 0)
        return 0;
    store_rollback(store);
    return -1;
}

/* store_begin needs a table that does not exist yet. */
static int make_tables(struct store *store, struct err *why)
{
    if (run_script(store, "BEGIN IMMEDIATE", "begin writing", why) != 0)
        return -1;
    if (db_script(store, SQL_SCHEMA, "make the tables", why) == 0)
        return commit(store, "COMMIT", why);
    store_rollback(store);
    return -1;
}

/* Checks that the file belongs to this program and has its schema; when writing, creates the tables in a new
 * file. */
static int check_schema(struct store *store, enum store_mode mode, struct err *why)
{
    int64_t application = pragma_number(store, "PRAGMA application_id", why);
    int64_t version = application < 0 ? -1 : pragma_number(store, "PRAGMA user_version", why);
    int64_t tables = version < 0 ? -1 : pragma_number(store, "SELECT count(*) FROM sqlite_master", why);

    if (tables < 0)
        return -1;
    if (application == APPLICATION_ID && version == STORE_SCHEMA)
        return is_reading(mode) ? 0 : use_wal(store, why);
    if (application == APPLICATION_ID && version > 0 && version < STORE_SCHEMA)
        return err_set(
            why,
            "%s has schema %lld of an older stagename and this program needs %d: create it again from "
            "its sources with 'stagename corpus' and 'stagename import'",
            store->path, (long long)version, STORE_SCHEMA);
    if (application == APPLICATION_ID)
        return err_set(why,
                       "%s has schema %lld and this program knows %d: use the newer stagename that made it",
                       store->path, (long long)version, STORE_SCHEMA);
    if (application != 0 || version != 0 || tables > 0)
        return err_set(why, "%s is another program's database; name a new file", store->path);
    if (mode != STORE_WRITE)
        return err_set(why, "%s holds no tables yet: run 'stagename corpus' first", store->path);
    return use_wal(store, why) == 0 ? make_tables(store, why) : -1;
}

static int configure(struct store *store, enum store_mode mode, struct err *why)
{
    sqlite3_busy_timeout(store->db, BUSY_MS);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (is_reading(mode))
        return run_script(store, "PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112", "set up reading",
                          why);
    /* Writing a corpus refers only to rows just inserted; checking each would take a third of the time. */
    if (mode == STORE_CHANGE && run_script(store, "PRAGMA foreign_keys = ON", "set up writing", why) != 0)
        return -1;
    return run_script(store, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA threads = 1",
                      "set up writing", why);
}

/* Returns 0, or -1 with *why set. */
static int open_file(struct store *store, enum store_mode mode, struct err *why)
{
    int flags = is_reading(mode)      ? SQLITE_OPEN_READONLY
                : mode != STORE_WRITE ? SQLITE_OPEN_READWRITE
                                      : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int fixed = mode == STORE_READ   ? location_is_fixed(store->path, why)
                : mode == STORE_LOOK ? !location_has_shared(store->path)
                                     : 0,
        code;
    char *name;

    if (fixed < 0)
        return -1;
    name = fixed ? location_fixed_name(store->path) : location_name(store->path);
    if (!name)
        return err_set(why, "out of memory");
    store->is_fixed = fixed;
    code =
        sqlite3_open_v2(name, &store->db, flags | SQLITE_OPEN_NOMUTEX | (fixed ? SQLITE_OPEN_URI : 0), NULL);
    free(name);
    return code == SQLITE_OK ? 0 : db_error(store, "open the database", why);
}

struct store *store_open(const char *path, enum store_mode mode, struct err *why)
{
    struct store *store = calloc(1, sizeof *store);

    if (!store || !(store->path = strdup(path))) {
        free(store);
        err_set(why, "out of memory");
        return NULL;
    }
    store->lock = -1;
    /* Each name added can be undone by itself, with its triggers. Beyond 64 KB, SQLite's default, all pages
     * saved for that go to a temporary file: 14 KB a name. The limit must be below 128 KB: what is in memory
     * goes to the file in one write, and SQLite takes a longer one for a full disk. */
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, STATEMENT_BYTES);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* statistics are not used, and updates take a lock */
    if (mode != STORE_WRITE && access(path, R_OK) != 0) {
        err_file(why, "read", path);
        goto failed;
    }
    if (takes_lock(mode) && location_refuse_published(path, why) != 0)
        goto failed;
    /* One writer at a time: in SQLite 3.40, two processes that checkpoint the same WAL concurrently can
     * corrupt it. */
    if (takes_lock(mode) && (store->lock = lock_take(path, LOCK_PROGRAM, why)) < 0)
        goto failed;
    /* Before it is opened: if another file takes its place in between, the store is not current, and is
     * opened again. */
    if (is_reading(mode) && stat(path, &store->file) != 0) {
        err_file(why, "read", path);
        goto failed;
    }
    if (open_file(store, mode, why) != 0)
        goto failed;
    if (!is_reading(mode) && share(store, why) != 0)
        goto failed;
    if (configure(store, mode, why) != 0 || check_schema(store, mode, why) != 0)
        goto failed;
    if (!is_reading(mode) && stat(path, &store->file) != 0) {
        err_file(why, "read", path);
        goto failed;
    }
    if (takes_lock(mode)) {
        sweep_folder(store);
        if (reports_create(path, why) != 0)
            goto failed;
    }
    store->is_writer = !is_reading(mode);
    return store;
failed:
    store_close(store);
    return NULL;
}

/* A write-ahead log keeps the size of the largest import while workers have the database open. Empties a
 * large one, unless someone reads from it for longer than BUSY_MS: then the next writer does. */
static void shrink_log(struct store *store)
{
    char *path = location_of_content(store->path, "-wal"); /* NULL: a large log is only a waste of space */
    struct stat log;

    if (path && stat(path, &log) == 0 && log.st_size > LOG_BYTES)
        sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    free(path);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    if (store->is_writer)
        shrink_log(store);
    for (int i = 0; i < SQL_STATEMENTS; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->db);
    lock_release(store->lock);
    free(store->path);
    free(store);
}

int store_begin(struct store *store, struct err *why)
{
    if (run_script(store, sql_text[SQL_WRITING_BEGIN], "begin writing", why) == 0)
        return 0;
    store_rollback(store);
    return -1;
}

int store_commit(struct store *store, struct err *why)
{
    return commit(store, sql_text[SQL_WRITING_END], why);
}

static int run(struct store *store, enum sql_statement which, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    return stmt ? db_run(store, stmt, "read", why) : -1;
}

int store_read_begin(struct store *store, struct err *why)
{
    return run(store, SQL_READ_BEGIN, why);
}

int store_read_end(struct store *store, struct err *why)
{
    return run(store, SQL_READ_END, why);
}

int64_t store_data_version(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_DATA_VERSION, why);

    return stmt ? db_number(store, stmt, "read the names", why) : -1;
}

/* An immutable file has no log, but its header still says that it had one. */
int store_has_wal(struct store *store)
{
    unsigned char header[20] = {0};
    FILE *in = fopen(store->path, "re");
    size_t got = in ? fread(header, 1, sizeof header, in) : 0;

    if (in)
        fclose(in);
    return got == sizeof header && header[18] == 2; /* the version of the format for writing: with a log */
}

const char *store_path(const struct store *store)
{
    return store->path;
}

const struct stat *store_file(const struct store *store)
{
    return &store->file;
}

int store_is_current(const struct store *store)
{
    struct stat now;

    if (stat(store->path, &now) != 0 || now.st_ino != store->file.st_ino || now.st_dev != store->file.st_dev)
        return 0;
    /* SQLite does not check whether an immutable file changes, and the owner of its folder may write it. */
    return !store->is_fixed ||
           (now.st_size == store->file.st_size && now.st_mtim.tv_sec == store->file.st_mtim.tv_sec &&
            now.st_mtim.tv_nsec == store->file.st_mtim.tv_nsec && !location_has_log(store->path));
}
