/* Generated names in the database: batches that are imported and taken back. */
#include "store/internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "judge/nearest.h"
#include "text/utf8.h"

int64_t store_batch_add(struct store *store, const char *file, const char *note, const char *as_of,
                        struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_BATCH_ADD, why);

    if (!stmt)
        return -1;
    bind_text(stmt, ":file", file);
    bind_text(stmt, ":note", note);
    bind_text(stmt, ":as_of", as_of);
    return store_number(store, stmt, "add a batch", why);
}

/* NaN binds NULL. */
static void bind_number(sqlite3_stmt *stmt, const char *parameter, double value)
{
    if (!isnan(value))
        sqlite3_bind_double(stmt, sqlite3_bind_parameter_index(stmt, parameter), value);
}

int store_name_add(struct store *store, const struct new_name *name, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_NAME_ADD, why);

    if (!stmt)
        return -1;
    bind_text(stmt, ":name", name->name);
    bind_text(stmt, ":key", name->key);
    bind_text(stmt, ":folded", name->folded);
    bind_int(stmt, ":length", utf8_length(name->name));
    bind_text(stmt, ":style", name->style);
    bind_text(stmt, ":kind", name->kind);
    bind_number(stmt, ":bits", name->bits);
    bind_number(stmt, ":appeal", name->appeal);
    bind_text(stmt, ":verdict", verdict_text(name->verdict));
    bind_text(stmt, ":nearest", name->nearest_json);
    bind_int(stmt, ":batch", name->batch);
    if (store_run(store, stmt, "add a name", why) != 0)
        return -1;
    return sqlite3_changes(store->db) > 0;
}

int store_weird_renew(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_WEIRD_RENEW, why);

    return stmt ? store_run(store, stmt, "count the names", why) : -1;
}

int store_name_sample(struct store *store, long n,
                      int (*each)(void *arg, const char *name, const char *style, double bits), void *arg,
                      struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_NAME_SAMPLE, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    bind_int(stmt, ":n", n);
    while (!stopped && (code = store_step(stmt)) == SQLITE_ROW)
        stopped = each(arg, column_text(stmt, 0), column_text(stmt, 1), sqlite3_column_double(stmt, 2));
    return store_walked(store, stmt, stopped, code, "read the names", why);
}

int store_names_after(struct store *store, int64_t after, int n,
                      int (*each)(void *arg, int64_t id, const char *name, const char *verdict,
                                  const char *nearest_json),
                      void *arg, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_NAMES_AFTER, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    bind_int(stmt, ":after", after);
    bind_int(stmt, ":n", n);
    while (!stopped && (code = store_step(stmt)) == SQLITE_ROW)
        stopped = each(arg, sqlite3_column_int64(stmt, 0), column_text(stmt, 1), column_text(stmt, 2),
                       column_text(stmt, 3));
    return store_walked(store, stmt, stopped, code, "read the names", why);
}

int store_name_set_verdict(struct store *store, int64_t id, enum verdict verdict, const char *nearest_json,
                           struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_NAME_VERDICT, why);

    if (!stmt)
        return -1;
    bind_int(stmt, ":id", id);
    bind_text(stmt, ":verdict", verdict_text(verdict));
    bind_text(stmt, ":nearest", nearest_json);
    return store_run(store, stmt, "judge a name again", why);
}

int store_judged(struct store *store, const char *as_of, long names, long changed, struct err *why)
{
    sqlite3_stmt *batches = store_statement(store, SQL_BATCHES_JUDGED, why);
    sqlite3_stmt *note = batches ? store_statement(store, SQL_JUDGING_ADD, why) : NULL;

    if (!note)
        return -1;
    bind_text(batches, ":as_of", as_of);
    if (store_run(store, batches, "date the batches", why) != 0)
        return -1;
    if (changed == 0)
        return 0;
    bind_text(note, ":as_of", as_of);
    bind_int(note, ":names", names);
    bind_int(note, ":changed", changed);
    return store_run(store, note, "note the judging", why);
}

