/* Compares two corpora by a hash of each artist, which covers its row and its keys, and applies the
 * difference. */
#include "store/corpus_take.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/buffer.h"
#include "store/judge_file.h"

/* If more than one in this many artists differ, the whole corpus is replaced, which is faster then. */
enum { DIFFERENCE_PART = 5 };

/* An artist, and the hash of its row and keys. Among 3 million artists, the probability that any two hashes
 * are equal is 1 in 4 million. */
struct content {
    uint64_t hash;
    uint32_t id, source;
};

struct content_list {
    struct content *items;
    size_t count, room;
};

/* The artists of one of the two corpora, by hash. */
struct side {
    struct content_list artists;
    int64_t first;    /* the lowest number of an artist */
    uint64_t *hashes; /* by number, from `first`: the sum of the hashes of its keys, in any order */
    int64_t last;
    struct buffer row;
};

/* A source of the other corpus, and its number here. */
struct source_pair {
    uint32_t theirs, id;
};

struct taking {
    struct store *store;
    struct side mine, theirs;
    struct content_list gone, added, moved; /* moved: artists that stay, with the number of another source */
    struct {
        struct source_pair *items;
        size_t count, room;
    } sources;
};

/* ---- reading a corpus ---- */

/* The hash of the columns of a row from `column` on. */
static uint64_t hash_row(struct buffer *row, sqlite3_stmt *stmt, int column)
{
    row->length = 0;
    for (; column < sqlite3_column_count(stmt); column++) {
        const char *text = db_text(stmt, column);

        buffer_put(row, text ? text : "\1", text ? (size_t)sqlite3_column_bytes(stmt, column) : 1);
    }
    return XXH3_64bits(row->bytes, row->length);
}

static int is_in_range(const struct side *side, int64_t artist)
{
    return artist >= side->first && artist <= side->last;
}

static int read_key(void *arg, sqlite3_stmt *stmt)
{
    struct side *side = arg;
    int64_t artist = sqlite3_column_int64(stmt, 0);

    if (is_in_range(side, artist)) /* the index of artists reports a key of no artist */
        side->hashes[artist - side->first] += hash_row(&side->row, stmt, 1);
    return 0;
}

static int read_artist(void *arg, sqlite3_stmt *stmt)
{
    struct side *side = arg;
    int64_t artist = sqlite3_column_int64(stmt, 0);
    uint64_t hashes[2] = {hash_row(&side->row, stmt, 2), side->hashes[artist - side->first]};

    *array_add(&side->artists) = (struct content){XXH3_64bits(hashes, sizeof hashes), (uint32_t)artist,
                                                  (uint32_t)sqlite3_column_int64(stmt, 1)};
    return 0;
}

static int read_numbers(void *arg, sqlite3_stmt *stmt)
{
    struct side *side = arg;

    side->first = sqlite3_column_int64(stmt, 0);
    side->last = sqlite3_column_int64(stmt, 1);
    return 0;
}

