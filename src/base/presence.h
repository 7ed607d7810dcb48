/* Lets another process find the processes that serve a database. Each holds a lock on a byte of one file,
 * that of its process number; the kernel names the holder and drops the lock when the process ends, so
 * nothing is ever outdated. */
#ifndef STAGENAME_BASE_PRESENCE_H
#define STAGENAME_BASE_PRESENCE_H

#include <sys/types.h>

#include "base/err.h"

/* Announces this process in the file, which is created, until the process ends. Children do not inherit it.
 * No other descriptor of the file may be closed in this process. Returns 0, or -1 with *why set. */
int presence_announce(const char *path, struct err *why);

/* Calls back for each process that is announced in the file; a missing file has none. Returns how many. */
int presence_find(const char *path, void (*found)(void *arg, pid_t pid), void *arg);

#endif
