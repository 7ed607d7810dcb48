/* One Adam step, in jobs whose sums do not depend on the number of threads or ranks. */
#include "model/adam.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"
#include "model/clones.h"
#include "model/slice.h"

struct step {
    struct adam *adam;
    struct model *model;
    const real *gradient;
    real *average;
    struct slice own; /* of the parameters */
    real scale, rate, decay, share, unbias_mean, unbias_square;
};

static const real beta_mean = (real)0.9, beta_square = (real)0.99, epsilon = (real)1e-8;

int adam_new(struct adam *adam, const struct model *model, struct err *why)
{
    const struct slice all = {0, model->parameters.count};

    memset(adam, 0, sizeof *adam);
    adam->norms = malloc((size_t)slice_chunks(all) * sizeof *adam->norms);
    if (!adam->norms)
        return err_set(why, "out of memory");
    if (parameters_like(&adam->mean, model, why) == 0 && parameters_like(&adam->square, model, why) == 0)
        return 0;
    adam_free(adam);
    return -1;
}

void adam_free(struct adam *adam)
{
    parameters_free(&adam->mean);
    parameters_free(&adam->square);
    free(adam->norms);
    adam->norms = NULL;
}

/* Keeps PARTIAL partial sums, so that the compiler can vectorise the loop. */
CLONES
static double square_sum(const real *x, size_t count)
{
    enum { PARTIAL = 16 };
    double sums[PARTIAL] = {0}, sum = 0;
    size_t i = 0;

    for (; i + PARTIAL <= count; i += PARTIAL)
        for (size_t k = 0; k < PARTIAL; k++)
            sums[k] += (double)x[i + k] * (double)x[i + k];
    for (; i < count; i++)
        sum += (double)x[i] * (double)x[i];
    for (size_t k = 0; k < PARTIAL; k++)
        sum += sums[k];
    return sum;
}

static void sum_squares(void *arg, int job)
{
    const struct step *s = arg;
    struct slice chunk = slice_chunk(s->own, job);

    s->adam->norms[chunk.start / CHUNK] =
        square_sum(s->gradient + (chunk.start - s->own.start), chunk.end - chunk.start);
}

/* Returns the norm of the gradient, of which each rank has its slice. */
static double gradient_norm(struct step *s, struct team *team)
{
    const struct slice all = {0, s->model->parameters.count};
    int chunks = slice_chunks(all);
    double sum = 0;

    memset(s->adam->norms, 0, (size_t)chunks * sizeof *s->adam->norms);
    team_run(team, slice_chunks(s->own), sum_squares, s);
    ranks_sum(s->adam->norms, chunks);
    for (int i = 0; i < chunks; i++)
        sum += s->adam->norms[i];
    return sqrt(sum);
}

CLONES
static void update(const struct step *step, size_t count, const real *restrict gradient, real *restrict p,
                   real *restrict mean, real *restrict square, real *restrict average)
{
    const struct step s = *step;

    for (size_t i = 0; i < count; i++) {
        real g = gradient[i] * s.scale;

        mean[i] = beta_mean * mean[i] + (1 - beta_mean) * g;
        square[i] = beta_square * square[i] + (1 - beta_square) * g * g;
        p[i] -= s.rate * (mean[i] * s.unbias_mean / (real_sqrt(square[i] * s.unbias_square) + epsilon) +
                          s.decay * p[i]);
        average[i] += s.share * (p[i] - average[i]);
    }
}

static void update_chunk(void *arg, int job)
{
    const struct step *s = arg;
    struct slice chunk = slice_chunk(s->own, job);
    size_t start = chunk.start;

    update(s, chunk.end - start, s->gradient + (start - s->own.start), s->model->parameters.all + start,
           s->adam->mean.all + start, s->adam->square.all + start, s->average + start);
}

double adam_step(struct adam *adam, struct model *model, const real *gradient, struct parameters *mean,
                 const struct adam_rule *rule, struct team *team)
{
    struct step s = {.adam = adam,
                     .model = model,
                     .gradient = gradient,
                     .average = mean->all,
                     .own = slice_own(model->parameters.count),
                     .rate = (real)rule->rate,
                     .decay = (real)rule->decay,
                     .share = (real)rule->share};
    double norm = gradient_norm(&s, team);

    if (!isfinite(norm))
        return norm;
    adam->steps++;
    s.scale = (real)(norm > rule->clip ? rule->clip / norm : 1);
    s.unbias_mean = (real)(1 / (1 - pow((double)beta_mean, (double)adam->steps)));
    s.unbias_square = (real)(1 / (1 - pow((double)beta_square, (double)adam->steps)));
    team_run(team, slice_chunks(s.own), update_chunk, &s);
    slice_gather(&model->parameters);
    return norm;
}
