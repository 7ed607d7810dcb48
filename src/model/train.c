#include "model/train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/checkpoint.h"
#include "model/evaluate.h"

enum {
    SHARD_NAMES = 64, /* names of a shard in large batches: enough for the products to run at full speed */
    SHARDS_MAX = 64,
    NAMES_LEAST = 20, /* fewer teach nothing */
    HELDOUT_ONE_IN = 40,
    HELDOUT_MAX = 1500,
    PATIENCE_LEAST = 3, /* epochs without gain after which training ends, or a quarter of all */
};

static const double clip_norm = 1.0, warm_up = 0.1, final_rate = 0.01;

struct training {
    const struct train_how *how;
    struct train_settings settings;
    struct learner learner;
    struct model averaged; /* a view of the learner's model with the mean weights */
    struct dataset data;
    struct dataset heldout; /* a view of data: the held-out names */
    struct team *team;
    struct parameters gradient;
    struct ngram *teacher; /* or NULL */
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
    long steps_total, characters_total;
    long characters_before; /* of earlier runs */
    uint64_t corpus;        /* fingerprint */
    struct timespec start;
    struct err trouble; /* of the latest checkpoint; text empty when there was none */
};

/* A batch is cut the same way on every machine. */
static int shards_of(int batch)
{
    int shards = batch >= 4 * SHARD_NAMES ? batch / SHARD_NAMES : batch >= 32 ? 2 : 1;

    return shards < SHARDS_MAX ? shards : SHARDS_MAX;
}

static double seconds_so_far(const struct training *t)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return t->learner.seconds + (double)(now.tv_sec - t->start.tv_sec) +
           (double)(now.tv_nsec - t->start.tv_nsec) * 1e-9;
}

/* ---- one step ---- */

static void shard_job(void *arg, int k)
{
    struct training *t = arg;
    struct batch *batch = &t->batches[k];
    struct lesson lesson = {.noise = t->settings.noise,
                            .teacher = t->teacher,
                            .share = t->settings.teacher,
                            .outputs = vocab_outputs(&t->learner.model->vocab),
                            .rng = &t->rngs[k]};

    batch_pack(batch, &t->data, t->batch_names + k, t->batch_count - k, t->shards, &lesson);
    t->losses[k] =
        lstm_forward(t->passes[k], &t->weights, &batch->packed, t->dropout.between, &t->rngs[k], NULL);
    lstm_backward(t->passes[k], &t->weights, &batch->packed, (real)(1.0 / (double)t->batch_symbols));
}

