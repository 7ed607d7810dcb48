/* Adds, lists, removes and restores batches. */
#include "store/batches.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "store/name_writer.h"

int64_t store_batch_add(struct store *store, const struct new_batch *batch, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_BATCH_ADD, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":file", batch->file);
    db_bind_text(stmt, ":note", batch->note);
    db_bind_text(stmt, ":as_of", batch->as_of);
    db_bind_text(stmt, ":model", batch->provenance.model);
    db_bind_text(stmt, ":fingerprint", batch->provenance.fingerprint);
    db_bind_text(stmt, ":seed", batch->provenance.seed);
    db_bind_number(stmt, ":temperature",
                   batch->provenance.temperature > 0 ? batch->provenance.temperature : NAN);
    db_bind_text(stmt, ":styles", batch->provenance.styles);
    db_bind_text(stmt, ":selection", batch->provenance.selection);
    return db_number(store, stmt, "add a batch", why);
}

/* Prepares a statement on a batch. Returns NULL with *why set. */
static sqlite3_stmt *statement_on(struct store *store, enum sql_statement which, int64_t batch,
                                  struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    if (stmt)
        db_bind_int(stmt, ":batch", batch);
    return stmt;
}

/* Runs a statement on a batch. Returns the number of changed rows, or -1 with *why set. */
static int64_t change(struct store *store, enum sql_statement which, int64_t batch, struct err *why)
{
    sqlite3_stmt *stmt = statement_on(store, which, batch, why);

    return stmt && db_run(store, stmt, "change a batch", why) == 0 ? db_changed_rows(store) : -1;
}

int store_batch_delete(struct store *store, int64_t batch, struct err *why)
{
    return change(store, SQL_BATCH_DELETE, batch, why) < 0 ? -1 : 0;
}

/* ---- listing ---- */

struct batch_reader {
    void (*each)(void *arg, const struct batch_row *row);
    void *arg;
};

/* The columns of batches in batches.sql. */
enum { COLUMN_ORIGIN = 9, COLUMN_TEMPERATURE = 12, COLUMN_REMOVED = 15 };

static int read_batch(void *arg, sqlite3_stmt *stmt)
{
    const struct batch_reader *reader = arg;
    const struct batch_row row = {
        .id = sqlite3_column_int64(stmt, 0),
        .imported_at = db_text(stmt, 1),
        .file = db_text(stmt, 2),
        .note = db_text(stmt, 3),
        .names = (long)sqlite3_column_int64(stmt, 4),
        .free_names = (long)sqlite3_column_int64(stmt, 5),
        .close = (long)sqlite3_column_int64(stmt, 6),
        .taken = (long)sqlite3_column_int64(stmt, 7),
        .hidden = (long)sqlite3_column_int64(stmt, 8),
        .provenance = {db_text(stmt, COLUMN_ORIGIN), db_text(stmt, COLUMN_ORIGIN + 1),
                       db_text(stmt, COLUMN_ORIGIN + 2),
                       sqlite3_column_double(stmt, COLUMN_TEMPERATURE), /* 0 for NULL */
                       db_text(stmt, COLUMN_TEMPERATURE + 1), db_text(stmt, COLUMN_TEMPERATURE + 2)},
        .removed_at = db_text(stmt, COLUMN_REMOVED),
        .removed_by = db_text(stmt, COLUMN_REMOVED + 1),
    };

    reader->each(reader->arg, &row);
    return 0;
}

int store_batches(struct store *store, int all, void (*each)(void *arg, const struct batch_row *row),
                  void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_BATCHES, why);
    struct batch_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":all", all);
    return db_walk(store, stmt, read_batch, &reader, "list batches", why);
}

/* ---- removing ---- */

/* Records a removal or a restoration. Returns 0, or -1 with *why set. */
static int record(struct store *store, int64_t batch, const char *what, int64_t names, struct err *why)
{
    sqlite3_stmt *stmt = statement_on(store, SQL_BATCH_CHANGE_ADD, batch, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":what", what);
    db_bind_int(stmt, ":names", names);
    return db_run(store, stmt, "record a change of a batch", why);
}

