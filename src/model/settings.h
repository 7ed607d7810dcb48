/* The settings of a training run and their defaults: one table for the command line, its help and
 * checkpoints. Trains nothing itself. */
#ifndef STAGENAME_MODEL_SETTINGS_H
#define STAGENAME_MODEL_SETTINGS_H

#include <jansson.h>

#include "base/err.h"
#include "model/matmul.h"
#include "model/model.h"

/* The learning rate after warm-up: it falls to a hundredth along a half cosine (Smith 2018; Loshchilov and
 * Hutter 2017) or linearly, or stays constant. */
enum schedule { SCHEDULE_COSINE, SCHEDULE_LINEAR, SCHEDULE_CONSTANT };

/* A negative number means unset. */
struct train_settings {
    int layers, hidden, embed;
    int epochs;               /* passes over the corpus */
    int batch;                /* names per step */
    double dropout;           /* of the outputs of all layers */
    double dropout_recurrent; /* of the recurrent weights */
    double dropout_embed;     /* of whole symbols' embeddings */
    double noise;       /* share of input characters that are replaced by random ones (Xie et al. 2017) */
    double teacher;     /* share of a Kneser-Ney n-gram model's predictions in the targets (Hinton 2015) */
    int first;          /* cells per layer of a first network, the teacher of this one; 0: none */
    double first_share; /* of that network's predictions in the targets (Furlanello et al. 2018) */
    double rate;        /* peak learning rate */
    double decay;       /* decoupled weight decay (Loshchilov and Hutter 2019) */
    int average;        /* the model is the running mean of the weights over about this many steps; 1: none */
    int tied;           /* 1: the output layer shares the embedding matrix (Press and Wolf 2017) */
    int schedule;       /* enum schedule */
    double heldout;     /* share of the names that is held out */
    int min_count;      /* characters in fewer names are dropped, and so are these names */
    int precision;      /* enum precision: of the matrix products; all else is float32 */
    unsigned long long seed;
};

enum setting_type { SETTING_WHOLE, SETTING_REAL, SETTING_WORD };

struct setting {
    const char *name; /* in files; the option has '-' instead of '_' */
    const char *metavar, *help;
    enum setting_type type;
    size_t offset;            /* in struct train_settings: of an int, or of a double for SETTING_REAL */
    double low, high;         /* inclusive; for SETTING_WORD, indices of words */
    const char *const *words; /* of SETTING_WORD, high + 1 of them */
};
enum { SETTINGS = 20 };
extern const struct setting train_setting_table[SETTINGS];

/* The option that sets it, without the leading dashes: "dropout-recurrent". */
void train_setting_option(const struct setting *setting, char name[32]);

/* All unset except the seed, which is 1. */
struct train_settings train_settings_open(void);

/* Sets one setting; the value must be in its range. */
void train_setting_set(struct train_settings *s, const struct setting *setting, double value);

/* What the defaults depend on. */
struct corpus_facts {
    int names;
    long characters;                /* end symbols counted */
    int is_words;                   /* hardly any name, fewer than one in ten, has several words */
    const struct model_shape *base; /* of the model to start from, or NULL */
};

/* Sets the unset settings to their defaults. */
void train_settings_choose(struct train_settings *s, const struct corpus_facts *facts);

/* Why these settings cannot be used together or on this processor, or "". */
const char *train_settings_problem(const struct train_settings *s);

/* train_settings_json returns the settings as an object of numbers (the seed as a string), or NULL when out
 * of memory. train_settings_adopt takes the unset settings of *s from such an object. Those that are set in
 * *s must be equal, except the rate; otherwise it returns -1 with *why set to a sentence that names the
 * option. */
json_t *train_settings_json(const struct train_settings *s);
int train_settings_adopt(struct train_settings *s, const json_t *json, struct err *why);

/* Replaces the numbers of word settings by the words that the options accept ("schedule": "cosine"). When out
 * of memory, frees *json and sets it to NULL. */
void train_settings_words(json_t **json);

#endif
