/* Training: minibatches of names, gradients over several threads, Adam, a learning-rate schedule, a running
 * mean of the weights, held-out names, early stopping, checkpoints. With a first network (settings.first) all
 * of that happens twice: the second network is trained on the names mixed with the predictions of the first,
 * which keeps it from memorizing a small corpus (born-again networks, Furlanello et al. 2018). The first
 * network is then discarded.
 *
 * Deterministic: a batch is cut into shards by its size alone, gradients are summed in an order of the shards
 * (gradients.h), and all random choices come from the seed; neither the number of threads or processes nor
 * stopping and resuming changes the result. */
#ifndef STAGENAME_MODEL_TRAIN_H
#define STAGENAME_MODEL_TRAIN_H

#include "base/team.h"
#include "model/dataset.h"
#include "model/settings.h"

struct train_progress {
    int network, networks; /* from 1; 1 of 2 is the first network, the teacher of the second */
    int epoch, epochs;     /* of this network, from 1 */
    long done, total;      /* characters this network was trained on in all runs, and the total at its end */
    long characters;       /* trained on so far by both networks, end symbols counted */
    double train_bits;     /* per character, of this epoch so far (with dropout) */
    double heldout_bits;   /* per character, after the epoch; NaN within it */
    double seconds;
    int is_best;               /* after an epoch: whether it is the best so far */
    const struct model *model; /* after an epoch: the running mean of the weights; else NULL */
    struct team *team;
    const char *trouble; /* after an epoch: why its checkpoint could not be written, or NULL */
};

struct train_how {
    struct train_settings settings; /* unset ones are chosen by the size of the corpus */
    const struct model *from;       /* initial parameters (transfer.h); NULL: random */
    int threads;
    const char *checkpoint; /* file to write after each epoch and on a requested stop; or NULL */
    int resume;             /* resume from that file, which must exist */
    /* Called after every batch (within an epoch) and after every epoch; may be NULL. A non-zero answer stops
     * the training. */
    int (*progress)(void *arg, const struct train_progress *state);
    void *arg;
};

struct train_result {
    struct train_settings settings;   /* every setting has a value */
    long characters;                  /* trained on, in all epochs */
    double seconds;                   /* of all runs */
    double heldout_bits;              /* bits per character of the model that is returned */
    int heldout_names, names, epochs; /* epochs: of the last network */
    int skipped;                      /* names too long, or with a character outside the alphabet */
    double (*curve)
        [2]; /* [epochs], owned: bits per character in training and of held-out names, of the last network */
    int stopped; /* progress asked to stop; NULL is returned and the checkpoint kept */
};

/* Trains a new model on the names of a list. Returns it, or NULL with *why set (too few names, loss not
 * finite, a checkpoint that is missing or of another list, or asked to stop). The caller frees result->curve,
 * also after NULL. */
struct model *train_model(const struct name_list *list, const struct train_how *how,
                          struct train_result *result, struct err *why);

#endif
