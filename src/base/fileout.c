/* Writes temporary files and renames them into place. */
#include "base/fileout.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Another process may remove a temporary file between its creation and its lock. */
enum { MOST_TRIES = 10 };

/* The open outputs, which a signal handler deletes, and their maximum number. */
enum { OPEN_MAX_OUTPUTS = 8 };
static char *volatile open_temporaries[OPEN_MAX_OUTPUTS];

static void remember(char *temporary)
{
    for (int i = 0; i < OPEN_MAX_OUTPUTS; i++)
        if (!open_temporaries[i]) {
            open_temporaries[i] = temporary;
            return;
        }
}

static void forget(const char *temporary)
{
    for (int i = 0; i < OPEN_MAX_OUTPUTS; i++)
        if (open_temporaries[i] == temporary)
            open_temporaries[i] = NULL;
}

static void clear(struct fileout *out)
{
    if (out->temporary)
        forget(out->temporary);
    free(out->temporary);
    free(out->path);
    memset(out, 0, sizeof *out);
}

/* A device (such as /dev/null or /dev/full) or a pipe can't be replaced by a rename: it is written
 * directly. */
static int is_special(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* Whether two paths lead to the same file, which need not exist yet. Returns 1, 0, or -1 when out of
 * memory. */
static int is_same_file(const char *a, const char *b)
{
    const char *ends[2] = {strrchr(a, '/'), strrchr(b, '/')};
    char *folders[2] = {strdup(a), strdup(b)};
    struct stat one, other;
    int same = 0, a_is = stat(a, &one) == 0, b_is = stat(b, &other) == 0;

    if (!folders[0] || !folders[1])
        same = -1;
    else if (!a_is && !b_is)
        same = strcmp(ends[0] ? ends[0] + 1 : a, ends[1] ? ends[1] + 1 : b) == 0 &&
               stat(dirname(folders[0]), &one) == 0 && stat(dirname(folders[1]), &other) == 0;
    else
        same = a_is && b_is;
    free(folders[0]);
    free(folders[1]);
    return same == 1 ? one.st_dev == other.st_dev && one.st_ino == other.st_ino : same;
}

/* Whether a file exists and is in a folder or in one of its subfolders. Returns 1, 0, or -1 when out of
 * memory. */
static int is_in(const char *file, const char *folder)
{
    char *at = strdup(file), *in = at;
    int found = at ? 0 : -1;

    for (int depth = 0; found == 0 && depth < 2 && access(file, F_OK) == 0; depth++)
        found = is_same_file(in = dirname(in), folder);
    free(at);
    return found;
}

int fileout_keep_apart(const char *output, const char *const *inputs, struct err *why)
{
    if (strcmp(output, "-") == 0 || is_special(output))
        return 0;
    for (; !*inputs || **inputs; inputs++) {
        int same = *inputs ? is_same_file(output, *inputs) : 0;

        if (*inputs && same == 0)
            same = is_in(output, *inputs);
        if (same < 0)
            return err_set(why, "out of memory");
        if (same)
            return err_set(why, "%s would overwrite an input (%s): name another file", output, *inputs);
    }
    return 0;
}

/* ---- temporary files: the writer holds a lock, so one without a lock is abandoned ---- */

int fileout_is_temporary(const char *name)
{
    const size_t length = strlen(name), end = strlen(FILEOUT_SUFFIX);

    return length > end && strncmp(name + length - end, FILEOUT_SUFFIX, strcspn(FILEOUT_SUFFIX, "X")) == 0;
}

/* Removes a temporary file of this user that no process has locked. */
static void sweep_file(int folder, const char *name)
{
    struct stat st, now;
    int fd;

    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
        st.st_uid != geteuid())
        return;
    fd = openat(folder, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    /* Its writer may have renamed it before our lock; then the name is gone or belongs to another file. */
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
        now.st_ino == st.st_ino && now.st_dev == st.st_dev && fstat(fd, &now) == 0 && now.st_ino == st.st_ino)
        unlinkat(folder, name, 0);
    close(fd);
}

