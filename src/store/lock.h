/* The lock of the process that writes a database: the file DB.lock beside it, locked with flock(2), so that
 * flock(1) can take it, too. A holder that is a program of this project also writes its user and number into
 * the file, for messages. A symbolic link to a database and its target share one lock.
 *
 * The shell of a curator (stagename curate) holds the lock for as long as it is open. So that a forgotten one
 * does not block imports, it ends LOCK_SHELL_SECONDS after another process began to wait for the lock. */
#ifndef STAGENAME_STORE_LOCK_H
#define STAGENAME_STORE_LOCK_H

#include <stddef.h>

#include "base/err.h"

enum { LOCK_SHELL_SECONDS = 600 };

enum lock_use {
    LOCK_PROGRAM, /* waits for a shell, which gives way; refused at once when another process is writing */
    LOCK_SHELL,   /* waits for any holder */
};

/* Takes the lock of the database at this path, which need not exist yet; creates the file. Returns a
 * descriptor, or -1 with *why set, which names the holder. */
int lock_take(const char *database, enum lock_use use, struct err *why);

/* Takes the lock of an activity that must not run twice for a database: the file DB.WHAT, such as DB.refresh.
 * It does not exclude writing. Returns a descriptor, or -1 with *why set. Closing it releases the lock. */
int lock_activity(const char *database, const char *what, struct err *why);

/* The same, but waits for another process that has the lock. */
int lock_activity_wait(const char *database, const char *what, struct err *why);

/* Releases the lock; does nothing with -1. */
void lock_release(int lock);

/* The number of a process that waits for this lock, 0 when none does. Only waits of lock_take are known. */
long lock_waiting(int lock);

struct lock_holder {
    char user[64];  /* a user's number when it has no name */
    long pid;       /* 0: unknown, as are the others then */
    char since[32]; /* as 2026-01-31T12:00:00Z, or "" when the holder is another program, such as flock(1) */
    int is_shell;   /* a curator's, which gives way */
};

/* Who holds the lock of a database. Returns 1, 0 when nobody holds it, or -1 with *why set when the file
 * cannot be read. Not for a process that holds the lock: it would be named no more. */
int lock_find_holder(const char *database, struct lock_holder *holder, struct err *why);

/* Describes a holder as in "the shell of ann (process 123, since 2026-01-31T12:00:00Z)". */
void lock_describe(const struct lock_holder *holder, char *text, size_t size);

/* A function that lock_take calls once when it begins to wait, with a sentence for the user. NULL: none. */
void lock_on_wait(void (*report)(const char *sentence));

#endif
