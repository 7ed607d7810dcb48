/* A pipeline for long inputs: one thread fetches pieces, worker threads process them, and the caller's thread
 * takes them in the order in which they were fetched. The number of pieces in the pipeline is bounded, and so
 * is memory. */
#ifndef STAGENAME_BASE_CONVEYOR_H
#define STAGENAME_BASE_CONVEYOR_H

#include "base/err.h"

struct conveyor {
    /* Makes the next piece, on a separate thread. Returns 1; 0 at the end; -1 with *why set. */
    int (*fetch)(void *arg, void **piece, struct err *why);
    /* Processes a piece, on any worker thread: pieces must not share writable data. */
    void (*work)(void *arg, void *piece);
    /* Takes a piece, on the caller's thread. Returns 0, or -1 with *why set, which ends the run. */
    int (*take)(void *arg, void *piece, struct err *why);
    /* Frees a piece, whether it was taken or not. */
    void (*discard)(void *piece);
    void *arg;
};

/* Returns 0 when all pieces were taken, or -1 with *why set by fetch or take, or when threads cannot be
 * started. What was fetched before a fetch that failed is taken first. */
int conveyor_run(const struct conveyor *conveyor, int helpers, struct err *why);

#endif
