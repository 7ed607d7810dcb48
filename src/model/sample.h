/* Samples many names at once: each step is one matrix product for all of them, and a new name immediately
 * replaces a finished one.
 *
 * Reproducible: a name's index in the sequence alone determines its random numbers and which names it shares
 * a product with, so the same model, seed and settings give the same names with any number of threads.
 *
 * Conditions act on the sampling itself: symbols that would violate a minimum or the number of words have
 * probability zero; a name that exceeds the maximum is discarded, so that the others have the model's own
 * distribution. */
#ifndef STAGENAME_MODEL_SAMPLE_H
#define STAGENAME_MODEL_SAMPLE_H

#include <stdint.h>

#include "base/team.h"
#include "model/model.h"
#include "model/matmul.h"

/* A text that a name begins with, or the whole name if is_whole. style, kind: those of the name; NULL: as in
 * the options. */
struct sample_text {
    const char *text, *style, *kind;
    int is_whole;
};

struct sample_options {
    double temperature;       /* above 0; 1 is the model's own distribution */
    const char *style, *kind; /* NULL: drawn for each name, by the frequency in the corpus */
    const char *prefix;       /* or "" */
    /* Instead of the prefix, or NULL: one name for each text, at most `count` of them. A text that is not
     * whole is continued by one character or more. */
    const struct sample_text *texts;
    int text_count;
    int first_words;            /* end names at the space after this many words; 0: do not */
    const char *suffix;         /* appended to each name unchanged; or "" */
    int words;                  /* 0: any number */
    int min_length, max_length; /* characters, prefix and suffix counted */
    unsigned long long seed;
    /* For a run in parts: ends the sampling after this many names, accepted or not, whatever the sink
     * decides; 0: does not. */
    long numbers;
    /* Decides by a name's first two characters whether it is continued, or discarded at once, which saves its
     * other characters. A pure function, called on all threads. NULL: every name is continued. */
    int (*continues)(const void *arg, uint32_t first, uint32_t second);
    const void *continues_arg;
    /* Called before each round of names, even if the previous round had none; non-zero ends the sampling with
     * the names found so far. May be NULL. */
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
    int text;    /* index of the text in the options that it begins with; 0 without texts */
};

/* Decides about a name: 1 accepts it, 0 rejects it and requests another, -1 with *why set ends the sampling.
 * Called in the names' order, from the calling thread. */
typedef int sample_sink(void *arg, const struct sampled_name *name, struct err *why);

/* Samples names until `count` of them are accepted. Returns 0, or -1 with *why set: an unknown style, a
 * prefix or text with a character that the model does not know, or too long, conditions that hardly any name
 * meets. Samples fewer than `count` when options->is_over or options->numbers ends it, or when every text has
 * been used once. */
int sample_names(const struct sampler *sampler, const struct sample_options *options, long count,
                 struct team *team, sample_sink *sink, void *arg, struct err *why);

#endif
