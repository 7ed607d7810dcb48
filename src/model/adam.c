/* One Adam step over all parameters, in jobs whose sums do not depend on the number of threads. */
#include "model/adam.h"

#include <math.h>
#include <string.h>

#include "model/clones.h"

/* Parameters per job; fixed, so that sums do not depend on the number of threads. */
enum { CHUNK = 1 << 13, LANES = 64 };

struct step {
    struct adam *adam;
    struct model *model;
    const real *gradient;
    real *average;
    real scale, rate, decay, share, unbias_mean, unbias_square;
    double norms[LANES]; /* squared, of every LANES-th chunk */
};

static const real beta_mean = (real)0.9, beta_square = (real)0.99, epsilon = (real)1e-8;

int adam_new(struct adam *adam, const struct model *model, struct err *why)
{
    memset(adam, 0, sizeof *adam);
    if (parameters_like(&adam->mean, model, why) != 0)
        return -1;
    if (parameters_like(&adam->square, model, why) == 0)
        return 0;
    adam_free(adam);
    return -1;
}

void adam_free(struct adam *adam)
{
    parameters_free(&adam->mean);
    parameters_free(&adam->square);
}

static size_t chunk_end(size_t start, size_t count)
{
    return start + CHUNK < count ? start + CHUNK : count;
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

/* Job `lane` sums chunks lane, lane + LANES, …, so that the number of sums does not depend on the number of
 * threads. */
static void sum_squares(void *arg, int lane)
{
    struct step *s = arg;
    size_t count = s->model->parameters.count;
    double sum = 0;

    for (size_t start = (size_t)lane * CHUNK; start < count; start += LANES * (size_t)CHUNK)
        sum += square_sum(s->gradient + start, chunk_end(start, count) - start);
    s->norms[lane] = sum;
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

static void update_chunk(void *arg, int chunk)
{
    const struct step *s = arg;
    size_t count = s->model->parameters.count, start = (size_t)chunk * CHUNK;

    update(s, chunk_end(start, count) - start, s->gradient + start, s->model->parameters.all + start,
           s->adam->mean.all + start, s->adam->square.all + start, s->average + start);
}

double adam_step(struct adam *adam, struct model *model, const struct parameters *gradient,
                 struct parameters *mean, const struct adam_rule *rule, struct team *team)
{
    struct step s = {.adam = adam,
                     .model = model,
                     .gradient = gradient->all,
                     .average = mean->all,
                     .rate = (real)rule->rate,
                     .decay = (real)rule->decay,
                     .share = (real)rule->share};
    int chunks = (int)((model->parameters.count + CHUNK - 1) / CHUNK),
        lanes = chunks < LANES ? chunks : LANES;
    double sum = 0, norm;

    team_run(team, lanes, sum_squares, &s);
    for (int i = 0; i < lanes; i++)
        sum += s.norms[i];
    norm = sqrt(sum);
    if (!isfinite(norm))
        return norm;
    adam->steps++;
    s.scale = (real)(norm > rule->clip ? rule->clip / norm : 1);
    s.unbias_mean = (real)(1 / (1 - pow((double)beta_mean, (double)adam->steps)));
    s.unbias_square = (real)(1 / (1 - pow((double)beta_square, (double)adam->steps)));
    team_run(team, chunks, update_chunk, &s);
    return norm;
}
