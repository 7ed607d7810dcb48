/* Paths beside a database, and the file names and URIs by which SQLite opens it. */
#include "store/location.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *location_name(const char *path)
{
    char *name;

    return asprintf(&name, "%s%s", *path == '/' ? "" : "./", path) < 0 ? NULL : name;
}

char *location_real(const char *path)
{
    char *real = realpath(path, NULL);

    return real || errno == ENOMEM ? real : strdup(path);
}

/* Frees the path. */
static char *with_suffix(char *path, const char *suffix)
{
    char *name;

    if (!path || asprintf(&name, "%s%s", path, suffix) < 0)
        name = NULL;
    free(path);
    return name;
}

char *location_of_content(const char *path, const char *suffix)
{
    return with_suffix(location_real(path), suffix);
}

/* The folder in which a path lies, with symbolic links resolved, and the file name. NULL when the folder does
 * not exist, or when out of memory. */
static char *in_real_folder(const char *path)
{
    char *copy = strdup(path), *name = strdup(path), *folder = NULL, *result = NULL;

    if (copy && name)
        folder = realpath(dirname(copy), NULL);
    if (folder && asprintf(&result, "%s/%s", strcmp(folder, "/") == 0 ? "" : folder, basename(name)) < 0)
        result = NULL;
    free(folder);
    free(name);
    free(copy);
    return result;
}

/* Whether a link of this name with this target leads to a published copy. */
static int leads_to_copy(const char *path, const char *target)
{
    static const char folder[] = LOCATION_GENERATIONS "/";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t length = strlen(name);

    return strncmp(target, name, length) == 0 && strncmp(target + length, folder, strlen(folder)) == 0;
}

/* Resolves one link. Returns the path that it leads to; NULL when it is none, when it leads to a published
 * copy (*is_published), or when out of memory. */
static char *follow(const char *path, int *is_published)
{
    char target[PATH_MAX], *copy, *next;
    ssize_t length = readlink(path, target, sizeof target - 1);

    if (length < 0)
        return NULL;
    target[length] = '\0';
    *is_published = leads_to_copy(path, target);
    if (*is_published)
        return NULL;
    if (*target == '/')
        return strdup(target);
    copy = strdup(path);
    if (!copy || asprintf(&next, "%s/%s", dirname(copy), target) < 0)
        next = NULL;
    free(copy);
    return next;
}

static char *find_place(const char *path, int *is_published)
{
    enum { MOST_LINKS = 40 }; /* as many as Linux follows */
    char *at = strdup(path), *next, *place;

    *is_published = 0;
    for (int i = 0; at && i < MOST_LINKS && (next = follow(at, is_published)); i++) {
        free(at);
        at = next;
    }
    place = at && *is_published ? in_real_folder(at) : at ? location_real(path) : NULL;
    free(at);
    return place;
}

char *location_place(const char *path)
{
    int is_published;

    return find_place(path, &is_published);
}

char *location_beside(const char *path, const char *suffix)
{
    return with_suffix(location_place(path), suffix);
}

int location_is_published(const char *path)
{
    int is_published;
    char *place = find_place(path, &is_published);

    free(place);
    return is_published || !place;
}

char *location_model(const char *path)
{
    static const char end[] = ".db";
    size_t length = strlen(path);
    char *name;

    if (length >= strlen(end) && strcmp(path + length - strlen(end), end) == 0)
        length -= strlen(end);
    return asprintf(&name, "%.*s.safetensors", (int)length, path) < 0 ? NULL : name;
}

int location_refuse_published(const char *path, struct err *why)
{
    if (!location_is_published(path))
        return 0;
    return err_set(why,
                   "%s is a published copy, which stagename-publish replaces: change the database that it is "
                   "published from",
                   path);
}

/* Changes only a regular file of this user, never the target of a link: the folder may be writable for
 * others, and this user may be root. */
static void share_file(const char *path, gid_t group)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat st;

    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 && st.st_uid == geteuid() &&
        (st.st_gid == group || fchown(fd, (uid_t)-1, group) == 0) && (st.st_mode & 0660) != 0660)
        fchmod(fd, (st.st_mode & 0777) | 0660);
    close(fd);
}

void location_share(const char *path)
{
    char *folder = strdup(path);
    struct stat st;

    if (folder && stat(dirname(folder), &st) == 0 && (st.st_mode & S_ISGID))
        share_file(path, st.st_gid);
    free(folder);
}

void location_give(const char *path)
{
    char *folder = strdup(path);
    struct stat st;

    location_share(path);
    if (folder && geteuid() == 0 && stat(dirname(folder), &st) == 0 &&
        lchown(path, st.st_uid, st.st_gid) != 0)
        location_share(path);
    free(folder);
}

/* The size of the file at the path of the database with this suffix; -1 when there is no such file, -2 when
 * out of memory. */
static off_t size_beside(const char *path, const char *suffix)
{
    char *name = location_of_content(path, suffix);
    struct stat st;
    off_t size = -1;

    if (!name)
        return -2;
    if (stat(name, &st) == 0)
        size = st.st_size;
    free(name);
    return size;
}

int location_has_log(const char *path)
{
    off_t size = size_beside(path, "-wal");

    return size > 0 || size == -2;
}

int location_has_shared(const char *path)
{
    return size_beside(path, "-shm") != -1;
}

/* Returns 1, 0, or -1 when out of memory. */
static int is_folder_writable(const char *path)
{
    char *real = location_real(path);
    int writable = real ? faccessat(AT_FDCWD, dirname(real), W_OK, AT_EACCESS) == 0 : -1;

    free(real);
    return writable;
}

int location_is_fixed(const char *path, struct err *why)
{
    int is_writable = is_folder_writable(path);
    off_t shared = size_beside(path, "-shm"), log = size_beside(path, "-wal");

    if (is_writable < 0 || shared == -2 || log == -2)
        return err_set(why, "out of memory");
    if (is_writable || shared >= 0)
        return 0;
    if (log > 0)
        return err_set(
            why,
            "cannot read %s: %s-wal holds changes that are not yet in it, and the folder cannot be "
            "written; read a copy of both files in a folder that can",
            path, path);
    return 1;
}

char *location_fixed_name(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~";
    static const char before[] = "file:", behind[] = "?immutable=1";
    char *real = realpath(path, NULL), *name, *at;

    if (!real)
        return NULL;
    name = malloc(sizeof before + 3 * strlen(real) + sizeof behind);
    if (name) {
        at = stpcpy(name, before);
        for (const char *from = real; *from; from++)
            at += sprintf(at, strchr(plain, *from) ? "%c" : "%%%02X", (unsigned char)*from);
        stpcpy(at, behind);
    }
    free(real);
    return name;
}
