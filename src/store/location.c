/* Paths beside a database, and the file names and URIs by which SQLite opens it. */
#include "store/location.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
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

char *location_beside(const char *path, const char *suffix)
{
    char *real = location_real(path), *name;

    if (!real || asprintf(&name, "%s%s", real, suffix) < 0)
        name = NULL;
    free(real);
    return name;
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

/* The size of the file at the path of the database with this suffix; -1 when there is no such file, -2 when
 * out of memory. */
static off_t size_beside(const char *path, const char *suffix)
{
    char *name = location_beside(path, suffix);
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
