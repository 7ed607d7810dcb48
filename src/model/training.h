/* A training under way: what it is made of, made ready and released. How it learns is train's business; only the
 * two include this. */
#ifndef STAGENAME_MODEL_TRAINING_H
#define STAGENAME_MODEL_TRAINING_H

#include <time.h>

#include "model/checkpoint.h"
#include "model/train.h"

enum { SHARDS_MAX = 64 };

struct training {
    const struct train_how *how;
    struct train_settings settings;
    struct learner learner;
    struct model averaged; /* a view of the learner's model with the mean weights */
    struct dataset data;
    struct dataset heldout; /* a view of data: the held-out names */
    struct team *team;
    struct parameters gradient;
    struct ngram *teacher; /* or NULL */
    struct lstm_weights weights;
    struct dropout dropout;
    int shards;
    struct lstm_pass *passes[SHARDS_MAX];
    struct batch batches[SHARDS_MAX];
    double losses[SHARDS_MAX];
    struct rng rngs[SHARDS_MAX];
    /* the batch at hand, for the jobs */
    const int *batch_names;
    int batch_count;
    long batch_symbols;
    long steps_total, characters_total;
    long characters_before; /* of earlier runs */
    uint64_t corpus;        /* fingerprint */
    struct timespec start;
    struct err trouble; /* of the latest checkpoint; text empty when there was none */
};

/* Fills a training of which `how` and `settings` are set and all else is zero: the corpus, the settings that follow
 * from it, the state to begin or to go on with, room for batches. Returns 0, or -1 with *why set; free on either. */
int training_prepare(struct training *t, const struct name_list *list, struct err *why);
void training_free(struct training *t);

#endif
