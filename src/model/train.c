#include "model/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/adam.h"
#include "model/evaluate.h"

enum {
    SHARD_NAMES = 64, /* names of a shard in large batches: enough for the products to run at full speed */
    SHARDS_MAX = 64,
    NAMES_LEAST = 20, /* so that one of them can be held out */
    HELDOUT_MAX = 2500,
};

static const double clip_norm = 1.0, warm_up = 0.1, final_rate = 0.01;

/* A batch is cut the same way on every machine. */
static int shards_of(int batch)
{
    int shards = batch >= 4 * SHARD_NAMES ? batch / SHARD_NAMES : batch >= 32 ? 2 : 1;

    return shards < SHARDS_MAX ? shards : SHARDS_MAX;
}

struct training {
    struct train_options options;
    const struct train_report *report;
    struct model *model;
    struct dataset data;
    int *names; /* indices into data: name_count to learn from, then those to judge by */
    int name_count;
    struct dataset heldout_data; /* a view: the held-out names */
    struct team *team;
    struct adam adam;
    struct parameters gradient, best;
    double best_bits;
    struct lstm_weights weights;
    struct dropout dropout;
    int shards;
    struct lstm_pass *passes[SHARDS_MAX];
    struct batch batches[SHARDS_MAX];
    double losses[SHARDS_MAX];
    struct rng rngs[SHARDS_MAX];
    /* the batch at hand, for the jobs */
    const int *batch_names;
    int batch_count;
    long batch_symbols;
    struct rng rng;
    long steps, steps_total;
    struct train_state state;
    struct timespec start;
};

static double seconds_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) * 1e-9;
}

static void shard_job(void *arg, int k)
{
    struct training *t = arg;
    struct batch *batch = &t->batches[k];

    batch_pack(batch, &t->data, t->batch_names + k, t->batch_count - k, t->shards, &t->rngs[k]);
    t->losses[k] =
        lstm_forward(t->passes[k], &t->weights, &batch->packed, t->dropout.between, &t->rngs[k], NULL);
    lstm_backward(t->passes[k], &t->weights, &batch->packed, (real)(1.0 / (double)t->batch_symbols));
}

/* One cycle: up along a line, down along a cosine (Smith 2018). */
static double rate_at(const struct training *t)
{
    double x = (double)t->steps / (double)t->steps_total;

    if (x < warm_up)
        return t->options.rate * (x / warm_up + 0.02);
    x = (x - warm_up) / (1 - warm_up);
    return t->options.rate * (final_rate + (1 - final_rate) * 0.5 * (1 + cos(M_PI * x)));
}

/* One step of learning. Returns the loss in nats, or -1 with *why set when it is not finite. */
static double learn_batch(struct training *t, const int *names, int count, struct err *why)
{
    double loss = 0, norm;
    int shards = count < t->shards ? count : t->shards;

    t->batch_names = names;
    t->batch_count = count;
    t->batch_symbols = 0;
    for (int i = 0; i < count; i++)
        t->batch_symbols += t->data.length[names[i]] + 1;
    lstm_weights_prepare(&t->weights, &t->dropout, &t->rng);
    for (int k = 0; k < shards; k++)
        rng_seed(&t->rngs[k], rng_u64(&t->rng), 0);
    team_run(t->team, shards, shard_job, t);
    for (int k = 0; k < shards; k++)
        loss += t->losses[k];
    lstm_collect(t->passes, shards, &t->weights, &t->gradient);
    norm = adam_step(&t->adam, t->model, &t->gradient, rate_at(t), t->options.decay, clip_norm, t->team);
    t->steps++;
    if (isfinite(loss) && isfinite(norm))
        return loss;
    return err_set(why,
                   "the loss is no longer a number at step %ld of epoch %d; try a smaller --rate than %g",
                   t->steps, t->state.epoch, t->options.rate);
}

static int report(struct training *t)
{
    t->state.seconds = seconds_since(&t->start);
    return t->report && t->report->progress ? t->report->progress(t->report->arg, &t->state) : 0;
}

