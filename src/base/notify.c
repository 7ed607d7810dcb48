/* Sends the state of a service to systemd. */
#include "base/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

/* Returns the length of the address, or -1 with *why set. */
static int read_address(const char *name, struct sockaddr_un *address, struct err *why)
{
    size_t length = strlen(name);

    if ((*name != '/' && *name != '@') || length < 2)
        return err_set(why, "NOTIFY_SOCKET is '%s', which is neither a path from / nor an abstract name",
                       name);
    if (length >= sizeof address->sun_path)
        return err_set(why, "NOTIFY_SOCKET has %zu bytes; a socket can have %zu", length,
                       sizeof address->sun_path - 1);
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(address->sun_path, name, length);
    if (*name == '@') /* an abstract name begins with a null byte, and its length counts */
        address->sun_path[0] = '\0';
    return (int)(offsetof(struct sockaddr_un, sun_path) + length + (*name == '/'));
}

int notify_send(const char *state, struct err *why)
{
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address;
    int fd, length, result = 0;

    if (!name || !*name)
        return 0;
    length = read_address(name, &address, why);
    if (length < 0)
        return -1;
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return err_file(why, "make", "a socket for systemd");
    if (sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, (socklen_t)length) <
        0)
        result = err_file(why, "send the state of the service to", name);
    close(fd);
    return result;
}

int notify_reloading(struct err *why)
{
    char state[64];

    snprintf(state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)clock_ms() * 1000);
    return notify_send(state, why);
}
