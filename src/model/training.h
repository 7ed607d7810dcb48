/* The buffers and state of a training run: allocated and released here, used by train.c. Private to train.c
 * and training.c. */
#ifndef STAGENAME_MODEL_TRAINING_H
#define STAGENAME_MODEL_TRAINING_H

#include "model/checkpoint.h"
#include "model/gradients.h"
#include "model/train.h"

struct training {
    const struct train_how *how;
    const struct name_list *list;
    struct train_settings settings;
    struct training_state state;
    struct model averaged; /* a view of the state's model with the mean weights */
    struct dataset data;
    struct dataset heldout; /* a view of data: the held-out names */
    struct team *team;
    struct ngram *teacher;                  /* or NULL */
    int shards, shard_names, shard_symbols; /* of a batch; maximum names and symbols per shard */
    int first_shard, end_shard;             /* those of this rank (base/ranks.h) */
    /* of the network in training, and of the first network while it is the teacher */
    struct lstm_weights weights, first_weights;
    struct dropout dropout;
    struct gradients gradients; /* its passes are owned */
    struct lstm_pass *first_passes[SHARDS_MAX];
    struct batch batches[SHARDS_MAX];
    double losses[SHARDS_MAX];
    struct rng rngs[SHARDS_MAX];
    /* the current batch, for the jobs */
    const int *batch_names;
    int batch_count;
    long batch_symbols;
    long steps_total;      /* of a network */
    long epoch_characters; /* of every epoch */
    uint64_t corpus;       /* fingerprint */
    double start;          /* seconds of the monotonic clock */
    struct err trouble;    /* of the latest checkpoint; text empty when there was none */
};

/* Prepares a training whose `how`, `list` and `settings` are set and all else is zero: chooses the unset
 * settings, initializes the state or loads it from the checkpoint, and allocates the buffers. Returns 0, or
 * -1 with *why set; call training_free in either case. */
int training_prepare(struct training *t, struct err *why);

/* Characters that the network in training was trained on, in all runs. */
long training_done(const struct training *t);

/* The learning rate of the next step (train.c). */
double training_rate(const struct training *t);

/* Whether the network in training is the first of two. */
int training_is_first(const struct training *t);

/* Makes the trained first network the teacher and starts the second one. Returns 0, or -1 with *why set. */
int training_start_second(struct training *t, struct err *why);
void training_free(struct training *t);

#endif
