/* Generates names in slots: a finished name makes room for the next one. */
#include "model/slots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/cell.h"

enum { SLOTS = 128 /* names generated at once in a job */ };

/* A name that is being generated. */
struct slot {
    struct result *result;
    const struct beginning *beginning;
    struct rng rng;
    int words; /* started so far */
    int last;  /* the last character's symbol, or VOCAB_BOUNDARY */
};

struct job {
    struct sampling *s;
    struct slot names[SLOTS];
    int inputs[SLOTS]; /* the symbol to feed next */
    int active;        /* slots 0 … active-1 are in use */
    int begun;         /* names of this job started so far */
    long first;        /* number of its first name */
    struct slot_states states;
};

static void slot_states_free(struct slot_states *states)
{
    free(states->memory);
    workspace_free(states->ws);
    memset(states, 0, sizeof *states);
}

static int slot_states_new(struct slot_states *states, const struct model *model, size_t rows)
{
    size_t hidden = (size_t)model->shape.hidden, outputs = (size_t)vocab_outputs(&model->vocab);
    size_t layers = (size_t)model->shape.layers, gates = 4 * hidden > outputs ? 4 * hidden : outputs;
    struct err why;
    real *at;

    /* Drawing a symbol reuses the gates' rows for its weights, so they are wide enough for both. */
    states->memory = at = malloc(rows * (2 * layers * hidden + gates + outputs) * sizeof(real));
    states->ws = workspace_new(&why);
    if (!at || !states->ws) {
        slot_states_free(states);
        return -1;
    }
    for (size_t l = 0; l < layers; l++, at += 2 * rows * hidden) {
        states->h[l] = at;
        states->c[l] = at + rows * hidden;
    }
    states->gates = at;
    states->logits = at + rows * gates;
    return 0;
}

/* One step of all rows: inputs in, logits out. kinds [rows], or NULL, are added to the inputs. Returns 0, or
 * -1 when out of memory. */
static int step(const struct sampler *sampler, struct slot_states *states, int rows, const int *inputs,
                const int *kinds)
{
    const struct model *model = sampler->model;
    const struct lstm_weights *w = &sampler->weights;
    int hidden = model->shape.hidden;
    size_t width = 4 * (size_t)hidden;

    for (int l = 0; l < model->shape.layers; l++) {
        for (int r = 0; l == 0 && r < rows; r++)
            memcpy(states->gates + (size_t)r * width, w->table + (size_t)inputs[r] * width,
                   width * sizeof(real));
        for (int r = 0; kinds && l == 0 && r < rows; r++)
            if (kinds[r] != VOCAB_BOUNDARY)
                lstm_add_kind(w, kinds[r], states->gates + (size_t)r * width);
        if ((l > 0 && matmul(states->ws, rows, states->h[l - 1], w->w_ih[l], states->gates) != 0) ||
            matmul(states->ws, rows, states->h[l], w->w_hh[l], states->gates) != 0)
            return -1;
        cell_forward(rows, hidden, states->gates, states->c[l], states->c[l], NULL, states->h[l]);
    }
    return matmul(states->ws, rows, states->h[model->shape.layers - 1], w->output, states->logits);
}

static void copy_state(const struct model *model, struct slot_states *to, int row,
                       const struct slot_states *from, int from_row)
{
    size_t hidden = (size_t)model->shape.hidden;

    for (int l = 0; l < model->shape.layers; l++) {
        memcpy(to->h[l] + (size_t)row * hidden, from->h[l] + (size_t)from_row * hidden,
               hidden * sizeof(real));
        memcpy(to->c[l] + (size_t)row * hidden, from->c[l] + (size_t)from_row * hidden,
               hidden * sizeof(real));
    }
}

/* ---- initial states ---- */

int initial_states_new(struct sampler *sampler)
{
    const struct model *model = sampler->model;
    const struct vocab *vocab = &model->vocab;
    int columns = 1 + vocab->kind_count, rows = (1 + vocab->style_count) * columns;
    size_t state = (size_t)rows * (size_t)model->shape.hidden * sizeof(real);
    int *inputs = malloc(2 * (size_t)rows * sizeof *inputs), *kinds, failed;

    if (!inputs || slot_states_new(&sampler->initial, model, (size_t)rows) != 0) {
        free(inputs);
        return -1;
    }
    kinds = inputs + rows;
    for (int i = 0; i < rows; i++) {
        inputs[i] = i < columns ? VOCAB_BOUNDARY : vocab_first_style(vocab) + i / columns - 1;
        kinds[i] = i % columns ? vocab_first_kind(vocab) + i % columns - 1 : VOCAB_BOUNDARY;
    }
    for (int l = 0; l < model->shape.layers; l++) {
        memset(sampler->initial.h[l], 0, state);
        memset(sampler->initial.c[l], 0, state);
    }
    failed = step(sampler, &sampler->initial, rows, inputs, kinds);
    free(inputs);
    return failed;
}

