/* Fills the folder of a backup, checks it, and renames it into place. */
#include "store/backup.h"

#include <dirent.h>
#include <libgen.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/folderout.h"
#include "base/memory.h"
#include "store/copy.h"
#include "store/db.h"
#include "store/location.h"
#include "store/reports.h"
#include "store/sums.h"

const char *const backup_names[BACKUP_PARTS + 1] = {"site.db", "site.db.reports", "site.safetensors", NULL};

enum {
    PAGES = 2048, /* 8 MB between two looks at is_stopped */
    STAMP_BYTES = sizeof "-20261129T152742Z",
    MOST_SECONDS = 60 /* backups of this second and the next ones that are already there */
};

static int take_figures(void *arg, sqlite3_stmt *stmt)
{
    struct figures *figures = arg;

    figures->artists = (long)sqlite3_column_int64(stmt, 0);
    figures->names = (long)sqlite3_column_int64(stmt, 1);
    figures->decisions = (long)sqlite3_column_int64(stmt, 2);
    return 0;
}

int figures_read(struct store *store, struct figures *figures, struct err *why)
{
    sqlite3_stmt *stmt = db_statement(store, SQL_FIGURES, why);

    return stmt ? db_walk(store, stmt, take_figures, figures, "count the rows", why) : -1;
}

/* ---- the files ---- */

/* A transaction keeps the state of its first read, whatever is written meanwhile. Without it, SQLite would
 * begin again after every commit of another process, for ever while a curator or an import is at work. The
 * write-ahead log cannot be reset until the end, so it grows by what is written meanwhile. */
int backup_copy_database(const char *database, const char *to, int (*is_stopped)(void),
                         struct figures *figures, struct err *why)
{
    const struct copy_plan how = {PAGES, is_stopped};
    struct store *store = store_open(database, STORE_READ, why);
    int result = -1;

    if (store && store_read_begin(store, why) == 0 && figures_read(store, figures, why) == 0 &&
        copy_to_file(db_connection(store), to, &how, why) == 0)
        result = store_is_current(store)
                     ? 0
                     : err_set(why, "%s was replaced while it was copied; run it again", database);
    store_close(store);
    return result;
}

int backup_copy_model(const char *database, const char *model, const char *to, int (*is_stopped)(void),
                      struct err *why)
{
    char *beside = location_model(database);
    const char *from = model ? model : beside;
    int result = 0;

    if (!beside)
        return err_set(why, "out of memory");
    /* Programs replace a model and never change it, so an open file is one version of it. */
    if (model || access(from, F_OK) == 0)
        result = copy_plain(from, to, is_stopped, why) == 0 ? 1 : -1;
    free(beside);
    return result;
}

/* The reports first: they then refer to names that are in the copy of the database. */
static int copy_parts(const struct backup_plan *plan, char *const to[BACKUP_PARTS], struct backup *made,
                      struct err *why)
{
    if (reports_copy(plan->database, to[BACKUP_REPORTS], &made->reports, why) < 0)
        return -1;
    if (backup_copy_database(plan->database, to[BACKUP_DATABASE], plan->is_stopped, &made->figures, why) != 0)
        return -1;
    made->has_model = backup_copy_model(plan->database, plan->model, to[BACKUP_MODEL], plan->is_stopped, why);
    return made->has_model < 0 ? -1 : 0;
}

/* ---- the checksums ---- */

static int take_part(void *arg, const char *name)
{
    int *has = arg;

    for (int part = 0; part < BACKUP_PARTS; part++)
        if (strcmp(name, backup_names[part]) == 0) {
            has[part] = 1;
            return 0;
        }
    return -1;
}

int backup_verify(const char *path, int has[BACKUP_PARTS], struct err *why)
{
    int64_t bytes;

    memset(has, 0, BACKUP_PARTS * sizeof *has);
    if (sums_verify(path, "a backup", take_part, has, &bytes, why) != 0)
        return -1;
    return has[BACKUP_DATABASE] ? 0 : err_set(why, "%s is not a backup: it has no database", path);
}

/* ---- the folder ---- */

