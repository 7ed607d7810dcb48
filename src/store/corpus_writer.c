/* Adds artists. Maintaining their index by name would take most of the time when millions arrive unsorted. So
 * an empty corpus is filled without the index while each artist is new to the writer; the index is created at
 * the end, or before an artist that may already be in the corpus. */
#include "store/corpus_writer.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/hash_set.h"
#include "store/artist_keys.h"

enum { RECENT_ARTISTS = 4096 };

struct corpus_writer {
    struct store *store;
    struct artist_keys *keys;
    struct hash_set seen;            /* artists added while there is no index */
    uint64_t recent[RECENT_ARTISTS]; /* hashes of recently added artists, by hash; 0: none */
    int has_index;
    int64_t source; /* the current one */
};

/* Without artists the index is empty and can be dropped. */
static int drop_index_if_empty(struct corpus_writer *writer, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(writer->store, SQL_ARTIST_INDEX_SPARED, why);
    int64_t is_empty = stmt ? db_number(writer->store, stmt, "read the corpus", why) : -1;

    if (is_empty < 0 ||
        (is_empty && db_script(writer->store, SQL_ARTIST_INDEX_DROP, "index the artists", why) != 0))
        return -1;
    writer->has_index = !is_empty;
    return 0;
}

static int make_index(struct corpus_writer *writer, struct err *why)
{
    if (writer->has_index)
        return 0;
    hash_set_free(&writer->seen);
    writer->has_index = 1;
    return db_script(writer->store, SQL_ARTIST_INDEX, "index the artists", why);
}

struct corpus_writer *corpus_writer_begin(struct store *store, struct err *why)
{
    struct corpus_writer *writer = calloc(1, sizeof *writer);

    if (!writer) {
        err_set(why, "out of memory");
        return NULL;
    }
    writer->store = store;
    writer->keys = artist_keys_new(store, why);
    if (!writer->keys || db_script(store, SQL_CORPUS_GUARDS_DROP, "write the corpus", why) != 0 ||
        drop_index_if_empty(writer, why) != 0) {
        corpus_writer_free(writer);
        return NULL;
    }
    return writer;
}

void corpus_writer_free(struct corpus_writer *writer)
{
    if (!writer)
        return;
    artist_keys_free(writer->keys);
    hash_set_free(&writer->seen);
    free(writer);
}

int corpus_writer_begin_source(struct corpus_writer *writer, const char *path, const char *format,
                               const char *as_of, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(writer->store, SQL_SOURCE_ADD, why);

    if (!stmt)
        return -1;
    db_bind_text(stmt, ":path", path);
    db_bind_text(stmt, ":format", format);
    db_bind_text(stmt, ":as_of", as_of);
    writer->source = db_number(writer->store, stmt, "add a source", why);
    return writer->source < 0 ? -1 : 0;
}

int corpus_writer_end_source(struct corpus_writer *writer, const struct source_counts *counts,
                             struct err *why)
{
    sqlite3_stmt *stmt;

    if (artist_keys_enter(writer->keys, why) != 0 ||
        !(stmt = db_statement(writer->store, SQL_SOURCE_COUNTS, why)))
        return -1;
    db_bind_int(stmt, ":id", writer->source);
    db_bind_text(stmt, ":format", counts->format);
    db_bind_text(stmt, ":as_of", counts->as_of);
    db_bind_int(stmt, ":rows", counts->rows);
    db_bind_int(stmt, ":kept", counts->kept);
    return db_run(writer->store, stmt, "count a source", why);
}

int corpus_writer_finish(struct corpus_writer *writer, struct err *why)
{
    if (artist_keys_enter(writer->keys, why) != 0 || make_index(writer, why) != 0)
        return -1;
    return db_script(writer->store, SQL_CORPUS_GUARDS_CREATE, "write the corpus", why);
}

