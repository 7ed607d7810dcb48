/* Reads the corpus from the database: its state, its artists and their keys. */
#include "store/corpus_reader.h"

#include <sqlite3.h>
#include <stdio.h>

int store_corpus_state(struct store *store, struct corpus_state *state, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_CORPUS_STATE, why);
    const char *as_of;

    if (!stmt)
        return -1;
    if (db_step(stmt) != SQLITE_ROW) {
        db_error(store, "read the corpus", why);
        sqlite3_reset(stmt);
        return -1;
    }
    as_of = db_text(stmt, 1);
    state->has_artists = sqlite3_column_int(stmt, 0);
    snprintf(state->as_of, sizeof state->as_of, "%s", as_of ? as_of : "");
    state->stamp = sqlite3_column_int64(stmt, 2);
    sqlite3_reset(stmt);
    return 0;
}

long store_count_artists(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_COUNT_ARTISTS, why);

    return stmt ? (long)db_number(store, stmt, "count the artists", why) : -1;
}

int store_corpus_needed(struct store *store, struct corpus_state *state, struct err *why)
{
    if (store_corpus_state(store, state, why) != 0)
        return -1;
    if (!state->has_artists)
        return err_set(
            why, "the corpus of %s is empty, so no verdict would mean anything: run 'stagename corpus' first",
            store_path(store));
    return 0;
}

/* A callback with its argument, for rows of names. */
struct corpus_name_reader {
    int (*each)(void *arg, const char *name, const char *style, const char *kind);
    void *arg;
};

static int read_name(void *arg, sqlite3_stmt *stmt)
{
    const struct corpus_name_reader *reader = arg;

    return reader->each(reader->arg, db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2));
}

int store_corpus_names(struct store *store,
                       int (*each)(void *arg, const char *name, const char *style, const char *kind),
                       void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_CORPUS_NAMES, why);
    struct corpus_name_reader reader = {each, arg};

    return stmt ? db_walk(store, stmt, read_name, &reader, "read the corpus", why) : -1;
}

struct corpus_sample_reader {
    int (*each)(void *arg, const char *name);
    void *arg;
};

static int read_sampled(void *arg, sqlite3_stmt *stmt)
{
    const struct corpus_sample_reader *reader = arg;

    return reader->each(reader->arg, db_text(stmt, 0));
}

int store_corpus_sample(struct store *store, long n, int (*each)(void *arg, const char *name), void *arg,
                        struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_CORPUS_SAMPLE, why);
    struct corpus_sample_reader reader = {each, arg};

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":n", n);
    return db_walk(store, stmt, read_sampled, &reader, "read the corpus", why);
}

static int has_key(struct store *store, const char *key, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_CORPUS_HAS_KEY, why);
    int code;

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":key", key);
    code = db_step(stmt);
    sqlite3_reset(stmt);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return db_error(store, "look up an artist", why);
    return code == SQLITE_ROW;
}

int store_is_taken(struct store *store, const struct name_keys *keys, struct err *why)
{
    int taken = has_key(store, keys->read, why);

    return taken != 0 || keys->count == 1 ? taken : has_key(store, keys->plain, why);
}

int store_artist_find(struct store *store, uint32_t artist, const char *key, uint32_t native,
                      void (*found)(void *arg, const struct found_artist *artist), void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_ARTIST_GET, why);
    int code;

    if (!stmt)
        return -1;
    db_bind_int(stmt, ":id", artist);
    db_bind_text(stmt, ":key", key);
    db_bind_int(stmt, ":native", native);
    code = db_step(stmt);
    if (code == SQLITE_ROW)
        found(arg, &(const struct found_artist){db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2),
                                                db_text(stmt, 3), db_text(stmt, 4)});
    else if (code == SQLITE_DONE)
        err_set(why, "artist %u is not in the corpus of %s any more", artist, store_path(store));
    else
        db_error(store, "read an artist", why);
    sqlite3_reset(stmt);
    return code == SQLITE_ROW ? 0 : -1;
}
