/* The corpus in the database: sources, artists, their keys. */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t store_source_add(struct store *store, const char *path, const char *format, const char *as_of,
                         struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_SOURCE_ADD, why);

    if (!stmt)
        return -1;
    bind_text(stmt, ":path", path);
    bind_text(stmt, ":format", format);
    bind_text(stmt, ":as_of", as_of);
    return store_number(store, stmt, "add a source", why);
}

int store_source_end(struct store *store, int64_t source, const struct source_counts *counts, struct err *why)
{
    sqlite3_stmt *stmt;

    if (keys_enter(store, why) != 0 || !(stmt = store_statement(store, SQL_SOURCE_COUNTS, why)))
        return -1;
    bind_int(stmt, ":id", source);
    bind_text(stmt, ":format", counts->format);
    bind_text(stmt, ":as_of", counts->as_of);
    bind_int(stmt, ":rows", counts->rows);
    bind_int(stmt, ":kept", counts->kept);
    return store_run(store, stmt, "count a source", why);
}

int store_corpus_state(struct store *store, struct corpus_state *state, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_CORPUS_STATE, why);
    const char *as_of;

    if (!stmt)
        return -1;
    if (store_step(stmt) != SQLITE_ROW) {
        store_error(store, "read the corpus", why);
        sqlite3_reset(stmt);
        return -1;
    }
    as_of = (const char *)sqlite3_column_text(stmt, 1);
    state->has_artists = sqlite3_column_int(stmt, 0);
    snprintf(state->as_of, sizeof state->as_of, "%s", as_of ? as_of : "");
    state->stamp = sqlite3_column_int64(stmt, 2);
    sqlite3_reset(stmt);
    return 0;
}

long store_count_artists(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_COUNT_ARTISTS, why);

    return stmt ? (long)store_number(store, stmt, "count the artists", why) : -1;
}

int store_corpus_needed(struct store *store, struct corpus_state *state, struct err *why)
{
    if (store_corpus_state(store, state, why) != 0)
        return -1;
    if (!state->has_artists)
        return err_set(
            why, "the corpus of %s is empty, so no verdict would mean anything: run 'stagename corpus' first",
            store->path);
    return 0;
}

int store_corpus_names(struct store *store,
                       int (*each)(void *arg, const char *name, const char *style, const char *kind),
                       void *arg, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_CORPUS_NAMES, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    while (!stopped && (code = store_step(stmt)) == SQLITE_ROW)
        stopped = each(arg, column_text(stmt, 0), column_text(stmt, 1), column_text(stmt, 2));
    return store_walked(store, stmt, stopped, code, "read the corpus", why);
}

int store_corpus_sample(struct store *store, long n, int (*each)(void *arg, const char *name), void *arg,
                        struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_CORPUS_SAMPLE, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    bind_int(stmt, ":n", n);
    while (!stopped && (code = store_step(stmt)) == SQLITE_ROW)
        stopped = each(arg, column_text(stmt, 0));
    return store_walked(store, stmt, stopped, code, "read the corpus", why);
}

static int has_key(struct store *store, const char *key, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_CORPUS_HAS_KEY, why);
    int code;

    if (!stmt)
        return -1;
    bind_text(stmt, ":key", key);
    code = sqlite3_step(stmt);
    sqlite3_reset(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return store_error(store, "look up an artist", why);
    return code == SQLITE_ROW;
}

int store_is_taken(struct store *store, const struct name_keys *keys, struct err *why)
{
    int taken = has_key(store, keys->read, why);

    return taken != 0 || keys->count == 1 ? taken : has_key(store, keys->plain, why);
}
