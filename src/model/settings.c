/* The table of settings and the defaults that follow from a corpus. */
#include "model/settings.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsons.h"
#include "model/model.h"

static const char *const schedules[] = {"cosine", "linear", "constant"};
static const char *const precisions[] = {"float32", "bfloat16"};
static const char *const no_yes[] = {"no", "yes"};

#define AT(name) offsetof(struct train_settings, name)
#define WHOLE(name, help, low, high)                               \
    {                                                              \
#name, "N", help, SETTING_WHOLE, AT(name), low, high, NULL \
    }
#define REAL(name, metavar, help, low, high)                          \
    {                                                                 \
#name, metavar, help, SETTING_REAL, AT(name), low, high, NULL \
    }
#define WORD(name, help, words)                                                              \
    {                                                                                        \
#name, "W", help, SETTING_WORD, AT(name), 0, sizeof words / sizeof *words - 1, words \
    }

const struct setting train_setting_table[SETTINGS] = {
    WHOLE(layers, "LSTM layers", 1, MODEL_LAYERS_MAX),
    WHOLE(hidden, "cells per layer", 1, MODEL_HIDDEN_MAX),
    WHOLE(embed, "size of a symbol's embedding", 1, MODEL_EMBED_MAX),
    WHOLE(epochs, "passes over the corpus; ends early without improvement", 1, 10000),
    WHOLE(batch, "names per step", 1, 4096),
    REAL(dropout, "P", "dropout of the layers' outputs", 0, 0.9),
    REAL(dropout_recurrent, "P", "dropout of the recurrent weights", 0, 0.9),
    REAL(dropout_embed, "P", "dropout of whole symbols' embeddings", 0, 0.9),
    REAL(noise, "P", "share of input characters replaced by random ones", 0, 0.9),
    REAL(teacher, "P", "share of the predictions of an n-gram model of the names in the targets", 0, 1),
    WHOLE(first, "cells per layer of a first network, the teacher of this one; 0: none", 0, MODEL_HIDDEN_MAX),
    REAL(first_share, "P", "share of that network's predictions in the targets", 0, 1),
    REAL(rate, "R", "peak learning rate; may be lowered with --resume", 1e-6, 1),
    REAL(decay, "D", "weight decay", 0, 1),
    WHOLE(average, "steps that the model is the running mean of; 1: none", 1, 1000000),
    WORD(tied, "yes: the output layer shares the embedding matrix", no_yes),
    WORD(schedule, "learning rate after warm-up: cosine, linear or constant", schedules),
    REAL(heldout, "P", "share of the names held out for validation (default: by size)", 0.001, 0.5),
    WHOLE(min_count, "drop characters in fewer names than this, and these names", 1, 1000000),
    WORD(precision,
         "of matrix products: float32, or bfloat16 if the processor has it\n(default: the faster one)",
         precisions),
};

void train_setting_option(const struct setting *setting, char name[32])
{
    snprintf(name, 32, "%s", setting->name);
    for (char *at = name; (at = strchr(at, '_'));)
        *at = '-';
}

static int *whole(struct train_settings *s, const struct setting *setting)
{
    return (int *)(void *)((char *)s + setting->offset);
}

static double *real_of(struct train_settings *s, const struct setting *setting)
{
    return (double *)(void *)((char *)s + setting->offset);
}

static double value_of(const struct train_settings *settings, const struct setting *setting)
{
    struct train_settings s = *settings;

    return setting->type == SETTING_REAL ? *real_of(&s, setting) : *whole(&s, setting);
}

void train_setting_set(struct train_settings *s, const struct setting *setting, double value)
{
    if (setting->type == SETTING_REAL)
        *real_of(s, setting) = value;
    else
        *whole(s, setting) = (int)value;
}

struct train_settings train_settings_open(void)
{
    struct train_settings s = {.seed = 1};

    for (int i = 0; i < SETTINGS; i++)
        train_setting_set(&s, &train_setting_table[i], -1);
    return s;
}

/* Thresholds: SMALL and LARGE in characters of the corpus, FEW in names, TINY in cells per layer. */
enum { SMALL = 200000, LARGE = 5000000, FEW = 2000, TINY = 64 };

/* Defaults by kind of corpus, as measured in doc/study.md. */
enum corpus_kind { FEW_WORDS, FEW_NAMES, MANY_NAMES, MOST_NAMES, KINDS };

