/* Work on a long input with several threads, in order: one thread fetches pieces, helpers work on them, and the caller
 * takes them in the order in which they were fetched. Only so many pieces are under way at once, which bounds memory. */
#ifndef STAGENAME_BASE_CONVEYOR_H
#define STAGENAME_BASE_CONVEYOR_H

#include "base/err.h"

struct conveyor {
    /* Makes the next piece, on a thread of its own. Returns 1; 0 at the end; -1 with *why set. */
    int (*fetch)(void *arg, void **piece, struct err *why);
    /* Works on a piece, on any helper: pieces must not share what is written. */
    void (*work)(void *arg, void *piece);
    /* Takes a piece, on the caller's thread. Returns 0, or -1 with *why set, which ends the run. */
    int (*take)(void *arg, void *piece, struct err *why);
    /* Frees a piece, whether it was taken or not. */
    void (*discard)(void *piece);
    void *arg;
};

/* Returns 0 when all pieces were taken, or -1 with *why set by fetch or take, or when threads cannot be started. What
 * was fetched before a fetch that failed is taken first. */
int conveyor_run(const struct conveyor *conveyor, int helpers, struct err *why);

#endif
