#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/fileout.h"
#include "store/location.h"

enum { APPLICATION_ID = 1937010285, SCHEMA_VERSION = 5, BUSY_MS = 5000 };

int store_error(struct store *store, const char *what, struct err *why)
{
    return err_set(why, "cannot %s in %s: %s", what, store->path, sqlite3_errmsg(store->db));
}

sqlite3_stmt *store_statement(struct store *store, enum sql_statement which, struct err *why)
{
    sqlite3_stmt *stmt = store->statements[which];

    if (stmt) {
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
        return stmt;
    }
    if (sqlite3_prepare_v3(store->db, sql_text[which], -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
        SQLITE_OK) {
        store_error(store, "use its tables", why);
        return NULL;
    }
    store->statements[which] = stmt;
    return stmt;
}

void bind_text(sqlite3_stmt *stmt, const char *parameter, const char *value)
{
    sqlite3_bind_text(stmt, sqlite3_bind_parameter_index(stmt, parameter), value, -1, SQLITE_STATIC);
}

void bind_int(sqlite3_stmt *stmt, const char *parameter, int64_t value)
{
    sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, parameter), value);
}

int store_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why)
{
    int code = sqlite3_step(stmt);

    if (code != SQLITE_DONE && code != SQLITE_ROW)
        store_error(store, what, why);
    sqlite3_reset(stmt);
    return code == SQLITE_DONE || code == SQLITE_ROW ? 0 : -1;
}

int64_t store_number(struct store *store, sqlite3_stmt *stmt, const char *what, struct err *why)
{
    int64_t number = -1;

    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    else
        store_error(store, what, why);
    sqlite3_reset(stmt);
    return number;
}

int store_step(sqlite3_stmt *stmt)
{
    int code = sqlite3_step(stmt);

    for (int i = 0; code == SQLITE_ROW && i < sqlite3_column_count(stmt); i++)
        if (sqlite3_column_type(stmt, i) == SQLITE_TEXT && !sqlite3_column_text(stmt, i))
            code = SQLITE_NOMEM;
    return code;
}

int store_walked(struct store *store, sqlite3_stmt *stmt, int stopped, int code, const char *what,
                 struct err *why)
{
    if (!stopped && code != SQLITE_DONE)
        stopped = store_error(store, what, why);
    sqlite3_reset(stmt);
    return stopped;
}

static int run_script(struct store *store, const char *script, const char *what, struct err *why)
{
    if (sqlite3_exec(store->db, script, NULL, NULL, NULL) != SQLITE_OK)
        return store_error(store, what, why);
    return 0;
}

char *store_beside(const struct store *store, const char *suffix, struct err *why)
{
    char *path = location_beside(store->path, suffix);

    if (!path)
        err_set(why, "out of memory");
    return path;
}

int store_script(struct store *store, enum sql_statement which, const char *what, struct err *why)
{
    return run_script(store, sql_text[which], what, why);
}

/* Readers go on while one writes. */
static int use_wal(struct store *store, struct err *why)
{
    return run_script(store, "PRAGMA journal_mode = WAL", "set up the journal", why);
}

/* One writer at a time: two processes that checkpoint one WAL at once can corrupt it in SQLite 3.40. A link and
 * what it points to have one lock. */
static int take_lock(struct store *store, struct err *why)
{
    char *path = store_beside(store, ".lock", why);
    int result = -1;

    if (!path)
        return -1;
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (store->lock < 0)
        err_file(why, "write", path);
    else if (flock(store->lock, LOCK_EX | LOCK_NB) != 0)
        err_set(why, "%s is being written by another process; try again when it has ended", store->path);
    else
        result = 0;
    free(path);
    return result;
}

/* What a killed writer left beside the database. Only for the one who has the lock. */
static void sweep_folder(const struct store *store)
{
    struct err why; /* what can't be removed now will be next time */
    char *path = store_beside(store, "", &why);

    if (path)
        fileout_sweep(dirname(path));
    free(path);
}

static int64_t pragma_number(struct store *store, const char *pragma, struct err *why)
{
    sqlite3_stmt *stmt;
    int64_t number = -1;

    if (sqlite3_prepare_v2(store->db, pragma, -1, &stmt, NULL) != SQLITE_OK)
        return store_error(store, "read the header", why);
    number = store_number(store, stmt, "read the header", why);
    sqlite3_finalize(stmt);
    return number;
}