void fileout_sweep(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (fileout_is_temporary(entry->d_name))
            sweep_file(dirfd(dir), entry->d_name);
    if (dir)
        closedir(dir);
}

static void sweep_beside(const char *path)
{
    char *copy = strdup(path);

    if (copy)
        fileout_sweep(dirname(copy));
    free(copy);
}

/* Locks our file. Failure to lock is harmless: without locks, no file is swept. Returns 0 when the file still
 * exists. */
static int lock_temporary(int fd)
{
    struct stat st;
    int failed;

    do
        failed = flock(fd, LOCK_EX);
    while (failed && errno == EINTR);
    return fstat(fd, &st) == 0 && st.st_nlink > 0 ? 0 : -1;
}

/* Creates and locks a file whose name begins with out->path. Returns its descriptor, or -1 with errno set. */
static int open_temporary(struct fileout *out)
{
    const mode_t mask = umask(0);
    int fd;

    umask(mask);
    for (int i = 0; i < MOST_TRIES; i++) {
        if (asprintf(&out->temporary, "%s" FILEOUT_SUFFIX, out->path) < 0) {
            out->temporary = NULL;
            errno = ENOMEM;
            return -1;
        }
        fd = mkostemp(out->temporary, O_CLOEXEC);
        if (fd >= 0 && lock_temporary(fd) == 0) {
            fchmod(fd, 0666 & ~mask);
            remember(out->temporary);
            return fd;
        }
        free(out->temporary);
        out->temporary = NULL;
        if (fd < 0)
            return -1;
        close(fd);
    }
    errno = EBUSY;
    return -1;
}

/* ---- outputs ---- */

int fileout_open(struct fileout *out, const char *path, struct err *why)
{
    int fd;

    memset(out, 0, sizeof *out);
    if (strcmp(path, "-") == 0) {
        out->stream = stdout;
        return 0;
    }
    out->path = strdup(path);
    if (!out->path)
        return err_set(why, "out of memory");
    if (is_special(path)) {
        fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        sweep_beside(path);
        fd = open_temporary(out);
    }
    out->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!out->stream) {
        err_file(why, "write", path);
        if (fd >= 0) {
            close(fd);
            if (out->temporary)
                unlink(out->temporary);
        }
        clear(out);
        return -1;
    }
    return 0;
}

int fileout_commit(struct fileout *out, struct err *why)
{
    FILE *stream = out->stream;
    int failed = ferror(stream) || fflush(stream) != 0, lock = -1;

    out->stream = NULL;
    if (!out->path) {
        if (failed)
            return err_set(why, "cannot write standard output: %s", strerror(errno));
        return 0;
    }
    if (!failed && out->temporary && fsync(fileno(stream)) != 0)
        failed = 1;
    /* Keep the lock until the file is renamed. */
    if (!failed && out->temporary && (lock = fcntl(fileno(stream), F_DUPFD_CLOEXEC, 0)) < 0)
        failed = 1;
    if (fclose(stream) != 0)
        failed = 1;
    if (!failed && out->temporary && rename(out->temporary, out->path) != 0)
        failed = 1;
    if (failed) {
        err_file(why, "write", out->path);
        if (out->temporary)
            unlink(out->temporary);
    }
    if (lock >= 0)
        close(lock);
    clear(out);
    return failed ? -1 : 0;
}

void fileout_abandon(struct fileout *out)
{
    if (out->stream && out->path)
        fclose(out->stream);
    if (out->temporary)
        unlink(out->temporary);
    clear(out);
}

void fileout_abandon_all_from_signal(void)
{
    for (int i = 0; i < OPEN_MAX_OUTPUTS; i++)
        if (open_temporaries[i])
            unlink(open_temporaries[i]);
}