/* Creates the index before an artist that may already be in the corpus. */
static int look_up(struct corpus_writer *writer, const struct artist *artist, struct err *why)
{
    char text[1024];
    int length, is_new;

    if (writer->has_index)
        return 0;
    length = snprintf(text, sizeof text, "%s\n%s", artist->name, artist->mbid);
    is_new = length < (int)sizeof text ? hash_set_add(&writer->seen, text) : 0;
    if (is_new < 0)
        return err_set(why, "out of memory");
    return is_new ? 0 : make_index(writer, why);
}

/* Parameters of artist_add, artist_add_if_new and artist_merge in their order: binding by name is slow for
 * millions. */
enum { P_NAME = 1, P_MBID, P_KIND, P_COUNTRY, P_STYLE, P_VERDICT_ONLY, P_SOURCE };

static sqlite3_stmt *bind_artist(struct store *store, enum sql_statement which, const struct artist *artist,
                                 struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    if (!stmt)
        return NULL;
    sqlite3_bind_text(stmt, P_NAME, artist->name, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, P_MBID, artist->mbid, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, P_KIND, artist->kind, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, P_COUNTRY, artist->country, -1, SQLITE_STATIC);
    sqlite3_bind_text(stmt, P_STYLE, artist->style, -1, SQLITE_STATIC);
    sqlite3_bind_int(stmt, P_VERDICT_ONLY, artist->verdict_only);
    return stmt;
}

/* Returns the artist's number, or -1 with *why set. */
static int64_t merge(struct store *store, const struct artist *artist, struct err *why)
{
    sqlite3_stmt *stmt = bind_artist(store, SQL_ARTIST_MERGE, artist, why);

    return stmt ? db_number(store, stmt, "add an artist", why) : -1;
}

/* Returns the artist's number, or -1 with *why set. */
static int64_t enter(struct corpus_writer *writer, const struct artist *artist, struct err *why)
{
    struct store *store = writer->store;
    sqlite3_stmt *stmt =
        bind_artist(store, writer->has_index ? SQL_ARTIST_ADD_IF_NEW : SQL_ARTIST_ADD, artist, why);

    if (!stmt)
        return -1;
    sqlite3_bind_int64(stmt, P_SOURCE, writer->source);
    if (db_run(store, stmt, "add an artist", why) != 0)
        return -1;
    return db_changed_rows(store) > 0 ? db_inserted_row(store) : merge(store, artist, why);
}

static uint64_t hash_of(const struct artist *artist)
{
    uint64_t hash = hash_text(hash_text(hash_start, artist->name), artist->mbid);

    hash = hash_text(hash, artist->kind ? artist->kind : "");
    hash = hash_text(hash, artist->country ? artist->country : "");
    hash = hash_text(hash, artist->style ? artist->style : "");
    hash = hash_bytes(hash, &artist->verdict_only, sizeof artist->verdict_only);
    for (int i = 0; i < artist->alias_count; i++) {
        hash = hash_text(hash, artist->aliases[i].name);
        hash = hash_bytes(hash, &artist->aliases[i].type, sizeof artist->aliases[i].type);
    }
    return hash ? hash : 1;
}

/* Whether an artist with the same values was added recently: adding it again changes nothing. A list can
 * repeat an artist any number of times. */
static int is_recent(struct corpus_writer *writer, const struct artist *artist)
{
    uint64_t hash = hash_of(artist), *place = &writer->recent[hash % RECENT_ARTISTS];
    int is = *place == hash;

    *place = hash;
    return is;
}

int corpus_writer_add(struct corpus_writer *writer, const struct artist *artist, const struct name_keys *keys,
                      struct err *why)
{
    int64_t id;

    if (is_recent(writer, artist))
        return 0;
    id = look_up(writer, artist, why) == 0 ? enter(writer, artist, why) : -1;
    if (id < 0 || artist_keys_add(writer->keys, keys, id, why) != 0)
        return -1;
    for (int i = 0; i < artist->alias_count; i++)
        if (artist_keys_add_alias(writer->keys, &artist->aliases[i], id, why) != 0)
            return -1;
    return 0;
}
