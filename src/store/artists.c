/* Artists on their way into the database. Their index by name is what takes most of the time when millions come, in no
 * order of their names. Into an empty corpus they go without it as long as each is seen to be a new one; it is made when all
 * are there, or when one comes that may be there already. */
#include "store/internal.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

/* Begins to spare the index when there is nothing in it yet. */
static int begin(struct store *store, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, SQL_ARTIST_INDEX_SPARED, why);
    int64_t spared = stmt ? store_number(store, stmt, "read the corpus", why) : -1;

    if (spared < 0 || (spared && store_script(store, SQL_ARTIST_INDEX_DROP, "index the artists", why) != 0))
        return -1;
    store->index = spared ? INDEX_SPARED : INDEX_THERE;
    return 0;
}

int artists_index(struct store *store, struct err *why)
{
    memset(store->recent, 0, sizeof store->recent);
    if (store->index != INDEX_SPARED)
        return 0;
    seen_free(&store->seen);
    store->index = INDEX_THERE;
    return store_script(store, SQL_ARTIST_INDEX, "index the artists", why);
}

void artists_forget(struct store *store)
{
    seen_free(&store->seen);
    memset(store->recent, 0, sizeof store->recent);
    store->index = INDEX_UNKNOWN;
}

/* Sees to it that the index is there before an artist comes that may be there already. */
static int look_up(struct store *store, const struct artist *artist, struct err *why)
{
    char text[1024];
    int length, new;

    if (store->index == INDEX_UNKNOWN && begin(store, why) != 0)
        return -1;
    if (store->index == INDEX_THERE)
        return 0;
    length = snprintf(text, sizeof text, "%s\n%s", artist->name, artist->mbid);
    new = length < (int)sizeof text ? seen_add(&store->seen, text) : 0;
    if (new < 0)
        return err_set(why, "out of memory");
    return new ? 0 : artists_index(store, why);
}

/* Parameters of artist_add.sql, artist_add_if_new.sql and artist_merge.sql, in the order in which they name them: they are bound by the million. */
enum { P_NAME = 1, P_MBID, P_KIND, P_COUNTRY, P_STYLE, P_VERDICT_ONLY, P_SOURCE };

static sqlite3_stmt *bind_artist(struct store *store, enum sql_statement which, const struct artist *artist,
                                 struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, which, why);

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

/* Whether the very same artist was just entered: to enter it again changes nothing. In a list that repeats itself
 * without end, it is. */
static int is_recent(struct store *store, const struct artist *artist)
{
    uint64_t hash = hash_of(artist), *place = &store->recent[hash % RECENT_ARTISTS];
    int is = *place == hash;

    *place = hash;
    return is;
}

int store_artist_add(struct store *store, const struct artist *artist, const struct name_keys *keys,
                     int64_t source, struct err *why)
{
    sqlite3_stmt *stmt;
    int64_t id;

    if (is_recent(store, artist))
        return 0;
    if (look_up(store, artist, why) != 0)
        return -1;
    stmt = bind_artist(store, store->index == INDEX_SPARED ? SQL_ARTIST_ADD : SQL_ARTIST_ADD_IF_NEW, artist, why);
    if (!stmt)
        return -1;
    sqlite3_bind_int64(stmt, P_SOURCE, source);
    if (store_run(store, stmt, "add an artist", why) != 0)
        return -1;
    if (sqlite3_changes(store->db) > 0)
        id = sqlite3_last_insert_rowid(store->db);
    else
        id = (stmt = bind_artist(store, SQL_ARTIST_MERGE, artist, why))
                 ? store_number(store, stmt, "add an artist", why)
                 : -1;
    if (id < 0 || keys_add(store, keys, NULL, id, why) != 0)
        return -1;
    for (int i = 0; i < artist->alias_count; i++)
        if (keys_add_alias(store, &artist->aliases[i], id, why) != 0)
            return -1;
    return 0;
}
