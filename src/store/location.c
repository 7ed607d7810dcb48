#include "store/location.h"

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

/* The size of the file that has this suffix behind the path of the database, or of what a link points to; -1
 * when it is not there. */
static off_t size_beside(const char *path, const char *suffix)
{
    char *real = realpath(path, NULL), *name;
    struct stat st;
    off_t size = -1;

    if (asprintf(&name, "%s%s", real ? real : path, suffix) >= 0) {
        if (stat(name, &st) == 0)
            size = st.st_size;
        free(name);
    }
    free(real);
    return size;
}

int location_has_log(const char *path)
{
    return size_beside(path, "-wal") > 0;
}

static int is_folder_writable(const char *path)
{
    char *real = realpath(path, NULL), *copy = real ? real : strdup(path);
    int writable = copy && faccessat(AT_FDCWD, dirname(copy), W_OK, AT_EACCESS) == 0;

    free(copy);
    return writable;
}

int location_is_fixed(const char *path, struct err *why)
{
    if (is_folder_writable(path) || size_beside(path, "-shm") >= 0)
        return 0;
    if (location_has_log(path))
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
