/* Announces and finds processes by record locks. */
#include "base/presence.h"

#include <fcntl.h>
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

int presence_find(const char *path, void (*found)(void *arg, pid_t pid), void *arg)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDONLY | O_CLOEXEC), count = 0;

    while (fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK) {
        if (lock.l_pid > 0) {
            found(arg, lock.l_pid);
            count++;
        }
        lock = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = lock.l_start + lock.l_len};
    }
    if (fd >= 0)
        close(fd);
    return count;
}
