/* The judge of the corpus, its file beside the database, and its verdicts as JSON. */
#include "store/internal.h"

#include <dirent.h>
#include <inttypes.h>
#include <jansson.h>
#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/conveyor.h"
#include "base/team.h"
#include "text/native.h"

#define JUDGE_SUFFIX ".judge-"

/* ---- the index: rows are read on one thread, names described on others, and taken on the caller's ---- */

enum { BLOCK_ROWS = 4096, HELPERS_MAX = 8 };

/* A row of a statement: the columns that it has, and what the name is. Texts are offsets into the block's. */
struct described {
    size_t key, name;
    uint32_t artist;
    int has_name, is_hint;
    struct index_name is;
};

struct block {
    struct described rows[BLOCK_ROWS];
    int count;
    char *texts;
    size_t length, room;
};

struct making {
    struct store *store;
    sqlite3_stmt *stmt;
    int is_at_end; /* of the statement, which would begin again */
    struct index_builder *builder;
    struct index_name *own; /* [last - first + 1] of each artist's own name, by the artist's number */
    int64_t first, last;
    pthread_mutex_t lock; /* of the folders that no helper uses now */
    struct folder *folders[HELPERS_MAX];
    int folder_count;
};

static void discard_block(void *piece)
{
    struct block *block = piece;

    if (!block)
        return;
    free(block->texts);
    free(block);
}

/* Sets where the text stands. Returns 0, or -1 with *why set. */
static int put_text(struct block *block, const char *text, size_t *at, struct err *why)
{
    size_t size = strlen(text) + 1;

    if (block->length + size > block->room) {
        size_t room = 2 * (block->length + size);
        char *bigger = realloc(block->texts, room);

        if (!bigger)
            return err_set(why, "out of memory for the index of artists");
        block->texts = bigger;
        block->room = room;
    }
    memcpy(block->texts + block->length, text, size);
    *at = block->length;
    block->length += size;
    return 0;
}

/* The columns of artist_names.sql and corpus_keys.sql. */
static int read_row(struct making *m, struct block *block, struct err *why)
{
    struct described *row = &block->rows[block->count++];
    const char *key = column_text(m->stmt, 0), *name = column_text(m->stmt, 2);
    int64_t artist = sqlite3_column_int64(m->stmt, 1);

    if (artist < m->first || artist > m->last)
        return err_set(why, "%s has a key of artist %lld, who is not there", m->store->path,
                       (long long)artist);
    *row = (struct described){
        .artist = (uint32_t)artist, .has_name = name != NULL, .is_hint = sqlite3_column_int(m->stmt, 3)};
    if (key && put_text(block, key, &row->key, why) != 0)
        return -1;
    return name ? put_text(block, name, &row->name, why) : 0;
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
    while (result == 0 && block->count < BLOCK_ROWS && (code = sqlite3_step(m->stmt)) == SQLITE_ROW)
        result = read_row(m, block, why);
    if (result == 0 && code != SQLITE_ROW && code != SQLITE_DONE)
        result = store_error(m->store, "read the corpus", why);
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

/* There are as many folders as helpers. */
static void describe_block(void *arg, void *piece)
{
    struct making *m = arg;
    struct block *block = piece;
    struct folder *folder;

    pthread_mutex_lock(&m->lock);
    folder = m->folders[--m->folder_count];
    pthread_mutex_unlock(&m->lock);
    for (int i = 0; i < block->count; i++)
        if (block->rows[i].has_name)
            describe(folder, block->texts + block->rows[i].name, &block->rows[i].is);
    pthread_mutex_lock(&m->lock);
    m->folders[m->folder_count++] = folder;
    pthread_mutex_unlock(&m->lock);
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
        result = index_builder_add(m->builder, block->texts + row->key, row->artist, &name, why);
    }
    return result;
}

static int read_numbers(struct making *m, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(m->store, S_ARTIST_NUMBERS, why);

    if (!stmt)
        return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        sqlite3_reset(stmt);
        return store_error(m->store, "read the corpus", why);
    }
    m->first = sqlite3_column_int64(stmt, 0);
    m->last = sqlite3_column_int64(stmt, 1);
    sqlite3_reset(stmt);
    if (m->first < 0 || m->last >= UINT32_MAX)
        return err_set(why, "artists of %s are numbered beyond %u: make a new database", m->store->path,
                       UINT32_MAX);
    m->own = calloc((size_t)(m->last - m->first) + 1, sizeof *m->own);
    return m->own ? 0 : err_set(why, "out of memory for the index of artists");
}

static int run_over(struct making *m, enum statement which, int (*take)(void *, void *, struct err *),
                    struct err *why)
{
    const struct conveyor conveyor = {fetch_block, describe_block, take, discard_block, m};
    int result;

    m->stmt = store_statement(m->store, which, why);
    m->is_at_end = 0;
    if (!m->stmt)
        return -1;
    result = conveyor_run(&conveyor, m->folder_count, why);
    sqlite3_reset(m->stmt);
    return result;
}

static int make_folders(struct making *m, struct err *why)
{
    int helpers = team_processors() < HELPERS_MAX ? team_processors() : HELPERS_MAX;

    for (; m->folder_count < helpers; m->folder_count++)
        if (!(m->folders[m->folder_count] = folder_new(why)))
            return -1;
    return 0;
}

