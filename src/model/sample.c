#include "model/sample.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/cell.h"
#include "model/lstm.h"
#include "text/utf8.h"

enum {
    LANES = 96,           /* names under way at once in a job: their gates then fit the second cache */
    JOB_NAMES_MIN = 64,   /* names that a job invents: few when few are asked for, … */
    JOB_NAMES_MAX = 2048, /* … many so that its lanes stay full */
    ROUND_JOBS = 16,      /* jobs between two looks at whether it is enough */
    HOPELESS = 100000,    /* names in a row of which none counted */
};

struct sample_options sample_plainly(unsigned long long seed)
{
    return (struct sample_options){.temperature = 1,
                                   .prefix = "",
                                   .suffix = "",
                                   .min_length = 1,
                                   .max_length = 40,
                                   .seed = seed,
                                   .precision = PRECISION_FLOAT32};
}

struct result {
    int symbols[MODEL_NAME_MAX];
    int length; /* 0: given up */
    int style;  /* symbol */
    float bits; /* of the whole name */
};

struct sampling {
    const struct model *model;
    const struct sample_options *options;
    struct lstm_weights weights;
    int prefix[MODEL_NAME_MAX], prefix_length;
    int suffix_length; /* characters */
    int style;         /* symbol, or -1: by chance */
    double style_total;
    int space; /* the symbol of ' ', or -1 */
    long first_job;
    int job_names;          /* by how many are asked for, never by the number of threads */
    struct result *results; /* [ROUND_JOBS · job_names] */
    int failed;
};

/* One name that is being invented. */
struct lane {
    struct result *result;
    struct rng rng;
    int input; /* the symbol to feed next */
    int words; /* begun so far */
    int last;  /* the last character's symbol, or VOCAB_BOUNDARY */
};

struct job {
    struct sampling *s;
    struct lane lanes[LANES];
    int active; /* lanes 0 … active-1 are under way */
    int begun;  /* names of this job begun so far */
    long first; /* number of its first name */
    real *memory;
    real *h[MODEL_LAYERS_MAX], *c[MODEL_LAYERS_MAX]; /* [LANES, hidden] */
    real *gates;                                     /* [LANES, 4·hidden] */
    real *logits;                                    /* [LANES, outputs] */
};

static int pick_style(const struct sampling *s, struct rng *rng)
{
    const struct vocab *vocab = &s->model->vocab;
    double at;

    if (s->style >= 0)
        return s->style;
    if (s->style_total <= 0)
        return VOCAB_BOUNDARY;
    at = (double)rng_float(rng) * s->style_total;
    for (int i = 0; i < vocab->style_count; i++) {
        at -= vocab->style_weights[i];
        if (at < 0)
            return 1 + vocab->character_count + i;
    }
    return VOCAB_BOUNDARY;
}

/* Begins the job's next name in a lane. Returns 0 when all are begun. */
static int begin_name(struct job *job, int at)
{
    struct lane *lane = &job->lanes[at];
    size_t hidden = (size_t)job->s->model->shape.hidden;

    if (job->begun == job->s->job_names)
        return 0;
    lane->result = &job->s->results[(job->first - job->s->first_job * job->s->job_names) + job->begun];
    rng_seed(&lane->rng, job->s->options->seed, (uint64_t)(job->first + job->begun));
    job->begun++;
    lane->result->length = 0;
    lane->result->bits = 0;
    lane->result->style = lane->input = pick_style(job->s, &lane->rng);
    lane->words = 0;
    lane->last = VOCAB_BOUNDARY;
    for (int l = 0; l < job->s->model->shape.layers; l++) {
        memset(job->h[l] + (size_t)at * hidden, 0, hidden * sizeof(real));
        memset(job->c[l] + (size_t)at * hidden, 0, hidden * sizeof(real));
    }
    return 1;
}

/* All lanes one step on: their inputs in, logits out. */
static void step(struct job *job)
{
    const struct model *model = job->s->model;
    const struct lstm_weights *w = &job->s->weights;
    int hidden = model->shape.hidden, rows = job->active;
    size_t width = 4 * (size_t)hidden;

    for (int l = 0; l < model->shape.layers; l++) {
        if (l > 0)
            product(rows, job->h[l - 1], &w->w_ih[l], model->parameters.layers[l].bias, 0, job->gates);
        else
            for (int r = 0; r < rows; r++)
                memcpy(job->gates + (size_t)r * width, w->table + (size_t)job->lanes[r].input * width,
                       width * sizeof(real));
        product(rows, job->h[l], &w->w_hh[l], job->gates, width, job->gates);
        cell_forward(rows, hidden, job->gates, job->c[l], job->c[l], NULL, job->h[l]);
    }
    product(rows, job->h[model->shape.layers - 1], &w->output, model->parameters.output_bias, 0, job->logits);
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

/* Draws the next symbol by weights [count], of which those that the conditions forbid become 0. -1: nothing is
 * possible. */
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
    struct lane *lane = &job->lanes[at];
    struct result *result = lane->result;
    int outputs = vocab_outputs(&s->model->vocab), symbol;
    real *p = job->logits + (size_t)at * (size_t)outputs;
    real *weights = job->gates; /* free until the next step */

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
    lane->input = lane->last = symbol;
    return 1;
}

/* The last lane moves to where a name ended and no other begins. */
static void close_gap(struct job *job, int at)
{
    size_t hidden = (size_t)job->s->model->shape.hidden;
    int from = --job->active;

    if (at == from)
        return;
    job->lanes[at] = job->lanes[from];
    for (int l = 0; l < job->s->model->shape.layers; l++) {
        memcpy(job->h[l] + (size_t)at * hidden, job->h[l] + (size_t)from * hidden, hidden * sizeof(real));
        memcpy(job->c[l] + (size_t)at * hidden, job->c[l] + (size_t)from * hidden, hidden * sizeof(real));
    }
}

