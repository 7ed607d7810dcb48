#include "model/lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "model/cell.h"

enum { LANES = 128 /* names generated side by side in a job */ };

/* One name that is being invented. */
struct lane {
    struct result *result;
    struct rng rng;
    int words; /* begun so far */
    int last;  /* the last character's symbol, or VOCAB_BOUNDARY */
};

struct job {
    struct sampling *s;
    struct lane names[LANES];
    int inputs[LANES]; /* the symbol to feed next */
    int active;        /* lanes 0 … active-1 are under way */
    int begun;         /* names of this job begun so far */
    long first;        /* number of its first name */
    struct lanes lanes;
};

static void lanes_free(struct lanes *lanes)
{
    free(lanes->memory);
    workspace_free(lanes->ws);
    memset(lanes, 0, sizeof *lanes);
}

static int lanes_new(struct lanes *lanes, const struct model *model, size_t rows)
{
    size_t hidden = (size_t)model->shape.hidden, outputs = (size_t)vocab_outputs(&model->vocab);
    size_t layers = (size_t)model->shape.layers, gates = 4 * hidden > outputs ? 4 * hidden : outputs;
    struct err why;
    real *at;

    /* A draw's weights borrow the gates' rows, which are as wide as either needs. */
    lanes->memory = at = malloc(rows * (2 * layers * hidden + gates + outputs) * sizeof(real));
    lanes->ws = workspace_new(&why);
    if (!at || !lanes->ws) {
        lanes_free(lanes);
        return -1;
    }
    for (size_t l = 0; l < layers; l++, at += 2 * rows * hidden) {
        lanes->h[l] = at;
        lanes->c[l] = at + rows * hidden;
    }
    lanes->gates = at;
    lanes->logits = at + rows * gates;
    return 0;
}

/* All rows one step on: their inputs in, logits out. kinds [rows], or NULL, are added to the inputs. Returns
 * 0, or -1 when memory is out. */
static int step(const struct sampler *sampler, struct lanes *lanes, int rows, const int *inputs,
                const int *kinds)
{
    const struct model *model = sampler->model;
    const struct lstm_weights *w = &sampler->weights;
    int hidden = model->shape.hidden;
    size_t width = 4 * (size_t)hidden;

    for (int l = 0; l < model->shape.layers; l++) {
        for (int r = 0; l == 0 && r < rows; r++)
            memcpy(lanes->gates + (size_t)r * width, w->table + (size_t)inputs[r] * width,
                   width * sizeof(real));
        for (int r = 0; kinds && l == 0 && r < rows; r++)
            if (kinds[r] != VOCAB_BOUNDARY)
                lstm_add_kind(w, kinds[r], lanes->gates + (size_t)r * width);
        if ((l > 0 && matmul(lanes->ws, rows, lanes->h[l - 1], w->w_ih[l], lanes->gates) != 0) ||
            matmul(lanes->ws, rows, lanes->h[l], w->w_hh[l], lanes->gates) != 0)
            return -1;
        cell_forward(rows, hidden, lanes->gates, lanes->c[l], lanes->c[l], NULL, lanes->h[l]);
    }
    return matmul(lanes->ws, rows, lanes->h[model->shape.layers - 1], w->output, lanes->logits);
}

static void copy_state(const struct model *model, struct lanes *to, int row, const struct lanes *from,
                       int from_row)
{
    size_t hidden = (size_t)model->shape.hidden;

    for (int l = 0; l < model->shape.layers; l++) {
        memcpy(to->h[l] + (size_t)row * hidden, from->h[l] + (size_t)from_row * hidden,
               hidden * sizeof(real));
        memcpy(to->c[l] + (size_t)row * hidden, from->c[l] + (size_t)from_row * hidden,
               hidden * sizeof(real));
    }
}

/* ---- openings ---- */

int openings_new(struct sampler *sampler)
{
    const struct model *model = sampler->model;
    const struct vocab *vocab = &model->vocab;
    int columns = 1 + vocab->kind_count, rows = (1 + vocab->style_count) * columns;
    size_t state = (size_t)rows * (size_t)model->shape.hidden * sizeof(real);
    int *inputs = malloc(2 * (size_t)rows * sizeof *inputs), *kinds, failed;

    if (!inputs || lanes_new(&sampler->openings, model, (size_t)rows) != 0) {
        free(inputs);
        return -1;
    }
    kinds = inputs + rows;
    for (int i = 0; i < rows; i++) {
        inputs[i] = i < columns ? VOCAB_BOUNDARY : vocab_first_style(vocab) + i / columns - 1;
        kinds[i] = i % columns ? vocab_first_kind(vocab) + i % columns - 1 : VOCAB_BOUNDARY;
    }
    for (int l = 0; l < model->shape.layers; l++) {
        memset(sampler->openings.h[l], 0, state);
        memset(sampler->openings.c[l], 0, state);
    }
    failed = step(sampler, &sampler->openings, rows, inputs, kinds);
    free(inputs);
    return failed;
}

void openings_free(struct sampler *sampler)
{
    lanes_free(&sampler->openings);
}

/* ---- how a name goes on ---- */

/* Draws the style and kind of a name by the corpus's weights, as far as they are not given. Returns the row
 * of openings. */
