/* The listening socket: at a unix path, at HOST:PORT, or passed by systemd. Used instead of libfcgi's
 * FCGX_OpenSocket, which exits on failure and removes the socket of a running instance. */
#ifndef STAGENAME_WEB_LISTEN_H
#define STAGENAME_WEB_LISTEN_H

#include <sys/types.h>

#include "base/err.h"

struct listener {
    int fd;         /* non-blocking: several workers accept from it; -1 when closed */
    char path[108]; /* of a unix socket that we made, otherwise "" */
    dev_t device;   /* identity of the socket's file, so that no other file is removed */
    ino_t inode;
    pid_t owner; /* only the process that made the file removes it */
};

/* Whether systemd has passed a socket (LISTEN_FDS). */
int listener_is_handed_over(void);

/* address: "unix:PATH", "HOST:PORT", or NULL for the socket from systemd. Fails if another process answers on
 * the socket; removes a stale one. The mode is 0660: owner and group may connect. Returns 0, or -1 with *why
 * set and nothing to close. */
int listener_open(struct listener *listener, const char *address, struct err *why);

/* Removes the socket's file, so that no new connections arrive; those in the queue can still be accepted. */
void listener_remove(struct listener *listener);

/* Closes the socket, and removes its file if this process made it. */
void listener_close(struct listener *listener);

#endif
