/* Returns the files of a backup. The new content is prepared in a file beside the database, and then copied
 * into the database by SQLite: a renamed file would meet the write-ahead log of the old one, and the workers
 * would read on in the old one. */
#include "store/restore.h"

#include <libgen.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/fileout.h"
#include "base/memory.h"
#include "store/copy.h"
#include "store/db.h"
#include "store/judge_file.h"
#include "store/location.h"
#include "store/lock.h"
#include "store/reports.h"
#include "store/sums.h"

enum { BUSY_MS = 30000 };

/* ---- the new content ---- */

static sqlite3 *open_plain(const char *path, int flags, struct err *why)
{
    char *name = location_name(path);
    sqlite3 *db = NULL;
    int code = name ? sqlite3_open_v2(name, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) : SQLITE_NOMEM;

    free(name);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(db, BUSY_MS);
        return db;
    }
    err_set(why, "cannot open %s: %s", path, db ? sqlite3_errmsg(db) : "out of memory");
    sqlite3_close(db);
    return NULL;
}

/* Copies a database of the backup into a temporary file, whose writer out is. */
static int copy_aside(const char *from, struct fileout *out, struct err *why)
{
    const struct copy_plan at_once = {-1, NULL};
    sqlite3 *db = open_plain(from, SQLITE_OPEN_READONLY, why);
    int result = db ? copy_to_file(db, out->temporary, &at_once, why) : -1;

    sqlite3_close(db);
    if (result == 0)
        location_give(out->temporary);
    return result;
}

