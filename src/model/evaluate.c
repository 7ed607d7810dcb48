/* Measures bits per character, in batches over several threads. */
#include "model/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"

enum { EVALUATE_NAMES = 64 }; /* names per job: bounds its memory */

struct evaluation {
    const struct model *model;
    const struct dataset *data;
    const int *order; /* names by descending length */
    struct lstm_weights weights;
    double *bits; /* of each name */
    int failed;
};

/* Every ranks_count-th job is this rank's. */
static void evaluate_job(void *arg, int index)
{
    struct evaluation *e = arg;
    int job = index * ranks_count() + ranks_index();
    int first = job * EVALUATE_NAMES;
    int count = e->data->count - first < EVALUATE_NAMES ? e->data->count - first : EVALUATE_NAMES;
    struct lstm_pass *pass = NULL;
    struct batch batch = {0};
    double per_name[EVALUATE_NAMES];
    struct err why = {""};

    if (batch_new(&batch, count, 0, 0, &why) == 0) {
        batch_pack(&batch, e->data, e->order + first, count, 1, NULL);
        pass = lstm_pass_new(e->model, count, batch.packed.symbols, 0, &why);
    }
    if (pass && lstm_forward(pass, &e->weights, &batch.packed, 0, NULL, per_name) >= 0) {
        for (int i = 0; i < count; i++)
            e->bits[e->order[first + i]] = per_name[i] / M_LN2;
    } else {
        __atomic_store_n(&e->failed, 1, __ATOMIC_RELAXED);
    }
    lstm_pass_free(pass);
    batch_free(&batch);
}

static int jobs_of_rank(int names)
{
    int jobs = (names + EVALUATE_NAMES - 1) / EVALUATE_NAMES;

    return (jobs - ranks_index() + ranks_count() - 1) / ranks_count();
}

/* Gives all ranks the bits of all names, and whether a job failed. */
static void share_bits(struct evaluation *e)
{
    double failed = e->failed;

    for (int i = 0; i < ranks_count(); i++) {
        double of_rank = i == ranks_index() ? failed : 0;

        ranks_sum(&of_rank, 1);
        e->failed |= of_rank != 0;
    }
    ranks_sum(e->bits, e->data->count);
}

double evaluate_names(const struct model *model, const struct dataset *data, struct team *team,
                      enum precision precision, double *per_name, struct err *why)
{
    struct evaluation e = {.model = model, .data = data};
    int *order = malloc((size_t)(data->count + 1) * sizeof *order);
    double *bits = per_name ? per_name : malloc((size_t)(data->count + 1) * sizeof *bits);
    double total = 0, result = -1;

    e.order = order;
    e.bits = bits;
    if (!order || !bits) {
        err_set(why, "out of memory");
        goto out;
    }
    if (data->count == 0) {
        err_set(why, "no name consists only of characters of the model's alphabet");
        goto out;
    }
    if (lstm_weights_new(&e.weights, model, NULL, 0, precision, why) != 0 ||
        lstm_weights_prepare(&e.weights, NULL, team, why) != 0)
        goto out;
    for (int i = 0; i < data->count; i++)
        order[i] = i;
    dataset_longest_first(data, order, data->count);
    memset(bits, 0, (size_t)data->count * sizeof *bits);
    team_run(team, jobs_of_rank(data->count), evaluate_job, &e);
    share_bits(&e);
    for (int i = 0; i < data->count; i++)
        total += bits[i];
    if (e.failed)
        err_set(why, "out of memory");
    else if (!isfinite(total))
        err_set(why, "the model gives names a probability that is not a number");
    else
        result = total / (double)data->characters;
out:
    lstm_weights_free(&e.weights);
    if (bits != per_name)
        free(bits);
    free(order);
    return result;
}
