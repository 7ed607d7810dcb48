/* The corpus in the database: sources, artists, their keys. */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t store_source_add(struct store *store, const char *path, const char *format, const char *as_of,
                         struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_SOURCE_ADD, why);

    if (!stmt)
        return -1;
    bind_text(stmt, ":path", path);
    bind_text(stmt, ":format", format);
    bind_text(stmt, ":as_of", as_of);
    return store_number(store, stmt, "add a source", why);
}

int store_source_counts(struct store *store, int64_t source, long rows, long kept, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_SOURCE_COUNTS, why);

    if (!stmt)
        return -1;
    bind_int(stmt, ":id", source);
    bind_int(stmt, ":rows", rows);
    bind_int(stmt, ":kept", kept);
    return store_run(store, stmt, "count a source", why);
}

static int add_key(struct store *store, const char *key, int64_t artist, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_ARTIST_KEY_ADD, why);

    if (!stmt)
        return -1;
    bind_text(stmt, ":key", key);
    bind_int(stmt, ":artist", artist);
    return store_run(store, stmt, "add an artist", why);
}

int store_artist_add(struct store *store, const struct artist *artist, const struct name_keys *keys,
                     int64_t source, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_ARTIST_ADD, why);
    int64_t id;

    if (!stmt)
        return -1;
    bind_text(stmt, ":name", artist->name);
    bind_text(stmt, ":mbid", artist->mbid);
    bind_text(stmt, ":kind", artist->kind);
    bind_text(stmt, ":country", artist->country);
    bind_text(stmt, ":style", artist->style);
    bind_int(stmt, ":source", source);
    id = store_number(store, stmt, "add an artist", why);
    if (id < 0 || add_key(store, keys->read, id, why) != 0)
        return -1;
    return keys->count > 1 ? add_key(store, keys->plain, id, why) : 0;
}

int store_corpus_state(struct store *store, struct corpus_state *state, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_CORPUS_STATE, why);
    const char *as_of;

    if (!stmt)
        return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        sqlite3_reset(stmt);
        return store_error(store, "read the corpus", why);
    }
    as_of = (const char *)sqlite3_column_text(stmt, 1);
    state->artists = (long)sqlite3_column_int64(stmt, 0);
    snprintf(state->as_of, sizeof state->as_of, "%s", as_of ? as_of : "");
    state->stamp = sqlite3_column_int64(stmt, 2);
    sqlite3_reset(stmt);
    return 0;
}

int store_corpus_names(struct store *store,
                       int (*each)(void *arg, const char *name, const char *style, const char *kind),
                       void *arg, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_CORPUS_NAMES, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    while (!stopped && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        stopped = each(arg, column_text(stmt, 0), column_text(stmt, 1), column_text(stmt, 2));
    return store_walked(store, stmt, stopped, code, "read the corpus", why);
}

int store_corpus_sample(struct store *store, long n, int (*each)(void *arg, const char *name), void *arg,
                        struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_CORPUS_SAMPLE, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    bind_int(stmt, ":n", n);
    while (!stopped && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        stopped = each(arg, column_text(stmt, 0));
    return store_walked(store, stmt, stopped, code, "read the corpus", why);
}

static int has_key(struct store *store, const char *key, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_CORPUS_HAS_KEY, why);
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