/* Whether this file is ours and of a schema that we know; makes the tables in a new one when writing. */
static int check_schema(struct store *store, enum store_mode mode, struct err *why)
{
    int64_t application = pragma_number(store, "PRAGMA application_id", why);
    int64_t version = application < 0 ? -1 : pragma_number(store, "PRAGMA user_version", why);
    int64_t tables = version < 0 ? -1 : pragma_number(store, "SELECT count(*) FROM sqlite_master", why);

    if (tables < 0)
        return -1;
    if (application == APPLICATION_ID && version == SCHEMA_VERSION)
        return mode == STORE_READ ? 0 : use_wal(store, why);
    if (application == APPLICATION_ID && version > 0 && version < SCHEMA_VERSION)
        return err_set(why,
                       "%s has schema %lld of an older stagename and this program needs %d: make it anew from "
                       "its sources with 'stagename corpus' and 'stagename import'",
                       store->path, (long long)version, SCHEMA_VERSION);
    if (application == APPLICATION_ID)
        return err_set(why,
                       "%s has schema %lld and this program knows %d: use the newer stagename that made it",
                       store->path, (long long)version, SCHEMA_VERSION);
    if (application != 0 || version != 0 || tables > 0)
        return err_set(why, "%s is another program's database; name a new file", store->path);
    if (mode != STORE_WRITE)
        return err_set(why, "%s holds no tables yet: run 'stagename corpus' first", store->path);
    if (use_wal(store, why) != 0 || store_begin(store, why) != 0)
        return -1;
    if (store_script(store, SQL_SCHEMA, "make the tables", why) != 0) {
        store_rollback(store);
        return -1;
    }
    if (store_commit(store, why) != 0)
        return -1;
    return 0;
}

static int configure(struct store *store, enum store_mode mode, struct err *why)
{
    sqlite3_busy_timeout(store->db, BUSY_MS);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    if (draw_begin(store) != SQLITE_OK)
        return store_error(store, "set up its functions", why);
    if (mode == STORE_READ)
        return run_script(store, "PRAGMA query_only = ON; PRAGMA mmap_size = 2147418112", "set up reading",
                          why);
    /* A corpus refers only to rows that it has just entered, and to ask so of each takes a third of the time. */
    if (mode == STORE_CHANGE && run_script(store, "PRAGMA foreign_keys = ON", "set up writing", why) != 0)
        return -1;
    return run_script(store, "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA threads = 1",
                      "set up writing", why);
}

/* Returns 0, or -1 with *why set. */
static int open_file(struct store *store, enum store_mode mode, struct err *why)
{
    int flags = mode == STORE_READ     ? SQLITE_OPEN_READONLY
                : mode == STORE_CHANGE ? SQLITE_OPEN_READWRITE
                                       : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int fixed = mode == STORE_READ ? location_is_fixed(store->path, why) : 0, code;
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
    return code == SQLITE_OK ? 0 : store_error(store, "open the database", why);
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
    store->living_version = -1;
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS,
                   0); /* counts of memory that nobody asks for, each behind a lock */
    store->keys = keys_new(why);
    if (!store->keys)
        goto failed;
    if (mode != STORE_WRITE && access(path, R_OK) != 0) {
        err_file(why, "read", path);
        goto failed;
    }
    if (mode != STORE_READ && take_lock(store, why) != 0)
        goto failed;
    if (open_file(store, mode, why) != 0)
        goto failed;
    if (configure(store, mode, why) != 0 || check_schema(store, mode, why) != 0)
        goto failed;
    if (stat(path, &store->file) != 0) {
        err_file(why, "read", path);
        goto failed;
    }
    if (mode != STORE_READ) {
        sweep_folder(store);
        store_judge_tidy(store);
    }
    return store;
failed:
    store_close(store);
    return NULL;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (int i = 0; i < SQL_STATEMENTS; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close(store->db);
    keys_free(store->keys);
    seen_free(&store->seen);
    if (store->lock >= 0)
        close(store->lock);
    living_free(&store->living);
    free(store->drawn.texts.data);
    free(store->path);
    free(store);
}

int store_begin(struct store *store, struct err *why)
{
    return run_script(store, "BEGIN IMMEDIATE", "begin writing", why);
}

int store_commit(struct store *store, struct err *why)
{
    if (keys_enter(store, why) == 0 && artists_index(store, why) == 0 &&
        run_script(store, "COMMIT", "finish writing", why) == 0)
        return 0;
    store_rollback(store);
    return -1;
}

void store_rollback(struct store *store)
{
    keys_forget(store->keys);
    artists_forget(store);
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

static int run(struct store *store, enum sql_statement which, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, which, why);

    return stmt ? store_run(store, stmt, "read", why) : -1;
}

int store_read_begin(struct store *store, struct err *why)
{
    return run(store, SQL_READ_BEGIN, why);
}

int store_read_end(struct store *store, struct err *why)
{
    return run(store, SQL_READ_END, why);
}

int store_corpus_clear(struct store *store, struct err *why)
{
    keys_forget(store->keys);
    artists_forget(store);
    return store_script(store, SQL_CORPUS_CLEAR, "empty the corpus", why);
}

int store_is_current(const struct store *store)
{
    struct stat now;

    if (stat(store->path, &now) != 0 || now.st_ino != store->file.st_ino || now.st_dev != store->file.st_dev)
        return 0;
    /* SQLite does not look whether a fixed file changes, and the owner of its folder may write it. */
    return !store->is_fixed ||
           (now.st_size == store->file.st_size && now.st_mtim.tv_sec == store->file.st_mtim.tv_sec &&
            now.st_mtim.tv_nsec == store->file.st_mtim.tv_nsec && !location_has_log(store->path));
}
