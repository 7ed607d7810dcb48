/* Writes and reads checkpoints: a safetensors file with the state in its metadata. */
#include "model/checkpoint.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsons.h"
#include "model/safetensors.h"

static const char format_name[] = "stagename-checkpoint-2";
enum { TENSORS = 6, TENSORS_WITH_FIRST };

/* Returns the number of tensors. */
static int list_tensors(const struct training_state *l, struct tensor list[TENSORS_WITH_FIRST])
{
    long count = (long)l->model->parameters.count;

    list[0] = (struct tensor){.name = "parameters", .rows = count, .floats = l->model->parameters.all};
    list[1] = (struct tensor){.name = "adam.mean", .rows = count, .floats = l->adam.mean.all};
    list[2] = (struct tensor){.name = "adam.square", .rows = count, .floats = l->adam.square.all};
    list[3] = (struct tensor){.name = "average", .rows = count, .floats = l->average.all};
    list[4] = (struct tensor){.name = "best", .rows = count, .floats = l->best.all};
    list[5] = (struct tensor){.name = "names", .rows = l->name_count + l->heldout_count, .ints = l->names};
    if (!l->first)
        return TENSORS;
    list[6] = (struct tensor){
        .name = "first", .rows = (long)l->first->parameters.count, .floats = l->first->parameters.all};
    return TENSORS_WITH_FIRST;
}

static json_t *hexadecimal(uint64_t number)
{
    char text[20];

    snprintf(text, sizeof text, "%016llx", (unsigned long long)number);
    return json_string(text);
}

static int from_hexadecimal(const char *text, uint64_t *number)
{
    char *end;

    if (!text || strlen(text) != 16)
        return -1;
    *number = strtoull(text, &end, 16);
    return *end ? -1 : 0;
}