void initial_states_free(struct sampler *sampler)
{
    slot_states_free(&sampler->initial);
}

/* ---- continuing a name ---- */

/* The weight of all names with that style and kind; -1 means any. */
static double weight_of(const struct vocab *vocab, int style, int kind)
{
    double sum = 0;

    if (style >= 0)
        return kind >= 0 ? *vocab_weight(vocab, style, kind) : vocab_style_weight(vocab, style);
    if (kind >= 0)
        return vocab_kind_weight(vocab, kind);
    for (int i = 0; i < (1 + vocab->style_count) * (1 + vocab->kind_count); i++)
        sum += vocab->weights[i];
    return sum;
}

/* Draws the style and kind of a name, if not given, by their frequency in the corpus. Returns the row of the
 * initial state. */
static int pick_initial_state(const struct vocab *vocab, const struct beginning *b, struct rng *rng)
{
    int columns = 1 + vocab->kind_count, rows = 1 + vocab->style_count, last = 0;
    int style = b->style > 0 ? 1 + b->style - vocab_first_style(vocab) : b->style;
    int kind = b->kind > 0 ? 1 + b->kind - vocab_first_kind(vocab) : b->kind;
    double total = weight_of(vocab, b->style, b->kind), at = (double)rng_float(rng) * total;

    if (total <= 0) /* no name of the corpus has this combination: use only what was requested */
        return (style > 0 ? style : 0) * columns + (kind > 0 ? kind : 0);
    for (int i = 0; i < rows * columns; i++) {
        if ((style >= 0 && i / columns != style) || (kind >= 0 && i % columns != kind) ||
            vocab->weights[i] <= 0)
            continue;
        last = i;
        at -= vocab->weights[i];
        if (at < 0)
            break;
    }
    return last;
}

/* Whether the conditions allow a symbol to come next. */
static int is_allowed(const struct sampling *s, const struct slot *slot, int symbol)
{
    int length = slot->result->length + s->suffix_length;

    if (symbol == VOCAB_BOUNDARY && s->options->texts && slot->result->length == slot->beginning->length)
        return 0;
    if (symbol == VOCAB_BOUNDARY)
        return length >= s->options->min_length && slot->result->length > 0 && slot->last != s->space &&
               (s->options->words == 0 || slot->words == s->options->words);
    if (symbol == s->space)
        return slot->result->length > 0 && slot->last != s->space &&
               (s->options->words == 0 || slot->words < s->options->words);
    return 1;
}

/* Draws the next symbol by weights [count]; those that the conditions forbid become 0. -1: none is
 * possible. */
static int draw(const struct sampling *s, struct slot *slot, int count, real *weights)
{
    real sum = 0, at;
    int last = -1;

    for (int j = 0; j < count; j++) {
        if (!is_allowed(s, slot, j))
            weights[j] = 0;
        sum += weights[j];
    }
    at = (real)rng_float(&slot->rng) * sum;
    for (int j = 0; j < count; j++) {
        if (weights[j] <= 0)
            continue;
        last = j;
        at -= weights[j];
        if (at < 0)
            break;
    }
    return last;
}

/* Whether the caller refuses names with these first two characters. */
static int is_unwanted(const struct sampling *s, const struct result *result)
{
    const uint32_t *characters = s->sampler->model->vocab.characters;

    return s->options->continues && result->length == 2 &&
           !s->options->continues(s->options->continues_arg, characters[result->symbols[0] - 1],
                                  characters[result->symbols[1] - 1]);
}