static int pick_opening(const struct sampling *s, struct rng *rng)
{
    const struct vocab *vocab = &s->sampler->model->vocab;
    int columns = 1 + vocab->kind_count, rows = 1 + vocab->style_count, last = 0;
    int style = s->style > 0 ? 1 + s->style - vocab_first_style(vocab) : s->style;
    int kind = s->kind > 0 ? 1 + s->kind - vocab_first_kind(vocab) : s->kind;
    double at = (double)rng_float(rng) * s->weight_total;

    if (s->weight_total <= 0) /* the corpus has none like that: what was asked for, nothing else */
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
static int is_allowed(const struct sampling *s, const struct lane *lane, int symbol)
{
    int length = lane->result->length + s->suffix_length;

    if (symbol == VOCAB_BOUNDARY)
        return length >= s->options->min_length && lane->result->length > 0 && lane->last != s->space &&
               (s->options->words == 0 || lane->words == s->options->words);
    if (symbol == s->space)
        return lane->result->length > 0 && lane->last != s->space &&
               (s->options->words == 0 || lane->words < s->options->words);
    return 1;
}

/* Draws the next symbol by weights [count], of which those that the conditions forbid become 0. -1: nothing
 * is possible. */
static int draw(const struct sampling *s, struct lane *lane, int count, real *weights)
{
    real sum = 0, at;
    int last = -1;

    for (int j = 0; j < count; j++) {
        if (!is_allowed(s, lane, j))
            weights[j] = 0;
        sum += weights[j];
    }
    at = (real)rng_float(&lane->rng) * sum;
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

/* Takes a lane one symbol on. Returns 1 while its name goes on, 0 when it is done or given up. */
static int advance(struct job *job, int at)
{
    const struct sampling *s = job->s;
    struct lane *lane = &job->names[at];
    struct result *result = lane->result;
    int outputs = vocab_outputs(&s->sampler->model->vocab), symbol;
    real *p = job->lanes.logits + (size_t)at * (size_t)outputs;
    real *weights = job->lanes.gates; /* free until the next step */

    for (int j = 0; j < outputs; j++)
        weights[j] = p[j] / (real)s->options->temperature;
    softmax(outputs, weights);
    softmax(outputs, p);
    if (result->length < s->prefix_length)
        symbol = s->prefix[result->length];
    else
        symbol = draw(s, lane, outputs, weights);
    if (symbol < 0) {
        result->length = 0;
        return 0;
    }
    result->bits -= log2f((float)p[symbol] + 1e-30f);
    if (symbol == VOCAB_BOUNDARY)
        return 0;
    if (result->length + s->suffix_length == s->options->max_length) {
        result->length = 0; /* it should have ended by now */
        return 0;
    }
    lane->words += symbol != s->space && (lane->last == s->space || lane->last == VOCAB_BOUNDARY);
    result->symbols[result->length++] = symbol;
    job->inputs[at] = lane->last = symbol;
    return 1;
}

/* The random numbers of a name. Each style and kind that is asked for has its own sequence: otherwise the
 * lists of two styles would share names. */
static void seed_name(const struct sampling *s, struct rng *rng, long number)
{
    uint64_t label = hash_bytes(hash_bytes(hash_start, &s->style, sizeof s->style), &s->kind, sizeof s->kind);

    rng_seed(rng, s->options->seed ^ label, (uint64_t)number);
}

/* Begins the job's next name in a lane, with the first character drawn. Returns 0 when all are begun. */
static int begin_name(struct job *job, int at)
{
    const struct sampling *s = job->s;
    const struct sampler *sampler = s->sampler;
    const struct vocab *vocab = &sampler->model->vocab;
    size_t outputs = (size_t)vocab_outputs(vocab);
    struct lane *lane = &job->names[at];

    while (job->begun < s->job_names) {
        long number = job->first + job->begun++;
        int opening, columns = 1 + vocab->kind_count;

        seed_name(s, &lane->rng, number);
        opening = pick_opening(s, &lane->rng);
        lane->result = &s->results[number - s->first_job * s->job_names];
        *lane->result = (struct result){
            .style = opening < columns ? VOCAB_BOUNDARY : vocab_first_style(vocab) + opening / columns - 1,
            .kind = opening % columns ? vocab_first_kind(vocab) + opening % columns - 1 : VOCAB_BOUNDARY};
        lane->words = 0;
        lane->last = VOCAB_BOUNDARY;
        copy_state(sampler->model, &job->lanes, at, &sampler->openings, opening);
        memcpy(job->lanes.logits + (size_t)at * outputs, sampler->openings.logits + (size_t)opening * outputs,
               outputs * sizeof(real));
        if (advance(job, at))
            return 1;
    }
    return 0;
}

/* The last lane moves to where a name ended and no other begins. */
static void close_gap(struct job *job, int at)
{
    int from = --job->active;

    if (at == from)
        return;
    job->names[at] = job->names[from];
    job->inputs[at] = job->inputs[from];
    copy_state(job->s->sampler->model, &job->lanes, at, &job->lanes, from);
}

void lanes_run(void *sampling, int index)
{
    struct sampling *s = sampling;
    struct job *job = calloc(1, sizeof *job);

    if (!job || lanes_new(&job->lanes, s->sampler->model, LANES) != 0) {
        __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
        free(job);
        return;
    }
    job->s = s;
    job->first = (s->first_job + index) * s->job_names;
    while (job->active < LANES && begin_name(job, job->active))
        job->active++;
    while (job->active > 0) {
        if (step(s->sampler, &job->lanes, job->active, job->inputs, NULL) != 0) {
            __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
            break;
        }
        /* From the last to the first: a lane that moves into a gap has had its turn. */
        for (int r = job->active - 1; r >= 0; r--)
            if (!advance(job, r) && !begin_name(job, r))
                close_gap(job, r);
    }
    lanes_free(&job->lanes);
    free(job);
}
