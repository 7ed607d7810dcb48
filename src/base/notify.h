/* Reports the state of a service to systemd: the protocol of sd_notify(3), without its library. */
#ifndef STAGENAME_BASE_NOTIFY_H
#define STAGENAME_BASE_NOTIFY_H

#include "base/err.h"

/* Sends assignments such as "READY=1\nSTATUS=…", separated by line breaks, as one datagram to the socket that
 * $NOTIFY_SOCKET names: a path, or an abstract name that begins with @. Does not block. Returns 0 when it was
 * sent or when there is no $NOTIFY_SOCKET, or -1 with *why set. */
int notify_send(const char *state, struct err *why);

/* Reports that the service reads its configuration again; READY=1 ends this state. Returns like
 * notify_send. */
int notify_reloading(struct err *why);

#endif
