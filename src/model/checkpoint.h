/* The state of a training run, and its file, from which the run resumes to the same result as without a
 * stop. */
#ifndef STAGENAME_MODEL_CHECKPOINT_H
#define STAGENAME_MODEL_CHECKPOINT_H

#include "model/adam.h"
#include "model/settings.h"

/* Everything that changes in training. Owned but for the models' vocabularies, which follow from the corpus.
 * Epochs and steps are those of `model`; characters and seconds are of both networks. */
struct training_state {
    struct model *first; /* the first network, now the teacher, or NULL */
    struct model *model; /* in training */
    struct adam adam;
    struct parameters average; /* their running mean */
    struct parameters best;    /* the mean after the epoch with the lowest loss on held-out names */
    double best_bits;
    int epoch;         /* started so far */
    int at;            /* names of this epoch done; 0 between epochs */
    int idle;          /* epochs since the best */
    long steps;        /* of all epochs */
    long characters;   /* trained on, end symbols counted */
    double epoch_loss; /* nats, of this epoch so far */
    long epoch_characters;
    double seconds; /* of earlier runs */
    struct rng rng;
    int *names; /* of the corpus: name_count for training, in this epoch's order, then the held-out ones */
    int name_count, heldout_count;
    double (*curve)
        [2]; /* [epochs of the settings]: bits per character in training and of held-out names, by epoch */
};

/* corpus: a fingerprint of the names, which identifies the list. Returns 0, or -1 with *why
 * set; the file appears whole or not at all. */
int checkpoint_save(const struct training_state *state, const struct train_settings *settings,
                    uint64_t corpus, const char *path, struct err *why);

/* The settings of a checkpoint, before a state is allocated (see train_settings_adopt), and whether it holds
 * a first network. */
int checkpoint_settings(const char *path, struct train_settings *settings, int *has_first, uint64_t corpus,
                        struct err *why);

/* Fills a state that was allocated for these settings and this corpus. Returns 0, or -1 with *why set and an
 * unusable state. */
int checkpoint_load(struct training_state *state, const struct train_settings *settings, const char *path,
                    struct err *why);

#endif
