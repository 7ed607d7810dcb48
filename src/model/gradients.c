/* Adds gradients in pairs: first those of this rank's shards, then, of this rank's slice, the sums of all. */
#include "model/gradients.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/ranks.h"
#include "model/slice.h"

/* One addition of a batch: the sum from shard `from` on is added to the sum from shard `to` on. */
struct addition {
    int to, from;
};

struct summing {
    const struct gradients *g;
    const struct lstm_weights *w;
    size_t parameters;
    struct addition own[SHARDS_MAX], last[SHARDS_MAX]; /* of this rank's shards; and then of its slice */
    int own_count, last_count;
    int is_sent[SHARDS_MAX];  /* by first shard: the sums that a rank has after the additions of its own */
    real *slices[SHARDS_MAX]; /* by first shard: this rank's slice of each of these sums */
};

static int rank_of_shard(const struct gradients *g, int shard)
{
    int rank = 0;

    while (ranks_first(g->shards, rank + 1) <= shard)
        rank++;
    return rank;
}

/* Lists the additions that sum the shards. */
static void plan(struct summing *s, int shards)
{
    for (int k = 0; k < shards; k++)
        s->is_sent[k] = 1;
    for (int width = 1; width < shards; width *= 2)
        for (int k = 0; k + width < shards; k += 2 * width) {
            const struct addition next = {k, k + width};
            int end = k + 2 * width < shards ? k + 2 * width : shards, rank = rank_of_shard(s->g, k);

            /* One rank alone adds all in one go, at the end. */
            if (ranks_count() == 1 || rank != rank_of_shard(s->g, end - 1)) {
                s->last[s->last_count++] = next;
                continue;
            }
            s->is_sent[k + width] = 0;
            if (rank == ranks_index())
                s->own[s->own_count++] = next;
        }
}

static real *gradient_of(const struct gradients *g, int shard)
{
    return lstm_gradient(g->passes[shard])->all;
}

static void add_own_job(void *arg, int job)
{
    const struct summing *s = arg;
    struct slice chunk = slice_chunk((struct slice){0, s->parameters}, job);

    for (int i = 0; i < s->own_count; i++)
        add_elements(chunk.end - chunk.start, gradient_of(s->g, s->own[i].from) + chunk.start,
                     gradient_of(s->g, s->own[i].to) + chunk.start);
}

/* Sends each rank its slice of this rank's sums, and receives the slices of the others' sums. */
static void exchange(struct summing *s, int shards)
{
    int ranks = ranks_count(), me = ranks_index(), ins = 0, outs = 0;
    struct parcel in[SHARDS_MAX], *out = memory_new((size_t)ranks * SHARDS_MAX * sizeof *out);
    struct slice own = slice_own(s->parameters);
    size_t size = own.end - own.start;

    for (int k = 0; k < shards; k++) {
        int rank = rank_of_shard(s->g, k);

        if (!s->is_sent[k])
            continue;
        s->slices[k] = rank == me ? gradient_of(s->g, k) + own.start : s->g->received + (size_t)ins * size;
        if (rank != me)
            in[ins++] = (struct parcel){rank, s->slices[k], size * sizeof(real)};
        for (int r = 0; rank == me && r < ranks; r++) {
            struct slice slice = slice_of_rank(s->parameters, r);

            if (r != me)
                out[outs++] = (struct parcel){r, gradient_of(s->g, k) + slice.start,
                                              (slice.end - slice.start) * sizeof(real)};
        }
    }
    ranks_exchange(in, ins, out, outs);
    free(out);
}

/* Applies the masks of the recurrent matrices to the gradients of a chunk. */
static void through_masks(const struct lstm_weights *w, struct slice chunk, real *gradient)
{
    const struct model *model = w->model;
    size_t count = 4 * (size_t)model->shape.hidden * (size_t)model->shape.hidden;

    for (int l = 0; l < model->shape.layers && w->dropped[l]; l++) {
        size_t matrix = (size_t)(model->parameters.layers[l].w_hh - model->parameters.all);
        size_t start = matrix > chunk.start ? matrix : chunk.start;
        size_t end = matrix + count < chunk.end ? matrix + count : chunk.end;

        if (start < end)
            through_mask(end - start, w->dropped[l] + (start - matrix), w->dropout.recurrent,
                         gradient + (start - chunk.start));
    }
}

static void add_last_job(void *arg, int job)
{
    const struct summing *s = arg;
    struct slice own = slice_own(s->parameters), chunk = slice_chunk(own, job);
    size_t at = chunk.start - own.start;

    for (int i = 0; i < s->last_count; i++)
        add_elements(chunk.end - chunk.start, s->slices[s->last[i].from] + at, s->slices[s->last[i].to] + at);
    through_masks(s->w, chunk, s->slices[0] + at);
}

int gradients_new(struct gradients *g, const struct model *model, struct err *why)
{
    struct slice own = slice_own(model->parameters.count);
    struct summing s = {.g = g};
    size_t count = 0;

    plan(&s, g->shards);
    for (int k = 0; k < g->shards; k++)
        count += s.is_sent[k] && rank_of_shard(g, k) != ranks_index();
    g->received = malloc((count * (own.end - own.start) + 1) * sizeof *g->received);
    return g->received
               ? 0
               : err_set(why, "out of memory for the gradients of %zu parameters", model->parameters.count);
}

void gradients_free(struct gradients *g)
{
    free(g->received);
    g->received = NULL;
}

const real *gradients_sum(struct gradients *g, int shards, const struct lstm_weights *w, struct team *team)
{
    struct summing s = {.g = g, .w = w, .parameters = w->model->parameters.count};

    plan(&s, shards);
    if (s.own_count > 0)
        team_run(team, slice_chunks((struct slice){0, s.parameters}), add_own_job, &s);
    exchange(&s, shards);
    team_run(team, slice_chunks(slice_own(s.parameters)), add_last_job, &s);
    return s.slices[0];
}
