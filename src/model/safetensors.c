#include "model/safetensors.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fileout.h"

/* The header of a model of the largest alphabet is far below this; a larger one is not ours. */
enum { HEADER_MAX = 16 << 20, ELEMENT = 4 };

static size_t tensor_count(const struct tensor *t)
{
    return (size_t)t->rows * (size_t)(t->columns ? t->columns : 1);
}

static const char *dtype_of(const struct tensor *t)
{
    return t->ints ? "I32" : "F32";
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
        size_t size = tensor_count(&list[i]) * ELEMENT;
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
        const void *from = list[i].ints ? (const void *)list[i].ints : list[i].floats;

        if (from)
            fwrite(from, ELEMENT, tensor_count(&list[i]), out);
        for (size_t k = 0; !from && k < tensor_count(&list[i]); k++)
            fwrite(&zero, sizeof zero, 1, out);
    }
}

int safetensors_save(const char *path, json_t *metadata, const struct tensor *list, int count,
                     struct err *why)
{
    char *header = header_text(metadata, list, count);
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
    *size = (size_t)length;
out:
    fclose(in);
    return data;
}

/* Where a tensor lies: its first byte and how many there are. Returns 0, or -1 when the header is off. */
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
            return err_set(why,
                           "tensor %.60s does not lie in the file as its header says; is the file cut short?",
                           name);
        total += length;
    }
    if (total != in->size)
        return err_set(why, "it has %zu bytes of tensors where %zu belong", in->size, total);
    return 0;
}

static int read_header(struct safetensors *in, size_t size, struct err *why)
{
    size_t length = 0;
    json_error_t problem;

    for (int i = 7; size >= 8 && i >= 0; i--)
        length = length << 8 | in->file[i];
    if (size < 8)
        return err_set(why, "it is too short to be one");
    if (length > HEADER_MAX || length > size - 8)
        return err_set(why, "its header claims %zu bytes of %zu", length, size);
    in->header = json_loadb((const char *)in->file + 8, length, 0, &problem);
    if (!json_is_object(in->header))
        return err_set(why, "its header is not JSON (%s)", in->header ? "no object" : problem.text);
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

int safetensors_read(const struct safetensors *in, const struct tensor *t, struct err *why)
{
    const json_t *entry = json_object_get(in->header, t->name), *shape = json_object_get(entry, "shape");
    const char *dtype = json_string_value(json_object_get(entry, "dtype"));
    size_t count = tensor_count(t), from, length;

    if (!entry)
        return err_set(why, "tensor %s is missing", t->name);
    if (!dtype || strcmp(dtype, dtype_of(t)) != 0)
        return err_set(why, "tensor %s is %.20s; only %s is read", t->name, dtype ? dtype : "of no type",
                       dtype_of(t));
    if (json_array_size(shape) != (t->columns ? 2u : 1u) ||
        json_integer_value(json_array_get(shape, 0)) != t->rows ||
        (t->columns && json_integer_value(json_array_get(shape, 1)) != t->columns))
        return err_set(why, "tensor %s does not have the shape that the metadata asks for", t->name);
    if (place_of(entry, in->size, &from, &length) != 0 || length != count * ELEMENT)
        return err_set(why, "tensor %s does not lie in the file as its header says; is the file cut short?",
                       t->name);
    if (t->ints) {
        memcpy(t->ints, in->data + from, length);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        float value;

        memcpy(&value, in->data + from + i * sizeof value, sizeof value);
        if (!isfinite(value))
            return err_set(why, "tensor %s holds a number that is not finite", t->name);
        if (t->floats)
            t->floats[i] = value;
    }
    return 0;
}
