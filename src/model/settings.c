#include "model/settings.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every setting once: its name in files, and the option that sets it. */
static const struct {
    const char *name, *option;
    enum { WHOLE, REAL } type;
    size_t offset;
} table[] = {
#define ENTRY(name, option, type)                                  \
    {                                                              \
#name, option, type, offsetof(struct train_settings, name) \
    }
    ENTRY(layers, "layers", WHOLE),
    ENTRY(hidden, "hidden", WHOLE),
    ENTRY(embed, "embed", WHOLE),
    ENTRY(epochs, "epochs", WHOLE),
    ENTRY(batch, "batch", WHOLE),
    ENTRY(dropout, "dropout", REAL),
    ENTRY(dropout_recurrent, "dropout-recurrent", REAL),
    ENTRY(dropout_embed, "dropout-embed", REAL),
    ENTRY(noise, "noise", REAL),
    ENTRY(teacher, "teacher", REAL),
    ENTRY(rate, "rate", REAL),
    ENTRY(decay, "decay", REAL),
    ENTRY(average, "average", WHOLE),
    ENTRY(tied, "tied", WHOLE),
    ENTRY(schedule, "schedule", WHOLE),
    ENTRY(precision, "precision", WHOLE),
#undef ENTRY
};
enum { SETTINGS = sizeof table / sizeof *table };

static int *whole(struct train_settings *s, int i)
{
    return (int *)(void *)((char *)s + table[i].offset);
}

static double *number(struct train_settings *s, int i)
{
    return (double *)(void *)((char *)s + table[i].offset);
}

struct train_settings train_settings_open(void)
{
    struct train_settings s = {.seed = 1};

    for (int i = 0; i < SETTINGS; i++)
        if (table[i].type == WHOLE)
            *whole(&s, i) = -1;
        else
            *number(&s, i) = -1;
    return s;
}

static int or_whole(int chosen, int otherwise)
{
    return chosen >= 0 ? chosen : otherwise;
}

static double or_number(double chosen, double otherwise)
{
    return chosen >= 0 ? chosen : otherwise;
}

/* The sizes and figures come from the study of doc/study.md. */
void train_settings_choose(struct train_settings *s, long characters)
{
    int small = characters < 200000;

    s->layers = or_whole(s->layers, small ? 1 : 2);
    s->hidden = or_whole(s->hidden, small ? 256 : 384);
    s->tied = or_whole(s->tied, 0);
    s->embed = or_whole(s->embed, s->tied ? s->hidden : 64);
    s->batch = or_whole(s->batch, small ? 64 : 128);
    s->epochs = or_whole(s->epochs, small ? 30 : 14);
    s->rate = or_number(s->rate, small ? 0.004 : 0.003);
    s->decay = or_number(s->decay, 0.01);
    /* A network too small to learn names by heart needs little against it. */
    s->dropout = or_number(s->dropout, s->hidden <= 64 ? 0.05 : small ? 0.5 : 0.3);
    s->dropout_recurrent = or_number(s->dropout_recurrent, s->dropout * 0.6);
    s->dropout_embed = or_number(s->dropout_embed, 0);
    s->noise = or_number(s->noise, 0);
    s->teacher = or_number(s->teacher, 0);
    s->average = or_whole(s->average, 1);
    s->schedule = or_whole(s->schedule, SCHEDULE_COSINE);
    s->precision = or_whole(s->precision, product_fastest());
}

const char *train_settings_problem(const struct train_settings *s)
{
    return s->tied && s->embed != s->hidden
               ? "a tied embedding has the size of the hidden layer; leave --embed away"
               : "";
}

json_t *train_settings_json(const struct train_settings *settings)
{
    struct train_settings s = *settings;
    json_t *json = json_object();
    char seed[24];

    for (int i = 0; i < SETTINGS; i++)
        json_object_set_new(json, table[i].name,
                            table[i].type == WHOLE ? json_integer(*whole(&s, i)) : json_real(*number(&s, i)));
    snprintf(seed, sizeof seed, "%llu", s.seed);
    json_object_set_new(json, "seed", json_string(seed));
    return json;
}

int train_settings_adopt(struct train_settings *s, const json_t *json, struct err *why)
{
    const char *seed = json_string_value(json_object_get(json, "seed"));

    for (int i = 0; i < SETTINGS; i++) {
        const json_t *value = json_object_get(json, table[i].name);
        double here = table[i].type == WHOLE ? *whole(s, i) : *number(s, i), there = json_number_value(value);

        if (!json_is_number(value))
            return err_set(why, "it lacks the setting %s", table[i].name);
        if (here >= 0 && (here < there || here > there))
            return err_set(why, "it was begun with --%s %g, not %g", table[i].option, there, here);
        if (table[i].type == WHOLE)
            *whole(s, i) = (int)there;
        else
            *number(s, i) = there;
    }
    if (!seed || strtoull(seed, NULL, 10) != s->seed)
        return err_set(why, "it was begun with --seed %.20s, not %llu", seed ? seed : "?", s->seed);
    return 0;
}
