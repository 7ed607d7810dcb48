/* Receives, checks, exchanges and removes generations. */
#include "store/generations.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/memory.h"
#include "store/copy.h"
#include "store/db.h"
#include "store/generation_check.h"
#include "store/location.h"
#include "store/lock.h"
#include "store/news.h"
#include "store/reports.h"
#include "store/sums.h"

#define CURRENT "current"
#define OWN "own-" /* the database that was there before the first generation */

int generations_open(struct generations *all, const char *database, struct err *why)
{
    *all = (struct generations){.database = location_place(database)};
    if (!all->database || !(all->model = location_model(all->database)) ||
        asprintf(&all->folder, "%s" LOCATION_GENERATIONS, all->database) < 0) {
        all->folder = NULL;
        return err_set(why, "out of memory");
    }
    return 0;
}

void generations_close(struct generations *all)
{
    free(all->database);
    free(all->model);
    free(all->folder);
    *all = (struct generations){0};
}

/* ---- what is there ---- */

void generations_current(const struct generations *all, char name[GENERATION_NAME])
{
    char *link = sums_path(all->folder, CURRENT);
    ssize_t length = location_is_published(all->database) ? readlink(link, name, GENERATION_NAME - 1) : -1;

    name[length > 0 ? length : 0] = '\0';
    free(link);
}

char *generations_current_path(const struct generations *all)
{
    char name[GENERATION_NAME];

    generations_current(all, name);
    return *name ? sums_path(all->folder, name) : NULL;
}

struct list {
    char **names;
    size_t count, room;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Kept databases are older than all generations. */
static int by_age(const void *a, const void *b)
{
    const char *one = *(char *const *)a, *other = *(char *const *)b;
    int one_is_own = strncmp(one, OWN, strlen(OWN)) == 0,
        other_is_own = strncmp(other, OWN, strlen(OWN)) == 0;

    return one_is_own != other_is_own ? other_is_own - one_is_own : by_name(a, b);
}

/* Complete generations and kept databases, the oldest first. */
static void find_all(const struct generations *all, struct list *list)
{
    DIR *dir = opendir(all->folder);
    const struct dirent *entry;

    *list = (struct list){0};
    while (dir && (entry = readdir(dir)))
        if (generation_is_id(entry->d_name) ||
            (strncmp(entry->d_name, OWN, strlen(OWN)) == 0 && !strchr(entry->d_name, '.'))) {
            list->names = array_grow(list->names, list->count, 1, &list->room, sizeof *list->names);
            list->names[list->count++] = memory_copy(entry->d_name);
        }
    if (dir)
        closedir(dir);
    if (list->count)
        qsort(list->names, list->count, sizeof *list->names, by_age);
}

static void free_list(struct list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
}

int generations_each(const struct generations *all, int (*each)(void *arg, const char *name, int is_current),
                     void *arg, struct err *why)
{
    char current[GENERATION_NAME];
    struct list list;
    int result = 0;

    if (access(all->folder, F_OK) != 0)
        return err_set(why, "%s has no published copies", all->database);
    generations_current(all, current);
    find_all(all, &list);
    for (size_t i = 0; i < list.count && result == 0; i++)
        result = each(arg, list.names[i], strcmp(list.names[i], current) == 0);
    free_list(&list);
    return result;
}

/* The index of a name; -1 when it is not there. */
static long find_name(const struct list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->names[i], name) == 0)
            return (long)i;
    return -1;
}

/* ---- receiving ---- */

static int is_own_database(const struct generations *all)
{
    return access(all->database, F_OK) == 0 && !location_is_published(all->database);
}

/* Whether the generation was made from the very database that it would replace. Returns 0, or -1 with *why
 * set. */
