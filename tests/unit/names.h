/* A small list with a pattern that a model learns quickly, and a model of it, for the tests of src/model. */
#ifndef STAGENAME_TESTS_NAMES_H
#define STAGENAME_TESTS_NAMES_H

#include <string.h>

#include "run.h"

#include "model/train.h"

/* Names of syllables in two styles, each with its own letters. */
static inline void fill_names(struct name_list *list, int count)
{
    static const char *const soft[] = {"la", "mi", "no", "ra", "sé"}, *const hard[] = {"krak", "zog", "tux",
                                                                                       "gor"};
    struct rng rng;

    rng_seed(&rng, 2, 0);
    memset(list, 0, sizeof *list);
    for (int i = 0; i < count; i++) {
        char name[64] = "";
        int metal = (int)rng_below(&rng, 2);

        for (int k = 0; k < 2 + (int)rng_below(&rng, 3); k++)
            strcat(name, metal ? hard[rng_below(&rng, 4)] : soft[rng_below(&rng, 5)]);
        if (rng_below(&rng, 4) == 0)
            strcat(name, metal ? " zog" : " la");
        name_list_add(list, name, metal ? "metal" : "pop", metal ? "group" : "person");
    }
}

enum { NAMES_OF_TRAINING = 600 };

/* Settings for six epochs on this many names. */
static inline struct train_how small_training(void)
{
    struct train_how how = {.settings = train_settings_open(), .threads = 1};

    how.settings.layers = 2;
    how.settings.hidden = 24;
    how.settings.embed = 8;
    how.settings.epochs = 6;
    how.settings.batch = 32;
    how.settings.dropout = how.settings.dropout_recurrent = 0.1;
    how.settings.dropout_embed = 0.05;
    how.settings.noise = 0.02;
    how.settings.average = 20;
    how.settings.rate = 0.02;
    how.settings.precision = PRECISION_FLOAT32;
    return how;
}

static inline struct model *train_names(const struct train_how *how, struct train_result *result,
                                        struct err *why)
{
    struct name_list list;
    struct model *made;

    fill_names(&list, NAMES_OF_TRAINING);
    made = train_model(&list, how, result, why);
    name_list_free(&list);
    return made;
}

#endif
