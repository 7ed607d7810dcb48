/* Writes and reads models as safetensors files. */
#include "model/modelfile.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/jsons.h"
#include "model/safetensors.h"
#include "text/utf8.h"

enum { TENSORS_MAX = 4 + 4 * MODEL_LAYERS_MAX, CLASSIFIER_MAX = 1 << 24 };
static const char classifier_name[] = "appeal.classifier";
static const char format_name[] = "stagename-2";

/* All tensors of a model. The second bias of torch.nn.LSTM is written as zero and added to the first when
 * read. */
static int list_tensors(const struct model *model, struct tensor list[TENSORS_MAX])
{
    const struct parameters *p = &model->parameters;
    long inputs = vocab_inputs(&model->vocab), outputs = vocab_outputs(&model->vocab);
    long hidden = model->shape.hidden;
    int n = 0;

    list[n++] = (struct tensor){
        .name = "embedding.weight", .rows = inputs, .columns = model->shape.embed, .floats = p->embedding};
    for (int l = 0; l < model->shape.layers; l++) {
        const struct model_layer *layer = &p->layers[l];
        struct tensor *t = &list[n];

        t[0] = (struct tensor){
            .rows = 4 * hidden, .columns = model_layer_inputs(&model->shape, l), .floats = layer->w_ih};
        t[1] = (struct tensor){.rows = 4 * hidden, .columns = hidden, .floats = layer->w_hh};
        t[2] = (struct tensor){.rows = 4 * hidden, .floats = layer->bias};
        t[3] = (struct tensor){.rows = 4 * hidden};
        snprintf(t[0].name, sizeof t->name, "lstm.weight_ih_l%d", l);
        snprintf(t[1].name, sizeof t->name, "lstm.weight_hh_l%d", l);
        snprintf(t[2].name, sizeof t->name, "lstm.bias_ih_l%d", l);
        snprintf(t[3].name, sizeof t->name, "lstm.bias_hh_l%d", l);
        n += 4;
    }
    list[n++] =
        (struct tensor){.name = "output.weight", .rows = outputs, .columns = hidden, .floats = p->output};
    list[n++] = (struct tensor){.name = "output.bias", .rows = outputs, .floats = p->output_bias};
    if (model->classifier) {
        list[n] = (struct tensor){.rows = model->classifier_count, .floats = model->classifier};
        memcpy(list[n++].name, classifier_name, sizeof classifier_name);
    }
    return n;
}

static json_t *alphabet_json(const struct vocab *vocab)
{
    char *text = malloc((size_t)vocab->character_count * 4 + 1);
    size_t length = 0;
    json_t *string;

    if (!text)
        return NULL;
    for (int i = 0; i < vocab->character_count; i++)
        length += (size_t)utf8_put(vocab->characters[i], text + length);
    string = json_stringn(text, length);
    free(text);
    return string;
}

static json_t *labels_json(const char (*labels)[VOCAB_STYLE_BYTES], int count)
{
    json_t *array = json_array();

    for (int i = 0; i < count; i++)
        jsons_append(&array, json_string(labels[i]));
    return safetensors_text(array);
}

/* The weights of styles and kinds: a flat list of (1 + styles) · (1 + kinds) numbers. */
static json_t *weights_json(const struct vocab *vocab)
{
    json_t *array = json_array();

    for (int i = 0; i < (1 + vocab->style_count) * (1 + vocab->kind_count); i++)
        jsons_append(&array, json_real(vocab->weights[i]));
    return safetensors_text(array);
}

int model_save_as(const struct model *model, const char *path, enum number_format format, struct err *why)
{
    const struct vocab *vocab = &model->vocab;
    struct tensor list[TENSORS_MAX];
    int count = list_tensors(model, list);
    char number[3][16];
    json_t *metadata;

    for (int i = 0; i < count; i++)
        list[i].format = format;
    snprintf(number[0], sizeof *number, "%d", model->shape.layers);
    snprintf(number[1], sizeof *number, "%d", model->shape.hidden);
    snprintf(number[2], sizeof *number, "%d", model->shape.embed);
    metadata =
        json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:s}", "format", format_name, "layers", number[0],
                  "hidden", number[1], "embed", number[2], "alphabet", alphabet_json(vocab), "styles",
                  labels_json((const char(*)[VOCAB_STYLE_BYTES])vocab->styles, vocab->style_count), "kinds",
                  labels_json((const char(*)[VOCAB_STYLE_BYTES])vocab->kinds, vocab->kind_count), "weights",
                  weights_json(vocab), "settings", model->settings ? model->settings : "{}");
    return safetensors_save(path, metadata, list, count, why);
}

int model_save(const struct model *model, const char *path, struct err *why)
{
    return model_save_as(model, path, NUMBER_FLOAT32, why);
}

static int metadata_number(const struct safetensors *in, const char *name)
{
    const char *text = safetensors_metadata(in, name);
    char *end;
    long number = text ? strtol(text, &end, 10) : -1;

    return text && *text && !*end && number > 0 && number < 1000000 ? (int)number : -1;
}

static int read_alphabet(const struct safetensors *in, struct vocab *vocab, struct err *why)
{
    const char *text = safetensors_metadata(in, "alphabet");
    uint32_t *codes, code;
    int count = 0, result;

    if (!text)
        return err_set(why, "its metadata has no alphabet");
    if (!(codes = malloc((strlen(text) + 1) * sizeof *codes)))
        return err_set(why, "out of memory");
    while ((code = utf8_next(&text)))
        codes[count++] = code;
    result = vocab_set_characters(vocab, codes, count, why);
    free(codes);
    return result;
}

