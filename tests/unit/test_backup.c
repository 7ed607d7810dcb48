/* Tests copies that are made while another connection writes, the name of a backup, and its checksums. */
#include "run.h"

#include <sys/stat.h>
#include <unistd.h>

#include "stores.h"

#include "base/folderout.h"
#include "store/backup.h"
#include "store/copy.h"
#include "store/reports.h"

static const struct artist artists[] = {{.name = "Velmora", .mbid = ""}, {.name = "Qunzar", .mbid = ""}};

static void make_database(void)
{
    struct store *store = store_open(db, STORE_WRITE, &why);

    ck_assert_msg(store != NULL, "%s", why.text);
    enter_source(store, 0, artists, 2, "2026-01-01");
    store_close(store);
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *connection;

    ck_assert_int_eq(sqlite3_open(path, &connection), SQLITE_OK);
    sqlite3_busy_timeout(connection, 60000);
    ck_assert_msg(sqlite3_exec(connection, sql, NULL, NULL, NULL) == SQLITE_OK, "%s",
                  sqlite3_errmsg(connection));
    sqlite3_close(connection);
}

static long number_in(const char *path, const char *sql)
{
    sqlite3 *connection;
    sqlite3_stmt *stmt;
    long value;

    ck_assert_int_eq(sqlite3_open(path, &connection), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(connection, sql, -1, &stmt, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
    value = (long)sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(connection);
    return value;
}

static char *in_folder(const char *name)
{
    static char path[2][128];
    static int next;

    next = !next;
    snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
    return path[next];
}

/* ---- a copy during writes ---- */

static int steps;

/* Another process commits between any two steps. */
static int write_meanwhile(void)
{
    execute(db, "BEGIN IMMEDIATE; INSERT INTO writing (one) VALUES (1);"
                "INSERT INTO source (path, format, as_of, stamp) VALUES ('x', 'text', '2026-02-02', 1);"
                "DELETE FROM writing; COMMIT");
    return ++steps > 1000;
}

START_TEST(a_copy_has_the_first_state_and_never_begins_again)
{
    const struct copy_plan plan = {1, write_meanwhile};
    struct figures figures;
    struct store *store;
    long pages;

    make_database();
    steps = 0;
    pages = number_in(db, "PRAGMA page_count");
    store = store_open(db, STORE_READ, &why);
    ck_assert_int_eq(store_read_begin(store, &why), 0);
    ck_assert_int_eq(figures_read(store, &figures, &why), 0);
    ck_assert_msg(copy_to_file(db_connection(store), in_folder("copy"), &plan, &why) == 0, "%s", why.text);
    store_close(store);
    ck_assert_int_ge(steps, pages);
    ck_assert_int_le(steps, pages + 2);
    ck_assert_int_eq(number_in(in_folder("copy"), "SELECT count(*) FROM source"), 1);
    ck_assert_int_ge(number_in(db, "SELECT count(*) FROM source"), pages);
    ck_assert_int_ne(access(in_folder("copy-wal"), F_OK), 0);
}
END_TEST

/* The same for a whole backup, of more pages than are copied in one step. */
START_TEST(a_backup_has_the_first_state)
{
    struct backup_plan plan = {.database = db, .folder = folder, .is_stopped = write_meanwhile};
    struct backup made;
    char path[512];

    make_database();
    execute(db, "CREATE TABLE pad AS SELECT zeroblob(40000000) AS zeros");
    steps = 0;
    ck_assert_msg(backup_make(&plan, &made, &why) == 0, "%s", why.text);
    ck_assert_int_gt(steps, 3);
    ck_assert_int_lt(steps, 100);
    snprintf(path, sizeof path, "%s/site.db", made.path);
    ck_assert_int_eq(number_in(path, "SELECT count(*) FROM source"), 1);
    free(made.path);
}
END_TEST

static int stop_at_once(void)
{
    return 1;
}

START_TEST(a_stopped_backup_leaves_nothing)
{
    struct backup_plan plan = {.database = db, .folder = folder, .is_stopped = stop_at_once};
    struct backup made;

    make_database();
    ck_assert_int_eq(mkdir(in_folder("to"), 0777), 0);
    plan.folder = in_folder("to");
    ck_assert_int_eq(backup_make(&plan, &made, &why), -1);
    ck_assert_str_eq(why.text, "stopped by a signal");
    ck_assert_int_eq(rmdir(plan.folder), 0); /* it is empty */
}
END_TEST

START_TEST(a_damaged_page_is_found)
{
    FILE *file;

    make_database();
    execute(db, "PRAGMA journal_mode = DELETE");
    ck_assert_int_eq(copy_check(db, &why), 0);
    file = fopen(db, "r+");
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0xa5, file);
    fclose(file);
    ck_assert_int_eq(copy_check(db, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "is damaged"));
}
END_TEST

START_TEST(a_file_of_another_length_is_found)
{
    make_database();
    execute(db, "PRAGMA journal_mode = DELETE");
    ck_assert_int_eq(truncate(db, (off_t)number_in(db, "PRAGMA page_count") * 4096 + 512), 0);
    ck_assert_int_eq(copy_check(db, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "bytes"));
}
END_TEST

/* ---- the folder ---- */

START_TEST(backups_of_one_second_get_different_names)
{
    struct backup_plan plan = {.database = db, .folder = folder};
    struct backup made[3];

    make_database();
    for (int i = 0; i < 3; i++)
        ck_assert_msg(backup_make(&plan, &made[i], &why) == 0, "%s", why.text);
    ck_assert_int_lt(strcmp(made[0].path, made[1].path), 0);
    ck_assert_int_lt(strcmp(made[1].path, made[2].path), 0);
    for (int i = 0; i < 3; i++)
        free(made[i].path);
}
END_TEST

/* Another process has created the file and not yet committed its tables. */
START_TEST(a_new_file_of_reports_is_not_copied)
{
    struct backup_plan plan = {.database = db, .folder = folder};
    int has[BACKUP_PARTS];
    struct backup made;
    char path[512];

    make_database();
    snprintf(path, sizeof path, "%s.reports", db);
    unlink(path); /* opening the database has created it */
    fclose(fopen(path, "w"));
    ck_assert_msg(backup_make(&plan, &made, &why) == 0, "%s", why.text);
    ck_assert_int_eq(made.reports, -1);
    ck_assert_msg(backup_verify(made.path, has, &why) == 0, "%s", why.text);
    ck_assert(!has[BACKUP_REPORTS]);
    free(made.path);
}
END_TEST

START_TEST(a_backup_has_the_reports_and_checksums)
{
    struct backup_plan plan = {.database = db, .folder = folder};
    int has[BACKUP_PARTS];
    struct backup made;
    char path[512];

    make_database();
    ck_assert_int_eq(reports_add(db, 1, "x", "192.0.2.7", &why), 1);
    ck_assert_int_eq(backup_make(&plan, &made, &why), 0);
    ck_assert_int_eq(made.reports, 1);
    ck_assert_int_eq(made.figures.artists, 2);
    ck_assert_int_eq(made.has_model, 0);
    ck_assert_msg(backup_verify(made.path, has, &why) == 0, "%s", why.text);
    ck_assert(has[BACKUP_DATABASE] && has[BACKUP_REPORTS] && !has[BACKUP_MODEL]);
    snprintf(path, sizeof path, "%s/site.db.reports", made.path);
    ck_assert_int_eq(number_in(path, "SELECT count(*) FROM report"), 1);
    execute(path, "PRAGMA user_version = 99");
    ck_assert_int_eq(backup_verify(made.path, has, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "site.db.reports is damaged"));
    free(made.path);
    ck_assert_int_eq(backup_verify(folder, has, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, "is not a backup"));
}
END_TEST

START_TEST(a_folder_with_a_writer_is_not_swept)
{
    struct folderout first = {0}, second = {0};
    char *path;

    ck_assert_int_eq(folderout_open(&first, in_folder("out"), &why), 0);
    ck_assert_int_eq(folderout_open(&second, in_folder("out"), &why), 0);
    ck_assert_int_eq(access(first.temporary, F_OK), 0);
    path = strdup(first.temporary);
    close(first.lock); /* as if its process was killed */
    free(first.temporary);
    folderout_abandon(&second);
    ck_assert_int_eq(folderout_open(&second, in_folder("out"), &why), 0);
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(folderout_commit(&second, in_folder("out"), &why), 0);
    ck_assert_int_eq(access(in_folder("out"), F_OK), 0);
    free(path);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("backup");

    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, a_copy_has_the_first_state_and_never_begins_again);
    tcase_add_test(tests, a_backup_has_the_first_state);
    tcase_add_test(tests, a_stopped_backup_leaves_nothing);
    tcase_add_test(tests, a_damaged_page_is_found);
    tcase_add_test(tests, a_file_of_another_length_is_found);
    tcase_add_test(tests, backups_of_one_second_get_different_names);
    tcase_add_test(tests, a_new_file_of_reports_is_not_copied);
    tcase_add_test(tests, a_backup_has_the_reports_and_checksums);
    tcase_add_test(tests, a_folder_with_a_writer_is_not_swept);
    return run_case("backup", tests);
}