static int refuse_origin(const struct generations *all, const char *id, struct err *why)
{
    struct generation_state state = {.id = ""};
    struct err ignored; /* what cannot be read did not make the generation */
    struct store *store = is_own_database(all) ? store_open(all->database, STORE_READ, &ignored) : NULL;

    if (store)
        generation_state(store, &state, &ignored);
    store_close(store);
    if (strcmp(state.id, id) != 0)
        return 0;
    return err_set(why,
                   "%s is the database that is published: serve the copy at another path, --remote-db PATH",
                   all->database);
}

static int check_room(const struct generations *all, int64_t bytes, struct err *why)
{
    enum { MEGABYTE = 1 << 20, RESERVE = 64 * MEGABYTE }; /* for the log of the database */
    struct statvfs disk;
    int64_t room;

    if (statvfs(all->folder, &disk) != 0)
        return err_file(why, "examine", all->folder);
    room = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize;
    if (room >= bytes + RESERVE)
        return 0;
    return err_set(why, "the disk of %s has %lld MB of room, and the generation needs %lld MB", all->folder,
                   (long long)(room / MEGABYTE), (long long)((bytes + RESERVE) / MEGABYTE + 1));
}

/* The folder belongs to the owner and group of the folder of the database. */
static int make_folder(const struct generations *all, struct err *why)
{
    char *copy = memory_copy(all->folder);
    const char *parent = dirname(copy);
    struct stat st;
    int result = 0;

    if (stat(parent, &st) != 0)
        result = err_file(why, "read", parent);
    else if (mkdir(all->folder, 0700) == 0) {
        location_give(all->folder);
        result = chmod(all->folder, st.st_mode & 07777) == 0 ? 0 : err_file(why, "write", all->folder);
    } else if (errno != EEXIST) {
        result = err_file(why, "write", all->folder);
    }
    free(copy);
    return result;
}

int generations_receive(const struct generations *all, const char *id, int64_t bytes,
                        enum generations_adopt adopt, struct folderout *incoming, struct err *why)
{
    char *path = sums_path(all->folder, id);
    int result = -1;

    if (!generation_is_id(id))
        err_set(why, "'%.40s' is not the name of a generation", id);
    else if (access(path, F_OK) == 0)
        result = 1;
    else if (refuse_origin(all, id, why) != 0)
        result = -1;
    else if (is_own_database(all) && adopt == ADOPT_NEVER)
        err_set(why,
                "%s is a database of its own: move it away, or let --adopt keep it beside the published copy",
                all->database);
    else if (make_folder(all, why) == 0 && check_room(all, bytes, why) == 0)
        result = folderout_open(incoming, path, why);
    free(path);
    return result;
}

/* ---- exchanging ---- */

static int sync_file(const char *path, struct err *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), result = fd >= 0 && fsync(fd) == 0 ? 0 : -1;

    if (result != 0)
        err_file(why, "write", path);
    if (fd >= 0)
        close(fd);
    return result;
}

/* Gives folder and files the owner and the modes of the folder around them, and syncs them. */
static int settle(const struct generations *all, const char *folder, struct err *why)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    struct stat st;
    int result = 0;

    while (dir && result == 0 && (entry = readdir(dir))) {
        char *path = sums_path(folder, entry->d_name);

        if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            location_give(path);
            result = sync_file(path, why);
        }
        free(path);
    }
    if (dir)
        closedir(dir);
    location_give(folder);
    if (result == 0 && stat(all->folder, &st) == 0 && chmod(folder, st.st_mode & 07777) != 0)
        result = err_file(why, "write", folder);
    return result;
}

/* Makes a link, in place of what is there. Returns 0, or -1 with *why set. */
static int put_link(const char *target, const char *path, struct err *why)
{
    char *temporary;
    int result = -1;

    if (asprintf(&temporary, "%s.new", path) < 0)
        return err_set(why, "out of memory");
    unlink(temporary); /* of a process that was killed; the caller holds the lock */
    if (symlink(target, temporary) == 0) {
        location_give(temporary);
        result = rename(temporary, path);
    }
    if (result != 0) {
        err_file(why, "write", path);
        unlink(temporary);
    }
    free(temporary);
    return result;
}