/* FOLDER/NAME, where NAME is the file name of the database without ".db". */
static char *prefix_of(const char *folder, const char *database)
{
    char *copy = memory_copy(database), *name = basename(copy), *path;
    size_t length = strlen(name);

    if (length > 3 && strcmp(name + length - 3, ".db") == 0)
        name[length - 3] = '\0';
    path = sums_path(folder, name);
    free(copy);
    return path;
}

/* Two backups can end in the same second: the later gets the next free time. */
static int commit(struct folderout *out, const char *prefix, time_t when, struct backup *made,
                  struct err *why)
{
    struct tm parts;
    char *path = memory_new(strlen(prefix) + STAMP_BYTES);
    int result = 1;

    for (int i = 0; result == 1 && i < MOST_SECONDS; i++, when++) {
        strftime(stpcpy(path, prefix), STAMP_BYTES, "-%Y%m%dT%H%M%SZ", gmtime_r(&when, &parts));
        result = folderout_commit(out, path, why);
    }
    if (result == 0) {
        made->path = path;
        return 0;
    }
    if (result == 1)
        err_set(why, "cannot write %s: it is already there", path);
    free(path);
    return -1;
}

static int fill(const struct backup_plan *plan, const struct folderout *out, struct backup *made,
                struct err *why)
{
    char *parts[BACKUP_PARTS];
    int result;

    for (int i = 0; i < BACKUP_PARTS; i++)
        parts[i] = folderout_file(out, backup_names[i]);
    result = copy_parts(plan, parts, made, why);
    if (result == 0)
        result = sums_write(out->temporary, backup_names, &made->bytes, why);
    for (int i = 0; i < BACKUP_PARTS; i++)
        free(parts[i]);
    return result;
}

int backup_make(const struct backup_plan *plan, struct backup *made, struct err *why)
{
    char *prefix = prefix_of(plan->folder, plan->database);
    struct folderout out = {0};
    time_t when = time(NULL);
    int result = folderout_open(&out, prefix, why);

    *made = (struct backup){.reports = -1};
    if (result == 0)
        result = fill(plan, &out, made, why);
    if (result == 0)
        result = commit(&out, prefix, when, made, why);
    folderout_abandon(&out);
    free(prefix);
    return result;
}

/* ---- old backups ---- */

/* Whether a file name is that of a backup: the name of the database and a time. */
static int is_backup(const char *entry, const char *name)
{
    static const char form[] = "-dddddddd"
                               "Tdddddd"
                               "Z";
    size_t length = strlen(name);

    if (strncmp(entry, name, length) != 0 || strlen(entry) != length + strlen(form))
        return 0;
    for (const char *f = form, *e = entry + length; *f; f++, e++)
        if (*f == 'd' ? *e < '0' || *e > '9' : *e != *f)
            return 0;
    return 1;
}

struct found {
    char **paths;
    size_t count, room;
};

/* Only folders with a file of checksums: a curator's folder with such a name stays. */
static void add_if_complete(struct found *found, const char *folder, const char *entry)
{
    char *path = sums_path(folder, entry), *sums = sums_path(path, SUMS_FILE);

    if (access(sums, F_OK) == 0) {
        found->paths = array_grow(found->paths, found->count, 1, &found->room, sizeof *found->paths);
        found->paths[found->count++] = path;
        path = NULL;
    }
    free(sums);
    free(path);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorted, so that the oldest is the first. */
static void find_backups(struct found *found, const char *folder, const char *database)
{
    char *prefix = prefix_of(folder, database);
    const char *name = strrchr(prefix, '/') + 1;
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (is_backup(entry->d_name, name))
            add_if_complete(found, folder, entry->d_name);
    if (dir)
        closedir(dir);
    if (found->count)
        qsort(found->paths, found->count, sizeof *found->paths, by_path);
    free(prefix);
}

int backup_prune(const char *folder, const char *database, long keep, struct err *why)
{
    struct found found = {0};
    size_t surplus;
    int removed = 0;

    find_backups(&found, folder, database);
    surplus = found.count > (size_t)keep ? found.count - (size_t)keep : 0;
    for (size_t i = 0; removed >= 0 && i < surplus; i++)
        removed = folderout_remove(found.paths[i], why) == 0 ? removed + 1 : -1;
    for (size_t i = 0; i < found.count; i++)
        free(found.paths[i]);
    free(found.paths);
    return removed;
}
