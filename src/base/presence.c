/* Announces and finds processes by record locks. */
#include "base/presence.h"

#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

int presence_announce(const char *path, struct err *why)
{
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = getpid(), .l_len = 1};
    int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0644);

    if (fd >= 0 && fcntl(fd, F_SETLK, &lock) == 0)
        return 0; /* the descriptor stays open: closing it would drop the lock */
    err_file(why, "lock", path);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Finds the holders of bytes in [from, end), in order. The kernel names any one of them, not the first. */
static int find_between(int fd, off_t from, off_t end, void (*found)(void *arg, pid_t pid), void *arg)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = from, .l_len = end - from};
    off_t next;
    int count;

    if (from >= end || fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
        return 0;
    next = lock.l_len > 0 ? lock.l_start + lock.l_len : end;
    count = find_between(fd, from, lock.l_start, found, arg);
    if (lock.l_pid > 0) {
        found(arg, lock.l_pid);
        count++;
    }
    return count + find_between(fd, next, end, found, arg);
}

int presence_find(const char *path, void (*found)(void *arg, pid_t pid), void *arg)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), count;

    if (fd < 0)
        return 0;
    count = find_between(fd, 0, INT_MAX, found, arg); /* process numbers are below */
    close(fd);
    return count;
}
