/* Builds the index of artists: one thread reads rows, others compute what the judge compares, and the calling
 * thread adds both to the index. */
#include "store/artist_index.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/conveyor.h"
#include "base/jsons.h"
#include "base/team.h"
#include "text/folder_pool.h"
#include "text/likeness.h"
#include "text/native.h"

enum { BLOCK_ROWS = 4096, HELPERS_MAX = 8 }; /* at most FOLDER_POOL_MAX */

/* A row of a statement, and what the judge compares of its name. Texts are offsets into the texts of the
 * block. */
struct described {
    size_t key, name;
    uint32_t artist;
    int has_name, is_hint;
    struct index_name is;
};

struct block {
    struct described rows[BLOCK_ROWS];
    int count;
    struct buffer texts;
};

struct making {
    struct store *store;
    sqlite3_stmt *stmt;
    int is_at_end; /* of the statement; another step would restart it */
    struct index_builder *builder;
    struct index_name *own; /* [last - first + 1] of each artist's own name, by the artist's number */
    int64_t first, last;
    struct folder_pool folders;
    int helpers;
};

static void discard_block(void *piece)
{
    struct block *block = piece;

    if (!block)
        return;
    buffer_free(&block->texts);
    free(block);
}

/* Reads the columns of artist_names and corpus_keys. */
static int read_row(struct making *m, struct block *block, struct err *why)
{
    struct described *row = &block->rows[block->count++];
    const char *key = db_text(m->stmt, 0), *name = db_text(m->stmt, 2);
    int64_t artist = sqlite3_column_int64(m->stmt, 1);

    if (artist < m->first || artist > m->last)
        return err_set(why, "%s has a key of artist %lld, who is not in the corpus", store_path(m->store),
                       (long long)artist);
    *row = (struct described){
        .artist = (uint32_t)artist, .has_name = name != NULL, .is_hint = sqlite3_column_int(m->stmt, 3)};
    if (key)
        row->key = buffer_put(&block->texts, key, strlen(key));
    if (name)
        row->name = buffer_put(&block->texts, name, strlen(name));
    return 0;
}

static int fetch_block(void *arg, void **piece, struct err *why)
{
    struct making *m = arg;
    struct block *block = m->is_at_end ? NULL : calloc(1, sizeof *block);
    int code = SQLITE_ROW, result = 0;

    if (m->is_at_end)
        return 0;
    if (!block)
        return err_set(why, "out of memory for the index of artists");
    while (result == 0 && block->count < BLOCK_ROWS && (code = db_step(m->stmt)) == SQLITE_ROW)
        result = read_row(m, block, why);
    if (result == 0 && code != SQLITE_ROW && code != SQLITE_DONE)
        result = db_error(m->store, "read the corpus", why);
    m->is_at_end = code == SQLITE_DONE;
    if (result == 0 && block->count > 0) {
        *piece = block;
        return 1;
    }
    discard_block(block);
    return result;
}

static void describe(struct folder *folder, const char *name, struct index_name *out)
{
    struct likeness likeness;

    likeness_make(folder, name, NULL, &likeness);
    *out =
        (struct index_name){index_hash(likeness.look), index_hash(likeness.words), native_of(folder, name)};
}

static void describe_block(void *arg, void *piece)
{
    struct making *m = arg;
    struct block *block = piece;
    struct folder *folder = folder_pool_borrow(&m->folders);

    for (int i = 0; i < block->count; i++)
        if (block->rows[i].has_name)
            describe(folder, block->texts.bytes + block->rows[i].name, &block->rows[i].is);
    folder_pool_return(&m->folders, folder);
}

static int take_own_names(void *arg, void *piece, struct err *why)
{
    struct making *m = arg;
    const struct block *block = piece;

    (void)why;
    for (int i = 0; i < block->count; i++)
        m->own[block->rows[i].artist - m->first] = block->rows[i].is;
    return 0;
}

static int take_keys(void *arg, void *piece, struct err *why)
{
    struct making *m = arg;
    struct block *block = piece;
    int result = 0;

    for (int i = 0; i < block->count && result == 0; i++) {
        struct described *row = &block->rows[i];
        struct index_name name = row->has_name ? row->is : m->own[row->artist - m->first];

        name.mark |= row->is_hint ? MARK_HINT : 0;
        result = index_builder_add(m->builder, block->texts.bytes + row->key, row->artist, &name, why);
    }
    return result;
}

static int read_numbers(struct making *m, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(m->store, SQL_ARTIST_NUMBERS, why);

    if (!stmt)
        return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        sqlite3_reset(stmt);
        return db_error(m->store, "read the corpus", why);
    }
    m->first = sqlite3_column_int64(stmt, 0);
    m->last = sqlite3_column_int64(stmt, 1);
    sqlite3_reset(stmt);
    if (m->first < 0 || m->last >= UINT32_MAX)
        return err_set(why, "%s has artist numbers above %u: create a new database", store_path(m->store),
                       UINT32_MAX);
    m->own = calloc((size_t)(m->last - m->first) + 1, sizeof *m->own);
    return m->own ? 0 : err_set(why, "out of memory for the index of artists");
}

static int run_over(struct making *m, enum sql_statement which, int (*take)(void *, void *, struct err *),
                    struct err *why)
{
    const struct conveyor conveyor = {fetch_block, describe_block, take, discard_block, m};
    int result;

    m->stmt = db_statement(m->store, which, why);
    m->is_at_end = 0;
    if (!m->stmt)
        return -1;
    result = conveyor_run(&conveyor, m->helpers, why);
    sqlite3_reset(m->stmt);
    return result;
}

static int run_over_corpus(struct making *m, struct err *why)
{
    int result = read_numbers(m, why);

    if (result == 0)
        result = run_over(m, SQL_ARTIST_NAMES, take_own_names, why);
    if (result == 0)
        result = run_over(m, SQL_CORPUS_KEYS, take_keys, why);
    free(m->own);
    return result;
}

/* The names of changed_name have no artist: they all belong to artist 0. */
static int run_over_changes(struct making *m, struct err *why)
{
    return run_over(m, SQL_CHANGED_NAMES, take_keys, why);
}

static int make(struct store *store, int (*run)(struct making *m, struct err *why), int64_t corpus,
                struct index *index, struct err *why)
{
    struct making m = {.store = store, .builder = index_builder_new(why)};
    int result = -1;

    m.helpers = team_processors() < HELPERS_MAX ? team_processors() : HELPERS_MAX;
    if (m.builder && folder_pool_open(&m.folders, m.helpers, why) == 0) {
        if (run(&m, why) == 0)
            result = index_builder_finish(m.builder, corpus, index, why);
        folder_pool_close(&m.folders);
    }
    index_builder_free(m.builder);
    return result;
}

int artist_index_make(struct store *store, int64_t corpus, struct index *index, struct err *why)
{
    return make(store, run_over_corpus, corpus, index, why);
}

int artist_index_of_changes(struct store *store, struct index *index, struct err *why)
{
    return make(store, run_over_changes, 0, index, why);
}
