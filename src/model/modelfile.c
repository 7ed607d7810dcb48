#include "model/modelfile.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fileout.h"
#include "text/utf8.h"

/* The header of a model of the largest alphabet is far below this; a larger one is not ours. */
enum { HEADER_MAX = 16 << 20, TENSORS_MAX = 3 + 4 * MODEL_LAYERS_MAX };
static const char format_name[] = "stagename-1";

/* A tensor as the file has it. The second bias of torch.nn.LSTM is written as zero and added to the first
 * when read. */
struct tensor {
    char name[32];
    long rows, columns; /* columns 0: one-dimensional */
    float *data;        /* where it lives; NULL: written as zeros */
};

static int list_tensors(const struct model *model, struct tensor list[TENSORS_MAX])
{
    const struct parameters *p = &model->parameters;
    long inputs = vocab_inputs(&model->vocab), outputs = vocab_outputs(&model->vocab);
    long hidden = model->shape.hidden;
    int n = 0;

    list[n++] = (struct tensor){"embedding.weight", inputs, model->shape.embed, p->embedding};
    for (int l = 0; l < model->shape.layers; l++) {
        const struct model_layer *layer = &p->layers[l];
        struct tensor *t = &list[n];

        t[0] = (struct tensor){"", 4 * hidden, model_layer_inputs(&model->shape, l), layer->w_ih};
        t[1] = (struct tensor){"", 4 * hidden, hidden, layer->w_hh};
        t[2] = (struct tensor){"", 4 * hidden, 0, layer->bias};
        t[3] = (struct tensor){"", 4 * hidden, 0, NULL};
        snprintf(t[0].name, sizeof t->name, "lstm.weight_ih_l%d", l);
        snprintf(t[1].name, sizeof t->name, "lstm.weight_hh_l%d", l);
        snprintf(t[2].name, sizeof t->name, "lstm.bias_ih_l%d", l);
        snprintf(t[3].name, sizeof t->name, "lstm.bias_hh_l%d", l);
        n += 4;
    }
    list[n++] = (struct tensor){"output.weight", outputs, hidden, p->output};
    list[n++] = (struct tensor){"output.bias", outputs, 0, p->output_bias};
    return n;
}

static size_t tensor_count(const struct tensor *t)
{
    return (size_t)t->rows * (size_t)(t->columns ? t->columns : 1);
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

static char *header_text(const struct model *model, const struct tensor *list, int count)
{
    json_t *header = json_object();
    size_t offset = 0;
    char number[3][16], *text;

    snprintf(number[0], sizeof *number, "%d", model->shape.layers);
    snprintf(number[1], sizeof *number, "%d", model->shape.hidden);
    snprintf(number[2], sizeof *number, "%d", model->shape.embed);
    json_object_set_new(header, "__metadata__",
                        json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:s}", "format", format_name, "layers",
                                  number[0], "hidden", number[1], "embed", number[2], "alphabet",
                                  alphabet_json(&model->vocab), "styles", styles_json(&model->vocab),
                                  "settings", model->settings ? model->settings : "{}"));
    for (int i = 0; i < count; i++) {
        size_t size = tensor_count(&list[i]) * sizeof(float);
        json_t *shape = list[i].columns
                            ? json_pack("[I, I]", (json_int_t)list[i].rows, (json_int_t)list[i].columns)
                            : json_pack("[I]", (json_int_t)list[i].rows);

        json_object_set_new(header, list[i].name,
                            json_pack("{s:s, s:o, s:[I, I]}", "dtype", "F32", "shape", shape, "data_offsets",
                                      (json_int_t)offset, (json_int_t)(offset + size)));
        offset += size;
    }
    text = json_dumps(header, JSON_COMPACT);
    json_decref(header);
    return text;
}

