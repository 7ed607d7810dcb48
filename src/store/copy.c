/* Copies a database page by page into a file that no other process uses; other files in chunks. */
#include "store/copy.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fileout.h"
#include "store/location.h"

static int failed(sqlite3 *db, const char *what, const char *path, struct err *why)
{
    return err_set(why, "cannot %s %s: %s", what, path, sqlite3_errmsg(db));
}

/* Without locks, which no network file system can then refuse: the file is ours alone. Without a journal: a
 * failed copy is removed. Returns NULL with *why set. */
static sqlite3 *open_target(const char *path, struct err *why)
{
    char *name = location_name(path);
    sqlite3 *db = NULL;
    int code;

    if (!name) {
        err_set(why, "out of memory");
        return NULL;
    }
    code = sqlite3_open_v2(name, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                           "unix-none");
    free(name);
    if (code == SQLITE_OK && sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF",
                                          NULL, NULL, NULL) == SQLITE_OK)
        return db;
    failed(db, "write", path, why);
    sqlite3_close(db);
    return NULL;
}

static int copy_pages(sqlite3 *from, sqlite3 *to, const char *path, const struct copy_plan *plan,
                      struct err *why)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    int code = SQLITE_OK;

    if (!backup)
        return failed(to, "write", path, why);
    while (code == SQLITE_OK && !(plan->is_stopped && plan->is_stopped()))
        code = sqlite3_backup_step(backup, plan->pages);
    sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE)
        return 0;
    if (code == SQLITE_OK)
        return err_set(why, "stopped by a signal");
    return err_set(why, "cannot write %s: %s", path, sqlite3_errstr(code));
}

static int set_journal(sqlite3 *db, const char *pragma, const char *mode, const char *path, struct err *why)
{
    sqlite3_stmt *stmt;
    int is_set = 0;

    if (sqlite3_prepare_v2(db, pragma, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        is_set = strcmp((const char *)sqlite3_column_text(stmt, 0), mode) == 0;
    sqlite3_finalize(stmt);
    return is_set ? 0 : failed(db, "finish", path, why);
}

/* A copy of a database with a write-ahead log would need one, too. */
static int leave_wal(sqlite3 *db, const char *path, struct err *why)
{
    return set_journal(db, "PRAGMA journal_mode = DELETE", "delete", path, why);
}

int copy_use_wal(const char *path, struct err *why)
{
    sqlite3 *db = open_target(path, why);
    int result = db ? set_journal(db, "PRAGMA journal_mode = WAL", "wal", path, why) : -1;

    if (sqlite3_close(db) != SQLITE_OK && result == 0)
        result = err_set(why, "cannot finish %s", path);
    return result;
}

int copy_to_file(struct sqlite3 *from, const char *path, const struct copy_plan *plan, struct err *why)
{
    sqlite3 *to = open_target(path, why);
    int result = -1;

    if (to && copy_pages(from, to, path, plan, why) == 0 && leave_wal(to, path, why) == 0)
        result = 0;
    if (sqlite3_close(to) != SQLITE_OK && result == 0)
        result = err_set(why, "cannot finish %s", path);
    return result == 0 ? copy_check(path, why) : -1;
}

static sqlite3_int64 number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt;
    sqlite3_int64 value = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

int copy_check_open(struct sqlite3 *db, const char *path, struct err *why)
{
    sqlite3_stmt *stmt;
    const char *found = NULL;
    int result = -1;

    if (sqlite3_prepare_v2(db, "PRAGMA quick_check(1)", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        found = (const char *)sqlite3_column_text(stmt, 0);
    if (found && strcmp(found, "ok") == 0)
        result = 0;
    else
        err_set(why, "%s is damaged: %s", path, found ? found : sqlite3_errmsg(db));
    sqlite3_finalize(stmt);
    return result;
}

int copy_check(const char *path, struct err *why)
{
    char *name = location_fixed_name(path);
    sqlite3 *db = NULL;
    struct stat st;
    int result = -1;

    if (stat(path, &st) != 0)
        err_file(why, "read", path);
    else if (!name)
        err_set(why, "out of memory");
    else if (sqlite3_open_v2(name, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL) !=
             SQLITE_OK)
        failed(db, "read", path, why);
    else if (copy_check_open(db, path, why) == 0)
        result = number(db, "PRAGMA page_count") * number(db, "PRAGMA page_size") == st.st_size
                     ? 0
                     : err_set(why, "%s is damaged: it has %lld bytes", path, (long long)st.st_size);
    sqlite3_close(db);
    free(name);
    return result;
}

static int copy_bytes(FILE *in, const char *from, struct fileout *out, int (*is_stopped)(void),
                      struct err *why)
{
    char chunk[1 << 16];
    size_t got = 1;

    while (got > 0 && !(is_stopped && is_stopped())) {
        got = fread(chunk, 1, sizeof chunk, in);
        fwrite(chunk, 1, got, out->stream); /* fileout_commit reports errors */
    }
    if (is_stopped && is_stopped())
        return err_set(why, "stopped by a signal");
    return ferror(in) ? err_file(why, "read", from) : 0;
}

int copy_plain(const char *from, const char *to, int (*is_stopped)(void), struct err *why)
{
    FILE *in = fopen(from, "re");
    struct fileout out;
    int result;

    if (!in)
        return err_file(why, "read", from);
    result = fileout_open(&out, to, why);
    if (result == 0) {
        result = copy_bytes(in, from, &out, is_stopped, why);
        if (result == 0)
            result = fileout_commit(&out, why);
        else
            fileout_abandon(&out);
    }
    fclose(in);
    return result;
}