int store_name_get(struct store *store, int64_t id, struct json_text *out, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_NAME_GET, why);
    int code, result = 0;

    if (!stmt)
        return -1;
    bind_int(stmt, ":id", id);
    code = store_step(stmt);
    if (code == SQLITE_ROW)
        result = json_text_append(out, column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0)) == 0
                     ? 1
                     : err_set(why, "out of memory");
    else if (code != SQLITE_DONE)
        result = store_error(store, "read a name", why);
    sqlite3_reset(stmt);
    return result;
}

/* Returns 0 with the style that was probably meant, "" or NULL (draw.h), or -1 with *why set. */
static int find_nearest_style(struct store *store, const char *style, const char **found, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_STYLES_OF_NAMES, why);
    struct nearest nearest = {0};
    char *kept = store->nearest_style;
    int code;

    if (!stmt)
        return -1;
    kept[0] = '\0';
    while ((code = store_step(stmt)) == SQLITE_ROW) {
        const char *before = nearest.word;

        nearest_compare(&nearest, style, column_text(stmt, 0));
        if (nearest.word != before)
            snprintf(kept, sizeof store->nearest_style, "%s", nearest.word);
        nearest.word = nearest.word ? kept : NULL;
    }
    *found = !nearest.word ? NULL : nearest_is_likely(&nearest) ? kept : "";
    return store_walked(store, stmt, 0, code, "list the styles", why);
}

int store_has_style(struct store *store, const char *style, const char **nearest, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_STYLE_OF_NAMES, why);
    int code;

    if (!stmt)
        return -1;
    bind_text(stmt, ":style", style);
    code = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return store_error(store, "look up a style", why);
    return code == SQLITE_ROW ? 1 : find_nearest_style(store, style, nearest, why);
}

int store_batches(struct store *store, void (*each)(void *arg, const struct batch_row *row), void *arg,
                  struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_BATCHES, why);
    int code;

    if (!stmt)
        return -1;
    while ((code = store_step(stmt)) == SQLITE_ROW) {
        struct batch_row row = {
            .id = sqlite3_column_int64(stmt, 0),
            .imported_at = column_text(stmt, 1),
            .file = column_text(stmt, 2),
            .note = column_text(stmt, 3),
            .names = (long)sqlite3_column_int64(stmt, 4),
            .free_names = (long)sqlite3_column_int64(stmt, 5),
            .close = (long)sqlite3_column_int64(stmt, 6),
            .taken = (long)sqlite3_column_int64(stmt, 7),
            .hidden = (long)sqlite3_column_int64(stmt, 8),
        };

        each(arg, &row);
    }
    return store_walked(store, stmt, 0, code, "list batches", why);
}

long store_batch_rollback(struct store *store, int64_t batch, struct err *why)
{
    sqlite3_stmt *names, *row;
    long gone = -1;

    if (store_begin(store, why) != 0)
        return -1;
    names = store_statement(store, SQL_BATCH_NAMES_DELETE, why);
    row = names ? store_statement(store, SQL_BATCH_DELETE, why) : NULL;
    if (!row)
        goto failed;
    bind_int(names, ":batch", batch);
    if (store_run(store, names, "take back a batch", why) != 0)
        goto failed;
    gone = (long)sqlite3_changes64(store->db);
    bind_int(row, ":batch", batch);
    if (store_run(store, row, "take back a batch", why) != 0)
        goto failed;
    if (sqlite3_changes(store->db) == 0) {
        err_set(why, "%s has no batch %lld; 'stagename batches' lists them", store->path, (long long)batch);
        goto failed;
    }
    if (store_weird_renew(store, why) != 0)
        goto failed;
    return store_commit(store, why) == 0 ? gone : -1;
failed:
    store_rollback(store);
    return -1;
}