static void write_body(FILE *out, const char *header, const struct tensor *list, int count)
{
    /* Padded with spaces, so that the tensors are aligned for who maps the file. */
    size_t length = strlen(header), padded = (length + 7) / 8 * 8;
    unsigned char size[8];

    for (int i = 0; i < 8; i++)
        size[i] = (unsigned char)(padded >> (8 * i));
    fwrite(size, 1, 8, out);
    fwrite(header, 1, length, out);
    fprintf(out, "%*s", (int)(padded - length), "");
    for (int i = 0; i < count; i++) {
        static const float zero = 0;

        if (list[i].data)
            fwrite(list[i].data, sizeof(float), tensor_count(&list[i]), out);
        for (size_t k = 0; !list[i].data && k < tensor_count(&list[i]); k++)
            fwrite(&zero, sizeof zero, 1, out);
    }
}

int model_save(const struct model *model, const char *path, struct err *why)
{
    struct tensor list[TENSORS_MAX];
    int count = list_tensors(model, list);
    char *header = header_text(model, list, count);
    struct fileout out;

    if (!header)
        return err_set(why, "out of memory");
    if (fileout_open(&out, path, why) != 0) {
        free(header);
        return -1;
    }
    write_body(out.stream, header, list, count);
    free(header);
    return fileout_commit(&out, why);
}

/* The whole file in memory; NUL-terminated for the sake of the parser. */
static unsigned char *read_file(const char *path, size_t *size, struct err *why)
{
    FILE *in = fopen(path, "rbe");
    unsigned char *data = NULL;
    struct stat st;
    long length = -1;

    if (!in) {
        err_file(why, "read", path);
        return NULL;
    }
    errno = EISDIR; /* what fopen does not mind */
    if (fstat(fileno(in), &st) == 0 && !S_ISDIR(st.st_mode) && fseek(in, 0, SEEK_END) == 0)
        length = ftell(in);
    if (length < 0 || fseek(in, 0, SEEK_SET) != 0) {
        err_file(why, "read", path);
        goto out;
    }
    data = malloc((size_t)length + 1);
    if (!data) {
        err_set(why, "out of memory for %s (%ld bytes)", path, length);
        goto out;
    }
    errno = EIO; /* what a short read without an error of its own amounts to */
    if (fread(data, 1, (size_t)length, in) != (size_t)length) {
        err_file(why, "read", path);
        free(data);
        data = NULL;
        goto out;
    }
    data[length] = '\0';
    *size = (size_t)length;
out:
    fclose(in);
    return data;
}

static int metadata_number(const json_t *metadata, const char *name)
{
    const char *text = json_string_value(json_object_get(metadata, name));
    char *end;
    long number = text ? strtol(text, &end, 10) : -1;

    return text && *text && !*end && number > 0 && number < 1000000 ? (int)number : -1;
}

static int read_alphabet(const json_t *metadata, struct vocab *vocab, struct err *why)
{
    const json_t *value = json_object_get(metadata, "alphabet");
    const char *text = json_string_value(value);
    uint32_t *codes = text ? malloc((json_string_length(value) + 1) * sizeof *codes) : NULL;
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

static int read_styles(const json_t *metadata, struct vocab *vocab, struct err *why)
{
    const char *text = json_string_value(json_object_get(metadata, "styles"));
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

static int read_tensor(const struct tensor *t, const json_t *header, const unsigned char *data, size_t size,
                       struct err *why)
{
    const json_t *entry = json_object_get(header, t->name), *shape = json_object_get(entry, "shape");
    const json_t *offsets = json_object_get(entry, "data_offsets");
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));
    json_int_t from = json_integer_value(json_array_get(offsets, 0));
    json_int_t to = json_integer_value(json_array_get(offsets, 1));
    size_t count = tensor_count(t);

    if (!entry)
        return err_set(why, "tensor %s is missing", t->name);
    if (!dtype || strcmp(dtype, "F32") != 0)
        return err_set(why, "tensor %s is %s; only F32 is read", t->name, dtype ? dtype : "of no type");
    if (json_array_size(shape) != (t->columns ? 2u : 1u) ||
        json_integer_value(json_array_get(shape, 0)) != t->rows ||
        (t->columns && json_integer_value(json_array_get(shape, 1)) != t->columns))
        return err_set(why, "tensor %s does not have the shape that the metadata asks for", t->name);
    if (json_array_size(offsets) != 2 || from < 0 || to < from || (size_t)to > size ||
        (size_t)(to - from) != count * sizeof(float))
        return err_set(why, "tensor %s does not lie in the file as its header says; is the file cut short?",
                       t->name);
    for (size_t i = 0; i < count; i++) {
        float value;

        memcpy(&value, data + from + i * sizeof value, sizeof value);
        if (!isfinite(value))
            return err_set(why, "tensor %s holds a number that is not finite", t->name);
        if (t->data)
            t->data[i] = value;
    }
    return 0;
}