/* The same for all corpora. */
#define USUAL                                                                                  \
    .embed = 64, .decay = 0.01, .dropout_embed = 0, .noise = 0, .first_share = 0.8, .tied = 0, \
    .schedule = SCHEDULE_COSINE

static const struct train_settings defaults[KINDS] = {
    /* Single words: little data, soon memorized. */
    [FEW_WORDS] = {USUAL, .layers = 1, .hidden = 384, .first = 256, .epochs = 30, .batch = 64, .rate = 0.004,
                   .dropout = 0.5, .dropout_recurrent = 0.3, .teacher = 0.5, .average = 200},
    [FEW_NAMES] = {USUAL, .layers = 1, .hidden = 512, .first = 0, .epochs = 45, .batch = 64, .rate = 0.006,
                   .dropout = 0.6, .dropout_recurrent = 0.36, .teacher = 0.5, .average = 200},
    [MANY_NAMES] = {USUAL, .layers = 2, .hidden = 448, .first = 0, .epochs = 22, .batch = 128, .rate = 0.004,
                    .dropout = 0.3, .dropout_recurrent = 0.15, .teacher = 0.5, .average = 400},
    /* Each name is seen only a few times: little overfitting, and the teacher's counts would take
     * gigabytes. */
    [MOST_NAMES] = {USUAL, .layers = 2, .hidden = 448, .first = 0, .epochs = 3, .batch = 128, .rate = 0.004,
                    .dropout = 0.15, .dropout_recurrent = 0.075, .teacher = 0, .average = 400},
};

static enum corpus_kind kind_of(const struct corpus_facts *facts)
{
    return facts->characters > LARGE    ? MOST_NAMES
           : facts->characters >= SMALL ? MANY_NAMES
           : facts->is_words            ? FEW_WORDS
                                        : FEW_NAMES;
}

static int bounded(double x, int low, int high)
{
    return x < low ? low : x > high ? high : (int)x;
}

/* A batch size for which an epoch has about thirty steps, so that small lists make progress too. */
static int batch_for(int names, int most)
{
    int batch = 8;

    while (batch < most && names > 32 * 2 * batch)
        batch *= 2;
    return batch;
}

/* The number of epochs with about this many steps in all. */
static int epochs_of_steps(double steps, int names, int batch, int low, int high)
{
    return bounded(steps * batch / names, low, high);
}

/* Epochs over many names: about this many characters in all, within bounds. */
static int epochs_for(long characters)
{
    return bounded(13700000.0 / (double)characters, defaults[MOST_NAMES].epochs, defaults[MANY_NAMES].epochs);
}

/* Defaults for training from random parameters. */
static struct train_settings fresh(const struct train_settings *chosen, const struct corpus_facts *facts)
{
    enum corpus_kind kind = kind_of(facts);
    struct train_settings s = defaults[kind];

    if (kind == MANY_NAMES)
        s.epochs = epochs_for(facts->characters);
    if (facts->names < FEW) { /* with few names an n-gram model is as good a teacher as a network */
        s.first = 0;
        s.hidden = 192;
        s.batch = batch_for(facts->names, 32);
        s.teacher = 0.7;
        s.rate = 0.004;
        s.epochs = epochs_of_steps(1800, facts->names, s.batch, 20, 250);
        s.average = 100;
    }
    if (chosen->hidden >= 0 && chosen->hidden < s.first)
        s.first = chosen->hidden;
    /* A network too small to memorize names needs little regularization. */
    if (chosen->hidden >= 0 && chosen->hidden <= TINY) {
        s.first = 0;
        s.teacher = 0;
        s.dropout_recurrent *= 0.05 / s.dropout;
        s.dropout = 0.05;
    }
    if (chosen->tied > 0)
        s.embed = chosen->hidden >= 0 ? chosen->hidden : s.hidden;
    return s;
}

/* Defaults for training from a base model: few steps, with a lower rate for short lists. */
static struct train_settings fine_tuning(const struct corpus_facts *facts)
{
    struct train_settings s = {USUAL, .layers = facts->base->layers, .hidden = facts->base->hidden};

    s.embed = facts->base->embed;
    s.batch = batch_for(facts->names, 128);
    s.dropout = facts->characters < SMALL ? 0.4 : 0.25;
    s.dropout_recurrent = s.dropout / 2;
    s.teacher = facts->characters < SMALL ? 0.3 : 0;
    s.rate = facts->names < FEW ? 0.001 : 0.003;
    s.epochs = facts->names < FEW ? epochs_of_steps(400, facts->names, s.batch, 4, 40)
                                  : bounded(1600000.0 / (double)facts->characters, 1, 8);
    s.average = facts->names < FEW ? 50 : 100;
    return s;
}

