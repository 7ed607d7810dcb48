/* What a training has come to, and keeping it in a file, so that it can be gone on with to the same result as if
 * it had never stopped. */
#ifndef STAGENAME_MODEL_CHECKPOINT_H
#define STAGENAME_MODEL_CHECKPOINT_H

#include "model/adam.h"
#include "model/settings.h"

/* Everything that changes while learning. Owned but for the models' vocabularies, which follow from the corpus. Epochs
 * and steps are those of the model, not of the first; characters and seconds are of both. */
struct learner {
    struct model *first; /* the network that learnt before and teaches now, or NULL */
    struct model *model; /* the weights that are being learnt */
    struct adam adam;
    struct parameters average; /* their running mean */
    struct parameters best;    /* the mean after the epoch that foretold the held-out names best */
    double best_bits;
    int epoch;         /* begun so far */
    int at;            /* names of it learnt from; 0 between epochs */
    int idle;          /* epochs since the best */
    long steps;        /* of all epochs */
    long characters;   /* learnt from, end symbols counted */
    double epoch_loss; /* nats, of this epoch so far */
    long epoch_characters;
    double seconds; /* of earlier runs */
    struct rng rng;
    int *
        names; /* indices into the corpus: name_count to learn from, in this epoch's order, then the held out */
    int name_count, heldout_count;
    double (*curve)[2]; /* [epochs of the settings]: bits per character learnt and held out, by epoch */
};

/* corpus: a fingerprint of the names, by which a checkpoint of another list is told. Returns 0, or -1 with *why
 * set; the file appears whole or not at all. */
int checkpoint_save(const struct learner *learner, const struct train_settings *settings, uint64_t corpus,
                    const char *path, struct err *why);

/* The settings of a checkpoint, before there is a learner (see train_settings_adopt), and whether its learner has a
 * first network. */
int checkpoint_settings(const char *path, struct train_settings *settings, int *has_first, uint64_t corpus,
                        struct err *why);

/* Fills a learner that was made for these settings and this corpus. Returns 0, or -1 with *why set, the learner
 * then being of no use. */
int checkpoint_load(struct learner *learner, const struct train_settings *settings, const char *path,
                    struct err *why);

#endif
