/* Divides the parameters among ranks, and exchanges the slices. */
#include "model/slice.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/ranks.h"

struct slice slice_of_rank(size_t parameters, int rank)
{
    const struct slice all = {0, parameters};
    int chunks = slice_chunks(all);
    size_t start = (size_t)ranks_first(chunks, rank) * CHUNK,
           end = (size_t)ranks_first(chunks, rank + 1) * CHUNK;

    return (struct slice){start, end < parameters ? end : parameters};
}

struct slice slice_own(size_t parameters)
{
    return slice_of_rank(parameters, ranks_index());
}

int slice_chunks(struct slice slice)
{
    return (int)((slice.end - slice.start + CHUNK - 1) / CHUNK);
}

struct slice slice_chunk(struct slice slice, int chunk)
{
    size_t start = slice.start + (size_t)chunk * CHUNK;

    return (struct slice){start, start + CHUNK < slice.end ? start + CHUNK : slice.end};
}

static struct parcel parcel_of(const struct parameters *p, int owner, int rank)
{
    struct slice slice = slice_of_rank(p->count, owner);

    return (struct parcel){rank, p->all + slice.start, (slice.end - slice.start) * sizeof *p->all};
}

void slice_gather(const struct parameters *parameters)
{
    int ranks = ranks_count(), me = ranks_index(), others = 0;
    struct parcel *in, *out;

    if (ranks == 1)
        return;
    in = memory_new((size_t)ranks * sizeof *in);
    out = memory_new((size_t)ranks * sizeof *out);
    for (int r = 0; r < ranks; r++)
        if (r != me) {
            in[others] = parcel_of(parameters, r, r);
            out[others++] = parcel_of(parameters, me, r);
        }
    ranks_exchange(in, others, out, others);
    free(in);
    free(out);
}
