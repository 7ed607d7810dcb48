/* Processes that train one model together, on one machine or several: ranks, connected by MPI. mpirun starts
 * them with the same arguments. In a build without MPI (configure --with-mpi), and in a process that mpirun
 * did not start, there is one rank, and the functions return at once.
 *
 * All ranks must call the same functions in the same order, on the main thread. When another rank has ended,
 * which stops this one (mpirun ends all), a function that waits for it calls `lost` instead of waiting. */
#ifndef STAGENAME_BASE_RANKS_H
#define STAGENAME_BASE_RANKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Joins the others, if mpirun started this process. In all ranks but 0, standard output and standard error
 * are closed, so that rank 0 alone prints. Returns 0, or -1 with *why set when this build has no MPI. */
int ranks_join(struct err *why);

/* Leaves the others, before the process ends: waits until all have come so far, or after a failure, only
 * until rank 0 has printed its sentence, since mpirun ends all as soon as one has failed. */
void ranks_leave(int has_failed);

/* lost: prints one sentence and ends the process. Call it after stop_on_signals. */
void ranks_when_lost(void (*lost)(void));

int ranks_index(void); /* from 0 */
int ranks_count(void);
int ranks_on_this_machine(void);

/* Copies bytes of rank 0 to all ranks. */
void ranks_spread(void *bytes, size_t size);

/* Adds up the values of all ranks, each of which must be 0 in all ranks but one. */
void ranks_sum(double *values, int count);

/* Whether all ranks have the same number. */
int ranks_agree(uint64_t number);

/* The first of `jobs` jobs that a rank does, when each does about as many; its jobs end where those of the
 * next rank begin. */
int ranks_first(int jobs, int rank);

/* Bytes from another rank, or for it. */
struct parcel {
    int rank;
    void *bytes;
    size_t size;
};

/* Receives the parcels `in` and sends the parcels `out`. Those of one rank for another arrive in their order;
 * both list them with the same sizes. */
void ranks_exchange(const struct parcel *in, int ins, const struct parcel *out, int outs);

#endif
