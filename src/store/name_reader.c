/* Reads single names, samples of names and their counts. */
#include "store/name_reader.h"

#include <sqlite3.h>
#include <stdio.h>

#include "judge/nearest.h"

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

/* The search for the most similar style. */
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
    if (search->nearest.word != before) { /* copy the row's text: the next row overwrites it */
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

int store_about(struct store *store, void (*found)(void *arg, const struct about *about), void *arg,
                struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_ABOUT, why);
    int result = 0;

    if (!stmt)
        return -1;
    if (db_step(stmt) == SQLITE_ROW) {
        const struct about about = {.as_of = db_text(stmt, 0),
                                    .artists = (long)sqlite3_column_int64(stmt, 1),
                                    .names = (long)sqlite3_column_int64(stmt, 2),
                                    .imported_at = db_text(stmt, 3),
                                    .note = db_text(stmt, 4)};

        found(arg, &about);
    } else {
        result = db_error(store, "count the names", why);
    }
    sqlite3_reset(stmt);
    return result;
}

int store_name_lengths(struct store *store, long *min, long *max, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_NAME_LENGTHS, why);
    int result = 0;

    if (!stmt)
        return -1;
    if (db_step(stmt) == SQLITE_ROW) {
        *min = (long)sqlite3_column_int64(stmt, 0); /* 0 for NULL */
        *max = (long)sqlite3_column_int64(stmt, 1);
    } else {
        result = db_error(store, "count the names", why);
    }
    sqlite3_reset(stmt);
    return result;
}