/* Reads styles or kinds: a list of texts, each valid as a TSV field. */
static int read_labels(const struct safetensors *in, const char *what,
                       int (*add)(struct vocab *vocab, const char *label, struct err *why),
                       struct vocab *vocab, struct err *why)
{
    const char *text = safetensors_metadata(in, what), *label;
    json_t *labels = json_loads(text ? text : "", 0, NULL), *item;
    int result = json_is_array(labels) ? 0 : err_set(why, "its metadata has no list of %s", what);
    size_t i;

    json_array_foreach(labels, i, item)
    {
        label = json_string_value(item);
        if (result == 0 && (!label || strpbrk(label, "\t\r\n")))
            result = err_set(why, "entry %zu of the %s in its metadata is not usable", i + 1, what);
        if (result == 0)
            result = add(vocab, label, why);
    }
    json_decref(labels);
    return result;
}

static int read_weights(const struct safetensors *in, struct vocab *vocab, struct err *why)
{
    const char *text = safetensors_metadata(in, "weights");
    json_t *weights = json_loads(text ? text : "", 0, NULL), *item;
    size_t count = ((size_t)vocab->style_count + 1) * ((size_t)vocab->kind_count + 1), i;
    int result = vocab_make_weights(vocab, why);

    if (result == 0 && (!json_is_array(weights) || json_array_size(weights) != count))
        result = err_set(why, "its metadata has no list of %zu weights", count);
    json_array_foreach(weights, i, item)
    {
        if (result == 0 && !(json_is_number(item) && json_number_value(item) >= 0))
            result = err_set(why, "weight %zu in its metadata is not usable", i + 1);
        if (result == 0)
            vocab->weights[i] = json_number_value(item);
    }
    json_decref(weights);
    return result;
}

/* Adds the second bias of each layer to the first. */
static int add_second_biases(struct model *model, const struct safetensors *in, struct err *why)
{
    int width = 4 * model->shape.hidden, result = 0;
    float *bias = malloc((size_t)width * sizeof *bias);

    if (!bias)
        return err_set(why, "out of memory");
    for (int l = 0; l < model->shape.layers && result == 0; l++) {
        struct tensor t = {.rows = width, .floats = bias};

        snprintf(t.name, sizeof t.name, "lstm.bias_hh_l%d", l);
        result = safetensors_read(in, &t, why);
        for (int j = 0; j < width && result == 0; j++)
            model->parameters.layers[l].bias[j] += bias[j];
    }
    free(bias);
    return result;
}

/* Allocates the classifier, if the file has one. */
static int make_classifier(struct model *model, long count, struct err *why)
{
    if (count < 0)
        return 0;
    if (count < 1 || count > CLASSIFIER_MAX)
        return err_set(why, "its classifier has %ld weights", count);
    model->classifier = calloc((size_t)count, sizeof *model->classifier);
    model->classifier_count = count;
    return model->classifier ? 0 : err_set(why, "out of memory");
}

static struct model *from_file(const struct safetensors *in, struct err *why)
{
    const char *format = safetensors_metadata(in, "format"), *settings = safetensors_metadata(in, "settings");
    struct model_shape shape = {metadata_number(in, "layers"), metadata_number(in, "hidden"),
                                metadata_number(in, "embed")};
    struct tensor list[TENSORS_MAX];
    struct vocab vocab = {0};
    struct model *model = NULL;
    int count;

    if (!format || strcmp(format, format_name) != 0) {
        err_set(why, "its metadata lacks format '%s'", format_name);
        return NULL;
    }
    if (read_alphabet(in, &vocab, why) == 0 && read_labels(in, "styles", vocab_add_style, &vocab, why) == 0 &&
        read_labels(in, "kinds", vocab_add_kind, &vocab, why) == 0 && read_weights(in, &vocab, why) == 0)
        model = model_new(&shape, &vocab, why);
    vocab_free(&vocab);
    if (!model)
        return NULL;
    if (make_classifier(model, safetensors_length(in, classifier_name), why) != 0)
        goto failed;
    count = list_tensors(model, list);
    for (int i = 0; i < count; i++)
        if (safetensors_read(in, &list[i], why) != 0)
            goto failed;
    if (safetensors_count(in) != count) {
        err_set(why, "it has %d tensors instead of %d", safetensors_count(in), count);
        goto failed;
    }
    if (add_second_biases(model, in, why) != 0)
        goto failed;
    model->settings = strdup(settings ? settings : "{}");
    if (model->settings)
        return model;
    err_set(why, "out of memory");
failed:
    model_free(model);
    return NULL;
}

/* Describes a file that has been read as a model, so that its tensors exist and are floats. */
static void describe(const struct safetensors *in, const struct model *model, struct model_file *file)
{
    struct tensor list[TENSORS_MAX];
    int count = list_tensors(model, list);

    *file = (struct model_file){.bytes = (size_t)(in->data - in->file) + in->size};
    safetensors_format(in, list[0].name, &file->format);
    for (int i = 1; i < count; i++) {
        enum number_format format = file->format;

        safetensors_format(in, list[i].name, &format);
        file->is_mixed |= format != file->format;
    }
}

struct model *model_load(const char *path, struct err *why)
{
    return model_load_file(path, NULL, why);
}

struct model *model_load_file(const char *path, struct model_file *file, struct err *why)
{
    struct safetensors in;
    struct model *model;
    struct err detail;

    if (safetensors_open(&in, path, "model", why) != 0)
        return NULL;
    model = from_file(&in, &detail);
    if (model && file)
        describe(&in, model, file);
    safetensors_close(&in);
    if (!model)
        err_set(why, "%s is not a usable model: %s", path, detail.text);
    return model;
}
