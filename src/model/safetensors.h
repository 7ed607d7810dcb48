/* The safetensors container (https://huggingface.co/docs/safetensors): named arrays of numbers after a JSON
 * header. Does not interpret the arrays. */
#ifndef STAGENAME_MODEL_SAFETENSORS_H
#define STAGENAME_MODEL_SAFETENSORS_H

#include <jansson.h>
#include <stddef.h>

#include "base/err.h"
#include "model/half.h"

/* An array of float (dtype F32, F16 or BF16) or int (I32): its elements are at `floats` or at `ints`. */
struct tensor {
    char name[32];
    long rows, columns; /* columns 0: one-dimensional */
    float *floats;
    int *ints;
    enum number_format format; /* in which floats are written; any format can be read */
};

/* Writes the tensors in their order; one with neither floats nor ints is written as zeros. A number that its
 * format cannot hold is an error. metadata is an object whose values are strings, as the format requires; its
 * reference is stolen. The file is written atomically. Returns 0, or -1 with *why set. */
int safetensors_save(const char *path, json_t *metadata, const struct tensor *list, int count,
                     struct err *why);

/* Serializes JSON to a JSON string, the only type that metadata may contain. Numbers have 17 digits, which
 * restore a double exactly. Steals the reference. Returns NULL when out of memory, which safetensors_save
 * then reports. */
json_t *safetensors_text(json_t *json);

/* A file in memory. */
struct safetensors {
    json_t *header;      /* owned */
    unsigned char *file; /* owned */
    const unsigned char *data;
    size_t size; /* of data */
};

/* Reads a file and checks its header: it is JSON, and the tensors it lists cover the rest of the file
 * exactly. what: what the file should be, for messages ("model"). Returns 0, or -1 with *why set and nothing
 * to close. */
int safetensors_open(struct safetensors *in, const char *path, const char *what, struct err *why);
void safetensors_close(struct safetensors *in);

/* A string of the metadata, or NULL; lives until close. */
const char *safetensors_metadata(const struct safetensors *in, const char *name);

/* How many tensors the file has. */
int safetensors_count(const struct safetensors *in);

/* The length of a one-dimensional tensor, or -1 when there is no such tensor. */
long safetensors_length(const struct safetensors *in, const char *name);

/* The number format of a tensor. Returns 0, or -1 when there is no such tensor or it is not of floats. */
int safetensors_format(const struct safetensors *in, const char *name, enum number_format *format);

/* Copies the tensor t->name to t->floats or t->ints, or only checks it when both are NULL; floats of any
 * format become float32. Returns 0, or -1 with *why set when it is missing, of another type or shape, or
 * holds a number that is not finite. */
int safetensors_read(const struct safetensors *in, const struct tensor *t, struct err *why);

#endif
