/* One statement looks a name up, tests the filter and reads the columns: about a microsecond per name. */
#include "store/name_fetch.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/name_query.h"

void drawn_clear(struct drawn_names *drawn)
{
    drawn->count = 0;
    drawn->texts.length = 0;
}

int drawn_has(const struct drawn_names *drawn, int64_t id)
{
    for (int i = 0; i < drawn->count; i++)
        if (drawn->names[i].id == id)
            return 1;
    return 0;
}

void drawn_finish(struct drawn_names *drawn)
{
    const char *at = drawn->texts.bytes;

    for (int i = 0; i < drawn->count; i++) {
        struct drawn_name *name = &drawn->names[i];
        struct slice *const slices[] = {&name->name, &name->style, &name->nearest};

        for (size_t k = 0; k < sizeof slices / sizeof *slices; k++) {
            if (slices[k]->data)
                slices[k]->data = at;
            at += slices[k]->length;
        }
    }
}

int name_fetch_begin(struct name_fetch *fetch, struct store *store, const struct name_filter *filter,
                     struct drawn_names *drawn, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_OF_ROW, why);

    if (!stmt)
        return -1;
    name_query_bind(stmt, filter);
    *fetch = (struct name_fetch){store, stmt, sqlite3_bind_parameter_index(stmt, ":row"), drawn};
    return 0;
}

/* The columns of name_of_row in draw.sql and of name_get in names.sql; only name_get has the last one. */
enum { ROW_ID, ROW_NAME, ROW_STYLE, ROW_KIND, ROW_VERDICT, ROW_BITS, ROW_APPEAL, ROW_NEAREST, ROW_AS_OF };

/* Reads the text as a blob, because SQLite would copy a text to append a NUL. Returns 0, or -1 when SQLite is
 * out of memory. */
static int keep_text(struct drawn_names *drawn, sqlite3_stmt *stmt, int column, struct slice *slice)
{
    const void *bytes = sqlite3_column_blob(stmt, column);

    slice->length = (size_t)sqlite3_column_bytes(stmt, column);
    slice->data = sqlite3_column_type(stmt, column) == SQLITE_NULL ? NULL : "";
    if (slice->length == 0)
        return 0;
    if (!bytes)
        return -1;
    buffer_add(&drawn->texts, bytes, slice->length);
    return 0;
}

static double number_or_nan(sqlite3_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt, column) == SQLITE_NULL ? NAN : sqlite3_column_double(stmt, column);
}

/* Appends the current row. Returns 0, or -1 when SQLite is out of memory. */
static int append_row(struct drawn_names *drawn, sqlite3_stmt *stmt)
{
    struct drawn_name *name = &drawn->names[drawn->count];
    const char *kind = db_text(stmt, ROW_KIND), *verdict = db_text(stmt, ROW_VERDICT);

    if (!verdict || (!kind && sqlite3_column_type(stmt, ROW_KIND) != SQLITE_NULL))
        return -1;
    name->id = sqlite3_column_int64(stmt, ROW_ID);
    name->kind = kind ? kind_of_text(kind) : KIND_NONE;
    name->verdict = (enum verdict)verdict_of_text(verdict);
    name->bits = number_or_nan(stmt, ROW_BITS);
    name->appeal = number_or_nan(stmt, ROW_APPEAL);
    if (keep_text(drawn, stmt, ROW_NAME, &name->name) != 0 ||
        keep_text(drawn, stmt, ROW_STYLE, &name->style) != 0 ||
        keep_text(drawn, stmt, ROW_NEAREST, &name->nearest) != 0)
        return -1;
    drawn->count++;
    return 0;
}

/* Returns 1 with the name as the current row, 0, or -1 with *why set. */
static int find(const struct name_fetch *fetch, int64_t id, struct err *why)
{
    int code;

    sqlite3_bind_int64(fetch->stmt, fetch->id_at, id);
    code = sqlite3_step(fetch->stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_error(fetch->store, "draw names", why);
    return code == SQLITE_ROW;
}

int name_fetch(struct name_fetch *fetch, int64_t id, struct err *why)
{
    int result = find(fetch, id, why);

    if (result == 1 && append_row(fetch->drawn, fetch->stmt) != 0)
        result = err_set(why, "out of memory");
    sqlite3_reset(fetch->stmt);
    return result;
}

int name_passes(struct name_fetch *fetch, int64_t id, struct err *why)
{
    int result = find(fetch, id, why);

    sqlite3_reset(fetch->stmt);
    return result;
}

static int explain_absence(struct store *store, int64_t id, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_WAS_GIVEN, why);
    int64_t was_given;

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", id);
    was_given = db_number(store, stmt, "read a name", why);
    return was_given < 0 ? -1 : was_given ? NAME_WITHDRAWN : NAME_UNKNOWN;
}

int store_name_get(struct store *store, int64_t id, struct drawn_names *drawn, char as_of[NAME_AS_OF],
                   struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_GET, why);
    int code, result = NAME_FOUND;

    if (!stmt)
        return -1;
    drawn_clear(drawn);
    db_bind_int(stmt, ":id", id);
    code = db_step(stmt);
    if (code == SQLITE_ROW && append_row(drawn, stmt) == 0) {
        snprintf(as_of, NAME_AS_OF, "%s", db_text(stmt, ROW_AS_OF));
        drawn_finish(drawn);
    } else if (code == SQLITE_ROW) {
        result = err_set(why, "out of memory");
    } else if (code == SQLITE_DONE) {
        result = explain_absence(store, id, why);
    } else {
        result = db_error(store, "read a name", why);
    }
    sqlite3_reset(stmt);
    return result;
}
