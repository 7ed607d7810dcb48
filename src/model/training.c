/* Prepares and releases a training run. */
#include "model/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"
#include "model/transfer.h"
#include "text/utf8.h"

enum {
    SHARD_NAMES = 64, /* names per shard in large batches: enough for fast matrix products */
    NAMES_LEAST = 20, /* fewer are not enough to learn from */
    HELDOUT_MAX = 1500,
};

/* A batch is cut the same way on every machine. */
static int shards_of(int batch)
{
    int shards = batch >= 4 * SHARD_NAMES ? batch / SHARD_NAMES : batch >= 32 ? 2 : 1;

    return shards < SHARDS_MAX ? shards : SHARDS_MAX;
}

/* Shuffles the names and holds out a share of them for evaluation: at most HELDOUT_MAX, at least one. */
static int split(struct training *t, struct err *why)
{
    struct training_state *l = &t->state;
    int n = t->data.count, held = (int)ceil(n * t->settings.heldout);

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

/* Makes heldout a view of data. */
static int view_heldout(struct training *t, struct err *why)
{
    int held = t->state.heldout_count;
    struct dataset *view = &t->heldout;

    view->start = malloc(2 * (size_t)held * sizeof *view->start);
    if (!view->start)
        return err_set(why, "out of memory");
    view->symbols = t->data.symbols;
    view->length = view->start + held;
    view->count = held;
    for (int i = 0; i < held; i++) {
        int name = t->state.names[t->state.name_count + i];

        view->start[i] = t->data.start[name];
        view->length[i] = t->data.length[name];
        view->characters += view->length[i] + 1;
    }
    return 0;
}

/* The symbols of the largest possible shard: the longest names, every shards-th of them. -1 when out of
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

int training_is_first(const struct training *t)
{
    return t->settings.first > 0 && !t->state.first;
}

/* Derives the vocabulary from the list, always the same. On failure there is nothing to free. */
static int list_vocab(const struct training *t, struct vocab *vocab, struct err *why)
{
    return name_list_vocab(t->list, t->settings.min_count, vocab, why);
}

static struct model *new_network(const struct training *t, int hidden, struct err *why)
{
    struct model_shape shape = {t->settings.layers, hidden, t->settings.embed};
    struct vocab vocab;
    struct model *model = NULL;

    if (list_vocab(t, &vocab, why) == 0) {
        model = model_new(&shape, &vocab, why);
        vocab_free(&vocab);
    }
    return model;
}

/* Creates a network with its initial parameters, its optimizer and its averages. */
static int prepare_state(struct training *t, struct err *why)
{
    struct training_state *l = &t->state;

    l->model = new_network(t, training_is_first(t) ? t->settings.first : t->settings.hidden, why);
    if (!l->model)
        return -1;
    l->best_bits = INFINITY;
    l->epoch = l->at = l->idle = 0;
    l->steps = 0;
    l->curve = calloc((size_t)t->settings.epochs, sizeof *l->curve);
    if (!l->curve)
        return err_set(why, "out of memory");
    if (adam_new(&l->adam, l->model, why) != 0 || parameters_like(&l->best, l->model, why) != 0 ||
        parameters_like(&l->average, l->model, why) != 0)
        return -1;
    model_randomize(l->model, &l->rng);
    if (t->how->from && model_transfer(l->model, t->how->from, &l->rng, why) != 0)
        return -1;
    if (t->how->from && l->model->vocab.style_count == 0 &&
        model_transfer_start(l->model, t->how->from, t->list, t->team, why) != 0)
        return -1;
    if (t->settings.tied)
        memcpy(l->model->parameters.embedding, l->model->parameters.output,
               (size_t)vocab_outputs(&l->model->vocab) * (size_t)l->model->shape.hidden * sizeof(real));
    return 0;
}

/* The teacher counts the training names only, never the held-out ones. */
static int prepare_teacher(struct training *t, struct err *why)
{
    t->teacher = ngram_new(vocab_outputs(&t->state.model->vocab), why);
    for (int i = 0; t->teacher && i < t->state.name_count; i++) {
        int name = t->state.names[i];

        if (ngram_add(t->teacher, t->data.symbols + t->data.start[name], t->data.length[name], why) != 0)
            return -1;
    }
    if (!t->teacher)
        return -1;
    ngram_finish(t->teacher);
    return 0;
}

/* Allocates the batches, which both networks use. */
static int prepare_batches(struct training *t, struct err *why)
{
    int batch = t->settings.batch < t->state.name_count ? t->settings.batch : t->state.name_count;
    int has_soft_targets = t->settings.teacher > 0 || t->settings.first > 0;

    t->shards = shards_of(batch);
    t->first_shard = ranks_first(t->shards, ranks_index());
    t->end_shard = ranks_first(t->shards, ranks_index() + 1);
    t->shard_names = (batch + t->shards - 1) / t->shards;
    t->shard_symbols = symbols_of_largest_shard(t, t->shard_names);
    if (t->shard_symbols < 0)
        return err_set(why, "out of memory");
    for (int k = t->first_shard; k < t->end_shard; k++)
        if (batch_new(&t->batches[k], t->shard_names, has_soft_targets ? t->shard_symbols : 0,
                      vocab_outputs(&t->state.model->vocab), why) != 0)
            return -1;
    return 0;
}

/* Creates packed weights, and a pass for each shard; the teacher needs no backward pass. */
static int prepare_passes(struct training *t, struct err *why)
{
    enum precision precision = (enum precision)t->settings.precision;
    const struct model *first = t->state.first;

    if (lstm_weights_new(&t->weights, t->state.model, &t->dropout, t->shard_symbols, precision, why) != 0 ||
        (first && (lstm_weights_new(&t->first_weights, first, NULL, 0, precision, why) != 0 ||
                   lstm_weights_prepare(&t->first_weights, NULL, t->team, why) != 0)))
        return -1;
    for (int k = t->first_shard; k < t->end_shard; k++) {
        t->gradients.passes[k] = lstm_pass_new(t->state.model, t->shard_names, t->shard_symbols, 1, why);
        if (!t->gradients.passes[k])
            return -1;
        if (first) {
            t->first_passes[k] = lstm_pass_new(first, t->shard_names, t->shard_symbols, 0, why);
            if (!t->first_passes[k])
                return -1;
        }
    }
    t->gradients.shards = t->shards;
    return gradients_new(&t->gradients, t->state.model, why);
}

long training_done(const struct training *t)
{
    const struct training_state *l = &t->state;
    int is_within = l->at > 0;

    return (l->epoch - is_within) * t->epoch_characters + is_within * l->epoch_characters;
}

/* Sets the number of steps, the characters per epoch, and the view of the running mean. */
static void set_lengths(struct training *t)
{
    long names = t->state.name_count, batch = t->settings.batch;

    t->steps_total = (long)t->settings.epochs * ((names + batch - 1) / batch);
    t->epoch_characters = t->data.characters - t->heldout.characters;
    t->averaged = *t->state.model;
    t->averaged.parameters = t->state.average;
}

/* Releases what belongs to the network in training, except its model. */
static void release_network(struct training *t)
{
    for (int k = 0; k < t->shards; k++) {
        lstm_pass_free(t->gradients.passes[k]);
        lstm_pass_free(t->first_passes[k]);
        t->gradients.passes[k] = t->first_passes[k] = NULL;
    }
    gradients_free(&t->gradients);
    lstm_weights_free(&t->weights);
    lstm_weights_free(&t->first_weights);
    adam_free(&t->state.adam);
    parameters_free(&t->state.average);
    parameters_free(&t->state.best);
    free(t->state.curve);
    t->state.curve = NULL;
}

void training_free(struct training *t)
{
    release_network(t);
    for (int k = 0; k < t->shards; k++)
        batch_free(&t->batches[k]);
    ngram_free(t->teacher);
    team_free(t->team);
    free(t->heldout.start);
    dataset_free(&t->data);
    model_free(t->state.model);
    model_free(t->state.first);
    free(t->state.names);
    free(t);
}

static struct corpus_facts facts_of(const struct name_list *list, const struct model *from)
{
    struct corpus_facts facts = {.names = list->count, .base = from ? &from->shape : NULL};
    int several = 0;

    for (int i = 0; i < list->count; i++) {
        facts.characters += utf8_length(list->items[i].name) + 1;
        several += strchr(list->items[i].name, ' ') != NULL;
    }
    facts.is_words = several * 10L < list->count;
    return facts;
}

/* Sets the settings, including those of a checkpoint to resume from, and the names. */
static int prepare_data(struct training *t, int *has_first, struct err *why)
{
    const struct name_list *list = t->list;
    struct corpus_facts facts = facts_of(list, t->how->from);
    struct vocab vocab;
    int result;

    t->team = team_new(t->how->threads, why);
    if (!t->team)
        return -1;
    if (list->count < NAMES_LEAST)
        return err_set(why, "%d names are too few to learn from; give at least %d", list->count, NAMES_LEAST);
    t->corpus = name_list_fingerprint(list) ^ (t->how->from ? model_fingerprint(t->how->from) : 0);
    if (t->how->resume &&
        checkpoint_settings(t->how->checkpoint, &t->settings, has_first, t->corpus, why) != 0)
        return -1;
    rng_seed(&t->state.rng, t->settings.seed, 0);
    train_settings_choose(&t->settings, &facts);
    if (*train_settings_problem(&t->settings))
        return err_set(why, "%s%s", t->how->resume ? "cannot resume with the original settings: " : "",
                       train_settings_problem(&t->settings));
    if (list_vocab(t, &vocab, why) != 0)
        return -1;
    result = dataset_new(&t->data, list, &vocab, why);
    vocab_free(&vocab);
    if (result != 0 || split(t, why) != 0)
        return -1;
    t->dropout = (struct dropout){(real)t->settings.dropout, (real)t->settings.dropout_recurrent,
                                  (real)t->settings.dropout_embed};
    return 0;
}

int training_prepare(struct training *t, struct err *why)
{
    struct training_state *l = &t->state;
    int has_first = 0;

    if (prepare_data(t, &has_first, why) != 0)
        return -1;
    if (has_first && !(l->first = new_network(t, t->settings.first, why)))
        return -1;
    if (prepare_state(t, why) != 0 ||
        (t->how->resume && checkpoint_load(l, &t->settings, t->how->checkpoint, why) != 0))
        return -1;
    if (view_heldout(t, why) != 0 || (t->settings.teacher > 0 && prepare_teacher(t, why) != 0) ||
        prepare_batches(t, why) != 0 || prepare_passes(t, why) != 0)
        return -1;
    set_lengths(t);
    return 0;
}

int training_start_second(struct training *t, struct err *why)
{
    release_network(t);
    t->state.first = t->state.model;
    t->state.model = NULL;
    if (prepare_state(t, why) != 0 || prepare_passes(t, why) != 0)
        return -1;
    set_lengths(t);
    return 0;
}
