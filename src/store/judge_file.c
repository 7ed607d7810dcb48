/* Reads, writes and deletes the index files beside a database. */
#include "store/judge_file.h"

#include <dirent.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/artist_index.h"
#include "store/copy.h"
#include "store/corpus_reader.h"
#include "store/location.h"

#define JUDGE_SUFFIX ".judge-"

static char *judge_path(const char *database, int64_t corpus, struct err *why)
{
    char suffix[sizeof JUDGE_SUFFIX + 16], *path;

    snprintf(suffix, sizeof suffix, JUDGE_SUFFIX "%016" PRIx64, (uint64_t)corpus);
    path = location_of_content(database, suffix);
    if (!path)
        err_set(why, "out of memory");
    return path;
}

struct judge *store_judge(struct store *store, struct err *why)
{
    struct judge *judge = NULL;
    struct corpus_state corpus;
    struct index index;
    char *path;
    int opened;

    if (store_corpus_state(store, &corpus, why) != 0 ||
        !(path = judge_path(store_path(store), corpus.stamp, why)))
        return NULL;
    opened = judge_open(path, corpus.stamp, &judge, why);
    free(path);
    if (opened == 0 && artist_index_make(store, corpus.stamp, &index, why) == 0)
        judge = judge_of(&index, why);
    return judge;
}

struct judge *store_judge_changed(struct store *store, struct err *why)
{
    struct index index;
    struct judge *judge = artist_index_of_changes(store, &index, why) == 0 ? judge_of(&index, why) : NULL;

    if (!judge || judge_expect_misses(judge, why) == 0)
        return judge;
    judge_free(judge);
    return NULL;
}

int store_judge_write(struct store *store, struct err *why)
{
    return store_judge_write_for(store, store_path(store), why);
}

int store_judge_write_for(struct store *store, const char *database, struct err *why)
{
    struct corpus_state corpus;
    struct index index;
    char *path = NULL;
    int result = -1;

    if (store_corpus_state(store, &corpus, why) != 0 ||
        artist_index_make(store, corpus.stamp, &index, why) != 0)
        return -1;
    path = judge_path(database, corpus.stamp, why);
    if (path)
        result = index_write(&index, path, why);
    if (result == 0)
        location_share(path);
    index_free(&index);
    free(path);
    return result;
}

static int copy_usable(const char *from, const char *to, int64_t corpus, struct err *why)
{
    struct judge *judge = NULL;
    int opened = judge_open(from, corpus, &judge, why);

    judge_free(judge);
    return opened == 1 && copy_plain(from, to, NULL, why) == 0;
}

int store_judge_copy(struct store *copy, const char *database, struct err *why)
{
    struct corpus_state corpus;
    char *from = NULL, *to = NULL;
    int is_copied = 0;

    if (store_corpus_state(copy, &corpus, why) != 0)
        return -1;
    if ((from = judge_path(database, corpus.stamp, why)) &&
        (to = judge_path(store_path(copy), corpus.stamp, why)))
        is_copied = copy_usable(from, to, corpus.stamp, why);
    free(from);
    free(to);
    return is_copied ? 0 : store_judge_write(copy, why);
}

int store_judge_is_written(struct store *store, struct err *why)
{
    struct judge *judge = NULL;
    struct corpus_state corpus;
    char *path;
    int opened;

    if (store_corpus_state(store, &corpus, why) != 0 ||
        !(path = judge_path(store_path(store), corpus.stamp, why)))
        return -1;
    opened = judge_open(path, corpus.stamp, &judge, why);
    free(path);
    judge_free(judge);
    return opened == 1;
}

/* Whether a file name ends like that of an index file: 16 digits, followed by a dot and six letters in an
 * unfinished file of an older version. fileout_sweep removes unfinished files of this version. */
static int is_judge_file(const char *behind_prefix)
{
    size_t digits = strspn(behind_prefix, "0123456789abcdef"), rest = strlen(behind_prefix + digits);

    return digits == 16 && (rest == 0 || (rest == 7 && behind_prefix[digits] == '.'));
}

char *store_judge_name(struct store *store, struct err *why)
{
    struct corpus_state corpus;
    char *path = NULL, *name;

    if (store_corpus_state(store, &corpus, why) == 0)
        path = judge_path(store_path(store), corpus.stamp, why);
    name = path ? strdup(basename(path)) : NULL;
    if (path && !name)
        err_set(why, "out of memory");
    free(path);
    return name;
}

int store_judge_is_file(const char *name, const char *database)
{
    size_t length = strlen(database);

    return strncmp(name, database, length) == 0 &&
           strncmp(name + length, JUDGE_SUFFIX, strlen(JUDGE_SUFFIX)) == 0 &&
           strlen(name + length) == strlen(JUDGE_SUFFIX) + 16 &&
           is_judge_file(name + length + strlen(JUDGE_SUFFIX));
}

/* Deletes the index files whose paths begin with this prefix, except one. */
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
    struct err why; /* ignored: remaining files are deleted the next time */

    if (store_corpus_state(store, &corpus, &why) == 0 &&
        (prefix = location_of_content(store_path(store), JUDGE_SUFFIX)) &&
        (kept = judge_path(store_path(store), corpus.stamp, &why)))
        delete_others(prefix, kept);
    free(prefix);
    free(kept);
}
