/* Locks, writes and renames parts. */
#include "fetch/part.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int part_name(struct part *part, const char *folder, const char *name, struct err *why)
{
    const size_t length = strlen(folder);
    const char *slash = length && folder[length - 1] == '/' ? "" : "/";

    memset(part, 0, sizeof *part);
    part->fd = -1;
    if (asprintf(&part->place, "%s%s%s", folder, slash, name) < 0)
        part->place = NULL;
    if (asprintf(&part->path, "%s%s%s.part", folder, slash, name) < 0)
        part->path = NULL;
    if (asprintf(&part->meta, "%s%s%s.part.meta", folder, slash, name) < 0)
        part->meta = NULL;
    if (asprintf(&part->place_meta, "%s%s.%s.meta", folder, slash, name) < 0)
        part->place_meta = NULL;
    return part->place && part->path && part->meta && part->place_meta ? 0 : err_set(why, "out of memory");
}

/* Locks the part against other processes. Another one may have renamed it between open and flock. */
static int lock(const struct part *part, struct stat *st, struct err *why)
{
    const int failed = flock(part->fd, LOCK_EX | LOCK_NB);
    struct stat now;

    if (failed && errno != EWOULDBLOCK)
        return err_file(why, "lock", part->path);
    if (!failed && fstat(part->fd, st) == 0 && lstat(part->path, &now) == 0 && st->st_ino == now.st_ino &&
        S_ISREG(st->st_mode))
        return 0;
    return err_set(why, "%s is in use, probably by another 'stagename fetch': wait for it", part->path);
}

int part_open(struct part *part, const char *url, struct err *why)
{
    struct stat st;

    if (stat(part->place, &st) == 0 && !S_ISREG(st.st_mode))
        return err_set(why, "%s exists and is not a file: choose another folder with --dir", part->place);
    part->fd = open(part->path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (part->fd < 0)
        return err_file(why, "write", part->path);
    if (lock(part, &st, why) != 0) {
        close(part->fd);
        part->fd = -1;
        return -1;
    }
    part->size = st.st_size;
    record_read(&part->record, part->meta, url);
    return 0;
}

int64_t part_from(const struct part *part)
{
    const struct record *record = &part->record;

    if (!record_validator(record) || (record->size >= 0 && part->size > record->size))
        return 0;
    return part->size > 0 && part->size == record->size ? part->size - 1 : part->size;
}

int part_cut(struct part *part, int64_t size, struct err *why)
{
    if (ftruncate(part->fd, size) != 0 || lseek(part->fd, size, SEEK_SET) != size)
        return err_file(why, "write", part->path);
    part->size = size;
    return 0;
}

/* Truncate before writing the record: otherwise a crash could leave old bytes with the new version. */
int part_restart(struct part *part, const struct record *record, struct err *why)
{
    if (part_cut(part, 0, why) != 0)
        return -1;
    part->record = *record;
    return record_write(record, part->meta, why);
}

int part_append(struct part *part, const void *data, size_t size, struct err *why)
{
    const char *rest = data;

    while (size > 0) {
        ssize_t written = write(part->fd, rest, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return err_file(why, "write", part->path);
        rest += written;
        size -= (size_t)written;
        part->size += written;
    }
    return 0;
}

int part_is_web_page(const struct part *part)
{
    char text[256];
    ssize_t got = pread(part->fd, text, sizeof text - 1, 0);
    const char *start = text;

    text[got > 0 ? got : 0] = '\0';
    start += strspn(start, "\xef\xbb\xbf \t\r\n");
    return strncasecmp(start, "<!doctype html", 14) == 0 || strncasecmp(start, "<html", 5) == 0;
}

static int set_time(const struct part *part)
{
    const time_t when = curl_getdate(part->record.last_modified, NULL);
    const struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_sec = when}};

    return when < 0 ? 0 : futimens(part->fd, times);
}

int part_finish(struct part *part, struct err *why)
{
    struct stat st;

    if (set_time(part) != 0 || fsync(part->fd) != 0 || fstat(part->fd, &st) != 0 ||
        rename(part->path, part->place) != 0)
        return err_file(why, "write", part->place);
    unlink(part->meta);
    close(part->fd);
    part->fd = -1;
    part->record.size = st.st_size;
    part->record.changed = st.st_mtime;
    return record_write(&part->record, part->place_meta, why);
}

void part_discard(struct part *part, const char *url)
{
    struct err why; /* ignored: the next run tries again */

    if (access(part->path, F_OK) != 0 && access(part->meta, F_OK) != 0)
        return;
    if (part_open(part, url, &why) == 0)
        part_cut(part, 0, &why);
}

void part_close(struct part *part)
{
    if (part->fd >= 0) {
        if (part->size == 0) {
            unlink(part->path);
            unlink(part->meta);
        }
        close(part->fd);
    }
    free(part->place);
    free(part->path);
    free(part->meta);
    free(part->place_meta);
    memset(part, 0, sizeof *part);
    part->fd = -1;
}