static int compare_contents(const void *a, const void *b)
{
    const struct content *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static int walk(struct store *store, enum sql_statement which, int (*each)(void *arg, sqlite3_stmt *stmt),
                void *arg, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    return stmt ? db_walk(store, stmt, each, arg, "read the corpus", why) : -1;
}

static int read_side(struct store *store, struct side *side, enum sql_statement numbers,
                     enum sql_statement keys, enum sql_statement artists, struct err *why)
{
    int result = walk(store, numbers, read_numbers, side, why);

    if (result == 0 && (side->first < 0 || side->last >= UINT32_MAX))
        result = err_set(why, "%s has artist numbers above %u: create a new database", store_path(store),
                         UINT32_MAX);
    if (result == 0) {
        side->hashes = calloc((size_t)(side->last - side->first) + 1, sizeof *side->hashes);
        result = side->hashes ? walk(store, keys, read_key, side, why) : err_set(why, "out of memory");
    }
    if (result == 0)
        result = walk(store, artists, read_artist, side, why);
    free(side->hashes);
    side->hashes = NULL;
    buffer_free(&side->row);
    if (side->artists.count > 0)
        qsort(side->artists.items, side->artists.count, sizeof *side->artists.items, compare_contents);
    return result;
}

/* ---- comparing ---- */

static int read_source_pair(void *arg, sqlite3_stmt *stmt)
{
    struct taking *t = arg;

    *array_add(&t->sources) = (struct source_pair){(uint32_t)sqlite3_column_int64(stmt, 0),
                                                   (uint32_t)sqlite3_column_int64(stmt, 1)};
    return 0;
}

static uint32_t source_here(const struct taking *t, uint32_t theirs)
{
    for (size_t i = 0; i < t->sources.count; i++)
        if (t->sources.items[i].theirs == theirs)
            return t->sources.items[i].id;
    return 0;
}

static void keep(struct taking *t, const struct content *mine, const struct content *theirs)
{
    uint32_t source = source_here(t, theirs->source);

    if (source != mine->source)
        *array_add(&t->moved) = (struct content){mine->hash, mine->id, source};
}

/* Merges the two sorted lists. */
static void compare(struct taking *t, struct corpus_difference *difference)
{
    const struct content *mine = t->mine.artists.items, *theirs = t->theirs.artists.items;
    size_t m = 0, n = 0;

    while (m < t->mine.artists.count || n < t->theirs.artists.count) {
        int order = m == t->mine.artists.count ? 1
                    : n == t->theirs.artists.count
                        ? -1
                        : (mine[m].hash > theirs[n].hash) - (mine[m].hash < theirs[n].hash);

        if (order < 0) {
            *array_add(&t->gone) = mine[m++];
        } else if (order > 0) {
            *array_add(&t->added) = theirs[n++];
        } else {
            keep(t, &mine[m++], &theirs[n++]);
            difference->kept++;
        }
    }
    difference->removed = (long)t->gone.count;
    difference->added = (long)t->added.count;
}

/* ---- applying ---- */

static int compare_numbers(const void *a, const void *b)
{
    const struct content *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* Runs a statement with two parameters, whose names may be NULL. */
static int run(struct store *store, enum sql_statement which, const char *first, int64_t a,
               const char *second, int64_t b, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, which, why);

    if (!stmt)
        return -1;
    db_bind_int(stmt, first, a);
    if (second)
        db_bind_int(stmt, second, b);
    return db_run(store, stmt, "compare the artists", why);
}

/* New artists get the next numbers, in the order in which they entered the other corpus. */
static int list_difference(struct taking *t, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(t->store, SQL_ARTIST_NEXT, why);
    int64_t next = stmt ? db_number(t->store, stmt, "read the corpus", why) : -1;
    int result = next < 0 ? -1 : 0;

    if (t->added.count > 0)
        qsort(t->added.items, t->added.count, sizeof *t->added.items, compare_numbers);
    for (size_t i = 0; i < t->gone.count && result == 0; i++)
        result = run(t->store, SQL_ARTIST_GONE_ADD, ":id", t->gone.items[i].id, NULL, 0, why);
    for (size_t i = 0; i < t->added.count && result == 0; i++)
        result = run(t->store, SQL_ARTIST_NEW_ADD, ":theirs", t->added.items[i].id, ":id", next++, why);
    for (size_t i = 0; i < t->moved.count && result == 0; i++)
        result = run(t->store, SQL_ARTIST_SOURCE, ":id", t->moved.items[i].id, ":source",
                     t->moved.items[i].source, why);
    return result;
}

static int apply(struct taking *t, struct corpus_difference *difference, int are_rules_known, struct err *why)
{
    int is_small =
        difference->added + difference->removed <= (difference->kept + difference->added) / DIFFERENCE_PART;

    difference->is_listed = is_small && are_rules_known;
    if (!is_small)
        return db_script(t->store, SQL_CORPUS_TAKE, "write the corpus", why);
    return list_difference(t, why) == 0 ? db_script(t->store, SQL_DIFFERENCE_APPLY, "write the corpus", why)
                                        : -1;
}

static int take(struct taking *t, struct corpus_difference *difference, struct err *why)
{
    int are_rules_known = store_judge_is_written(t->store, why);

    if (are_rules_known < 0 || db_script(t->store, SQL_DIFFERENCE_BEGIN, "compare the artists", why) != 0 ||
        walk(t->store, SQL_SOURCE_PAIRS, read_source_pair, t, why) != 0 ||
        read_side(t->store, &t->mine, SQL_ARTIST_NUMBERS, SQL_ARTIST_KEY_CONTENTS, SQL_ARTIST_CONTENTS,
                  why) != 0 ||
        read_side(t->store, &t->theirs, SQL_OTHER_ARTIST_NUMBERS, SQL_OTHER_ARTIST_KEY_CONTENTS,
                  SQL_OTHER_ARTIST_CONTENTS, why) != 0)
        return -1;
    compare(t, difference);
    return apply(t, difference, are_rules_known, why);
}

int store_corpus_take(struct store *store, struct corpus_difference *difference, struct err *why)
{
    struct taking t = {.store = store};
    int result = -1;

    memset(difference, 0, sizeof *difference);
    if (db_script(store, SQL_CORPUS_GUARDS_DROP, "write the corpus", why) == 0 &&
        take(&t, difference, why) == 0)
        result = db_script(store, SQL_CORPUS_GUARDS_CREATE, "write the corpus", why);
    free(t.mine.artists.items);
    free(t.theirs.artists.items);
    free(t.gone.items);
    free(t.added.items);
    free(t.moved.items);
    free(t.sources.items);
    return result;
}

int store_corpus_restore(struct store *store, struct err *why)
{
    if (db_script(store, SQL_CORPUS_GUARDS_DROP, "write the corpus", why) != 0 ||
        db_script(store, SQL_CORPUS_RESTORE, "write the corpus", why) != 0)
        return -1;
    return db_script(store, SQL_CORPUS_GUARDS_CREATE, "write the corpus", why);
}