static int job_memory(struct job *job)
{
    size_t hidden = (size_t)job->s->model->shape.hidden,
           outputs = (size_t)vocab_outputs(&job->s->model->vocab);
    size_t layers = (size_t)job->s->model->shape.layers, gates = 4 * hidden > outputs ? 4 * hidden : outputs;
    real *at;

    /* The sampler's weights borrow the gates' rows, which are as wide as either needs. */
    job->memory = malloc(LANES * (2 * layers * hidden + gates + outputs) * sizeof(real));
    if (!job->memory)
        return -1;
    at = job->memory;
    for (size_t l = 0; l < layers; l++) {
        job->h[l] = at;
        job->c[l] = at + LANES * hidden;
        at += 2 * LANES * hidden;
    }
    job->gates = at;
    job->logits = at + LANES * gates;
    return 0;
}

static void run_job(void *arg, int index)
{
    struct sampling *s = arg;
    struct job *job = calloc(1, sizeof *job);

    if (!job) {
        __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
        return;
    }
    job->s = s;
    job->first = (s->first_job + index) * s->job_names;
    if (job_memory(job) != 0)
        __atomic_store_n(&s->failed, 1, __ATOMIC_RELAXED);
    else
        while (job->active < LANES && begin_name(job, job->active))
            job->active++;
    while (job->active > 0) {
        step(job);
        /* From the last to the first: a lane that moves into a gap has had its turn. */
        for (int r = job->active - 1; r >= 0; r--)
            if (!advance(job, r) && !begin_name(job, r))
                close_gap(job, r);
    }
    free(job->memory);
    free(job);
}

/* ---- handing out ---- */

static int hand_out(struct sampling *s, const struct result *result, sample_sink *sink, void *arg,
                    struct err *why)
{
    const struct vocab *vocab = &s->model->vocab;
    char text[4 * MODEL_NAME_MAX + NAME_BYTES];
    struct sampled_name name = {text, "", 0};
    size_t length = 0;

    if (result->length == 0)
        return 0;
    for (int i = 0; i < result->length; i++)
        length += (size_t)utf8_put(vocab->characters[result->symbols[i] - 1], text + length);
    snprintf(text + length, sizeof text - length, "%s", s->options->suffix);
    if (result->style != VOCAB_BOUNDARY)
        name.style = vocab->styles[result->style - 1 - vocab->character_count];
    name.bits = (double)result->bits / (result->length + 1);
    return sink(arg, &name, why);
}

static int prepare(struct sampling *s, struct err *why)
{
    const struct sample_options *o = s->options;
    const struct vocab *vocab = &s->model->vocab;

    s->style = o->style ? vocab_style(vocab, o->style) : -1;
    if (o->style && s->style < 0)
        return err_set(why, "the model knows no style '%s'%s", o->style,
                       vocab->style_count ? "" : "; it was trained on a list without styles");
    for (int i = 0; i < vocab->style_count; i++)
        s->style_total += vocab->style_weights[i];
    s->prefix_length = vocab_encode(vocab, o->prefix, s->prefix, MODEL_NAME_MAX);
    if (s->prefix_length < 0)
        return err_set(why, "the prefix '%s' has a character that no name of the model's corpus has",
                       o->prefix);
    s->suffix_length = utf8_length(o->suffix);
    if (s->prefix_length + s->suffix_length >= o->max_length)
        return err_set(why, "the prefix and suffix leave no room in a name of at most %d characters",
                       o->max_length);
    s->space = vocab_character(vocab, ' ');
    if (o->words > 1 && s->space < 0)
        return err_set(why, "the model was trained on single words; it can't make names of %d", o->words);
    s->results = malloc((size_t)ROUND_JOBS * (size_t)s->job_names * sizeof *s->results);
    if (!s->results)
        return err_set(why, "out of memory");
    if (lstm_weights_new(&s->weights, s->model, NULL, s->options->precision, why) != 0)
        return -1;
    lstm_weights_prepare(&s->weights, NULL, NULL);
    return 0;
}

/* Jobs of the next round: about as many as are still needed, so that little is invented in vain. */
static int round_jobs(const struct sampling *s, long wanted)
{
    long jobs = (wanted + s->job_names - 1) / s->job_names;

    return (int)(jobs < ROUND_JOBS ? jobs : ROUND_JOBS);
}

int sample_names(const struct model *model, const struct sample_options *options, long count,
                 struct team *team, sample_sink *sink, void *arg, struct err *why)
{
    struct sampling s = {.model = model, .options = options, .job_names = JOB_NAMES_MIN};
    long taken = 0, in_vain = 0;
    int result = -1;

    while (s.job_names < count && s.job_names < JOB_NAMES_MAX)
        s.job_names *= 2;
    if (prepare(&s, why) != 0)
        goto out;
    while (taken < count) {
        int jobs = round_jobs(&s, count - taken);

        team_run(team, jobs, run_job, &s);
        if (s.failed) {
            err_set(why, "out of memory");
            goto out;
        }
        for (long i = 0; i < (long)jobs * s.job_names && taken < count; i++) {
            int counted = hand_out(&s, &s.results[i], sink, arg, why);

            if (counted < 0)
                goto out;
            taken += counted;
            in_vain = counted ? 0 : in_vain + 1;
        }
        if (in_vain > HOPELESS) {
            err_set(why, "of %ld names in a row none met the conditions (%ld of %ld found); ask for less",
                    in_vain, taken, count);
            goto out;
        }
        s.first_job += jobs;
    }
    result = 0;
out:
    lstm_weights_free(&s.weights);
    free(s.results);
    return result;
}