/* The target of a link through `current`. The caller frees it. */
static char *target_through(const struct generations *all, enum backup_part part)
{
    char *name = memory_copy(all->folder), *target;

    if (asprintf(&target, "%s/" CURRENT "/%s", basename(name), backup_names[part]) < 0)
        memory_full();
    free(name);
    return target;
}

static int is_linked_through(const struct generations *all, const char *path, enum backup_part part)
{
    char *target = target_through(all, part), found[PATH_MAX];
    ssize_t length = readlink(path, found, sizeof found - 1);
    int is_linked;

    found[length > 0 ? length : 0] = '\0';
    is_linked = strcmp(found, target) == 0;
    free(target);
    return is_linked;
}

/* Links a path through `current`, unless it is linked already. */
static int link_through(const struct generations *all, const char *path, enum backup_part part,
                        struct err *why)
{
    char *target;
    int result;

    if (is_linked_through(all, path, part))
        return 0;
    target = target_through(all, part);
    result = put_link(target, path, why);
    free(target);
    return result;
}

static int is_own_model(const struct generations *all)
{
    return access(all->model, F_OK) == 0 && !is_linked_through(all, all->model, BACKUP_MODEL);
}

static int copy_own(const struct generations *all, const char *to, struct err *why)
{
    struct figures figures;

    if (!is_own_database(all))
        return 0;
    return backup_copy_database(all->database, to, NULL, &figures, why) == 0 ? copy_use_wal(to, why) : -1;
}

/* Copies the database, or only a model, that was there before, so that one can go back to it. */
static int keep_own(const struct generations *all, struct err *why)
{
    const time_t now = time(NULL);
    char name[sizeof OWN "20261129T225530Z"], *path, *database, *model;
    struct folderout out = {0};
    struct tm parts;
    int result;

    strftime(name, sizeof name, OWN "%Y%m%dT%H%M%SZ", gmtime_r(&now, &parts));
    path = sums_path(all->folder, name);
    result = folderout_open(&out, path, why);
    if (result == 0) {
        database = folderout_file(&out, backup_names[BACKUP_DATABASE]);
        model = folderout_file(&out, backup_names[BACKUP_MODEL]);
        result = copy_own(all, database, why) == 0 &&
                         backup_copy_model(all->database, NULL, model, NULL, why) >= 0 &&
                         settle(all, out.temporary, why) == 0
                     ? folderout_commit(&out, path, why)
                     : -1;
        free(model);
        free(database);
    }
    folderout_abandon(&out);
    free(path);
    return result;
}

/* The files of SQLite beside a database that was replaced by a link: no process uses them any more except
 * those that have them open, and read the database again with their next request. */
static void remove_log(const struct generations *all)
{
    static const char *const ends[] = {"-wal", "-shm", "-journal"};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *path;

        if (asprintf(&path, "%s%s", all->database, ends[i]) < 0)
            memory_full();
        unlink(path);
        free(path);
    }
}

/* A name that curators hid after a generation was made must not appear with it. What the current generation
 * knows of this goes with the exchange; the publisher sends the rest. A current generation that is damaged
 * holds up nothing. */
static void take_decisions_along(const struct generations *all, const char *database)
{
    char *file = sums_path(all->folder, "decisions");
    struct err ignored;

    if (location_is_published(all->database))
        news_follow(database, all->database, file, &ignored);
    free(file);
}

/* The caller holds the lock of the database. */
static int exchange(const struct generations *all, const char *name, struct err *why)
{
    char *current = sums_path(all->folder, CURRENT);
    char *model = sums_path(current, backup_names[BACKUP_MODEL]), *folder;
    int result = put_link(name, current, why);

    if (result == 0 && access(model, F_OK) == 0)
        result = link_through(all, all->model, BACKUP_MODEL, why);
    if (result == 0)
        result = link_through(all, all->database, BACKUP_DATABASE, why);
    if (result == 0)
        remove_log(all);
    folderout_sync(all->folder);
    folder = memory_copy(all->database);
    folderout_sync(dirname(folder));
    free(folder);
    free(model);
    free(current);
    return result;
}

