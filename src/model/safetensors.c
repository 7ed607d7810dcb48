/* Writes and reads safetensors files. */
#include "model/safetensors.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fileout.h"
#include "text/utf8.h"

/* The header of a model with the largest alphabet is far smaller; larger headers are rejected. */
enum { HEADER_MAX = 16 << 20 };

static size_t tensor_count(const struct tensor *t)
{
    return (size_t)t->rows * (size_t)(t->columns ? t->columns : 1);
}

static const char *dtype_of(const struct tensor *t)
{
    return t->ints ? "I32" : number_formats[t->format].dtype;
}

static size_t element_size(const struct tensor *t)
{
    return t->ints ? sizeof *t->ints : number_formats[t->format].bytes;
}

json_t *safetensors_text(json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(17));
    json_t *string = text ? json_string(text) : NULL;

    json_decref(json);
    free(text);
    return string;
}

static char *header_text(json_t *metadata, const struct tensor *list, int count)
{
    json_t *header = json_object();
    size_t offset = 0;
    char *text;

    if (json_object_set_new(header, "__metadata__", metadata) != 0) {
        json_decref(header);
        return NULL;
    }
    for (int i = 0; i < count; i++) {
        size_t size = tensor_count(&list[i]) * element_size(&list[i]);
        json_t *shape = list[i].columns
                            ? json_pack("[I, I]", (json_int_t)list[i].rows, (json_int_t)list[i].columns)
                            : json_pack("[I]", (json_int_t)list[i].rows);

        if (json_object_set_new(header, list[i].name,
                                json_pack("{s:s, s:o, s:[I, I]}", "dtype", dtype_of(&list[i]), "shape", shape,
                                          "data_offsets", (json_int_t)offset, (json_int_t)(offset + size))) !=
            0) {
            json_decref(header);
            return NULL;
        }
        offset += size;
    }
    text = json_dumps(header, JSON_COMPACT);
    json_decref(header);
    return text;
}

static void write_header(FILE *out, const char *header)
{
    /* Padded with spaces, so that the tensors are aligned for programs that map the file. */
    size_t length = strlen(header), padded = (length + 7) / 8 * 8;
    unsigned char size[8];

    for (int i = 0; i < 8; i++)
        size[i] = (unsigned char)(padded >> (8 * i));
    fwrite(size, 1, 8, out);
    fwrite(header, 1, length, out);
    fprintf(out, "%*s", (int)(padded - length), "");
}

static int write_floats(FILE *out, const struct tensor *t, struct err *why)
{
    const struct number_format_spec *format = &number_formats[t->format];
    unsigned char place[sizeof(float)];

    if (t->floats && t->format == NUMBER_FLOAT32) { /* unchanged */
        fwrite(t->floats, sizeof *t->floats, tensor_count(t), out);
        return 0;
    }
    for (size_t i = 0; i < tensor_count(t); i++) {
        float value = t->floats ? t->floats[i] : 0;

        if (number_put(t->format, value, place) != 0)
            return err_set(why,
                           "tensor %s holds %g, but %s ends at %g: write it in a format of larger numbers",
                           t->name, (double)value, format->name, format->largest);
        fwrite(place, 1, format->bytes, out);
    }
    return 0;
}

static int write_body(FILE *out, const char *header, const struct tensor *list, int count, struct err *why)
{
    int result = 0;

    write_header(out, header);
    for (int i = 0; i < count && result == 0; i++)
        if (list[i].ints)
            fwrite(list[i].ints, sizeof *list[i].ints, tensor_count(&list[i]), out);
        else
            result = write_floats(out, &list[i], why);
    return result;
}

int safetensors_save(const char *path, json_t *metadata, const struct tensor *list, int count,
                     struct err *why)
{
    char *header = header_text(metadata, list, count);
    struct fileout out;
    int result;

    if (!header)
        return err_set(why, "out of memory");
    if (fileout_open(&out, path, why) != 0) {
        free(header);
        return -1;
    }
    result = write_body(out.stream, header, list, count, why);
    free(header);
    if (result == 0)
        return fileout_commit(&out, why);
    fileout_abandon(&out);
    return -1;
}

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
    errno = EISDIR; /* fopen opens directories, too */
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
    errno = EIO; /* a short read without errno */
    if (fread(data, 1, (size_t)length, in) != (size_t)length) {
        err_file(why, "read", path);
        free(data);
        data = NULL;
        goto out;
    }
    *size = (size_t)length;
out:
    fclose(in);
    return data;
}

/* Reads the position of a tensor: its first byte and its length in bytes. Returns 0, or -1 when the header is
 * invalid. */
static int place_of(const json_t *entry, size_t size, size_t *from, size_t *length)
{
    const json_t *offsets = json_object_get(entry, "data_offsets");
    json_int_t begin = json_integer_value(json_array_get(offsets, 0));
    json_int_t end = json_integer_value(json_array_get(offsets, 1));

    if (json_array_size(offsets) != 2 || begin < 0 || end < begin || (size_t)end > size)
        return -1;
    *from = (size_t)begin;
    *length = (size_t)(end - begin);
    return 0;
}

