/* Connects the processes of a training by MPI, or does nothing in a build without it. */
#include "base/ranks.h"

#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef WITH_MPI
#include <mpi.h>
#include <sched.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/stop.h"

enum {
    PIECE_BYTES = 64 << 20, /* at most in one message */
    SPINS = 1000,           /* checks for a message before the processor is offered to others */
};

/* The time that mpirun leaves to a process between SIGTERM and SIGKILL is a second. */
static const double patience = 0.3;

static int is_joined, rank_index, rank_count = 1, local_count = 1;
static void (*when_lost)(void);

static void wait_all(int count, MPI_Request *requests)
{
    double stopped = 0;
    int is_done = 0;

    for (long turns = 0; !is_done; turns++) {
        MPI_Testall(count, requests, &is_done, MPI_STATUSES_IGNORE);
        if (is_done || turns < SPINS)
            continue;
        sched_yield();
        if (!stop_requested() || !when_lost)
            continue;
        if (stopped == 0)
            stopped = clock_seconds();
        else if (clock_seconds() - stopped > patience)
            when_lost();
    }
}
#else
static const int rank_index = 0, rank_count = 1, local_count = 1;
#endif

/* Leaves the output to rank 0. */
static void be_silent(void)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nothing < 0)
        return;
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    close(nothing);
}

#ifdef WITH_MPI
int ranks_join(struct err *why)
{
    MPI_Comm machine;
    int provided;

    if (!getenv("OMPI_COMM_WORLD_SIZE") && !getenv("PMIX_RANK"))
        return 0;
    /* With one connection, the answer that lets the other process send waits behind this one's message, and
     * the messages of the two take turns instead of using both directions. */
    setenv("OMPI_MCA_btl_tcp_links", "2", 0);
    if (MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS)
        return err_set(why, "MPI does not start");
    is_joined = 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_index);
    MPI_Comm_size(MPI_COMM_WORLD, &rank_count);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &local_count);
    MPI_Comm_free(&machine);
    if (rank_index > 0)
        be_silent();
    return 0;
}

void ranks_leave(int has_failed)
{
    const struct timespec sentence = {.tv_nsec = 500000000};

    if (is_joined && !has_failed)
        MPI_Finalize();
    else if (is_joined && rank_index > 0)
        nanosleep(&sentence, NULL);
    is_joined = 0;
}

void ranks_when_lost(void (*lost)(void))
{
    when_lost = lost;
}

/* The bytes of the next message, when `left` remain. */
static int piece_of(size_t left)
{
    return (int)(left < PIECE_BYTES ? left : PIECE_BYTES);
}

void ranks_spread(void *bytes, size_t size)
{
    for (size_t at = 0; rank_count > 1 && at < size; at += PIECE_BYTES) {
        MPI_Request request;

        MPI_Ibcast((char *)bytes + at, piece_of(size - at), MPI_BYTE, 0, MPI_COMM_WORLD, &request);
        wait_all(1, &request);
    }
}

void ranks_sum(double *values, int count)
{
    MPI_Request request;

    if (rank_count == 1)
        return;
    MPI_Iallreduce(MPI_IN_PLACE, values, count, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD, &request);
    wait_all(1, &request);
}

int ranks_agree(uint64_t number)
{
    uint64_t ends[2] = {number, ~number}; /* the greatest, and the complement of the least */
    MPI_Request request;

    if (rank_count == 1)
        return 1;
    MPI_Iallreduce(MPI_IN_PLACE, ends, 2, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD, &request);
    wait_all(1, &request);
    return ends[0] == ~ends[1];
}

static int pieces_of(const struct parcel *parcels, int count)
{
    size_t pieces = 0;

    for (int i = 0; i < count; i++)
        pieces += (parcels[i].size + PIECE_BYTES - 1) / PIECE_BYTES;
    return (int)pieces;
}

void ranks_exchange(const struct parcel *in, int ins, const struct parcel *out, int outs)
{
    int pieces = pieces_of(in, ins) + pieces_of(out, outs), started = 0;
    MPI_Request *requests;

    if (pieces == 0)
        return;
    requests = memory_new((size_t)pieces * sizeof *requests);
    /* A message whose place is known when it arrives needs no buffer. */
    for (int i = 0; i < ins; i++)
        for (size_t at = 0; at < in[i].size; at += PIECE_BYTES)
            MPI_Irecv((char *)in[i].bytes + at, piece_of(in[i].size - at), MPI_BYTE, in[i].rank, 0,
                      MPI_COMM_WORLD, &requests[started++]);
    for (int i = 0; i < outs; i++)
        for (size_t at = 0; at < out[i].size; at += PIECE_BYTES)
            MPI_Isend((char *)out[i].bytes + at, piece_of(out[i].size - at), MPI_BYTE, out[i].rank, 0,
                      MPI_COMM_WORLD, &requests[started++]);
    wait_all(pieces, requests);
    free(requests);
}
#else
/* Reads a number from a variable that mpirun sets; 0 if it is missing. */
static int number_of(const char *variable)
{
    const char *text = getenv(variable);

    return text ? atoi(text) : 0;
}

int ranks_join(struct err *why)
{
    if (number_of("OMPI_COMM_WORLD_SIZE") <= 1)
        return 0;
    if (number_of("OMPI_COMM_WORLD_RANK") > 0)
        be_silent();
    return err_set(why,
                   "this stagename is built without MPI and cannot share a training with other processes; "
                   "run it without mpirun, or build it with configure --with-mpi");
}

void ranks_leave(int has_failed)
{
    (void)has_failed;
}

void ranks_when_lost(void (*lost)(void))
{
    (void)lost;
}

void ranks_spread(void *bytes, size_t size)
{
    (void)bytes;
    (void)size;
}

void ranks_sum(double *values, int count)
{
    (void)values;
    (void)count;
}

int ranks_agree(uint64_t number)
{
    (void)number;
    return 1;
}

void ranks_exchange(const struct parcel *in, int ins, const struct parcel *out, int outs)
{
    (void)in;
    (void)ins;
    (void)out;
    (void)outs;
}
#endif

int ranks_index(void)
{
    return rank_index;
}

int ranks_count(void)
{
    return rank_count;
}

int ranks_on_this_machine(void)
{
    return local_count;
}

int ranks_first(int jobs, int rank)
{
    return (int)((long)jobs * rank / rank_count);
}