/* Returns 0 to go on, 1 when asked to stop, -1 with *why set. */
static int learn_epoch(struct training *t, struct err *why)
{
    double loss = 0;
    long symbols = 0;

    dataset_order(&t->data, t->names, t->name_count, t->options.batch, &t->rng);
    for (int at = 0; at < t->name_count; at += t->options.batch) {
        int count = t->name_count - at < t->options.batch ? t->name_count - at : t->options.batch;
        double batch_loss = learn_batch(t, t->names + at, count, why);

        if (batch_loss < 0)
            return -1;
        loss += batch_loss;
        symbols += t->batch_symbols;
        t->state.characters += t->batch_symbols;
        t->state.train_bits = loss / M_LN2 / (double)symbols;
        t->state.heldout_bits = NAN;
        if (report(t) != 0)
            return 1;
    }
    return 0;
}

/* Returns 0 to go on, 1 when asked to stop, -1 with *why set. */
static int judge_epoch(struct training *t, struct err *why)
{
    double bits = evaluate_names(t->model, &t->heldout_data, t->team, NULL, why);

    if (bits < 0)
        return -1;
    t->state.heldout_bits = bits;
    t->state.is_best = bits < t->best_bits;
    if (t->state.is_best) {
        t->best_bits = bits;
        memcpy(t->best.all, t->model->parameters.all, t->best.count * sizeof(real));
    }
    return report(t) != 0;
}

static int learn(struct training *t, struct err *why)
{
    int without_gain = 0, patience = t->options.epochs / 4 > 3 ? t->options.epochs / 4 : 3;
    int stop = 0;

    for (int epoch = 1; epoch <= t->options.epochs && !stop; epoch++) {
        t->state.epoch = epoch;
        stop = learn_epoch(t, why);
        if (stop < 0)
            return -1;
        switch (judge_epoch(t, why)) {
        case -1:
            return -1;
        case 1:
            stop = 1;
        }
        without_gain = t->state.is_best ? 0 : without_gain + 1;
        if (without_gain >= patience)
            break;
    }
    memcpy(t->model->parameters.all, t->best.all, t->best.count * sizeof(real));
    return 0;
}

/* Sets aside names to judge by: one in twenty, at most HELDOUT_MAX. heldout_data is a view of data with other
 * bounds. */
static int split(struct training *t, struct err *why)
{
    int n = t->data.count, held = n / 20 < HELDOUT_MAX ? n / 20 : HELDOUT_MAX;
    struct dataset *view = &t->heldout_data;

    if (n < NAMES_LEAST)
        return err_set(why, "%d usable names are too few to learn from; give at least %d", n, NAMES_LEAST);
    t->names = malloc((size_t)n * sizeof *t->names);
    view->start = malloc(2 * (size_t)held * sizeof *view->start);
    if (!t->names || !view->start)
        return err_set(why, "out of memory");
    for (int i = 0; i < n; i++)
        t->names[i] = i;
    rng_shuffle(&t->rng, t->names, n);
    t->name_count = n - held;
    view->symbols = t->data.symbols;
    view->length = view->start + held;
    view->count = held;
    for (int i = 0; i < held; i++) {
        view->start[i] = t->data.start[t->names[t->name_count + i]];
        view->length[i] = t->data.length[t->names[t->name_count + i]];
        view->characters += view->length[i] + 1;
    }
    return 0;
}

/* The symbols of the largest shard that can come: the longest names, every shards-th of them. -1 out of
 * memory. */
static int symbols_of_largest_shard(const struct training *t, int names)
{
    int n = t->data.count, symbols = 0;
    int *order = malloc((size_t)n * sizeof *order);

    if (!order)
        return -1;
    for (int i = 0; i < n; i++)
        order[i] = i;
    dataset_longest_first(&t->data, order, n);
    for (int i = 0; i < names && i * t->shards < n; i++)
        symbols += t->data.length[order[i * t->shards]] + 1;
    free(order);
    return symbols;
}

