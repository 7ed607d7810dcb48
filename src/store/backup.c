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
#include "base/checksum.h"
#include "base/fileout.h"
#include "base/folderout.h"
#include "base/lines.h"
#include "base/memory.h"
#include "store/copy.h"
#include "store/db.h"
#include "store/location.h"
#include "store/reports.h"

const char *const backup_names[BACKUP_PARTS] = {"site.db", "site.db.reports", "site.safetensors"};

#define SUMS "B2SUMS"

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
static int copy_database(const struct backup_plan *plan, const char *to, struct backup *made, struct err *why)
{
    const struct copy_plan how = {PAGES, plan->is_stopped};
    struct store *store = store_open(plan->database, STORE_READ, why);
    int result = -1;

    if (store && store_read_begin(store, why) == 0 && figures_read(store, &made->figures, why) == 0 &&
        copy_to_file(db_connection(store), to, &how, why) == 0)
        result = store_is_current(store)
                     ? 0
                     : err_set(why, "%s was replaced during the backup; run it again", plan->database);
    store_close(store);
    return result;
}

/* Copies the model, which must exist if the plan names it. */
static int copy_model_of(const struct backup_plan *plan, const char *to, struct backup *made, struct err *why)
{
    char *beside = location_model(plan->database);
    const char *from = plan->model ? plan->model : beside;
    int result = 0;

    if (!beside)
        return err_set(why, "out of memory");
    if (plan->model || access(from, F_OK) == 0) {
        /* Programs replace a model and never change it, so an open file is one version of it. */
        result = copy_plain(from, to, plan->is_stopped, why);
        made->has_model = 1;
    }
    free(beside);
    return result;
}

/* The reports first: they then refer to names that are in the copy of the database. */
static int copy_parts(const struct backup_plan *plan, char *const to[BACKUP_PARTS], struct backup *made,
                      struct err *why)
{
    if (reports_copy(plan->database, to[BACKUP_REPORTS], &made->reports, why) < 0)
        return -1;
    if (copy_database(plan, to[BACKUP_DATABASE], made, why) != 0)
        return -1;
    return copy_model_of(plan, to[BACKUP_MODEL], made, why);
}

/* ---- the checksums ---- */

static int write_sums(const char *path, char *const parts[BACKUP_PARTS], struct backup *made, struct err *why)
{
    char sum[CHECKSUM_TEXT];
    struct fileout out;
    int64_t bytes;

    if (fileout_open(&out, path, why) != 0)
        return -1;
    for (int i = 0; i < BACKUP_PARTS; i++) {
        if (access(parts[i], F_OK) != 0)
            continue;
        if (checksum_file(parts[i], sum, &bytes, why) != 0) {
            fileout_abandon(&out);
            return -1;
        }
        fprintf(out.stream, "%s  %s\n", sum, backup_names[i]);
        made->bytes += bytes;
    }
    return fileout_commit(&out, why);
}

static char *path_in(const char *folder, const char *name)
{
    char *path = memory_new(strlen(folder) + strlen(name) + 2);

    sprintf(path, "%s/%s", folder, name);
    return path;
}

/* Checks one line of B2SUMS, "SUM  NAME". */
static int verify_line(const char *folder, const char *line, int has[BACKUP_PARTS], struct err *why)
{
    char sum[CHECKSUM_TEXT], *path;
    int part = 0, result;

    while (part < BACKUP_PARTS &&
           (strlen(line) <= CHECKSUM_TEXT || strcmp(line + CHECKSUM_TEXT + 1, backup_names[part]) != 0))
        part++;
    if (part == BACKUP_PARTS)
        return err_set(why, "%s/" SUMS " is not that of a backup by this program: '%.40s…'", folder, line);
    path = path_in(folder, backup_names[part]);
    result = checksum_file(path, sum, NULL, why);
    if (result == 0 && strncmp(sum, line, strlen(sum)) != 0)
        result = err_set(why, "%s is damaged: its checksum differs from that in " SUMS, path);
    has[part] = 1;
    free(path);
    return result;
}

int backup_verify(const char *path, int has[BACKUP_PARTS], struct err *why)
{
    char *sums = path_in(path, SUMS);
    struct lines in;
    int more = 1;

    memset(has, 0, BACKUP_PARTS * sizeof *has);
    if (access(sums, F_OK) != 0 || lines_open(&in, sums, why) != 0) {
        free(sums);
        return err_set(why, "%s is not a backup: it has no readable file " SUMS, path);
    }
    while (more == 1 && (more = lines_next(&in, why)) == 1)
        if (verify_line(path, in.line, has, why) != 0)
            more = -1;
    lines_close(&in);
    free(sums);
    if (more == 0 && !has[BACKUP_DATABASE])
        return err_set(why, "%s is not a backup: it has no database", path);
    return more;
}

/* ---- the folder ---- */

/* FOLDER/NAME, where NAME is the file name of the database without ".db". */
static char *prefix_of(const char *folder, const char *database)
{
    char *copy = memory_copy(database), *name = basename(copy), *path;
    size_t length = strlen(name);

    if (length > 3 && strcmp(name + length - 3, ".db") == 0)
        name[length - 3] = '\0';
    path = path_in(folder, name);
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
    char *parts[BACKUP_PARTS], *sums = folderout_file(out, SUMS);
    int result;

    for (int i = 0; i < BACKUP_PARTS; i++)
        parts[i] = folderout_file(out, backup_names[i]);
    result = copy_parts(plan, parts, made, why);
    if (result == 0)
        result = write_sums(sums, parts, made, why);
    for (int i = 0; i < BACKUP_PARTS; i++)
        free(parts[i]);
    free(sums);
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
    char *path = path_in(folder, entry), *sums = path_in(path, SUMS);

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
