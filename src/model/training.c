#include "model/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHARD_NAMES = 64, /* names of a shard in large batches: enough for the products to run at full speed */
    NAMES_LEAST = 20, /* fewer teach nothing */
    HELDOUT_ONE_IN = 40,
    HELDOUT_MAX = 1500,
};

/* A batch is cut the same way on every machine. */
static int shards_of(int batch)
{
    int shards = batch >= 4 * SHARD_NAMES ? batch / SHARD_NAMES : batch >= 32 ? 2 : 1;

    return shards < SHARDS_MAX ? shards : SHARDS_MAX;
}

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
static int prepare_learning(struct training *t, struct vocab *vocab, struct err *why)
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

void training_free(struct training *t)
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

int training_prepare(struct training *t, const struct name_list *list, struct err *why)
{
    struct vocab vocab = {0};
    int result = begin(t, list, &vocab, why) == 0 && prepare_learning(t, &vocab, why) == 0 ? 0 : -1;

    vocab_free(&vocab);
    return result;
}
