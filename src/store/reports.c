/* Opens the report file for each report, because reports are rare. */
#include "store/reports.h"

#include <limits.h>
#include <sodium/crypto_shorthash.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/location.h"
#include "store/sql.h"

enum {
    APPLICATION_ID = 1937010290,
    VERSION = 4,
    BUSY_MS = 200,         /* a waiting worker answers no requests */
    REPORTS_MOST = 1000000 /* about 100 MB: a flood of reports must not fill the disk */
};

struct reports {
    char path[PATH_MAX];
    sqlite3 *db;
};

static int failed(const struct reports *reports, const char *what, struct err *why)
{
    return err_set(why, "cannot %s in %s: %s", what, reports->path, sqlite3_errmsg(reports->db));
}

static int run(struct reports *reports, const char *script, const char *what, struct err *why)
{
    return sqlite3_exec(reports->db, script, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(reports, what, why);
}

static int find_path(struct reports *reports, const char *database, struct err *why)
{
    char *place = location_place(database);
    char *name = place ? location_name(place) : NULL; /* never a URI */
    int length = snprintf(reports->path, sizeof reports->path, "%s.reports", name ? name : "");

    free(name);
    free(place);
    if (!name)
        return err_set(why, "out of memory");
    if (length >= (int)sizeof reports->path)
        return err_set(why, "the path of %s is too long", database);
    return 0;
}

static int connect_to(struct reports *reports, int flags, struct err *why)
{
    if (sqlite3_open_v2(reports->path, &reports->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return failed(reports, "open the reports", why);
    sqlite3_busy_timeout(reports->db, BUSY_MS);
    sqlite3_db_config(reports->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(reports->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return 0;
}

static int open_file(struct reports *reports, const char *database, struct err *why)
{
    if (find_path(reports, database, why) != 0 ||
        connect_to(reports, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, why) != 0)
        return -1;
    location_share(reports->path);
    return run(reports, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON", "set up writing", why);
}

static int64_t number(struct reports *reports, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t value = -1;

    if (sqlite3_prepare_v2(reports->db, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

/* Whether the file is empty: another process has created it and not yet committed its tables. */
static int is_new(struct reports *reports)
{
    return number(reports, "PRAGMA user_version") == 0 && number(reports, "PRAGMA application_id") == 0 &&
           number(reports, "SELECT count(*) FROM sqlite_master") == 0;
}

/* Within a transaction: creates the tables in a new file. */
static int check_schema(struct reports *reports, struct err *why)
{
    if (number(reports, "PRAGMA application_id") == APPLICATION_ID &&
        number(reports, "PRAGMA user_version") == VERSION)
        return 0;
    if (!is_new(reports))
        return err_set(why, "%s is not a file of reports, or is one of another version of stagename",
                       reports->path);
    return run(reports, sql_text[SQL_REPORT_SCHEMA], "make the tables", why);
}

/* Returns 1 with today's key, 0 when there is none yet, or -1 with *why set. */
static int find_key(struct reports *reports, unsigned char key[crypto_shorthash_KEYBYTES], struct err *why)
{
    sqlite3_stmt *stmt;
    int result = -1, code;

    if (sqlite3_prepare_v2(reports->db, sql_text[SQL_REPORT_KEY], -1, &stmt, NULL) != SQLITE_OK)
        return failed(reports, "read the key of the day", why);
    code = sqlite3_step(stmt);
    if (code == SQLITE_ROW && sqlite3_column_bytes(stmt, 0) == crypto_shorthash_KEYBYTES &&
        sqlite3_column_blob(stmt, 0)) {
        memcpy(key, sqlite3_column_blob(stmt, 0), crypto_shorthash_KEYBYTES);
        result = 1;
    } else if (code == SQLITE_DONE) {
        result = 0;
    } else {
        failed(reports, "read the key of the day", why);
    }
    sqlite3_finalize(stmt);
    return result;
}

static int read_key(struct reports *reports, unsigned char key[crypto_shorthash_KEYBYTES], struct err *why)
{
    int found = find_key(reports, key, why);

    if (found == 0) {
        if (run(reports, sql_text[SQL_REPORT_KEY_RENEW], "renew the key of the day", why) != 0)
            return -1;
        found = find_key(reports, key, why);
    }
    return found == 1 ? 0 : -1;
}

static int add(struct reports *reports, int64_t name, const char *reason,
               const unsigned char visitor[crypto_shorthash_BYTES], struct err *why)
{
    sqlite3_stmt *stmt;
    int result = -1;

    if (sqlite3_prepare_v2(reports->db, sql_text[SQL_REPORT_ADD], -1, &stmt, NULL) != SQLITE_OK)
        return failed(reports, "note a report", why);
    sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, ":name"), name);
    sqlite3_bind_text(stmt, sqlite3_bind_parameter_index(stmt, ":why"), reason, -1, SQLITE_STATIC);
    sqlite3_bind_blob(stmt, sqlite3_bind_parameter_index(stmt, ":visitor"), visitor, crypto_shorthash_BYTES,
                      SQLITE_STATIC);
    sqlite3_bind_int64(stmt, sqlite3_bind_parameter_index(stmt, ":most"), REPORTS_MOST);
    if (sqlite3_step(stmt) == SQLITE_DONE)
        result = sqlite3_changes(reports->db) > 0;
    else
        failed(reports, "note a report", why);
    if (result == 0 && number(reports, "SELECT max(id) FROM report") >= REPORTS_MOST)
        result = err_set(why, "%s has %d reports, the maximum; delete those that are settled", reports->path,
                         REPORTS_MOST);
    sqlite3_finalize(stmt);
    return result;
}

int reports_create(const char *database, struct err *why)
{
    char *path = location_beside(database, ".reports");
    struct reports reports = {.db = NULL};
    struct stat st;
    int exists = path && stat(path, &st) == 0 && st.st_size > 0, result = 0; /* empty: was being created */

    free(path);
    if (exists)
        return 0;
    if (open_file(&reports, database, why) != 0 ||
        run(&reports, "BEGIN IMMEDIATE", "begin writing", why) != 0 || check_schema(&reports, why) != 0 ||
        run(&reports, "COMMIT", "finish writing", why) != 0)
        result = -1;
    sqlite3_close(reports.db);
    return result;
}

int reports_add(const char *database, int64_t name, const char *reason, const char *visitor, struct err *why)
{
    struct reports reports = {.db = NULL};
    unsigned char key[crypto_shorthash_KEYBYTES];
    unsigned char hash[crypto_shorthash_BYTES];
    int result = -1;

    if (open_file(&reports, database, why) == 0 &&
        run(&reports, "BEGIN IMMEDIATE", "begin writing", why) == 0 && check_schema(&reports, why) == 0 &&
        read_key(&reports, key, why) == 0) {
        crypto_shorthash(hash, (const unsigned char *)visitor, strlen(visitor), key);
        result = add(&reports, name, reason, hash, why);
    }
    if (result >= 0 && run(&reports, "COMMIT", "finish writing", why) != 0)
        result = -1;
    sqlite3_close(reports.db); /* rolls back uncommitted changes */
    return result;
}

/* Opens an existing file and counts its reports. For writing if possible, because a worker that was killed
 * can have left a journal to roll back. Returns 1, 0 without a file or with a new one, or -1 with *why set;
 * close it in any case. */
static int open_existing(struct reports *reports, const char *database, long *count, struct err *why)
{
    *count = -1;
    if (find_path(reports, database, why) != 0)
        return -1;
    if (access(reports->path, F_OK) != 0)
        return 0;
    if (connect_to(reports, SQLITE_OPEN_READWRITE, why) != 0)
        return -1;
    if (is_new(reports))
        return 0;
    *count = (long)number(reports, sql_text[SQL_REPORT_COUNT]);
    return *count < 0 ? failed(reports, "count the reports", why) : 1;
}

int reports_count(const char *database, long *count, struct err *why)
{
    struct reports reports = {.db = NULL};
    int result = open_existing(&reports, database, count, why);

    sqlite3_close(reports.db);
    return result < 0 ? -1 : 0;
}

/* All pages at once: a worker that records a report waits for that, but gives up after BUSY_MS, and in steps
 * each report would make the copy begin again. */
int reports_copy(const char *database, const char *path, long *count, struct err *why)
{
    const struct copy_plan at_once = {-1, NULL};
    struct reports reports = {.db = NULL};
    int result = open_existing(&reports, database, count, why);

    if (result == 1)
        result = copy_to_file(reports.db, path, &at_once, why);
    sqlite3_close(reports.db);
    return result;
}

int reports_export(const char *database, const char *path, long *count, struct err *why)
{
    struct reports copy = {.db = NULL};
    int result = reports_copy(database, path, count, why);

    if (result != 0 || *count < 0)
        return result;
    snprintf(copy.path, sizeof copy.path, "%s", path);
    if (connect_to(&copy, SQLITE_OPEN_READWRITE, why) != 0 ||
        run(&copy, sql_text[SQL_REPORTS_STRIP], "remove visitors", why) != 0)
        result = -1;
    sqlite3_close(copy.db);
    return result;
}

/* Attaches a copy, and checks that it is one of this version. */
static int attach_copy(struct reports *reports, const char *path, struct err *why)
{
    char *name = location_name(path);
    sqlite3_stmt *stmt = NULL;
    int code = SQLITE_NOMEM;

    if (name && sqlite3_prepare_v2(reports->db, sql_text[SQL_REPORTS_ATTACH], -1, &stmt, NULL) == SQLITE_OK) {
        sqlite3_bind_text(stmt, 1, name, -1, SQLITE_STATIC);
        code = sqlite3_step(stmt);
    }
    sqlite3_finalize(stmt);
    free(name);
    if (code != SQLITE_DONE)
        return failed(reports, "read other reports", why);
    if (number(reports, "PRAGMA host.application_id") == APPLICATION_ID &&
        number(reports, "PRAGMA host.user_version") == VERSION &&
        number(reports, sql_text[SQL_REPORTS_ARE_ROWS]) == 1)
        return 0;
    return err_set(why, "%s is not a file of reports, or is one of another version of stagename", path);
}

/* In a transaction. */
static long merge(struct reports *reports, struct err *why)
{
    sqlite3_stmt *stmt = NULL;
    long added = -1;

    if (sqlite3_prepare_v2(reports->db, sql_text[SQL_REPORTS_MERGE], -1, &stmt, NULL) != SQLITE_OK)
        return failed(reports, "add reports", why);
    if (sqlite3_step(stmt) == SQLITE_DONE)
        added = sqlite3_changes(reports->db);
    else
        failed(reports, "add reports", why);
    sqlite3_finalize(stmt);
    if (added >= 0 && number(reports, "SELECT max(id) FROM report") > REPORTS_MOST)
        added = err_set(why, "%s would have more than %d reports, the maximum; delete those that are settled",
                        reports->path, REPORTS_MOST);
    return added;
}

long reports_merge(const char *database, const char *path, struct err *why)
{
    struct reports reports = {.db = NULL};
    long added = -1;

    if (open_file(&reports, database, why) == 0 && attach_copy(&reports, path, why) == 0 &&
        run(&reports, "BEGIN IMMEDIATE", "begin writing", why) == 0 && check_schema(&reports, why) == 0)
        added = merge(&reports, why);
    if (added >= 0 && run(&reports, "COMMIT", "finish writing", why) != 0)
        added = -1;
    sqlite3_close(reports.db); /* rolls back uncommitted changes */
    return added;
}

/* Returns 1, or -1 with *why set. */
static int check_content(struct reports *reports, struct err *why)
{
    if (number(reports, "PRAGMA application_id") == APPLICATION_ID &&
        number(reports, "PRAGMA user_version") == VERSION && number(reports, sql_text[SQL_REPORT_COUNT]) >= 0)
        return 1;
    return err_set(why, "it is not a file of reports of this version: %s", sqlite3_errmsg(reports->db));
}

int reports_check(const char *database, struct err *why)
{
    struct reports reports = {.db = NULL};
    int result = -1;

    if (find_path(&reports, database, why) != 0)
        return -1;
    if (access(reports.path, F_OK) != 0)
        return 0;
    if (connect_to(&reports, SQLITE_OPEN_READONLY, why) == 0)
        result = is_new(&reports) ? 0 : check_content(&reports, why);
    sqlite3_close(reports.db);
    return result;
}
