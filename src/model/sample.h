/* Samples names: many at once, one matrix product a step for all of them, a finished one replaced
 * immediately.
 *
 * Reproducible: a name's random numbers belong to its number in the sequence, and how names share a product
 * is decided by their numbers alone, so the same model, seed and settings give the same names with any number
 * of threads.
 *
 * Conditions act on the sampling itself: what would break a minimum or the number of words has probability
 * zero; a name that exceeds the maximum is discarded, so that the others have the model's own
 * distribution. */
#ifndef STAGENAME_MODEL_SAMPLE_H
#define STAGENAME_MODEL_SAMPLE_H

#include "base/team.h"
#include "model/model.h"
#include "model/matmul.h"

/* A text that a name begins with, and where is_whole that it is. style, kind: the name's, or NULL: as in the
 * options. */
struct sample_text {
    const char *text, *style, *kind;
    int is_whole;
};

struct sample_options {
    double temperature;       /* above 0; 1 is the model's own distribution */
    const char *style, *kind; /* NULL: drawn for each name, by the frequency in the corpus */
    const char *prefix;       /* or "" */
    /* In place of the prefix, or NULL: one name for each text, at most `count` of them. A text that is not
     * whole is continued by one character or more. */
    const struct sample_text *texts;
    int text_count;
    int first_words;            /* 0, or end names at the space behind this many words */
    const char *suffix;         /* appended to each name unchanged; or "" */
    int words;                  /* 0: any number */
    int min_length, max_length; /* characters, prefix and suffix counted */
    unsigned long long seed;
    /* Asked before each round of some names, also when all of the last were given up; non-zero ends the
     * sampling with the names there are. NULL: never. */
    int (*is_over)(void *arg);
    void *is_over_arg;
};

/* Temperature 1, any style, up to 40 characters. */
struct sample_options sample_plainly(unsigned long long seed);

/* A model with packed weights, ready for sampling. sample_names only reads it, so threads and forked
 * processes may share it. */
struct sampler;

/* precision: of the matrix products. The model is borrowed, and must not change. Returns NULL with *why
 * set. */
struct sampler *sampler_new(const struct model *model, enum precision precision, struct err *why);
void sampler_free(struct sampler *sampler);

struct sampled_name {
    const char *name;         /* UTF-8 */
    const char *style, *kind; /* "" for none */
    double bits; /* bits per character under the model (temperature 1), end counted, suffix not */
    int text;    /* which of the options' texts it was made of, or 0 */
};

/* Decides about a name: 1 accepts it, 0 asks for another in its place, -1 with *why set ends the sampling.
 * Called in the names' order, from the calling thread. */
typedef int sample_sink(void *arg, const struct sampled_name *name, struct err *why);

/* Samples names until `count` of them are accepted. Returns 0, or -1 with *why set: an unknown style, a
 * prefix or text with a character that the model does not know, or too long, settings that hardly any name
 * meets. Fewer than `count` when options->is_over says so, or when each text has had its name. */
int sample_names(const struct sampler *sampler, const struct sample_options *options, long count,
                 struct team *team, sample_sink *sink, void *arg, struct err *why);

#endif