static int mark_removed(struct store *store, int64_t batch, const char *how, struct err *why)
{
    sqlite3_stmt *stmt = statement_on(store, SQL_BATCH_REMOVE, batch, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":how", how);
    if (db_run(store, stmt, "remove a batch", why) != 0)
        return -1;
    if (db_changed_rows(store) > 0)
        return 0;
    return err_set(why,
                   "%s has no batch %lld, or its names were removed before; 'stagename batches' lists them",
                   store_path(store), (long long)batch);
}

long store_batch_roll_back(struct store *store, int64_t batch, struct err *why)
{
    int64_t names;

    if (mark_removed(store, batch, "rollback", why) != 0 ||
        change(store, SQL_REMOVED_NAMES_KEEP, batch, why) < 0)
        return -1;
    names = change(store, SQL_BATCH_NAMES_DELETE, batch, why);
    if (names < 0 || record(store, batch, "rollback", names, why) != 0)
        return -1;
    return store_weird_follow(store, names, why) == 0 ? (long)names : -1;
}

int store_batch_is_served(struct store *store, int64_t batch, struct err *why)
{
    sqlite3_stmt *stmt = statement_on(store, SQL_BATCH_IS_SERVED, batch, why);

    return stmt ? (int)db_number(store, stmt, "find a batch", why) : -1;
}

long store_batch_retire(struct store *store, int64_t batch, struct err *why)
{
    int64_t names = mark_removed(store, batch, "retire", why) == 0
                        ? change(store, SQL_BATCH_NAMES_DELETE, batch, why)
                        : -1;

    return names >= 0 && record(store, batch, "retire", names, why) == 0 ? (long)names : -1;
}

/* ---- restoring ---- */

/* Finds the batch to restore. Returns the number of its names, or -1 with *why set. */
static int64_t find_removed(struct store *store, int64_t *batch, struct err *why)
{
    sqlite3_stmt *last = *batch ? NULL : db_statement(store, SQL_BATCH_ROLLED_BACK_LAST, why), *count;
    int64_t names;

    if (*batch == 0 && (!last || (*batch = db_number(store, last, "find a batch", why)) < 0))
        return -1;
    if (*batch == 0)
        return err_set(why, "no batch of %s is rolled back", store_path(store));
    count = statement_on(store, SQL_REMOVED_NAMES_COUNT, *batch, why);
    names = count ? db_number(store, count, "find a batch", why) : -1;
    if (names == 0)
        return err_set(why,
                       "batch %lld of %s cannot be restored: it is not rolled back, or a refresh has "
                       "deleted its names since; 'stagename batches --all' has the dates",
                       (long long)*batch, store_path(store));
    return names;
}

/* Makes workers forget the traits that they keep. */
static int note_restored(struct store *store, const struct restored *restored, struct err *why)
{
    sqlite3_stmt *stmt = statement_on(store, SQL_JUDGING_OF_RESTORED, restored->batch, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":names", restored->names);
    return db_run(store, stmt, "record a change of a batch", why);
}

int store_batch_restore(struct store *store, int64_t batch, struct restored *restored, struct err *why)
{
    int64_t kept = find_removed(store, &batch, why), names;

    if (kept < 0 || change(store, SQL_BATCH_RESTORE, batch, why) < 0)
        return -1;
    names = change(store, SQL_REMOVED_NAMES_RESTORE, batch, why);
    if (names < 0 || change(store, SQL_REMOVED_NAMES_DELETE, batch, why) < 0)
        return -1;
    *restored = (struct restored){batch, (long)names, (long)(kept - names)};
    if (record(store, batch, "undo", names, why) != 0 || note_restored(store, restored, why) != 0)
        return -1;
    return store_weird_follow(store, names, why);
}