/* Everything that learning needs, before the first batch. */
static int prepare(struct training *t, struct vocab *vocab, struct err *why)
{
    struct model_shape shape = {t->options.layers, t->options.hidden, t->options.embed};
    int names, symbols;

    t->model = model_new(&shape, vocab, why);
    if (!t->model)
        return -1;
    model_randomize(t->model, &t->rng);
    if (t->options.batch > t->name_count)
        t->options.batch = t->name_count;
    t->shards = shards_of(t->options.batch);
    t->steps_total = (long)t->options.epochs * ((t->name_count + t->options.batch - 1) / t->options.batch);
    t->state.epochs = t->options.epochs;
    t->state.characters_total = (t->data.characters - t->heldout_data.characters) * t->options.epochs;
    t->best_bits = INFINITY;
    if (adam_new(&t->adam, t->model, why) != 0 ||
        lstm_weights_new(&t->weights, t->model, &t->dropout, t->options.precision, why) != 0 ||
        parameters_like(&t->gradient, t->model, why) != 0 || parameters_like(&t->best, t->model, why) != 0)
        return -1;
    names = (t->options.batch + t->shards - 1) / t->shards;
    symbols = symbols_of_largest_shard(t, names);
    if (symbols < 0)
        return err_set(why, "out of memory");
    for (int k = 0; k < t->shards; k++) {
        if (batch_new(&t->batches[k], names, why) != 0)
            return -1;
        t->passes[k] = lstm_pass_new(t->model, names, symbols, t->options.precision, why);
        if (!t->passes[k])
            return -1;
    }
    return 0;
}

static void release(struct training *t)
{
    for (int k = 0; k < t->shards; k++) {
        lstm_pass_free(t->passes[k]);
        batch_free(&t->batches[k]);
    }
    lstm_weights_free(&t->weights);
    parameters_free(&t->best);
    parameters_free(&t->gradient);
    adam_free(&t->adam);
    team_free(t->team);
    free(t->heldout_data.start);
    free(t->names);
    dataset_free(&t->data);
    free(t);
}

/* Fills in what was left to choose. characters: of the corpus, end symbols counted. */
static void train_defaults(struct train_options *o, long characters)
{
    int small = characters < 200000;

    o->layers = o->layers ? o->layers : small ? 1 : 2;
    o->hidden = o->hidden ? o->hidden : small ? 256 : 384;
    o->embed = o->embed ? o->embed : 64;
    o->batch = o->batch ? o->batch : small ? 64 : 128;
    o->epochs = o->epochs ? o->epochs : small ? 30 : 14;
    o->rate = o->rate > 0 ? o->rate : small ? 0.004 : 0.003;
    o->decay = o->decay >= 0 ? o->decay : 0.01;
    /* A network too small to learn names by heart needs little against it. */
    o->dropout = o->dropout >= 0 ? o->dropout : o->hidden <= 64 ? 0.05 : small ? 0.5 : 0.3;
    o->dropout_recurrent = o->dropout_recurrent >= 0 ? o->dropout_recurrent : o->dropout * 0.6;
    o->dropout_embed = o->dropout_embed >= 0 ? o->dropout_embed : 0;
}

struct model *train_model(struct name_list *list, const struct train_options *options,
                          const struct train_report *how, struct train_result *result, struct err *why)
{
    struct training *t = calloc(1, sizeof *t);
    struct vocab vocab = {0};
    struct model *model = NULL;

    if (!t) {
        err_set(why, "out of memory");
        return NULL;
    }
    t->options = *options;
    t->report = how;
    rng_seed(&t->rng, options->seed, 0);
    clock_gettime(CLOCK_MONOTONIC, &t->start);
    t->team = team_new(options->threads, why);
    if (!t->team)
        goto out;
    if (list->count < NAMES_LEAST) {
        err_set(why, "%d names are too few to learn from; give at least %d", list->count, NAMES_LEAST);
        goto out;
    }
    if (name_list_vocab(list, list->count / 10000 > 2 ? list->count / 10000 : 2, &vocab, why) != 0 ||
        dataset_new(&t->data, list, &vocab, why) != 0 || split(t, why) != 0)
        goto out;
    train_defaults(&t->options, t->data.characters);
    t->dropout = (struct dropout){(real)t->options.dropout, (real)t->options.dropout_recurrent,
                                  (real)t->options.dropout_embed};
    if (prepare(t, &vocab, why) != 0 || learn(t, why) != 0)
        goto out;
    model = t->model;
    t->model = NULL;
    *result = (struct train_result){.characters = t->state.characters,
                                    .seconds = seconds_since(&t->start),
                                    .heldout_bits = t->best_bits,
                                    .heldout_names = t->heldout_data.count,
                                    .names = t->name_count,
                                    .epochs = t->state.epoch,
                                    .options = t->options};
out:
    vocab_free(&vocab);
    model_free(t->model);
    release(t);
    return model;
}
