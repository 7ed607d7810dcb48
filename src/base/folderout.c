/* Fills temporary folders and renames them into place. */
#include "base/folderout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fileout.h"
#include "base/memory.h"

/* Another process may remove a temporary folder between its creation and its lock. */
enum { MOST_TRIES = 10 };

static char *text_of(const char *first, const char *second)
{
    char *text = memory_new(strlen(first) + strlen(second) + 1);

    strcpy(stpcpy(text, first), second);
    return text;
}

/* The folder in which a path lies. The caller frees it. */
static char *parent_of(const char *path)
{
    char *copy = memory_copy(path), *parent = memory_copy(dirname(copy));

    free(copy);
    return parent;
}

void folderout_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

/* Removes a folder and the files in it. Returns 0, or -1 with errno set. */
static int remove_flat(const char *path)
{
    DIR *dir = opendir(path);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    return rmdir(path);
}

/* Whether the path still leads to the folder that is open as fd. */
static int is_at(int fd, const char *path)
{
    struct stat opened, now;

    return fstat(fd, &opened) == 0 && stat(path, &now) == 0 && opened.st_ino == now.st_ino &&
           opened.st_dev == now.st_dev;
}

/* Returns a descriptor of the folder with a lock, or -1 when another process holds one or the folder is
 * gone. */
static int lock_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && is_at(fd, path))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void sweep_one(const char *path)
{
    struct stat st;
    int fd;

    if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
        return;
    fd = lock_folder(path);
    if (fd < 0)
        return;
    remove_flat(path);
    close(fd);
}

static void sweep(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (fileout_is_temporary(entry->d_name)) {
            char *parent = text_of(folder, "/"), *path = text_of(parent, entry->d_name);

            sweep_one(path);
            free(path);
            free(parent);
        }
    if (dir)
        closedir(dir);
}

int folderout_open(struct folderout *out, const char *prefix, struct err *why)
{
    char *parent = parent_of(prefix);

    sweep(parent);
    for (int i = 0; i < MOST_TRIES; i++) {
        out->temporary = text_of(prefix, FILEOUT_SUFFIX);
        if (!mkdtemp(out->temporary)) {
            err_file(why, "write in", parent);
            break;
        }
        out->lock = lock_folder(out->temporary);
        if (out->lock >= 0 || access(out->temporary, F_OK) == 0) { /* without locks, nothing is swept */
            free(parent);
            return 0;
        }
        free(out->temporary);
        out->temporary = NULL;
        err_set(why, "cannot write in %s: another process removes the new folder", parent);
    }
    free(out->temporary);
    free(parent);
    *out = (struct folderout){0};
    return -1;
}

char *folderout_file(const struct folderout *out, const char *name)
{
    char *folder = text_of(out->temporary, "/"), *path = text_of(folder, name);

    free(folder);
    return path;
}

static void finish(struct folderout *out)
{
    if (out->lock >= 0)
        close(out->lock);
    free(out->temporary);
    *out = (struct folderout){0};
}

int folderout_commit(struct folderout *out, const char *path, struct err *why)
{
    char *parent;

    if (access(path, F_OK) == 0)
        return 1;
    folderout_sync(out->temporary);
    if (rename(out->temporary, path) != 0) {
        if (errno == EEXIST || errno == ENOTEMPTY)
            return 1;
        err_file(why, "write", path);
        folderout_abandon(out);
        return -1;
    }
    parent = parent_of(path);
    folderout_sync(parent);
    free(parent);
    finish(out);
    return 0;
}

void folderout_abandon(struct folderout *out)
{
    if (!out->temporary)
        return;
    remove_flat(out->temporary);
    finish(out);
}

int folderout_remove(const char *path, struct err *why)
{
    char *temporary = text_of(path, FILEOUT_SUFFIX);
    int failed = !mkdtemp(temporary) || rename(path, temporary) != 0;

    /* Another process may sweep the renamed folder at the same time. */
    failed = failed || (remove_flat(temporary) != 0 && errno != ENOENT);
    if (failed) {
        err_file(why, "remove", path);
        rmdir(temporary);
    }
    free(temporary);
    return failed ? -1 : 0;
}
