/* Asks a worker for its health over FastCGI, as nginx does. */
#ifndef STAGENAME_DOCTOR_PING_H
#define STAGENAME_DOCTOR_PING_H

#include "base/err.h"

/* Sends GET /healthz to the unix socket at path, and waits for the answer for some seconds. Returns the
 * status of the answer, such as 200 or 503; or -1 with *why set. */
int ping_worker(const char *path, struct err *why);

#endif
