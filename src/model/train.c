/* The training loop: batches, epochs, early stopping. */
#include "model/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/ranks.h"
#include "model/evaluate.h"
#include "model/slice.h"

enum {
    PATIENCE_LEAST = 3, /* minimum patience: epochs without improvement */
    PROBE_NAMES = 16,   /* with which ranks compare their processors */
};

static const double clip_norm = 1.0, warm_up = 0.1, final_rate = 0.01;

static double seconds_so_far(const struct training *t)
{
    return t->state.seconds + clock_seconds() - t->start;
}

/* ---- one step ---- */

/* Mixes the first network's predictions into the soft targets. Returns 0, or -1 when out of memory. */
static int mix_first_network(struct training *t, int k)
{
    struct batch *batch = &t->batches[k];
    size_t count = (size_t)batch->packed.symbols * (size_t)vocab_outputs(&t->state.model->vocab);
    real share = (real)t->settings.first_share;
    const real *predicted = lstm_probabilities(t->first_passes[k]);

    if (lstm_forward(t->first_passes[k], &t->first_weights, &batch->packed, 0, NULL, NULL) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        batch->soft_targets[i] += share * (predicted[i] - batch->soft_targets[i]);
    return 0;
}

/* Ties the output matrix to the embedding: two matrices that start equal stay equal if both always get the
 * sum of their gradients. */
static void tie_gradients(const struct model *model, struct parameters *gradient)
{
    size_t count = (size_t)vocab_outputs(&model->vocab) * (size_t)model->shape.hidden;

    for (size_t i = 0; i < count; i++)
        gradient->embedding[i] = gradient->output[i] += gradient->embedding[i];
}

static void shard_job(void *arg, int index)
{
    struct training *t = arg;
    int k = t->first_shard + index;
    struct batch *batch = &t->batches[k];
    struct augmentation augmentation = {.noise = t->settings.noise,
                                        .teacher = t->teacher,
                                        .share = t->settings.teacher,
                                        .outputs = vocab_outputs(&t->state.model->vocab),
                                        .rng = &t->rngs[k]};
    struct lstm_pass *pass = t->gradients.passes[k];
    double loss;

    batch_pack(batch, &t->data, t->batch_names + k, t->batch_count - k, t->shards, &augmentation);
    t->losses[k] = -1;
    if (t->state.first && mix_first_network(t, k) != 0)
        return;
    loss = lstm_forward(pass, &t->weights, &batch->packed, t->dropout.between, &t->rngs[k], NULL);
    if (lstm_backward(pass, &t->weights, &batch->packed, (real)(1.0 / (double)t->batch_symbols)) == 0)
        t->losses[k] = loss;
    if (t->settings.tied)
        tie_gradients(t->state.model, lstm_gradient(pass));
}

/* Linear warm-up, then the schedule. */
double training_rate(const struct training *t)
{
    double x = (double)t->state.steps / (double)t->steps_total;

    if (x < warm_up)
        return t->settings.rate * (x / warm_up + 0.02);
    x = (x - warm_up) / (1 - warm_up);
    switch (t->settings.schedule) {
    case SCHEDULE_COSINE:
        x = 0.5 * (1 + cos(M_PI * x));
        break;
    case SCHEDULE_LINEAR:
        x = 1 - x;
        break;
    default:
        x = 1;
    }
    return t->settings.rate * (final_rate + (1 - final_rate) * x);
}

/* How many of the first `shards` shards are this rank's. */
static int own_shards(const struct training *t, int shards)
{
    int end = t->end_shard < shards ? t->end_shard : shards;

    return end > t->first_shard ? end - t->first_shard : 0;
}

/* One training step. Returns the loss in nats, or -1 with *why set when it is not finite. */
static double train_batch(struct training *t, const int *names, int count, struct err *why)
{
    struct training_state *l = &t->state;
    struct adam_rule rule = {.decay = t->settings.decay, .clip = clip_norm};
    double loss = 0, norm;
    int shards = count < t->shards ? count : t->shards;

    t->batch_names = names;
    t->batch_count = count;
    t->batch_symbols = 0;
    for (int i = 0; i < count; i++)
        t->batch_symbols += t->data.length[names[i]] + 1;
    if (lstm_weights_prepare(&t->weights, &l->rng, t->team, why) != 0)
        return -1;
    for (int k = 0; k < shards; k++) {
        rng_seed(&t->rngs[k], rng_u64(&l->rng), 0);
        t->losses[k] = 0;
    }
    team_run(t->team, own_shards(t, shards), shard_job, t);
    ranks_sum(t->losses, shards);
    for (int k = 0; k < shards; k++) {
        if (t->losses[k] < 0)
            return err_set(why, "out of memory");
        loss += t->losses[k];
    }
    rule.rate = training_rate(t);
    l->steps++;
    /* The mean of all steps while they are few, then an exponential moving average. */
    rule.share = 1.0 / (double)(l->steps < t->settings.average ? l->steps : t->settings.average);
    norm = adam_step(&l->adam, l->model, gradients_sum(&t->gradients, shards, &t->weights, t->team),
                     &l->average, &rule, t->team);
    if (isfinite(loss) && isfinite(norm))
        return loss;
    if (t->how->checkpoint && l->epoch > 1 && !*t->trouble.text)
        return err_set(why,
                       "the loss is no longer a number at step %ld of epoch %d; try a smaller --rate than "
                       "%g, from the start "
                       "or with --resume from the state after the epoch before, which is in %s",
                       l->steps, l->epoch, t->settings.rate, t->how->checkpoint);
    return err_set(why,
                   "the loss is no longer a number at step %ld of epoch %d; try a smaller --rate than %g",
                   l->steps, l->epoch, t->settings.rate);
}

/* ---- epochs ---- */

static int report(struct training *t, double heldout_bits, int is_best)
{
    const struct training_state *l = &t->state;
    int between = !isnan(heldout_bits), stop;
    struct train_progress progress = {
        .network = training_is_first(t) || t->settings.first == 0 ? 1 : 2,
        .networks = t->settings.first > 0 ? 2 : 1,
        .epoch = l->epoch,
        .epochs = t->settings.epochs,
        .done = training_done(t),
        .total = t->epoch_characters * t->settings.epochs,
        .characters = l->characters,
        .train_bits = l->epoch_loss / M_LN2 / (double)l->epoch_characters,
        .heldout_bits = heldout_bits,
        .seconds = seconds_so_far(t),
        .is_best = is_best,
        .model = between ? &t->averaged : NULL,
        .team = t->team,
        .trouble = between && *t->trouble.text ? t->trouble.text : NULL,
    };

    stop = t->how->progress ? t->how->progress(t->how->arg, &progress) : 0;
    ranks_spread(&stop, sizeof stop);
    return stop;
}

static void save_checkpoint(struct training *t)
{
    double before = t->state.seconds;

    t->trouble.text[0] = '\0';
    if (!t->how->checkpoint || ranks_index() > 0)
        return;
    t->state.seconds = seconds_so_far(t);
    checkpoint_save(&t->state, &t->settings, t->corpus, t->how->checkpoint, &t->trouble);
    t->state.seconds = before;
}

/* Returns 0 to continue, 1 when asked to stop, -1 with *why set. */
static int train_epoch(struct training *t, struct err *why)
{
    struct training_state *l = &t->state;

    if (l->at == 0) {
        l->epoch++;
        l->epoch_loss = 0;
        l->epoch_characters = 0;
        if (dataset_order(&t->data, l->names, l->name_count, t->settings.batch, &l->rng) != 0)
            return err_set(why, "out of memory");
    }
    while (l->at < l->name_count) {
        int left = l->name_count - l->at, count = left < t->settings.batch ? left : t->settings.batch;
        double loss = train_batch(t, l->names + l->at, count, why);

        if (loss < 0)
            return -1;
        l->at += count;
        l->epoch_loss += loss;
        l->epoch_characters += t->batch_symbols;
        l->characters += t->batch_symbols;
        if (report(t, NAN, 0) != 0 && l->at < l->name_count)
            return 1;
    }
    l->at = 0;
    return 0;
}

/* Gives each rank the whole state, of which each step has updated one slice in each rank. */
static void gather_state(const struct training_state *l)
{
    slice_gather(&l->average);
    slice_gather(&l->adam.mean);
    slice_gather(&l->adam.square);
}

/* Returns 0 to continue, 1 when asked to stop, -1 with *why set. */
static int evaluate_epoch(struct training *t, struct err *why)
{
    struct training_state *l = &t->state;
    double bits = evaluate_names(&t->averaged, &t->heldout, t->team, PRECISION_FLOAT32, NULL, why);
    int is_best = bits < l->best_bits;

    if (bits < 0)
        return -1;
    l->curve[l->epoch - 1][0] = l->epoch_loss / M_LN2 / (double)l->epoch_characters;
    l->curve[l->epoch - 1][1] = bits;
    l->idle = is_best ? 0 : l->idle + 1;
    if (is_best) {
        l->best_bits = bits;
        memcpy(l->best.all, l->average.all, l->best.count * sizeof(real));
    }
    save_checkpoint(t);
    return report(t, bits, is_best) != 0;
}

/* Returns 0 when the network is trained, 1 when asked to stop, -1 with *why set. */
static int train_network(struct training *t, struct err *why)
{
    struct training_state *l = &t->state;
    int quarter = t->settings.epochs / 4, patience = quarter > PATIENCE_LEAST ? quarter : PATIENCE_LEAST;

    while ((l->epoch < t->settings.epochs || l->at > 0) && l->idle < patience) {
        int stop = train_epoch(t, why);

        if (stop >= 0)
            gather_state(l);
        if (stop > 0)
            save_checkpoint(t);
        else if (stop == 0)
            stop = evaluate_epoch(t, why);
        if (stop)
            return stop;
    }
    memcpy(l->model->parameters.all, l->best.all, l->best.count * sizeof(real));
    return 0;
}

/* Trains one network, or the first and then the second. Returns the same as train_network. */
static int train_networks(struct training *t, struct err *why)
{
    int result = train_network(t, why);

    if (result == 0 && training_is_first(t))
        result = training_start_second(t, why) != 0 ? -1 : train_network(t, why);
    return result;
}

/* ---- the whole run ---- */

/* Copies the first names that fit into a shard, longest first. Returns their number. */
static int choose_probe(const struct training *t, int names[PROBE_NAMES])
{
    int count = 0, symbols = 0;

    for (; count < PROBE_NAMES && count < t->state.name_count; count++) {
        symbols += t->data.length[t->state.names[count]] + 1;
        if (count >= t->shard_names || symbols > t->shard_symbols)
            break;
        names[count] = t->state.names[count];
    }
    dataset_longest_first(&t->data, names, count);
    return count;
}

/* Whether all ranks compute the same gradient of the same names. Returns 0, or -1 with *why set. */
static int compare_ranks(struct training *t, struct err *why)
{
    const struct model *model = t->state.model;
    int names[PROBE_NAMES], count = choose_probe(t, names), result = -1;
    struct batch batch = {0};
    struct lstm_pass *pass = NULL;
    struct rng rng;

    if (ranks_count() == 1)
        return 0;
    rng_seed(&rng, t->settings.seed, 0);
    if (lstm_weights_prepare(&t->weights, &rng, t->team, why) != 0 ||
        batch_new(&batch, count, 0, 0, why) != 0)
        goto out;
    batch_pack(&batch, &t->data, names, count, 1, NULL);
    pass = lstm_pass_new(model, count, batch.packed.symbols, 1, why);
    if (!pass)
        goto out;
    if (lstm_forward(pass, &t->weights, &batch.packed, 0, NULL, NULL) < 0 ||
        lstm_backward(pass, &t->weights, &batch.packed, 1) != 0)
        err_set(why, "out of memory");
    else if (ranks_agree(
                 hash_bytes(hash_start, lstm_gradient(pass)->all, model->parameters.count * sizeof(real))))
        result = 0;
    else
        err_set(
            why,
            "the machines compute different gradients from the same names; use machines with the same kind "
            "of processor");
out:
    lstm_pass_free(pass);
    batch_free(&batch);
    return result;
}

static void sum_up(const struct training *t, struct train_result *result)
{
    result->settings = t->settings;
    result->characters = t->state.characters;
    result->seconds = seconds_so_far(t);
    result->heldout_bits = t->state.best_bits;
    result->heldout_names = t->state.heldout_count;
    result->names = t->state.name_count;
    result->epochs = t->state.epoch;
    result->skipped = t->data.skipped;
}

struct model *train_model(const struct name_list *list, const struct train_how *how,
                          struct train_result *result, struct err *why)
{
    struct training *t = calloc(1, sizeof *t);
    struct model *model = NULL;

    memset(result, 0, sizeof *result);
    if (!t) {
        err_set(why, "out of memory");
        return NULL;
    }
    t->how = how;
    t->list = list;
    t->settings = how->settings;
    t->start = clock_seconds();
    if (training_prepare(t, why) != 0 || compare_ranks(t, why) != 0)
        goto out;
    switch (train_networks(t, why)) {
    case 0:
        model = t->state.model;
        t->state.model = NULL;
        break;
    case 1:
        result->stopped = 1;
        if (*t->trouble.text)
            err_set(why, "stopped in epoch %d of %d, and its progress is lost: %s", t->state.epoch,
                    t->settings.epochs, t->trouble.text);
        else
            err_set(why, "stopped in epoch %d of %d%s", t->state.epoch, t->settings.epochs,
                    how->checkpoint ? "; the same command with --resume continues from there" : "");
    }
    sum_up(t, result);
    result->curve = t->state.curve;
    t->state.curve = NULL;
out:
    training_free(t);
    return model;
}
