/* Programs that a publication runs as child processes: ssh and rsync. They end with this process. */
#ifndef STAGENAME_PUBLISH_CHILD_H
#define STAGENAME_PUBLISH_CHILD_H

#include <sys/types.h>

#include "base/err.h"

struct child {
    pid_t pid;
    int to, from,
        errors; /* pipes to its standard input (-1: it has none), from its output, from its errors */
};

/* Starts a program, which is searched in PATH; a NULL ends its words. Returns 0, or -1 with *why set. A
 * program that cannot be run says so on its standard error. */
int child_start(struct child *child, char *const *words, int has_input, struct err *why);

/* Closes the pipes, and waits; a child that does not end then, because the program on the host is suspended,
 * is ended. Returns the exit code, or 128 and the signal. */
int child_finish(struct child *child);

#endif
