/* Training: minibatches of names, gradients over several threads, Adam, a learning-rate schedule, a running
 * mean of the weights, held-out names, early stop, checkpoints. With a first network (settings.first) all of that happens
 * twice: the lasting network learns from the names and from what the first foretells, which keeps a small corpus from
 * being learnt by heart (Furlanello et al. 2018). The first is not kept.
 *
 * Deterministic: a batch is cut into shards by its size alone, gradients are summed in the order of the
 * shards, and all random choices come from the seed; the number of threads changes nothing but the time, nor
 * does stopping and going on. */
#ifndef STAGENAME_MODEL_TRAIN_H
#define STAGENAME_MODEL_TRAIN_H

#include "base/team.h"
#include "model/dataset.h"
#include "model/settings.h"

struct train_state {
    int network, networks; /* from 1; 1 of 2 is the first network, which will teach the lasting one */
    int epoch, epochs;     /* of this network, from 1 */
    long done, total;      /* characters that this network has learnt from in all runs, and will have */
    long characters;       /* learnt from so far by both networks, end symbols counted */
    double train_bits;     /* per character, of this epoch so far (dropout in force) */
    double heldout_bits;   /* per character, after the epoch; NaN within it */
    double seconds;
    int is_best;               /* after an epoch: whether it is the best so far */
    const struct model *model; /* after an epoch: as it would be if this were the last one; else NULL */
    struct team *team;
    const char *trouble; /* after an epoch: why its checkpoint could not be written, or NULL */
};

struct train_how {
    struct train_settings settings; /* what is open is chosen by the corpus's size */
    const struct model *from;       /* what the network starts as (transfer.h); NULL: random numbers */
    int threads;
    const char *checkpoint; /* the file to keep after each epoch and when asked to stop, or NULL */
    int resume;             /* go on from that file, which must be there */
    /* Called after every batch (within an epoch) and after every epoch; may be NULL. A non-zero answer stops the
     * training. */
    int (*progress)(void *arg, const struct train_state *state);
    void *arg;
};

struct train_result {
    struct train_settings settings;   /* with nothing left open */
    long characters;                  /* learnt from in all epochs */
    double seconds;                   /* of all runs */
    double heldout_bits;              /* bits per character of the model that is returned */
    int heldout_names, names, epochs; /* epochs: gone through by the lasting network */
    int skipped;                      /* names too long, or with a character too rare to be learnt */
    double (*curve)[2]; /* [epochs], owned: bits per character learnt and held out, of the lasting network */
    int stopped;        /* it was asked to stop; NULL is returned and the checkpoint kept */
};

/* Trains a new model on the names of a list. Returns it, or NULL with *why set (too few names, loss not finite,
 * no or another's checkpoint, or asked to stop). The caller frees result->curve, also after NULL. */
struct model *train_model(const struct name_list *list, const struct train_how *how,
                          struct train_result *result, struct err *why);

#endif