static int make_index(struct store *store, int64_t corpus, struct index *index, struct err *why)
{
    struct making m = {.store = store, .builder = index_builder_new(why), .lock = PTHREAD_MUTEX_INITIALIZER};
    int result = -1;

    if (m.builder && make_folders(&m, why) == 0 && read_numbers(&m, why) == 0 &&
        run_over(&m, S_ARTIST_NAMES, take_own_names, why) == 0 &&
        run_over(&m, S_CORPUS_KEYS, take_keys, why) == 0) {
        free(m.own);
        m.own = NULL;
        result = index_builder_finish(m.builder, corpus, index, why);
    }
    free(m.own);
    while (m.folder_count > 0)
        folder_free(m.folders[--m.folder_count]);
    index_builder_free(m.builder);
    return result;
}

static char *judge_path(const struct store *store, int64_t corpus, struct err *why)
{
    char suffix[sizeof JUDGE_SUFFIX + 16];

    snprintf(suffix, sizeof suffix, JUDGE_SUFFIX "%016" PRIx64, (uint64_t)corpus);
    return store_beside(store, suffix, why);
}

struct judge *store_judge(struct store *store, struct err *why)
{
    struct judge *judge = NULL;
    struct corpus_state corpus;
    struct index index;
    char *path;
    int opened;

    if (store_corpus_state(store, &corpus, why) != 0 || !(path = judge_path(store, corpus.stamp, why)))
        return NULL;
    opened = judge_open(path, corpus.stamp, &judge, why);
    free(path);
    if (opened == 0 && make_index(store, corpus.stamp, &index, why) == 0)
        judge = judge_of(&index, why);
    return judge;
}

int store_judge_write(struct store *store, struct err *why)
{
    struct corpus_state corpus;
    struct index index;
    char *path = NULL;
    int result = -1;

    if (store_corpus_state(store, &corpus, why) != 0 || make_index(store, corpus.stamp, &index, why) != 0)
        return -1;
    path = judge_path(store, corpus.stamp, why);
    if (path)
        result = index_write(&index, path, why);
    index_free(&index);
    free(path);
    return result;
}

/* Whether a name ends as an index's does: its corpus; and, of an index that an older version did not
 * finish, a dot and six letters. What this version did not finish is fileout's to remove. */
static int is_judge_file(const char *behind_prefix)
{
    size_t digits = strspn(behind_prefix, "0123456789abcdef"), rest = strlen(behind_prefix + digits);

    return digits == 16 && (rest == 0 || (rest == 7 && behind_prefix[digits] == '.'));
}

/* Deletes the indexes that begin with this path, but for one. */
static void delete_others(const char *prefix, const char *kept)
{
    char *folder_of = strdup(prefix), *name_of = strdup(prefix);
    const char *folder = folder_of ? dirname(folder_of) : NULL;
    const char *name = name_of ? basename(name_of) : NULL;
    DIR *dir = folder && name ? opendir(folder) : NULL;
    const struct dirent *entry;
    char *path;

    while (dir && (entry = readdir(dir))) {
        if (strncmp(entry->d_name, name, strlen(name)) != 0 || !is_judge_file(entry->d_name + strlen(name)) ||
            asprintf(&path, "%.*s%s", (int)(strlen(prefix) - strlen(name)), prefix, entry->d_name) < 0)
            continue;
        if (strcmp(path, kept) != 0)
            unlink(path);
        free(path);
    }
    if (dir)
        closedir(dir);
    free(folder_of);
    free(name_of);
}

void store_judge_tidy(struct store *store)
{
    char *prefix = NULL, *kept = NULL;
    struct corpus_state corpus;
    struct err why; /* what can't be tidied now will be next time */

    if (store_corpus_state(store, &corpus, &why) == 0 && (prefix = store_beside(store, JUDGE_SUFFIX, &why)) &&
        (kept = judge_path(store, corpus.stamp, &why)))
        delete_others(prefix, kept);
    free(prefix);
    free(kept);
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *hit_json(struct store *store, const struct judge *judge, const struct judge_hit *hit,
                        struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_ARTIST_GET, why);
    json_t *object = NULL;

    if (!stmt)
        return NULL;
    bind_int(stmt, ":id", hit->artist);
    bind_text(stmt, ":key", judge_key(judge, hit->key));
    bind_int(stmt, ":native", hit->native);
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        object = json_pack("{s:o, s:i, s:s, s:o, s:o}", "name", text_or_null(column_text(stmt, 0)),
                           "distance", hit->distance, "reason", judge_reason_text(hit->reason), "country",
                           text_or_null(column_text(stmt, 1)), "mbid", text_or_null(column_text(stmt, 2)));
        if (object && column_text(stmt, 3))
            json_object_set_new(object, "alias", json_string(column_text(stmt, 3)));
        if (object && column_text(stmt, 4))
            json_object_set_new(object, "alias_type", json_string(column_text(stmt, 4)));
    }
    sqlite3_reset(stmt);
    if (!object)
        err_set(why, "artist %u is not in the corpus of %s any more", hit->artist, store->path);
    return object;
}

char *store_nearest_json(struct store *store, const struct judge *judge, const struct judge_hit *hits,
                         int count, struct err *why)
{
    json_t *array = json_array();
    char *text = NULL;

    for (int i = 0; i < count; i++) {
        json_t *object = hit_json(store, judge, &hits[i], why);

        if (!object || json_array_append_new(array, object) != 0)
            goto out;
    }
    text = json_dumps(array, JSON_COMPACT);
    if (!text)
        err_set(why, "out of memory");
out:
    json_decref(array);
    return text;
}
