/* Part of the sampler: names under way side by side, a row of every matrix each. Knows how a name is continued and
 * when it is over; nothing of who wants how many. */
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
    /* The state after the first input is the same for all names of a style and kind: row style · (1 + kinds)
     * + kind, where index 0 is none. */
    struct lanes openings;
};

struct result {
    int symbols[MODEL_NAME_MAX];
    int length;      /* 0: given up */
    int style, kind; /* symbols */
    float bits;      /* of the whole name */
};

struct sampling {
    const struct sampler *sampler;
    const struct sample_options *options;
    int prefix[MODEL_NAME_MAX], prefix_length;
    int suffix_length; /* characters */
    int style, kind;   /* symbols, or -1: drawn as often as the corpus has them */
    double weight_total;
    int space; /* the symbol of ' ', or -1 */
    long first_job;
    int job_names;          /* by how many are asked for, never by the number of threads */
    struct result *results; /* [jobs of a round · job_names] */
    int failed;
};

/* Returns 0, or -1 when there is no memory. */
int openings_new(struct sampler *sampler);
void openings_free(struct sampler *sampler);

/* Invents the names of a job of the round that the struct sampling is in; sets failed when there is no
 * memory. */
void lanes_run(void *sampling, int job);

#endif