/* The workers, which are not root, add to it. */
static int make_reports(const struct generations *all, struct err *why)
{
    char *path;
    int result = reports_create(all->database, why);

    if (asprintf(&path, "%s.reports", all->database) < 0)
        memory_full();
    location_give(path);
    free(path);
    return result;
}

int generations_install(const struct generations *all, const char *id, int64_t bytes,
                        int (*check_model)(const char *path, struct err *why), struct folderout *incoming,
                        struct err *why)
{
    char *database = folderout_file(incoming, backup_names[BACKUP_DATABASE]);
    char *model = folderout_file(incoming, backup_names[BACKUP_MODEL]);
    char *path = sums_path(all->folder, id);
    int lock = -1, has_model = access(model, F_OK) == 0;
    int result = generation_check(incoming->temporary, id, bytes, check_model, why);

    if (result == 0 && copy_use_wal(database, why) == 0 && settle(all, incoming->temporary, why) == 0)
        lock = lock_take(all->database, LOCK_PROGRAM, why);
    result = lock < 0 ? -1 : 0;
    if (result == 0 && (is_own_database(all) || (has_model && is_own_model(all))))
        result = keep_own(all, why);
    if (result == 0) {
        take_decisions_along(all, database);
        result = folderout_commit(incoming, path, why);
    }
    if (result == 1)
        result = err_set(why, "generation %s is already there", id);
    if (result == 0 && make_reports(all, why) == 0)
        result = exchange(all, id, why);
    else
        result = -1;
    lock_release(lock);
    free(path);
    free(model);
    free(database);
    return result;
}

/* Returns 0, or -1 with *why set when this program cannot read that generation. */
static int prepare_return(const struct generations *all, const char *name, struct err *why)
{
    char *folder = sums_path(all->folder, name);
    char *database = sums_path(folder, backup_names[BACKUP_DATABASE]);
    struct store *store = store_open(database, STORE_LOOK, why);
    int result = store ? 0 : -1;

    store_close(store);
    if (result == 0 && generation_is_id(name))
        take_decisions_along(all, database);
    free(database);
    free(folder);
    return result;
}

int generations_go_back(const struct generations *all, char name[GENERATION_NAME], struct err *why)
{
    char current[GENERATION_NAME];
    struct list list;
    long to;
    int lock = lock_take(all->database, LOCK_PROGRAM, why), result = -1;

    if (lock < 0)
        return -1;
    find_all(all, &list);
    generations_current(all, current);
    to = *name ? find_name(&list, name) : find_name(&list, current) - 1;
    if (!*current)
        err_set(why, "%s is not a published copy", all->database);
    else if (to < 0)
        err_set(why, "there is no generation before %s", current);
    else if (prepare_return(all, list.names[to], why) == 0) {
        snprintf(name, GENERATION_NAME, "%s", list.names[to]);
        result = exchange(all, name, why);
    }
    free_list(&list);
    lock_release(lock);
    return result;
}

void generations_prune(const struct generations *all, const char *kept)
{
    char current[GENERATION_NAME];
    struct list list;
    struct err ignored; /* the next publication removes it */

    generations_current(all, current);
    find_all(all, &list);
    for (size_t i = 0; i < list.count; i++)
        if (generation_is_id(list.names[i]) && strcmp(list.names[i], current) != 0 &&
            strcmp(list.names[i], kept) != 0) {
            char *path = sums_path(all->folder, list.names[i]);

            folderout_remove(path, &ignored);
            free(path);
        }
    free_list(&list);
}