/* The minimum number of names that contain a character: 20 in lists of 30,000 names; in large lists one name
 * in 10,000, so that Chinese and Japanese have alphabets of a few thousand characters. */
static int least_count(int names)
{
    int few = bounded(names / 1500.0, 2, 20), many = names / 10000;

    return few > many ? few : many;
}

/* All defaults, given the settings that are set. */
static struct train_settings fitted(const struct train_settings *chosen, const struct corpus_facts *facts)
{
    struct train_settings s = facts->base ? fine_tuning(facts) : fresh(chosen, facts);

    if (chosen->dropout >= 0)
        s.dropout_recurrent *= chosen->dropout / s.dropout;
    s.heldout = facts->names < FEW ? 0.1 : 0.025;
    /* A rare character takes a symbol but occurs too seldom to be learnt; in a short list every character may
     * matter. */
    s.min_count = facts->names < FEW ? 1 : least_count(facts->names);
    s.precision = (int)precision_for_training();
    return s;
}

void train_settings_choose(struct train_settings *s, const struct corpus_facts *facts)
{
    struct train_settings open = fitted(s, facts);

    for (int i = 0; i < SETTINGS; i++)
        if (value_of(s, &train_setting_table[i]) < 0)
            train_setting_set(s, &train_setting_table[i], value_of(&open, &train_setting_table[i]));
}

const char *train_settings_problem(const struct train_settings *s)
{
    if (s->tied && s->embed != s->hidden)
        return "a tied embedding has the size of the hidden layer; leave out --embed";
    if (!precision_is_available((enum precision)s->precision))
        return "this processor has no bfloat16 instructions; use --precision float32";
    return "";
}

json_t *train_settings_json(const struct train_settings *s)
{
    json_t *json = json_object();
    char seed[24];

    for (int i = 0; i < SETTINGS; i++) {
        double value = value_of(s, &train_setting_table[i]);

        jsons_put(&json, train_setting_table[i].name,
                  train_setting_table[i].type == SETTING_REAL ? json_real(value)
                                                              : json_integer((json_int_t)value));
    }
    snprintf(seed, sizeof seed, "%llu", s->seed);
    jsons_put(&json, "seed", json_string(seed));
    return json;
}

/* The value as the option accepts it. */
static void write_value(const struct setting *setting, double value, char text[32])
{
    if (setting->type == SETTING_WORD)
        snprintf(text, 32, "%s", setting->words[(int)value]);
    else
        snprintf(text, 32, "%g", value);
}

static int adopt(struct train_settings *s, const struct setting *setting, const json_t *value,
                 struct err *why)
{
    double here = value_of(s, setting), there = json_number_value(value);
    char option[32], texts[2][32];

    if (!json_is_number(value) || !(there >= setting->low && there <= setting->high) ||
        (setting->type != SETTING_REAL && there > floor(there)))
        return err_set(why, "its setting %s is out of range", setting->name);
    if (here < 0) {
        train_setting_set(s, setting, there);
        return 0;
    }
    if ((here >= there && here <= there) || strcmp(setting->name, "rate") == 0)
        return 0;
    train_setting_option(setting, option);
    write_value(setting, there, texts[0]);
    write_value(setting, here, texts[1]);
    return err_set(why, "it was started with --%s %s, not %s", option, texts[0], texts[1]);
}

int train_settings_adopt(struct train_settings *s, const json_t *json, struct err *why)
{
    const char *seed = json_string_value(json_object_get(json, "seed"));

    for (int i = 0; i < SETTINGS; i++)
        if (adopt(s, &train_setting_table[i], json_object_get(json, train_setting_table[i].name), why) != 0)
            return -1;
    if (!seed || strtoull(seed, NULL, 10) != s->seed)
        return err_set(why, "it was started with --seed %.20s, not %llu", seed ? seed : "?", s->seed);
    return 0;
}

void train_settings_words(json_t **json)
{
    for (int i = 0; i < SETTINGS; i++) {
        const struct setting *setting = &train_setting_table[i];
        const json_t *value = json_object_get(*json, setting->name);
        json_int_t number = json_integer_value(value);

        if (setting->type == SETTING_WORD && json_is_integer(value) && number >= 0 &&
            number <= (int)setting->high)
            jsons_put(json, setting->name, json_string(setting->words[number]));
    }
}