/* The old database can be unreadable or have other tables: then its numbers are not known. */
static int has_no_numbers(int code)
{
    return code == SQLITE_ERROR || code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

static int attach(sqlite3 *db, const char *path)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(db, sql_text[SQL_RESTORE_ATTACH], -1, &stmt, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int keep_numbers(const char *copy, const char *old, struct err *why)
{
    sqlite3 *db = open_plain(copy, SQLITE_OPEN_READWRITE, why);
    int code;

    if (!db)
        return -1;
    sqlite3_exec(db, "PRAGMA journal_mode = OFF", NULL, NULL, NULL); /* a kill would leave its file */
    code = attach(db, old);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db, sql_text[SQL_RESTORE_NUMBERS], NULL, NULL, NULL);
    if (code != SQLITE_OK && !has_no_numbers(code))
        err_set(why, "cannot write %s: %s", copy, sqlite3_errstr(code));
    sqlite3_close(db);
    return code == SQLITE_OK || has_no_numbers(code) ? 0 : -1;
}

/* Counts the rows of a database, and writes the index of its artists for the database that it will
 * replace. */
static int prepare_copy(const char *copy, const char *database, struct figures *figures, struct err *why)
{
    struct store *store = store_open(copy, STORE_READ, why);
    int result = -1;

    if (store && figures_read(store, figures, why) == 0 && store_judge_write_for(store, database, why) == 0)
        result = 0;
    store_close(store);
    return result;
}

/* ---- the old content ---- */

enum old_state { OLD_UNKNOWN = -1, OLD_MISSING, OLD_DAMAGED, OLD_USABLE };

/* Returns SQLite's code. */
static int read_number(sqlite3 *db, const char *pragma, long *value)
{
    sqlite3_stmt *stmt;
    int code = sqlite3_prepare_v2(db, pragma, -1, &stmt, NULL);

    if (code != SQLITE_OK)
        return code;
    code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *value = (long)sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

static int is_damage(int code)
{
    return code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

/* Whether SQLite can open the file. It would also delete the log of one that it cannot read. */
static int has_header(const char *path)
{
    static const char header[] = "SQLite format 3"; /* and a NUL */
    char found[sizeof header] = "";
    FILE *in = fopen(path, "re");
    size_t got = in ? fread(found, 1, sizeof found, in) : 0;

    if (!in)
        return 0;
    fclose(in);
    return got == 0 ? !location_has_log(path) : memcmp(found, header, sizeof header) == 0;
}

/* What is at the path that the backup will take. Sets *why for OLD_UNKNOWN: it cannot be read, or is a
 * database of another kind than the copy. */
static enum old_state look_at(const char *path, const char *copy, struct err *why)
{
    long id = 0, wanted = 0, pages = 0;
    sqlite3 *new = NULL, *old = NULL;
    enum old_state state = OLD_UNKNOWN;
    int code;

    if (access(path, F_OK) != 0)
        return OLD_MISSING;
    if (access(path, R_OK) == 0 && !has_header(path))
        return OLD_DAMAGED;
    old = open_plain(path, SQLITE_OPEN_READWRITE, why);
    new = old ? open_plain(copy, SQLITE_OPEN_READONLY, why) : NULL;
    if (new) {
        code = read_number(old, "PRAGMA application_id", &id);
        if (code == SQLITE_OK)
            code = read_number(old, "PRAGMA page_count", &pages);
        if (read_number(new, "PRAGMA application_id", &wanted) != SQLITE_OK || (code && !is_damage(code)))
            err_set(why, "cannot read %s: %s", path, sqlite3_errmsg(code ? old : new));
        else if (code)
            state = OLD_DAMAGED;
        else if (pages == 0 || id == wanted)
            state = OLD_USABLE;
        else
            err_set(why, "%s is another program's database; name another file", path);
    }
    sqlite3_close(new);
    sqlite3_close(old);
    return state;
}

/* Renames a file that SQLite cannot read, together with its log, so that neither the backup meets that log
 * nor a process that has both open loses one. aside: the new path, or NULL when there was no file. Returns 0,
 * or -1 with *why set. */
static int set_aside(const char *path, char **aside, struct err *why)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    enum { STAMP_BYTES = sizeof ".damaged-20261129T152742Z", END_BYTES = sizeof "-journal" };
    const time_t now = time(NULL);
    char *to = memory_new(strlen(path) + STAMP_BYTES + END_BYTES),
         *from = memory_new(strlen(path) + END_BYTES);
    char *to_end, *from_end = stpcpy(from, path);
    int moved = 0, result = 0;
    struct tm parts;

    to_end = stpcpy(to, path);
    to_end += strftime(to_end, STAMP_BYTES, ".damaged-%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));
    for (size_t i = 0; i < sizeof ends / sizeof *ends && result == 0; i++) {
        strcpy(from_end, ends[i]);
        strcpy(to_end, ends[i]);
        if (access(from, F_OK) != 0)
            continue;
        moved = 1;
        result = rename(from, to) == 0 ? 0 : err_file(why, "rename", from);
    }
    *to_end = '\0';
    *aside = moved && result == 0 ? memory_copy(to) : NULL;
    free(from);
    free(to);
    return result;
}

/* ---- the exchange ---- */

/* One transaction. Returns 0, 1 when the old file is too damaged to be written, or -1 with *why set. */
static int copy_into(const char *path, const char *copy, struct err *why)
{
    sqlite3 *old = open_plain(path, SQLITE_OPEN_READWRITE, why);
    sqlite3 *new = old ? open_plain(copy, SQLITE_OPEN_READONLY, why) : NULL;
    sqlite3_backup *backup = new ? sqlite3_backup_init(old, "main", new, "main") : NULL;
    int code = backup ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;

    sqlite3_backup_finish(backup);
    if (new &&code != SQLITE_DONE)
        err_set(why, "cannot write %s: %s", path, backup ? sqlite3_errstr(code) : sqlite3_errmsg(old));
    sqlite3_close(new);
    sqlite3_close(old);
    return code == SQLITE_DONE ? 0 : is_damage(code) ? 1 : -1;
}

/* Moves the log into the database, as far as readers of the old content allow it. */
static void settle(const char *path)
{
    struct err why; /* ignored: the next process that writes does the same */
    sqlite3 *db = open_plain(path, SQLITE_OPEN_READWRITE, &why);

    if (db)
        sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(PASSIVE)", NULL, NULL, NULL);
    sqlite3_close(db);
}

/* Gives the path the content of the copy, and finishes the copy. damaged: the new path of the old file if it
 * had to be renamed. Returns 0, or -1 with *why set. */
static int exchange(const char *path, struct fileout *copy, char **damaged, struct err *why)
{
    enum old_state state = look_at(path, copy->temporary, why);
    int result = state == OLD_UNKNOWN ? -1 : 1;

    if (state == OLD_USABLE)
        result = copy_into(path, copy->temporary, why);
    if (result <= 0) {
        fileout_abandon(copy);
        return result;
    }
    if (set_aside(path, damaged, why) != 0) { /* a missing database can have left its log */
        fileout_abandon(copy);
        return -1;
    }
    return fileout_commit(copy, why);
}

/* Makes the copy of one database of the backup in a temporary file beside the path. */
static int begin_copy(struct fileout *copy, const char *backup, enum backup_part part, const char *path,
                      struct err *why)
{
    char *from = sums_path(backup, backup_names[part]);
    int result = fileout_open(copy, path, why);

    if (result == 0)
        result = copy_aside(from, copy, why);
    free(from);
    return result;
}

/* Counts the rows of the old database, -1 each when it cannot be read. */
static void count_old(const char *path, struct figures *figures)
{
    struct err ignored;
    struct store *store =
        access(path, R_OK) == 0 && has_header(path) ? store_open(path, STORE_READ, &ignored) : NULL;

    if (!store || figures_read(store, figures, &ignored) != 0)
        *figures = (struct figures){-1, -1, -1};
    store_close(store);
}

static int restore_database(const struct restore_plan *plan, const char *path, struct restored *done,
                            struct err *why)
{
    struct fileout copy = {0};

    count_old(path, &done->before);
    if (begin_copy(&copy, plan->backup, BACKUP_DATABASE, path, why) != 0 ||
        (has_header(path) && keep_numbers(copy.temporary, path, why) != 0) ||
        prepare_copy(copy.temporary, path, &done->after, why) != 0) {
        fileout_abandon(&copy);
        return -1;
    }
    if (exchange(path, &copy, &done->damaged, why) != 0)
        return -1;
    settle(path);
    return 0;
}

static int restore_reports(const struct restore_plan *plan, const char *path, struct restored *done,
                           struct err *why)
{
    char *reports = memory_new(strlen(path) + sizeof ".reports"), *damaged = NULL;
    struct fileout copy = {0};
    int result;

    strcpy(stpcpy(reports, path), ".reports");
    result = begin_copy(&copy, plan->backup, BACKUP_REPORTS, reports, why);
    if (result == 0)
        result = exchange(reports, &copy, &damaged, why);
    else
        fileout_abandon(&copy);
    if (result == 0)
        result = reports_count(path, &done->reports, why);
    free(damaged);
    free(reports);
    return result;
}

static int restore_model(const struct restore_plan *plan, struct err *why)
{
    char *beside = location_model(plan->database),
         *from = sums_path(plan->backup, backup_names[BACKUP_MODEL]);
    const char *to = plan->model ? plan->model : beside;
    int result = beside ? copy_plain(from, to, NULL, why) : err_set(why, "out of memory");

    if (result == 0)
        location_give(to);
    free(from);
    free(beside);
    return result;
}

/* Checks that this program can read the database of the backup. */
static int check_backup(const char *backup, int has[BACKUP_PARTS], struct err *why)
{
    char *path = sums_path(backup, backup_names[BACKUP_DATABASE]);
    struct store *store = NULL;

    if (backup_verify(backup, has, why) == 0 && copy_check(path, why) == 0)
        store = store_open(path, STORE_READ, why);
    free(path);
    if (!store)
        return -1;
    store_close(store);
    return 0;
}

static int restore_parts(const struct restore_plan *plan, const char *path, const int has[BACKUP_PARTS],
                         struct restored *done, struct err *why)
{
    if (restore_database(plan, path, done, why) != 0)
        return -1;
    if (has[BACKUP_REPORTS] && restore_reports(plan, path, done, why) != 0)
        return -1;
    done->has_model = has[BACKUP_MODEL];
    return done->has_model ? restore_model(plan, why) : 0;
}

static void tidy_index(const char *path)
{
    struct err why; /* ignored: remaining files are deleted by the next import */
    struct store *store = store_open(path, STORE_READ, &why);

    if (store)
        store_judge_tidy(store);
    store_close(store);
}

int restore_backup(const struct restore_plan *plan, struct restored *done, struct err *why)
{
    int has[BACKUP_PARTS], lock, result;
    char *path;

    *done = (struct restored){.reports = -1};
    if (check_backup(plan->backup, has, why) != 0 || location_refuse_published(plan->database, why) != 0)
        return -1;
    lock = lock_take(plan->database, LOCK_PROGRAM, why);
    if (lock < 0)
        return -1;
    path = location_real(plan->database);
    result = path ? restore_parts(plan, path, has, done, why) : err_set(why, "out of memory");
    if (path)
        tidy_index(path);
    free(path);
    lock_release(lock);
    return result;
}
