/* Reads single names, samples of names and their counts. */
#include "store/name_reader.h"

#include <sqlite3.h>
#include <stdio.h>

#include "judge/nearest.h"
#include "store/corpus_reader.h"

struct sample_reader {
    int (*each)(void *arg, const char *name, const char *style, double bits);
    void *arg;
};

static int read_sampled(void *arg, sqlite3_stmt *stmt)
{
    const struct sample_reader *reader = arg;

    return reader->each(reader->arg, db_text(stmt, 0), db_text(stmt, 1), sqlite3_column_double(stmt, 2));
}

int store_name_sample(struct store *store, long n,
                      int (*each)(void *arg, const char *name, const char *style, double bits), void *arg,
                      struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_SAMPLE, why);
    struct sample_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":n", n);
    return db_walk(store, stmt, read_sampled, &reader, "read the names", why);
}

int store_name_get(struct store *store, int64_t id, struct buffer *out, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_GET, why);
    int code, result = 0;

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", id);
    code = db_step(stmt);
    if (code == SQLITE_ROW) {
        buffer_add(out, db_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
        result = 1;
    } else if (code != SQLITE_DONE)
        result = db_error(store, "read a name", why);
    sqlite3_reset(stmt);
    return result;
}

/* Looks for the style that was probably meant. */
struct style_search {
    const char *style;
    struct nearest nearest;
    struct style_hint *hint;
};

static int compare_style(void *arg, sqlite3_stmt *stmt)
{
    struct style_search *search = arg;
    const char *before = search->nearest.word;

    nearest_compare(&search->nearest, search->style, db_text(stmt, 0));
    if (search->nearest.word != before) { /* the row's text, which does not live until the next */
        snprintf(search->hint->nearest, sizeof search->hint->nearest, "%s", search->nearest.word);
        search->nearest.word = search->hint->nearest;
    }
    return 0;
}

static int find_nearest_style(struct store *store, const char *style, struct style_hint *hint,
                              struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_STYLES_OF_NAMES, why);
    struct style_search search = {.style = style, .hint = hint};

    *hint = (struct style_hint){.nearest = ""};
    if (!stmt || db_walk(store, stmt, compare_style, &search, "list the styles", why) != 0)
        return -1;
    hint->any = search.nearest.word != NULL;
    if (hint->any && !nearest_is_likely(&search.nearest))
        hint->nearest[0] = '\0';
    return 0;
}

int store_has_style(struct store *store, const char *style, struct style_hint *hint, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_STYLE_OF_NAMES, why);
    int code;

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":style", style);
    code = db_step(stmt);
    sqlite3_reset(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_error(store, "look up a style", why);
    return code == SQLITE_ROW ? 1 : find_nearest_style(store, style, hint, why);
}

/* The one text that a statement gives. */
static int append_text(struct store *store, enum sql_statement which, struct buffer *out, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);
    int result = 0;

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":small", CORPUS_SMALL); /* where the statement asks for it */
    if (db_step(stmt) != SQLITE_ROW)
        result = db_error(store, "count the names", why);
    else
        buffer_add(out, db_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
    sqlite3_reset(stmt);
    return result;
}

int store_about(struct store *store, struct buffer *out, struct err *why)
{
    return append_text(store, SQL_ABOUT, out, why);
}

int store_choices(struct store *store, struct buffer *out, struct err *why)
{
    return append_text(store, SQL_CHOICES, out, why);
}
