/* The judge of the corpus, its file beside the database, and its verdicts as JSON. */
#include "store/internal.h"

#include <dirent.h>
#include <inttypes.h>
#include <jansson.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define JUDGE_SUFFIX ".judge-"

/* What the name of each artist is beside its key, by the artist's number. */
struct own_names {
    struct folder *folder;
    struct index_name *list; /* [last - first + 1] */
    int64_t first, last;
};

static void describe(struct folder *folder, const char *name, struct index_name *out)
{
    char folded[NAME_BYTES];
    struct likeness likeness;

    folder_fold(folder, name, folded, sizeof folded);
    likeness_make(folder, name, folded, &likeness);
    *out = (struct index_name){index_alike_hash(likeness.look), index_alike_hash(likeness.words),
                               likeness.native & MARK_NATIVE};
}

static int read_numbers(struct store *store, struct own_names *names, struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_ARTIST_NUMBERS, why);

    if (!stmt)
        return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
        sqlite3_reset(stmt);
        return store_error(store, "read the corpus", why);
    }
    names->first = sqlite3_column_int64(stmt, 0);
    names->last = sqlite3_column_int64(stmt, 1);
    sqlite3_reset(stmt);
    if (names->first < 0 || names->last >= UINT32_MAX)
        return err_set(why, "artists of %s are numbered beyond %u: make a new database", store->path,
                       UINT32_MAX);
    return 0;
}

static int read_names(struct store *store, struct own_names *names, struct err *why)
{
    sqlite3_stmt *stmt;
    int code;

    if (read_numbers(store, names, why) != 0 || !(stmt = store_statement(store, S_ARTIST_NAMES, why)))
        return -1;
    names->list = calloc((size_t)(names->last - names->first) + 1, sizeof *names->list);
    if (!names->list)
        return err_set(why, "out of memory for the index of artists");
    while ((code = sqlite3_step(stmt)) == SQLITE_ROW)
        describe(names->folder, column_text(stmt, 1),
                 &names->list[sqlite3_column_int64(stmt, 0) - names->first]);
    return store_walked(store, stmt, 0, code, "read the corpus", why);
}

static int add_keys(struct store *store, struct index_builder *builder, const struct own_names *names,
                    struct err *why)
{
    sqlite3_stmt *stmt = store_statement(store, S_CORPUS_KEYS, why);
    int code = SQLITE_DONE, stopped = 0;

    if (!stmt)
        return -1;
    while (!stopped && (code = sqlite3_step(stmt)) == SQLITE_ROW) {
        int64_t artist = sqlite3_column_int64(stmt, 1);
        const char *alias = column_text(stmt, 2);
        struct index_name name;

        if (artist < names->first || artist > names->last) {
            stopped =
                err_set(why, "%s has a key of artist %lld, who is not there", store->path, (long long)artist);
            continue;
        }
        if (alias)
            describe(names->folder, alias, &name);
        if (alias && sqlite3_column_int(stmt, 3))
            name.mark |= MARK_HINT;
        stopped = index_builder_add(builder, column_text(stmt, 0), (uint32_t)artist,
                                    alias ? &name : &names->list[artist - names->first], why);
    }
    return store_walked(store, stmt, stopped, code, "read the corpus", why);
}

static int make_index(struct store *store, int64_t corpus, struct index *index, struct err *why)
{
    struct index_builder *builder = index_builder_new(why);
    struct own_names names = {.folder = builder ? folder_new(why) : NULL};
    int result = -1;

    if (names.folder && read_names(store, &names, why) == 0 && add_keys(store, builder, &names, why) == 0)
        result = index_builder_finish(builder, corpus, index, why);
    free(names.list);
    folder_free(names.folder);
    index_builder_free(builder);
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

/* Whether a name goes on as an index's does: its corpus, and while it is written a dot and six letters. */
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