/* Adds the second bias of each layer to the first. */
static void add_second_biases(struct model *model, const json_t *header, const unsigned char *data)
{
    for (int l = 0; l < model->shape.layers; l++) {
        char name[32];
        const json_t *offsets;
        json_int_t from;

        snprintf(name, sizeof name, "lstm.bias_hh_l%d", l);
        offsets = json_object_get(json_object_get(header, name), "data_offsets");
        from = json_integer_value(json_array_get(offsets, 0));
        for (int j = 0; j < 4 * model->shape.hidden; j++) {
            float value;

            memcpy(&value, data + from + (size_t)j * sizeof value, sizeof value);
            model->parameters.layers[l].bias[j] += value;
        }
    }
}

static struct model *from_header(const json_t *header, const unsigned char *data, size_t size,
                                 struct err *why)
{
    const json_t *metadata = json_object_get(header, "__metadata__");
    const char *format = json_string_value(json_object_get(metadata, "format"));
    const char *settings = json_string_value(json_object_get(metadata, "settings"));
    struct model_shape shape = {metadata_number(metadata, "layers"), metadata_number(metadata, "hidden"),
                                metadata_number(metadata, "embed")};
    struct tensor list[TENSORS_MAX];
    struct vocab vocab = {0};
    struct model *model = NULL;
    size_t total = 0;
    int count;

    if (!format || strcmp(format, format_name) != 0) {
        err_set(why, "its metadata does not say format '%s'", format_name);
        return NULL;
    }
    if (read_alphabet(metadata, &vocab, why) == 0 && read_styles(metadata, &vocab, why) == 0)
        model = model_new(&shape, &vocab, why);
    vocab_free(&vocab);
    if (!model)
        return NULL;
    count = list_tensors(model, list);
    for (int i = 0; i < count; i++) {
        total += tensor_count(&list[i]) * sizeof(float);
        if (read_tensor(&list[i], header, data, size, why) != 0)
            goto failed;
    }
    if (total != size) {
        err_set(why, "it has %zu bytes of tensors where %zu belong", size, total);
        goto failed;
    }
    add_second_biases(model, header, data);
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
    size_t size = 0, length = 0;
    unsigned char *file = read_file(path, &size, why);
    struct model *model = NULL;
    struct err detail = {"it is too short to be one"};
    json_t *header = NULL;
    json_error_t problem;

    if (!file)
        return NULL;
    for (int i = 7; size >= 8 && i >= 0; i--)
        length = length << 8 | file[i];
    if (size >= 8 && length <= HEADER_MAX && length <= size - 8) {
        header = json_loadb((const char *)file + 8, length, 0, &problem);
        if (header)
            model = from_header(header, file + 8 + length, size - 8 - length, &detail);
        else
            err_set(&detail, "its header is not JSON (%s)", problem.text);
    } else if (size >= 8) {
        err_set(&detail, "its header claims %zu bytes of %zu", length, size);
    }
    if (!model)
        err_set(why, "%s is not a usable model: %s", path, detail.text);
    json_decref(header);
    free(file);
    return model;
}
