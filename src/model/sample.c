/* Samples rounds of jobs until enough names are accepted. */
#include "model/sample.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "model/slots.h"
#include "text/utf8.h"

enum {
    JOB_NAMES_MIN = 64,    /* names per job: few when few are requested, … */
    JOB_NAMES_MAX = 2048,  /* … many so that its slots stay full */
    ROUND_JOBS = 16,       /* maximum jobs between two checks for enough names */
    REJECTED_MAX = 100000, /* consecutive names of which none was accepted */
};

struct sample_options sample_plainly(unsigned long long seed)
{
    return (struct sample_options){
        .temperature = 1, .prefix = "", .suffix = "", .min_length = 1, .max_length = 40, .seed = seed};
}

struct sampler *sampler_new(const struct model *model, enum precision precision, struct err *why)
{
    struct sampler *sampler = calloc(1, sizeof *sampler);

    if (!sampler) {
        err_set(why, "out of memory");
        return NULL;
    }
    sampler->model = model;
    if (lstm_weights_new(&sampler->weights, model, NULL, 0, precision, why) == 0 &&
        lstm_weights_prepare(&sampler->weights, NULL, NULL, why) == 0) {
        if (initial_states_new(sampler) == 0)
            return sampler;
        err_set(why, "out of memory");
    }
    sampler_free(sampler);
    return NULL;
}

void sampler_free(struct sampler *sampler)
{
    if (!sampler)
        return;
    initial_states_free(sampler);
    lstm_weights_free(&sampler->weights);
    free(sampler);
}

/* Passes the name with this number to the sink, unless it was discarded. Returns 1 when it was accepted, 0
 * when not, -1 with *why set. */
static int offer_name(struct sampling *s, long number, sample_sink *sink, void *arg, struct err *why)
{
    const struct result *result = &s->results[number - s->first_job * s->job_names];
    const struct vocab *vocab = &s->sampler->model->vocab;
    char text[4 * MODEL_NAME_MAX + NAME_BYTES];
    struct sampled_name name = {text, "", "", 0, 0};
    size_t length = 0;

    if (result->length == 0)
        return 0;
    for (int i = 0; i < result->length; i++)
        length += (size_t)utf8_put(vocab->characters[result->symbols[i] - 1], text + length);
    snprintf(text + length, sizeof text - length, "%s", s->options->suffix);
    name.style = vocab_label(vocab, result->style);
    name.kind = vocab_label(vocab, result->kind);
    name.text = s->options->texts ? (int)number : 0;
    name.bits = (double)result->bits / (result->length + 1);
    return sink(arg, &name, why);
}

/* Reads a text that names begin with. Returns 0, or -1 with *why set. */
static int prepare_beginning(const struct sampling *s, const struct sample_text *text, struct beginning *b,
                             struct err *why)
{
    const struct sample_options *o = s->options;
    const struct vocab *vocab = &s->sampler->model->vocab;
    const char *style = text->style ? text->style : o->style, *kind = text->kind ? text->kind : o->kind;

    b->style = style ? vocab_style(vocab, style) : -1;
    b->kind = kind ? vocab_kind(vocab, kind) : -1;
    if (style && b->style < 0)
        return vocab_no_style(vocab, style, why);
    if (kind && b->kind < 0)
        return vocab_no_kind(vocab, kind, why);
    b->is_whole = text->is_whole;
    b->length = vocab_encode(vocab, text->text, b->symbols, MODEL_NAME_MAX);
    if (b->length < 0)
        return err_set(why, "the %s '%s' has a character that no name of the model's corpus has",
                       o->texts ? "text" : "prefix", text->text);
    if (b->length + s->suffix_length >= o->max_length + b->is_whole)
        return err_set(why, "the %s and suffix leave no room in a name of at most %d characters",
                       o->texts ? "text" : "prefix", o->max_length);
    return 0;
}

static int prepare(struct sampling *s, struct err *why)
{
    const struct sample_options *o = s->options;
    const struct vocab *vocab = &s->sampler->model->vocab;
    const struct sample_text prefix = {o->prefix, NULL, NULL, 0};
    int count = o->texts ? o->text_count : 1;

    s->suffix_length = utf8_length(o->suffix);
    s->beginnings = malloc(((size_t)count + 1) * sizeof *s->beginnings);
    if (!s->beginnings)
        return err_set(why, "out of memory");
    for (int i = 0; i < count; i++)
        if (prepare_beginning(s, o->texts ? &o->texts[i] : &prefix, &s->beginnings[i], why) != 0)
            return -1;
    s->space = vocab_character(vocab, ' ');
    if (o->words > 1 && s->space < 0)
        return err_set(why, "the model was trained on single words; it can't make names of %d", o->words);
    s->results = malloc((size_t)ROUND_JOBS * (size_t)s->job_names * sizeof *s->results);
    return s->results ? 0 : err_set(why, "out of memory");
}

/* The names after the last round that may still be sampled. */
static long numbers_left(const struct sampling *s)
{
    long sampled = s->first_job * s->job_names;

    return s->options->numbers > 0 ? s->options->numbers - sampled : LONG_MAX - sampled;
}

/* The number of jobs in the next round: about as many as are still needed, so that few names are wasted. In a
 * run in parts most names belong to others, and all numbers are needed. */
static int round_jobs(const struct sampling *s, long needed)
{
    long wanted = s->options->numbers > 0 ? numbers_left(s) : needed;
    long jobs = wanted / s->job_names + (wanted % s->job_names > 0);

    return (int)(jobs < ROUND_JOBS ? jobs : ROUND_JOBS);
}

static int is_over(const struct sample_options *options)
{
    return options->is_over && options->is_over(options->is_over_arg);
}

/* Whether an unused text remains, or names are sampled without texts; and an unused number. */
static int has_more(const struct sampling *s)
{
    return (!s->options->texts || s->first_job * s->job_names < s->options->text_count) &&
           numbers_left(s) > 0;
}

int sample_names(const struct sampler *sampler, const struct sample_options *options, long count,
                 struct team *team, sample_sink *sink, void *arg, struct err *why)
{
    struct sampling s = {.sampler = sampler, .options = options, .job_names = JOB_NAMES_MIN};
    long taken = 0, rejected = 0, left;
    int result = -1;

    while (s.job_names < count && s.job_names < JOB_NAMES_MAX)
        s.job_names *= 2;
    if (prepare(&s, why) != 0)
        goto out;
    while (taken < count && has_more(&s) && !is_over(options)) {
        int jobs = round_jobs(&s, count - taken);

        team_run(team, jobs, slots_run, &s);
        if (s.failed) {
            err_set(why, "out of memory");
            goto out;
        }
        left = numbers_left(&s);
        for (long i = 0; i < (long)jobs * s.job_names && i < left && taken < count; i++) {
            int counted = offer_name(&s, s.first_job * s.job_names + i, sink, arg, why);

            if (counted < 0)
                goto out;
            taken += counted;
            rejected = counted ? 0 : rejected + 1;
        }
        if (rejected > REJECTED_MAX && options->numbers == 0) {
            err_set(why, "none of %ld consecutive names met the conditions (%ld of %ld found); ask for less",
                    rejected, taken, count);
            goto out;
        }
        s.first_job += jobs;
    }
    result = 0;
out:
    free(s.beginnings);
    free(s.results);
    return result;
}