static int check_places(const struct safetensors *in, struct err *why)
{
    size_t total = 0, from, length;
    const char *name;
    json_t *entry;

    json_object_foreach(in->header, name, entry)
    {
        if (strcmp(name, "__metadata__") == 0)
            continue;
        if (place_of(entry, in->size, &from, &length) != 0)
            return err_set(why, "tensor %.60s is not where the header says; is the file cut short?", name);
        total += length;
    }
    if (total != in->size)
        return err_set(why, "it has %zu bytes of tensors instead of %zu", in->size, total);
    return 0;
}

static int read_header(struct safetensors *in, size_t size, struct err *why)
{
    size_t length = 0;
    json_error_t problem;
    char shown[sizeof problem.text]; /* jansson quotes the text up to any byte */

    for (int i = 7; size >= 8 && i >= 0; i--)
        length = length << 8 | in->file[i];
    if (size < 8)
        return err_set(why, "it is too short to be one");
    if (length > HEADER_MAX || length > size - 8)
        return err_set(why, "its header claims %zu bytes of %zu", length, size);
    in->header = json_loadb((const char *)in->file + 8, length, 0, &problem);
    if (!json_is_object(in->header)) {
        utf8_printable(in->header ? "no object" : problem.text, shown, sizeof shown);
        return err_set(why, "its header is not JSON (%s)", shown);
    }
    in->data = in->file + 8 + length;
    in->size = size - 8 - length;
    return check_places(in, why);
}

int safetensors_open(struct safetensors *in, const char *path, const char *what, struct err *why)
{
    struct err detail;
    size_t size = 0;

    memset(in, 0, sizeof *in);
    in->file = read_file(path, &size, why);
    if (!in->file)
        return -1;
    if (read_header(in, size, &detail) == 0)
        return 0;
    safetensors_close(in);
    return err_set(why, "%s is not a usable %s: %s", path, what, detail.text);
}

void safetensors_close(struct safetensors *in)
{
    json_decref(in->header);
    free(in->file);
    memset(in, 0, sizeof *in);
}

const char *safetensors_metadata(const struct safetensors *in, const char *name)
{
    return json_string_value(json_object_get(json_object_get(in->header, "__metadata__"), name));
}

int safetensors_count(const struct safetensors *in)
{
    return (int)json_object_size(in->header) - (json_object_get(in->header, "__metadata__") != NULL);
}

long safetensors_length(const struct safetensors *in, const char *name)
{
    const json_t *shape = json_object_get(json_object_get(in->header, name), "shape");

    return json_array_size(shape) == 1 ? (long)json_integer_value(json_array_get(shape, 0)) : -1;
}

int safetensors_format(const struct safetensors *in, const char *name, enum number_format *format)
{
    const json_t *entry = json_object_get(in->header, name);
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));

    return dtype ? number_format_from_dtype(dtype, format) : -1;
}

/* Checks a tensor's header and leaves its format in *found, which only `floats` need. Returns 0, or -1 with
 * *why set. */
static int check_header(const json_t *entry, const struct tensor *t, enum number_format *found,
                        struct err *why)
{
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));
    const json_t *shape = json_object_get(entry, "shape");

    if (!entry)
        return err_set(why, "tensor %s is missing", t->name);
    if (!dtype || (t->ints ? strcmp(dtype, "I32") : number_format_from_dtype(dtype, found)) != 0)
        return err_set(why, "tensor %s is %.20s; only %s read", t->name, dtype ? dtype : "of no type",
                       t->ints ? "I32 is" : "F32, F16 and BF16 are");
    if (json_array_size(shape) != (t->columns ? 2u : 1u) ||
        json_integer_value(json_array_get(shape, 0)) != t->rows ||
        (t->columns && json_integer_value(json_array_get(shape, 1)) != t->columns))
        return err_set(why, "tensor %s does not have the shape that the metadata asks for", t->name);
    return 0;
}

/* Trained weights are below 100; weights larger than this would overflow in products. */
#define NUMBER_MOST 1e6f

static int read_floats(const unsigned char *from, enum number_format format, const struct tensor *t,
                       struct err *why)
{
    size_t count = tensor_count(t), bytes = number_formats[format].bytes;

    for (size_t i = 0; i < count; i++) {
        float value = number_get(format, from + i * bytes);

        if (!isfinite(value))
            return err_set(why, "tensor %s holds a number that is not finite", t->name);
        if (fabsf(value) > NUMBER_MOST)
            return err_set(why, "tensor %s holds %g, far beyond what training gives; is the file damaged?",
                           t->name, (double)value);
        if (t->floats)
            t->floats[i] = value;
    }
    return 0;
}

int safetensors_read(const struct safetensors *in, const struct tensor *t, struct err *why)
{
    const json_t *entry = json_object_get(in->header, t->name);
    enum number_format format = NUMBER_FLOAT32;
    size_t from, length, bytes;

    if (check_header(entry, t, &format, why) != 0)
        return -1;
    bytes = t->ints ? sizeof *t->ints : number_formats[format].bytes;
    if (place_of(entry, in->size, &from, &length) != 0 || length != tensor_count(t) * bytes)
        return err_set(why, "tensor %s is not where the header says; is the file cut short?", t->name);
    if (!t->ints)
        return read_floats(in->data + from, format, t, why);
    memcpy(t->ints, in->data + from, length);
    return 0;
}
