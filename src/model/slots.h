/* Part of the sampler: generates names in slots; each slot is one row of every matrix. Decides how a name
 * continues and when it ends, not how many names are needed. */
#ifndef STAGENAME_MODEL_SLOTS_H
#define STAGENAME_MODEL_SLOTS_H

#include "model/lstm.h"
#include "model/sample.h"

/* The network's state, one row for each slot. */
struct slot_states {
    real *memory;                                    /* all of them */
    real *h[MODEL_LAYERS_MAX], *c[MODEL_LAYERS_MAX]; /* [rows, hidden] */
    real *gates;                                     /* [rows, 4·hidden or outputs] */
    real *logits;                                    /* [rows, outputs] */
    struct workspace *ws;
};

struct sampler {
    const struct model *model;
    struct lstm_weights weights;
    /* The state after the first input, the same for all names of a style and kind: row style · (1 + kinds) +
     * kind, where index 0 means none. */
    struct slot_states initial;
};

struct result {
    int symbols[MODEL_NAME_MAX];
    int length;      /* 0: discarded */
    int style, kind; /* symbols */
    float bits;      /* of the whole name */
};

/* The beginning of a name. */
struct beginning {
    int symbols[MODEL_NAME_MAX], length;
    int style, kind; /* symbols, or -1: drawn by their frequency in the corpus */
    int is_whole;    /* the name ends here */
};

struct sampling {
    const struct sampler *sampler;
    const struct sample_options *options;
    struct beginning *beginnings; /* one for each text, or one for all names: the prefix */
    int suffix_length;            /* characters */
    int space;                    /* the symbol of ' ', or -1 */
    long first_job;
    int job_names;          /* depends on the number requested, not on the number of threads */
    struct result *results; /* [jobs of a round · job_names] */
    int failed;
};

/* Returns 0, or -1 when out of memory. */
int initial_states_new(struct sampler *sampler);
void initial_states_free(struct sampler *sampler);

/* Generates the names of one job of the current round of a struct sampling; sets failed when out of
 * memory. */
void slots_run(void *sampling, int job);

#endif
