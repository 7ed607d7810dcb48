/* The keys of artists on their way into the database. artist_key is stored by key, and keys of an artist list come in no
 * order: each would be put somewhere else in the table. Gathered and sorted first, they are put one behind the other. */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/key.h"

/* So many wait at most: with their texts about 200 MB. */
enum { WAITING_MAX = 4 << 20 };

struct waiting {
    uint64_t first; /* the key's first bytes as a number: most comparisons end here */
    size_t texts;   /* offset of the key and the alias ("": the artist's own name), each with its NUL */
    int64_t artist;
};

struct keys {
    struct folder *folder; /* made when the first alias comes */
    struct waiting *list;
    size_t count, room;
    char *texts;
    size_t length, text_room;
};

struct keys *keys_new(struct err *why)
{
    struct keys *keys = calloc(1, sizeof *keys);

    if (!keys)
        err_set(why, "out of memory");
    return keys;
}

void keys_free(struct keys *keys)
{
    if (!keys)
        return;
    keys_forget(keys);
    folder_free(keys->folder);
    free(keys);
}

void keys_forget(struct keys *keys)
{
    free(keys->list);
    free(keys->texts);
    keys->list = NULL;
    keys->texts = NULL;
    keys->count = keys->room = keys->length = keys->text_room = 0;
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

/* Room for one more key with so many bytes of text. */
static int make_room(struct keys *keys, size_t bytes)
{
    if (keys->count == keys->room) {
        size_t room = keys->room ? 2 * keys->room : 256;
        struct waiting *bigger = realloc(keys->list, room * sizeof *bigger);

        if (!bigger)
            return -1;
        keys->list = bigger;
        keys->room = room;
    }
    if (keys->length + bytes > keys->text_room) {
        size_t room = 2 * (keys->length + bytes);
        char *bigger = realloc(keys->texts, room);

        if (!bigger)
            return -1;
        keys->texts = bigger;
        keys->text_room = room;
    }
    return 0;
}

static int add(struct store *store, const char *key, const char *alias, int64_t artist, struct err *why)
{
    struct keys *keys = store->keys;
    size_t key_size = strlen(key) + 1, alias_size = alias ? strlen(alias) + 1 : 1;

    if (keys->count == WAITING_MAX && keys_enter(store, why) != 0)
        return -1;
    if (make_room(keys, key_size + alias_size) != 0)
        return err_set(why, "out of memory");
    keys->list[keys->count++] = (struct waiting){first_bytes(key), keys->length, artist};
    memcpy(keys->texts + keys->length, key, key_size);
    memcpy(keys->texts + keys->length + key_size, alias ? alias : "", alias_size);
    keys->length += key_size + alias_size;
    return 0;
}

int keys_add(struct store *store, const struct name_keys *keys, const char *alias, int64_t artist,
             struct err *why)
{
    if (add(store, keys->read, alias, artist, why) != 0)
        return -1;
    return keys->count > 1 ? add(store, keys->plain, alias, artist, why) : 0;
}

int keys_add_alias(struct store *store, const char *alias, int64_t artist, struct err *why)
{
    struct name_keys keys;

    if (!store->keys->folder && !(store->keys->folder = folder_new(why)))
        return -1;
    key_make(store->keys->folder, alias, &keys);
    return keys_add(store, &keys, alias, artist, why);
}

/* Of equal keys of an artist the first that came is the first: its own name before its aliases. */
static int compare(const void *a, const void *b, void *texts)
{
    const struct waiting *x = a, *y = b;
    int order;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    order = strcmp((const char *)texts + x->texts, (const char *)texts + y->texts);
    if (order != 0)
        return order;
    if (x->artist != y->artist)
        return x->artist < y->artist ? -1 : 1;
    return x->texts < y->texts ? -1 : x->texts > y->texts;
}

int keys_enter(struct store *store, struct err *why)
{
    struct keys *keys = store->keys;
    sqlite3_stmt *stmt;

    if (keys->count == 0)
        return 0;
    stmt = store_statement(store, S_ARTIST_KEY_ADD, why);
    if (!stmt)
        return -1;
    qsort_r(keys->list, keys->count, sizeof *keys->list, compare, keys->texts);
    for (size_t i = 0; i < keys->count; i++) {
        const char *key = keys->texts + keys->list[i].texts, *alias = key + strlen(key) + 1;

        sqlite3_bind_text(stmt, 1, key, (int)(alias - key - 1), SQLITE_STATIC);
        sqlite3_bind_int64(stmt, 2, keys->list[i].artist);
        sqlite3_bind_text(stmt, 3, *alias ? alias : NULL, -1, SQLITE_STATIC);
        if (store_run(store, stmt, "add an artist", why) != 0)
            return -1;
    }
    keys_forget(keys);
    return 0;
}