/* Appends a symbol to the name in a slot. Returns 1, or 0 when the name is finished or discarded. */
static int advance(struct job *job, int at)
{
    const struct sampling *s = job->s;
    struct slot *slot = &job->names[at];
    struct result *result = slot->result;
    int outputs = vocab_outputs(&s->sampler->model->vocab), symbol;
    real *p = job->states.logits + (size_t)at * (size_t)outputs;
    real *weights = job->states.gates; /* free until the next step */

    for (int j = 0; j < outputs; j++)
        weights[j] = p[j] / (real)s->options->temperature;
    softmax(outputs, weights);
    softmax(outputs, p);
    if (result->length < slot->beginning->length)
        symbol = slot->beginning->symbols[result->length];
    else if (slot->beginning->is_whole)
        symbol = VOCAB_BOUNDARY;
    else
        symbol = draw(s, slot, outputs, weights);
    if (symbol < 0) {
        result->length = 0;
        return 0;
    }
    result->bits -= log2f((float)p[symbol] + 1e-30f);
    if (symbol == VOCAB_BOUNDARY ||
        (symbol == s->space && s->options->first_words > 0 && slot->words == s->options->first_words))
        return 0;
    if (result->length + s->suffix_length == s->options->max_length) {
        result->length = 0; /* too long */
        return 0;
    }
    slot->words += symbol != s->space && (slot->last == s->space || slot->last == VOCAB_BOUNDARY);
    result->symbols[result->length++] = symbol;
    job->inputs[at] = slot->last = symbol;
    if (is_unwanted(s, result)) {
        result->length = 0;
        return 0;
    }
    return 1;
}

/* Seeds the generator of a name. Each requested style and kind has its own sequence: otherwise the lists of
 * two styles would share names. */
static void seed_name(const struct sampling *s, const struct beginning *b, struct rng *rng, long number)
{
    uint64_t label = hash_bytes(hash_bytes(hash_start, &b->style, sizeof b->style), &b->kind, sizeof b->kind);

    rng_seed(rng, s->options->seed ^ label, (uint64_t)number);
}

/* Starts the job's next name in a slot and draws its first character. Returns 0 when all are started. */
static int begin_name(struct job *job, int at)
{
    const struct sampling *s = job->s;
    const struct sampler *sampler = s->sampler;
    const struct vocab *vocab = &sampler->model->vocab;
    size_t outputs = (size_t)vocab_outputs(vocab);
    struct slot *slot = &job->names[at];

    while (job->begun < s->job_names) {
        long number = job->first + job->begun++;
        int row, columns = 1 + vocab->kind_count;

        if (s->options->texts && number >= s->options->text_count) {
            s->results[number - s->first_job * s->job_names].length = 0;
            continue;
        }
        slot->beginning = &s->beginnings[s->options->texts ? number : 0];
        seed_name(s, slot->beginning, &slot->rng, number);
        row = pick_initial_state(vocab, slot->beginning, &slot->rng);
        slot->result = &s->results[number - s->first_job * s->job_names];
        *slot->result = (struct result){
            .style = row < columns ? VOCAB_BOUNDARY : vocab_first_style(vocab) + row / columns - 1,
            .kind = row % columns ? vocab_first_kind(vocab) + row % columns - 1 : VOCAB_BOUNDARY};
        slot->words = 0;
        slot->last = VOCAB_BOUNDARY;
        copy_state(sampler->model, &job->states, at, &sampler->initial, row);
        memcpy(job->states.logits + (size_t)at * outputs, sampler->initial.logits + (size_t)row * outputs,
               outputs * sizeof(real));
        if (advance(job, at))
            return 1;
    }
    return 0;
}

/* Moves the last slot in use to a free slot. */
static void close_gap(struct job *job, int at)
{
    int from = --job->active;

    if (at == from)
        return;
    job->names[at] = job->names[from];
    job->inputs[at] = job->inputs[from];
    copy_state(job->s->sampler->model, &job->states, at, &job->states, from);
}

void slots_run(void *sampling, int index)
{
    struct sampling *s = sampling;
    struct job *job = calloc(1, sizeof *job);

    if (!job || slot_states_new(&job->states, s->sampler->model, SLOTS) != 0) {
        __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
        free(job);
        return;
    }
    job->s = s;
    job->first = (s->first_job + index) * s->job_names;
    while (job->active < SLOTS && begin_name(job, job->active))
        job->active++;
    while (job->active > 0) {
        if (step(s->sampler, &job->states, job->active, job->inputs, NULL) != 0) {
            __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
            break;
        }
        /* From the last to the first, so that a slot that moves has been advanced already. */
        for (int r = job->active - 1; r >= 0; r--)
            if (!advance(job, r) && !begin_name(job, r))
                close_gap(job, r);
    }
    slot_states_free(&job->states);
    free(job);
}