/* Up along a line, then as the schedule says. */
static double rate_at(const struct training *t)
{
    double x = (double)t->learner.steps / (double)t->steps_total;

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

/* Two copies of a matrix that start alike and always learn from both gradients stay alike. */
static void tie_gradients(const struct model *model, struct parameters *gradient)
{
    size_t count = (size_t)vocab_outputs(&model->vocab) * (size_t)model->shape.hidden;

    for (size_t i = 0; i < count; i++)
        gradient->embedding[i] = gradient->output[i] += gradient->embedding[i];
}

/* Learns from a batch. Returns the loss in nats, or -1 with *why set when it is not finite. */
static double learn_batch(struct training *t, const int *names, int count, struct err *why)
{
    struct learner *l = &t->learner;
    struct adam_rule rule = {.decay = t->settings.decay, .clip = clip_norm};
    double loss = 0, norm;
    int shards = count < t->shards ? count : t->shards;

    t->batch_names = names;
    t->batch_count = count;
    t->batch_symbols = 0;
    for (int i = 0; i < count; i++)
        t->batch_symbols += t->data.length[names[i]] + 1;
    lstm_weights_prepare(&t->weights, &t->dropout, &l->rng);
    for (int k = 0; k < shards; k++)
        rng_seed(&t->rngs[k], rng_u64(&l->rng), 0);
    team_run(t->team, shards, shard_job, t);
    for (int k = 0; k < shards; k++)
        loss += t->losses[k];
    lstm_collect(t->passes, shards, &t->weights, &t->gradient);
    if (t->settings.tied)
        tie_gradients(l->model, &t->gradient);
    rule.rate = rate_at(t);
    l->steps++;
    /* A mean of all steps while they are few, then an exponential one. */
    rule.share = 1.0 / (double)(l->steps < t->settings.average ? l->steps : t->settings.average);
    norm = adam_step(&l->adam, l->model, &t->gradient, &l->average, &rule, t->team);
    if (isfinite(loss) && isfinite(norm))
        return loss;
    if (t->how->checkpoint && l->epoch > 1 && !*t->trouble.text)
        return err_set(
            why,
            "the loss is no longer a number at step %ld of epoch %d; try a smaller --rate than %g, anew or "
            "with --resume from the state after the epoch before, which is in %s",
            l->steps, l->epoch, t->settings.rate, t->how->checkpoint);
    return err_set(why,
                   "the loss is no longer a number at step %ld of epoch %d; try a smaller --rate than %g",
                   l->steps, l->epoch, t->settings.rate);
}

/* ---- epochs ---- */

static int report(struct training *t, double heldout_bits, int is_best)
{
    const struct learner *l = &t->learner;
    int between = !isnan(heldout_bits);
    struct train_state state = {
        .epoch = l->epoch,
        .epochs = t->settings.epochs,
        .characters = l->characters,
        .characters_total = t->characters_total,
        .train_bits = l->epoch_loss / M_LN2 / (double)l->epoch_characters,
        .heldout_bits = heldout_bits,
        .seconds = seconds_so_far(t),
        .characters_before = t->characters_before,
        .is_best = is_best,
        .model = between ? &t->averaged : NULL,
        .team = t->team,
        .trouble = between && *t->trouble.text ? t->trouble.text : NULL,
    };

    return t->how->progress ? t->how->progress(t->how->arg, &state) : 0;
}

static void keep(struct training *t)
{
    double before = t->learner.seconds;

    t->trouble.text[0] = '\0';
    if (!t->how->checkpoint)
        return;
    t->learner.seconds = seconds_so_far(t);
    checkpoint_save(&t->learner, &t->settings, t->corpus, t->how->checkpoint, &t->trouble);
    t->learner.seconds = before;
}

/* Returns 0 to go on, 1 when asked to stop, -1 with *why set. */
static int learn_epoch(struct training *t, struct err *why)
{
    struct learner *l = &t->learner;

    if (l->at == 0) {
        l->epoch++;
        l->epoch_loss = 0;
        l->epoch_characters = 0;
        dataset_order(&t->data, l->names, l->name_count, t->settings.batch, &l->rng);
    }
    while (l->at < l->name_count) {
        int left = l->name_count - l->at, count = left < t->settings.batch ? left : t->settings.batch;
        double loss = learn_batch(t, l->names + l->at, count, why);

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

/* Returns 0 to go on, 1 when asked to stop, -1 with *why set. */
static int judge_epoch(struct training *t, struct err *why)
{
    struct learner *l = &t->learner;
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
    keep(t);
    return report(t, bits, is_best) != 0;
}

/* Returns 0 when learnt, 1 when asked to stop, -1 with *why set. */
static int learn(struct training *t, struct err *why)
{
    struct learner *l = &t->learner;
    int quarter = t->settings.epochs / 4, patience = quarter > PATIENCE_LEAST ? quarter : PATIENCE_LEAST;

    while ((l->epoch < t->settings.epochs || l->at > 0) && l->idle < patience) {
        int stop = learn_epoch(t, why);

        if (stop > 0)
            keep(t);
        else if (stop == 0)
            stop = judge_epoch(t, why);
        if (stop)
            return stop;
    }
    memcpy(l->model->parameters.all, l->best.all, l->best.count * sizeof(real));
    return 0;
}

/* ---- before and after ---- */

/* Shuffles the names and sets some aside to judge by: one in forty, at most HELDOUT_MAX, but at least one. */
static int split(struct training *t, struct err *why)
{
    struct learner *l = &t->learner;
    int n = t->data.count, held = (n + HELDOUT_ONE_IN - 1) / HELDOUT_ONE_IN;

    if (n < NAMES_LEAST)
        return err_set(why, "%d usable names are too few to learn from; give at least %d", n, NAMES_LEAST);
    if (held > HELDOUT_MAX)
        held = HELDOUT_MAX;
    l->names = malloc((size_t)n * sizeof *l->names);
    if (!l->names)
        return err_set(why, "out of memory");
    for (int i = 0; i < n; i++)
        l->names[i] = i;
    rng_shuffle(&l->rng, l->names, n);
    l->name_count = n - held;
    l->heldout_count = held;
    return 0;
}

/* heldout becomes a view of data with other bounds. */
static int view_heldout(struct training *t, struct err *why)
{
    int held = t->learner.heldout_count;
    struct dataset *view = &t->heldout;

    view->start = malloc(2 * (size_t)held * sizeof *view->start);
    if (!view->start)
        return err_set(why, "out of memory");
    view->symbols = t->data.symbols;
    view->length = view->start + held;
    view->count = held;
    for (int i = 0; i < held; i++) {
        int name = t->learner.names[t->learner.name_count + i];

        view->start[i] = t->data.start[name];
        view->length[i] = t->data.length[name];
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

static int prepare_learner(struct training *t, struct vocab *vocab, struct err *why)
{
    struct learner *l = &t->learner;
    struct model_shape shape = {t->settings.layers, t->settings.hidden, t->settings.embed};

    l->model = model_new(&shape, vocab, why);
    if (!l->model)
        return -1;
    l->best_bits = INFINITY;
    l->curve = calloc((size_t)t->settings.epochs, sizeof *l->curve);
    if (!l->curve)
        return err_set(why, "out of memory");
    if (adam_new(&l->adam, l->model, why) != 0 || parameters_like(&l->best, l->model, why) != 0 ||
        parameters_like(&l->average, l->model, why) != 0)
        return -1;
    if (t->how->resume && checkpoint_load(l, &t->settings, t->how->checkpoint, why) != 0)
        return -1;
    if (!t->how->resume) {
        model_randomize(l->model, &l->rng);
        if (t->settings.tied)
            memcpy(l->model->parameters.embedding, l->model->parameters.output,
                   (size_t)vocab_outputs(&l->model->vocab) * (size_t)shape.hidden * sizeof(real));
    }
    t->characters_before = l->characters;
    t->averaged = *l->model;
    t->averaged.parameters = l->average;
    return view_heldout(t, why);
}

/* The teacher has seen what the network learns from, and never the held-out names. */
static int prepare_teacher(struct training *t, struct err *why)
{
    t->teacher = ngram_new(vocab_outputs(&t->learner.model->vocab), why);
    for (int i = 0; t->teacher && i < t->learner.name_count; i++) {
        int name = t->learner.names[i];

        if (ngram_add(t->teacher, t->data.symbols + t->data.start[name], t->data.length[name], why) != 0)
            return -1;
    }
    if (!t->teacher)
        return -1;
    ngram_finish(t->teacher);
    return 0;
}

/* Everything that learning needs, before the first batch. */
static int prepare(struct training *t, struct vocab *vocab, struct err *why)
{
    int names, symbols, batch;

    if (prepare_learner(t, vocab, why) != 0 || (t->settings.teacher > 0 && prepare_teacher(t, why) != 0))
        return -1;
    batch = t->settings.batch < t->learner.name_count ? t->settings.batch : t->learner.name_count;
    t->shards = shards_of(batch);
    t->steps_total =
        (long)t->settings.epochs * ((t->learner.name_count + t->settings.batch - 1) / t->settings.batch);
    t->characters_total = (t->data.characters - t->heldout.characters) * t->settings.epochs;
    t->dropout = (struct dropout){(real)t->settings.dropout, (real)t->settings.dropout_recurrent,
                                  (real)t->settings.dropout_embed};
    if (lstm_weights_new(&t->weights, t->learner.model, &t->dropout, (enum precision)t->settings.precision,
                         why) != 0 ||
        parameters_like(&t->gradient, t->learner.model, why) != 0)
        return -1;
    names = (batch + t->shards - 1) / t->shards;
    symbols = symbols_of_largest_shard(t, names);
    if (symbols < 0)
        return err_set(why, "out of memory");
    for (int k = 0; k < t->shards; k++) {
        if (batch_new(&t->batches[k], names, t->teacher ? symbols : 0,
                      vocab_outputs(&t->learner.model->vocab), why) != 0)
            return -1;
        t->passes[k] =
            lstm_pass_new(t->learner.model, names, symbols, (enum precision)t->settings.precision, 1, why);
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
    parameters_free(&t->gradient);
    ngram_free(t->teacher);
    team_free(t->team);
    free(t->heldout.start);
    dataset_free(&t->data);
    model_free(t->learner.model);
    adam_free(&t->learner.adam);
    parameters_free(&t->learner.average);
    parameters_free(&t->learner.best);
    free(t->learner.names);
    free(t->learner.curve);
    free(t);
}

/* The corpus and the settings that follow from it. */
static int begin(struct training *t, const struct name_list *list, struct vocab *vocab, struct err *why)
{
    t->team = team_new(t->how->threads, why);
    if (!t->team)
        return -1;
    if (list->count < NAMES_LEAST)
        return err_set(why, "%d names are too few to learn from; give at least %d", list->count, NAMES_LEAST);
    t->corpus = name_list_fingerprint(list);
    if (t->how->resume && checkpoint_settings(t->how->checkpoint, &t->settings, t->corpus, why) != 0)
        return -1;
    rng_seed(&t->learner.rng, t->settings.seed, 0);
    if (name_list_vocab(list, list->count / 10000 > 2 ? list->count / 10000 : 2, vocab, why) != 0 ||
        dataset_new(&t->data, list, vocab, why) != 0 || split(t, why) != 0)
        return -1;
    train_settings_choose(&t->settings, t->data.characters);
    if (*train_settings_problem(&t->settings))
        return err_set(why, "%s%s", t->how->resume ? "cannot go on as it was begun: " : "",
                       train_settings_problem(&t->settings));
    return 0;
}

static void sum_up(const struct training *t, struct train_result *result)
{
    result->settings = t->settings;
    result->characters = t->learner.characters;
    result->seconds = seconds_so_far(t);
    result->heldout_bits = t->learner.best_bits;
    result->heldout_names = t->learner.heldout_count;
    result->names = t->learner.name_count;
    result->epochs = t->learner.epoch;
    result->skipped = t->data.skipped;
}

struct model *train_model(const struct name_list *list, const struct train_how *how,
                          struct train_result *result, struct err *why)
{
    struct training *t = calloc(1, sizeof *t);
    struct vocab vocab = {0};
    struct model *model = NULL;

    memset(result, 0, sizeof *result);
    if (!t) {
        err_set(why, "out of memory");
        return NULL;
    }
    t->how = how;
    t->settings = how->settings;
    clock_gettime(CLOCK_MONOTONIC, &t->start);
    if (begin(t, list, &vocab, why) != 0 || prepare(t, &vocab, why) != 0)
        goto out;
    switch (learn(t, why)) {
    case 0:
        model = t->learner.model;
        t->learner.model = NULL;
        break;
    case 1:
        result->stopped = 1;
        if (*t->trouble.text)
            err_set(why, "stopped in epoch %d of %d, which is lost: %s", t->learner.epoch, t->settings.epochs,
                    t->trouble.text);
        else
            err_set(why, "stopped in epoch %d of %d%s", t->learner.epoch, t->settings.epochs,
                    how->checkpoint ? "; the same command with --resume goes on from there" : "");
    }
    sum_up(t, result);
    result->curve = t->learner.curve;
    t->learner.curve = NULL;
out:
    vocab_free(&vocab);
    release(t);
    return model;
}
