/* Asks a worker for its health over FastCGI, as nginx does. */
#ifndef STAGENAME_BASE_PING_H
#define STAGENAME_BASE_PING_H

#include "base/err.h"

/* The value of the header Stagename-Generation. */
enum { PING_GENERATION = 64 };

/* Sends GET /healthz to the unix socket at path, and waits for the answer for some seconds. Returns the
 * status of the answer, such as 200 or 503; or -1 with *why set. generation: that of the answer, "" without
 * one; may be NULL. */
int ping_worker(const char *path, char generation[PING_GENERATION], struct err *why);

#endif