/* JSON has no infinity or NaN; null replaces them. */
static json_t *number_or_null(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

static json_t *state_json(const struct training_state *l)
{
    json_t *curve = json_array(), *rng = json_array();

    for (int i = 0; i < l->epoch - (l->at > 0); i++)
        jsons_append(&curve, json_pack("[f, f]", l->curve[i][0], l->curve[i][1]));
    for (int i = 0; i < 4; i++)
        jsons_append(&rng, hexadecimal(l->rng.s[i]));
    return json_pack("{s:o, s:i, s:i, s:i, s:I, s:I, s:I, s:f, s:I, s:f, s:o, s:o}", "best_bits",
                     number_or_null(l->best_bits), "epoch", l->epoch, "at", l->at, "idle", l->idle, "steps",
                     (json_int_t)l->steps, "adam_steps", (json_int_t)l->adam.steps, "characters",
                     (json_int_t)l->characters, "epoch_loss", l->epoch_loss, "epoch_characters",
                     (json_int_t)l->epoch_characters, "seconds", l->seconds, "rng", rng, "curve", curve);
}

int checkpoint_save(const struct training_state *state, const struct train_settings *settings,
                    uint64_t corpus, const char *path, struct err *why)
{
    struct tensor list[TENSORS_WITH_FIRST];
    int count = list_tensors(state, list);
    json_t *metadata = json_pack("{s:s, s:o, s:o, s:o}", "format", format_name, "corpus", hexadecimal(corpus),
                                 "settings", safetensors_text(train_settings_json(settings)), "state",
                                 safetensors_text(state_json(state)));

    return safetensors_save(path, metadata, list, count, why);
}

static int open_checkpoint(struct safetensors *in, const char *path, struct err *why)
{
    const char *format;

    if (safetensors_open(in, path, "checkpoint", why) != 0)
        return -1;
    format = safetensors_metadata(in, "format");
    if (format && strcmp(format, format_name) == 0)
        return 0;
    safetensors_close(in);
    return err_set(why, "%s is not a usable checkpoint: its metadata lacks format '%s'", path, format_name);
}

static json_t *parsed(const struct safetensors *in, const char *name)
{
    const char *text = safetensors_metadata(in, name);

    return json_loads(text ? text : "", 0, NULL);
}

/* Whether the recurrent weights of a network alone are more numbers than the tensor has. */
static int is_larger(const struct train_settings *settings, int hidden, const struct safetensors *in,
                     const char *tensor)
{
    return 4.0 * settings->layers * hidden * hidden > (double)safetensors_length(in, tensor);
}

/* Checks the settings before memory is allocated for them. */
static int check_size(const struct train_settings *settings, int has_first, const struct safetensors *in,
                      struct err *why)
{
    int hidden = settings->first > 0 && !has_first ? settings->first : settings->hidden;

    if (is_larger(settings, hidden, in, "parameters") ||
        (has_first && is_larger(settings, settings->first, in, "first")))
        return err_set(why, "its settings describe a larger network than it contains");
    return 0;
}

int checkpoint_settings(const char *path, struct train_settings *settings, int *has_first, uint64_t corpus,
                        struct err *why)
{
    struct safetensors in;
    struct err detail;
    uint64_t number;
    json_t *json;
    int result;

    if (open_checkpoint(&in, path, why) != 0)
        return -1;
    json = parsed(&in, "settings");
    if (from_hexadecimal(safetensors_metadata(&in, "corpus"), &number) != 0 || number != corpus)
        result = err_set(&detail, "it was started on another list of names or from another base model");
    else
        result = train_settings_adopt(settings, json, &detail);
    *has_first = safetensors_count(&in) == TENSORS_WITH_FIRST;
    if (result == 0)
        result = check_size(settings, *has_first, &in, &detail);
    json_decref(json);
    safetensors_close(&in);
    return result == 0 ? 0 : err_set(why, "cannot resume from %s: %s", path, detail.text);
}

/* Whether names contains each index from 0 to count-1 once. */
static int is_permutation(const int *names, int count)
{
    unsigned char *seen = calloc((size_t)count + 1, 1);
    int good = seen != NULL;

    for (int i = 0; good && i < count; i++) {
        good = names[i] >= 0 && names[i] < count && !seen[names[i]];
        if (good)
            seen[names[i]] = 1;
    }
    free(seen);
    return good;
}

static int read_state(struct training_state *l, const struct train_settings *settings, const json_t *state)
{
    const json_t *curve = json_object_get(state, "curve"), *rng = json_object_get(state, "rng");
    const json_t *best = json_object_get(state, "best_bits");
    json_int_t steps, adam_steps, characters, epoch_characters;
    int epochs;

    if (json_unpack((json_t *)state, "{s:i, s:i, s:i, s:I, s:I, s:I, s:F, s:I, s:F}", "epoch", &l->epoch,
                    "at", &l->at, "idle", &l->idle, "steps", &steps, "adam_steps", &adam_steps, "characters",
                    &characters, "epoch_loss", &l->epoch_loss, "epoch_characters", &epoch_characters,
                    "seconds", &l->seconds) != 0)
        return -1;
    l->steps = (long)steps;
    l->adam.steps = (long)adam_steps;
    l->characters = (long)characters;
    l->epoch_characters = (long)epoch_characters;
    l->best_bits = json_is_number(best) ? json_number_value(best) : INFINITY;
    epochs = l->epoch - (l->at > 0);
    if (l->epoch < 0 || l->epoch > settings->epochs || l->at < 0 || l->at >= l->name_count || steps < 0 ||
        adam_steps < 0 || characters < 0 || l->idle < 0 || epochs < 0 ||
        json_array_size(curve) != (size_t)epochs)
        return -1;
    if ((l->at > 0 && epoch_characters < 1) || (epochs > 0 && !json_is_number(best)))
        return -1;
    for (int i = 0; i < epochs; i++)
        if (json_unpack(json_array_get(curve, (size_t)i), "[F, F]", &l->curve[i][0], &l->curve[i][1]) != 0)
            return -1;
    for (int i = 0; i < 4; i++)
        if (from_hexadecimal(json_string_value(json_array_get(rng, (size_t)i)), &l->rng.s[i]) != 0)
            return -1;
    /* An all-zero state is invalid: the generator never enters or leaves it. */
    return l->rng.s[0] | l->rng.s[1] | l->rng.s[2] | l->rng.s[3] ? 0 : -1;
}

int checkpoint_load(struct training_state *state, const struct train_settings *settings, const char *path,
                    struct err *why)
{
    struct tensor list[TENSORS_WITH_FIRST];
    int count = list_tensors(state, list), result = 0;
    struct safetensors in;
    struct err detail;
    json_t *saved;

    if (open_checkpoint(&in, path, why) != 0)
        return -1;
    for (int i = 0; i < count && result == 0; i++)
        result = safetensors_read(&in, &list[i], &detail);
    saved = parsed(&in, "state");
    if (result == 0 && (read_state(state, settings, saved) != 0 ||
                        !is_permutation(state->names, state->name_count + state->heldout_count)))
        result = err_set(&detail, "its state is inconsistent");
    json_decref(saved);
    safetensors_close(&in);
    return result == 0 ? 0 : err_set(why, "%s is not a usable checkpoint: %s", path, detail.text);
}
