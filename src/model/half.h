/* The number formats of tensors in files: float32, IEEE 754 binary16 (float16) and bfloat16, the upper half
 * of a float32. Numbers are rounded to nearest, ties to even. */
#ifndef STAGENAME_MODEL_HALF_H
#define STAGENAME_MODEL_HALF_H

#include <stddef.h>
#include <stdint.h>

enum number_format { NUMBER_FLOAT32, NUMBER_FLOAT16, NUMBER_BFLOAT16, NUMBER_FORMATS };

struct number_format_spec {
    const char *name;  /* on the command line: "float16" */
    const char *dtype; /* in safetensors files: "F16" */
    size_t bytes;
    double largest;  /* finite number */
    double smallest; /* number with full precision; smaller ones lose digits */
};
extern const struct number_format_spec number_formats[NUMBER_FORMATS];

/* Look up a format by its name or dtype. Return 0, or -1 when there is none. */
int number_format_from_name(const char *name, enum number_format *format);
int number_format_from_dtype(const char *dtype, enum number_format *format);

/* To float, without loss: infinities and NaN are preserved. */
float half_to_float(uint16_t bits);
float bfloat_to_float(uint16_t bits);

/* From float. Returns 0, or -1 when the value is not finite or would be rounded to infinity. */
int half_from_float(float value, uint16_t *bits);
int bfloat_from_float(float value, uint16_t *bits);

/* Reads and writes one number of a format at any address. number_put returns 0, or -1 as above; it writes
 * every float32 unchanged. */
float number_get(enum number_format format, const void *from);
int number_put(enum number_format format, float value, void *to);

/* Statistics of rounding errors. Zero it before use. */
struct rounding {
    size_t count;
    double relative; /* largest relative error of the numbers that are not small */
    size_t small;    /* nonzero numbers below the format's `smallest` */
    double absolute; /* largest absolute error of the small numbers */
};

/* Adds the errors of `count` numbers that the format can hold. */
void rounding_add(struct rounding *rounding, enum number_format format, const float *values, size_t count);

#endif
