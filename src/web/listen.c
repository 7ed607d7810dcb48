/* Opens and removes the listening socket. */
#include "web/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/options.h"

enum { BACKLOG = 511, FIRST_HANDED_OVER = 3 };

int listener_is_handed_over(void)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

    return pid && count && atol(pid) == (long)getpid() && atoi(count) > 0;
}

static int take_over(struct listener *listener, struct err *why)
{
    int listening = 0, flags = fcntl(FIRST_HANDED_OVER, F_GETFL);
    socklen_t size = sizeof listening;

    if (strcmp(getenv("LISTEN_FDS"), "1") != 0)
        return err_set(why, "systemd passed %s sockets; exactly one is needed", getenv("LISTEN_FDS"));
    if (flags < 0 || getsockopt(FIRST_HANDED_OVER, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
        !listening)
        return err_set(why, "the file descriptor from systemd is not a listening stream socket");
    if (fcntl(FIRST_HANDED_OVER, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(FIRST_HANDED_OVER, F_SETFD, FD_CLOEXEC) != 0)
        return err_file(why, "use", "the socket from systemd");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_PID");
    listener->fd = FIRST_HANDED_OVER;
    return 0;
}

/* Removes a stale socket. Returns 0 when the path is free, or -1 with *why set. */
static int clear_path(const struct sockaddr_un *address, struct err *why)
{
    const char *path = address->sun_path;
    struct stat file;
    int fd, result, reason;

    if (lstat(path, &file) != 0)
        return errno == ENOENT ? 0 : err_file(why, "use", path);
    if (!S_ISSOCK(file.st_mode))
        return err_set(why, "%s already exists and is not a socket", path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return err_file(why, "make", "a socket");
    result = connect(fd, (const struct sockaddr *)address, sizeof *address);
    reason = errno;
    close(fd);
    if (result == 0 || reason == EAGAIN) /* EAGAIN: a process listens, and its queue is full */
        return err_set(why, "another process already serves on %s; stop it first or name another socket",
                       path);
    errno = reason;
    if (reason != ECONNREFUSED && reason != ENOENT)
        return err_file(why, "use", path);
    return unlink(path) == 0 || errno == ENOENT ? 0 : err_file(why, "remove", path);
}

/* Two processes that start at once could both find a stale socket and remove each other's; a lock on the
 * folder prevents that. Returns the lock's descriptor, or -1 with *why set. */
static int lock_folder(const char *path, struct err *why)
{
    char copy[sizeof((struct listener *)0)->path];
    const char *folder;
    int fd;

    snprintf(copy, sizeof copy, "%s", path);
    folder = dirname(copy);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_file(why, "make a socket in", folder);
    if (flock(fd, LOCK_EX) != 0) {
        err_file(why, "lock", folder);
        close(fd);
        return -1;
    }
    return fd;
}

static int bind_and_listen(struct listener *listener, const struct sockaddr_un *address, struct err *why)
{
    struct stat file;
    mode_t before;
    int bound;

    listener->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener->fd < 0)
        return err_file(why, "make", "a socket");
    before = umask(0117);
    bound = bind(listener->fd, (const struct sockaddr *)address, sizeof *address);
    umask(before);
    if (bound != 0)
        return err_file(why, "make the socket", address->sun_path);
    if (listen(listener->fd, BACKLOG) != 0 || lstat(address->sun_path, &file) != 0) {
        err_file(why, "listen on", address->sun_path);
        unlink(address->sun_path);
        return -1;
    }
    memcpy(listener->path, address->sun_path, sizeof listener->path);
    listener->device = file.st_dev;
    listener->inode = file.st_ino;
    listener->owner = getpid();
    return 0;
}

static int open_unix(struct listener *listener, const char *path, struct err *why)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int lock, result = -1;

    _Static_assert(sizeof address.sun_path == sizeof listener->path, "a socket's path fits");
    if (!*path || strlen(path) >= sizeof address.sun_path)
        return err_set(why, "a socket path must have 1 to %zu bytes: '%s'", sizeof address.sun_path - 1,
                       path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    lock = lock_folder(path, why);
    if (lock < 0)
        return -1;
    if (clear_path(&address, why) == 0)
        result = bind_and_listen(listener, &address, why);
    close(lock);
    return result;
}

/* Tries the addresses of a host until it can listen on one. */
static int open_tcp(struct listener *listener, const char *host, const char *port, struct err *why)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE};
    struct addrinfo *found;
    int code = getaddrinfo(host, port, &hints, &found), on = 1;

    if (code != 0)
        return err_set(why, "cannot listen on %s port %s: %s", host, port, gai_strerror(code));
    err_set(why, "cannot listen on %s port %s", host, port);
    for (struct addrinfo *at = found; at && listener->fd < 0; at = at->ai_next) {
        int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);

        if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
            bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
            listener->fd = fd;
            break;
        }
        err_set(why, "cannot listen on %s port %s: %s", host, port, strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    freeaddrinfo(found);
    return listener->fd >= 0 ? 0 : -1;
}

/* "HOST:PORT", with an IPv6 address in brackets. */
static int open_host_and_port(struct listener *listener, const char *address, struct err *why)
{
    const char *colon = strrchr(address, ':'), *start = address;
    char host[256];
    size_t length = colon ? (size_t)(colon - address) : 0;
    long port;

    if (length >= 2 && address[0] == '[' && address[length - 1] == ']') {
        start++;
        length -= 2;
    }
    if (length == 0 || length >= sizeof host || options_long(colon + 1, 1, 65535, &port) != 0)
        return err_set(why, "'%s' is neither unix:PATH nor HOST:PORT", address);
    memcpy(host, start, length);
    host[length] = '\0';
    return open_tcp(listener, host, colon + 1, why);
}

int listener_open(struct listener *listener, const char *address, struct err *why)
{
    int result;

    *listener = (struct listener){.fd = -1};
    if (!address)
        result = take_over(listener, why);
    else if (strncmp(address, "unix:", 5) == 0)
        result = open_unix(listener, address + 5, why);
    else
        result = open_host_and_port(listener, address, why);
    if (result != 0)
        listener_close(listener);
    return result;
}

void listener_remove(struct listener *listener)
{
    struct stat file;

    if (listener->path[0] && listener->owner == getpid() && lstat(listener->path, &file) == 0 &&
        file.st_dev == listener->device && file.st_ino == listener->inode)
        unlink(listener->path);
    listener->path[0] = '\0';
}

void listener_close(struct listener *listener)
{
    listener_remove(listener);
    if (listener->fd >= 0)
        close(listener->fd);
    listener->fd = -1;
}
