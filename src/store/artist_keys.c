/* Collects the keys of artists and inserts them in sorted order. The table artist_key is ordered by key, but
 * artists arrive unsorted, so each key would be inserted at a random place in the table; sorted keys are
 * inserted sequentially. */
#include "store/artist_keys.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "text/key.h"

/* Maximum number of pending keys: with their texts about 200 MB. */
enum { WAITING_MAX = 4 << 20 };

/* Strength of a name: lower is stronger. Aliases are ranked by their type. */
enum { RANK_OWN, RANK_ALIAS };

struct waiting {
    uint64_t first; /* the key's first bytes as a number; decides most comparisons */
    size_t texts;   /* offset of the key with its NUL, a byte for the rank, and the alias with its NUL */
    int64_t artist;
    uint32_t native;
};

struct artist_keys {
    struct store *store;
    struct folder *folder; /* created for the first alias */
    struct waiting *list;
    size_t count, room;
    struct buffer texts;
};

struct artist_keys *artist_keys_new(struct store *store, struct err *why)
{
    struct artist_keys *keys = calloc(1, sizeof *keys);

    if (keys)
        keys->store = store;
    else
        err_set(why, "out of memory");
    return keys;
}

static void forget(struct artist_keys *keys)
{
    free(keys->list);
    keys->list = NULL;
    keys->count = keys->room = 0;
    buffer_free(&keys->texts);
}

void artist_keys_free(struct artist_keys *keys)
{
    if (!keys)
        return;
    forget(keys);
    folder_free(keys->folder);
    free(keys);
}

static uint64_t first_bytes(const char *key)
{
    uint64_t first = 0;

    for (int i = 0; i < 8; i++) {
        first = first << 8 | (unsigned char)*key;
        key += *key != '\0';
    }
    return first;
}

/* Makes room for one more key with this many bytes of text. */
static int make_room(struct artist_keys *keys, size_t bytes)
{
    struct waiting *list = array_try_grow(keys->list, keys->count, 1, &keys->room, sizeof *list);

    if (!list)
        return -1;
    keys->list = list;
    return buffer_try_reserve(&keys->texts, bytes);
}

static int add(struct artist_keys *keys, const char *key, uint32_t native, const struct alias *alias,
               int64_t artist, struct err *why)
{
    const char *name = alias ? alias->name : "";
    size_t key_length = strlen(key), name_length = strlen(name);
    char rank = (char)(alias ? RANK_ALIAS + (int)alias->type : RANK_OWN);

    if (keys->count == WAITING_MAX && artist_keys_enter(keys, why) != 0)
        return -1;
    if (make_room(keys, key_length + name_length + 3) != 0)
        return err_set(why, "out of memory");
    keys->list[keys->count++] = (struct waiting){first_bytes(key), keys->texts.length, artist, native};
    buffer_put(&keys->texts, key, key_length);
    buffer_add(&keys->texts, &rank, 1);
    buffer_put(&keys->texts, name, name_length);
    return 0;
}

static int add_both(struct artist_keys *keys, const struct name_keys *of, const struct alias *alias,
                    int64_t artist, struct err *why)
{
    if (add(keys, of->read, of->native, alias, artist, why) != 0)
        return -1;
    return of->count > 1 ? add(keys, of->plain, of->native, alias, artist, why) : 0;
}

int artist_keys_add(struct artist_keys *keys, const struct name_keys *of, int64_t artist, struct err *why)
{
    return add_both(keys, of, NULL, artist, why);
}

int artist_keys_add_alias(struct artist_keys *keys, const struct alias *alias, int64_t artist,
                          struct err *why)
{
    struct name_keys of;

    if (!keys->folder && !(keys->folder = folder_new(why)))
        return -1;
    key_make(keys->folder, alias->name, &of);
    return add_both(keys, &of, alias, artist, why);
}

/* Of equal keys of an artist the strongest comes first; of equally strong ones, the one added first. */
static int compare(const void *a, const void *b, void *texts)
{
    const struct waiting *x = a, *y = b;
    const char *x_key, *y_key;
    int order;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    x_key = (const char *)texts + x->texts;
    y_key = (const char *)texts + y->texts;
    order = strcmp(x_key, y_key);
    if (order != 0)
        return order;
    if (x->artist != y->artist)
        return x->artist < y->artist ? -1 : 1;
    if (x->native != y->native)
        return x->native < y->native ? -1 : 1;
    order = x_key[strlen(x_key) + 1] - y_key[strlen(y_key) + 1];
    if (order != 0)
        return order;
    return x->texts < y->texts ? -1 : x->texts > y->texts;
}

int artist_keys_enter(struct artist_keys *keys, struct err *why)
{
    static const char *const types[] = {
        [RANK_OWN] = NULL,
        [RANK_ALIAS + ALIAS_NAME] = "name",
        [RANK_ALIAS + ALIAS_LEGAL] = "legal",
        [RANK_ALIAS + ALIAS_HINT] = "hint",
    };
    sqlite3_stmt *stmt;

    if (keys->count == 0)
        return 0;
    stmt = db_statement(keys->store, SQL_ARTIST_KEY_ADD, why);
    if (!stmt)
        return -1;
    qsort_r(keys->list, keys->count, sizeof *keys->list, compare, keys->texts.bytes);
    for (size_t i = 0; i < keys->count; i++) {
        const char *key = keys->texts.bytes + keys->list[i].texts;
        size_t length = strlen(key);
        int rank = key[length + 1];

        sqlite3_bind_text(stmt, 1, key, (int)length, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 2, keys->list[i].artist);
        sqlite3_bind_text(stmt, 3, rank == RANK_OWN ? NULL : key + length + 2, -1, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 4, types[rank], -1, SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 5, keys->list[i].native);
        if (db_run(keys->store, stmt, "add an artist", why) != 0)
            return -1;
    }
    forget(keys);
    return 0;
}
