/* Part of the sampler: names under way side by side, a row of every matrix each. Knows how a name goes on and when it is
 * over; nothing of who wants how many. */
#ifndef STAGENAME_MODEL_LANES_H
#define STAGENAME_MODEL_LANES_H

#include "model/lstm.h"
#include "model/sample.h"

/* The network's state for some names. */
struct lanes {
    real *memory;                                    /* all of them */
    real *h[MODEL_LAYERS_MAX], *c[MODEL_LAYERS_MAX]; /* [rows, hidden] */
    real *gates;                                     /* [rows, 4·hidden or outputs] */
    real *logits;                                    /* [rows, outputs] */
    struct workspace *ws;
};

struct sampler {
    const struct model *model;
    struct lstm_weights weights;
    /* What follows the first symbol of a name, which is the boundary's or a style's, is the same for every name: row 0
     * is the boundary's, then the styles'. */
    struct lanes openings;
};

struct result {
    int symbols[MODEL_NAME_MAX];
    int length; /* 0: given up */
    int style;  /* symbol */
    float bits; /* of the whole name */
};

struct sampling {
    const struct sampler *sampler;
    const struct sample_options *options;
    int prefix[MODEL_NAME_MAX], prefix_length;
    int suffix_length; /* characters */
    int style;         /* symbol, or -1: by chance */
    double style_total;
    int space; /* the symbol of ' ', or -1 */
    long first_job;
    int job_names;          /* by how many are asked for, never by the number of threads */
    struct result *results; /* [jobs of a round · job_names] */
    int failed;
};

/* Returns 0, or -1 when there is no memory. */
int openings_new(struct sampler *sampler);
void openings_free(struct sampler *sampler);

/* Invents the names of a job of the round that the struct sampling is in; sets failed when there is no memory. */
void lanes_run(void *sampling, int job);

#endif
