/* Divides the parameters among the processes of a training (base/ranks.h): each rank sums the gradients of
 * its slice, updates it, and gives it to the others. */
#ifndef STAGENAME_MODEL_SLICE_H
#define STAGENAME_MODEL_SLICE_H

#include "model/model.h"

/* Parameters per job. A slice has whole chunks, so that each job computes the same for every number of ranks.
 */
enum { CHUNK = 1 << 13 };

struct slice {
    size_t start, end; /* of a parameter array */
};

struct slice slice_of_rank(size_t parameters, int rank);
struct slice slice_own(size_t parameters);

/* The chunks of a slice, numbered from 0. */
int slice_chunks(struct slice slice);
struct slice slice_chunk(struct slice slice, int chunk);

/* Copies each rank's slice of a parameter array to the others. */
void slice_gather(const struct parameters *parameters);

#endif
