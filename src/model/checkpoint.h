/* The state of a training run and its checkpoint file. A resumed run has the same result as one that was not
 * stopped. */
#ifndef STAGENAME_MODEL_CHECKPOINT_H
#define STAGENAME_MODEL_CHECKPOINT_H

#include "model/adam.h"
#include "model/settings.h"

/* Everything that changes in training. All is owned except the models' vocabularies, which are derived from
 * the corpus. Epochs and steps count those of `model`; characters and seconds include both networks. */
struct training_state {
    struct model *first; /* the first network, now the teacher, or NULL */
    struct model *model; /* in training */
    struct adam adam;
    struct parameters average; /* their running mean */
    struct parameters best;    /* the mean after the epoch with the lowest loss on held-out names */
    double best_bits;
    int epoch;         /* started so far */
    int at;            /* names of this epoch processed; 0 between epochs */
    int idle;          /* epochs since the best */
    long steps;        /* of all epochs */
    long characters;   /* trained on, end symbols counted */
    double epoch_loss; /* nats, of this epoch so far */
    long epoch_characters;
    double seconds; /* of earlier runs */
    struct rng rng;
    int *names; /* indices: name_count for training, in this epoch's order, then the held-out ones */
    int name_count, heldout_count;
    double (*curve)
        [2]; /* [epochs of the settings]: bits per character in training and of held-out names, by epoch */
};

/* Writes the file atomically. corpus: a fingerprint that identifies the list of names. Returns 0, or -1 with
 * *why set. */
int checkpoint_save(const struct training_state *state, const struct train_settings *settings,
                    uint64_t corpus, const char *path, struct err *why);

/* Reads the settings of a checkpoint (see train_settings_adopt) and whether it contains a first network. Call
 * it before allocating the state. Returns 0, or -1 with *why set. */
int checkpoint_settings(const char *path, struct train_settings *settings, int *has_first, uint64_t corpus,
                        struct err *why);

/* Fills a state that was allocated for these settings and this corpus. Returns 0, or -1 with *why set and an
 * unusable state. */
int checkpoint_load(struct training_state *state, const struct train_settings *settings, const char *path,
                    struct err *why);

#endif
