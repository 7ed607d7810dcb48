/* Training: minibatches, gradients over several threads, Adam, a learning-rate schedule, held-out names,
 * early stop.
 *
 * Deterministic: a batch is cut into shards by its size alone, gradients are summed in the order of the
 * shards, and all random choices come from the seed; the number of threads changes nothing but the time. */
#ifndef STAGENAME_MODEL_TRAIN_H
#define STAGENAME_MODEL_TRAIN_H

#include "base/team.h"
#include "model/dataset.h"

struct train_options {
    int layers, hidden, embed, epochs, batch; /* 0: chosen by the corpus's size */
    double dropout; /* between layers; < 0: chosen likewise, as the others follow it */
    double dropout_recurrent, dropout_embed;
    double rate;  /* peak learning rate; 0: chosen */
    double decay; /* decoupled weight decay (Loshchilov and Hutter 2019); < 0: chosen */
    unsigned long long seed;
    int threads;
    enum precision precision; /* of the matrix products; all else is float32 */
};

struct train_state {
    int epoch, epochs; /* epoch counts from 1 */
    long characters;   /* learnt from so far, end symbols counted */
    long characters_total;
    double train_bits;   /* per character, of this epoch so far (dropout in force) */
    double heldout_bits; /* per character, after the epoch; NaN within it */
    double seconds;
    int is_best; /* after an epoch: whether it is the best so far */
};

struct train_report {
    /* Called after every batch (within an epoch) and after every epoch. A non-zero answer stops the training
     * with the best model so far. */
    int (*progress)(void *arg, const struct train_state *state);
    void *arg;
};

struct train_result {
    long characters; /* learnt from in all epochs */
    double seconds;
    double heldout_bits;              /* bits per character of the model that is returned */
    int heldout_names, names, epochs; /* epochs: gone through */
    struct train_options options;     /* with nothing left to choose */
};

/* Trains a new model on the names of a list. Returns it, or NULL with *why set (too few names, loss not
 * finite). */
struct model *train_model(struct name_list *list, const struct train_options *options,
                          const struct train_report *report, struct train_result *result, struct err *why);

#endif
