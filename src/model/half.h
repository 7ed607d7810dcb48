/* The number formats of tensors in files: float32, IEEE 754 binary16 (float16) and bfloat16, the upper half
 * of a float32. Numbers are rounded to nearest, ties to even. */
#ifndef STAGENAME_MODEL_HALF_H
#define STAGENAME_MODEL_HALF_H

#include <stddef.h>
#include <stdint.h>

enum number_format { NUMBER_FLOAT32, NUMBER_FLOAT16, NUMBER_BFLOAT16, NUMBER_FORMATS };

struct number_format_spec {
    const char *name;  /* as the command line has it: "float16" */
    const char *dtype; /* as safetensors has it: "F16" */
    size_t bytes;
    double largest;  /* finite number */
    double smallest; /* number of full precision; smaller ones lose digits */
};
extern const struct number_format_spec number_formats[NUMBER_FORMATS];

/* The format of a name or of a dtype. Returns 0, or -1 when there is none. */
int number_format_from_name(const char *name, enum number_format *format);
int number_format_from_dtype(const char *dtype, enum number_format *format);

/* To float, without loss: infinities and NaN stay what they are. */
float half_to_float(uint16_t bits);
float bfloat_to_float(uint16_t bits);

/* From float. Returns 0, or -1 when the value is not finite or would be rounded to infinity. */
int half_from_float(float value, uint16_t *bits);
int bfloat_from_float(float value, uint16_t *bits);

/* Reads and writes one number of a format at any address. number_put returns 0, or -1 as above; it writes
 * every float32 unchanged. */
float number_get(enum number_format format, const void *from);
int number_put(enum number_format format, float value, void *to);

/* What rounding does to numbers. Zero it before use. */
struct rounding {
    size_t count;
    double relative; /* largest error of a number that is not too small, divided by that number */
    size_t small;    /* numbers below the format's smallest of full precision, 0 not counted */
    double absolute; /* largest error of those */
};

/* Adds the errors of `count` numbers that the format can hold. */
void rounding_add(struct rounding *rounding, enum number_format format, const float *values, size_t count);

#endif
