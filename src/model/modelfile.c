#include "model/modelfile.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/safetensors.h"
#include "text/utf8.h"

enum { TENSORS_MAX = 3 + 4 * MODEL_LAYERS_MAX };
static const char format_name[] = "stagename-1";

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

/* safetensors allows only text as metadata, so what has structure is JSON in a text. */
static json_t *styles_json(const struct vocab *vocab)
{
    json_t *styles = json_array(), *string;
    char *text;

    for (int i = 0; i < vocab->style_count; i++)
        json_array_append_new(styles, json_pack("[s, f]", vocab->styles[i], vocab->style_weights[i]));
    text = json_dumps(styles, JSON_COMPACT);
    string = text ? json_string(text) : NULL;
    json_decref(styles);
    free(text);
    return string;
}

int model_save(const struct model *model, const char *path, struct err *why)
{
    struct tensor list[TENSORS_MAX];
    char number[3][16];
    json_t *metadata;

    snprintf(number[0], sizeof *number, "%d", model->shape.layers);
    snprintf(number[1], sizeof *number, "%d", model->shape.hidden);
    snprintf(number[2], sizeof *number, "%d", model->shape.embed);
    metadata =
        json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s}", "format", format_name, "layers", number[0], "hidden",
                  number[1], "embed", number[2], "alphabet", alphabet_json(&model->vocab), "styles",
                  styles_json(&model->vocab), "settings", model->settings ? model->settings : "{}");
    return safetensors_save(path, metadata, list, list_tensors(model, list), why);
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
    uint32_t *codes = text ? malloc((strlen(text) + 1) * sizeof *codes) : NULL;
    int count = 0, result;
    uint32_t code;

    if (!codes)
        return err_set(why, "its metadata has no alphabet");
    while ((code = utf8_next(&text)))
        codes[count++] = code;
    result = vocab_set_characters(vocab, codes, count, why);
    free(codes);
    return result;
}

static int read_styles(const struct safetensors *in, struct vocab *vocab, struct err *why)
{
    const char *text = safetensors_metadata(in, "styles");
    json_t *styles = json_loads(text ? text : "", 0, NULL), *style;
    int result = json_is_array(styles) ? 0 : err_set(why, "its metadata has no list of styles");
    size_t i;

    json_array_foreach(styles, i, style)
    {
        const char *name;
        double weight;

        if (result == 0 &&
            (json_unpack(style, "[s, F]", &name, &weight) != 0 || !(weight >= 0) || strpbrk(name, "\t\r\n")))
            result = err_set(why, "style %zu of its metadata is none", i + 1);
        if (result == 0)
            result = vocab_add_style(vocab, name, weight, why);
    }
    json_decref(styles);
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
        err_set(why, "its metadata does not say format '%s'", format_name);
        return NULL;
    }
    if (read_alphabet(in, &vocab, why) == 0 && read_styles(in, &vocab, why) == 0)
        model = model_new(&shape, &vocab, why);
    vocab_free(&vocab);
    if (!model)
        return NULL;
    count = list_tensors(model, list);
    for (int i = 0; i < count; i++)
        if (safetensors_read(in, &list[i], why) != 0)
            goto failed;
    if (safetensors_count(in) != count) {
        err_set(why, "it has %d tensors where %d belong", safetensors_count(in), count);
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

struct model *model_load(const char *path, struct err *why)
{
    struct safetensors in;
    struct model *model;
    struct err detail;

    if (safetensors_open(&in, path, "model", why) != 0)
        return NULL;
    model = from_file(&in, &detail);
    safetensors_close(&in);
    if (!model)
        err_set(why, "%s is not a usable model: %s", path, detail.text);
    return model;
}
