/* Converts between float32 and the 16-bit formats. */
#include "model/half.h"

#include <float.h>
#include <math.h>
#include <string.h>

const struct number_format_spec number_formats[NUMBER_FORMATS] = {
    [NUMBER_FLOAT32] = {"float32", "F32", 4, FLT_MAX, FLT_MIN},
    [NUMBER_FLOAT16] = {"float16", "F16", 2, 65504, 0x1p-14},
    [NUMBER_BFLOAT16] = {"bfloat16", "BF16", 2, 0x1.fep127, 0x1p-126},
};

int number_format_from_name(const char *name, enum number_format *format)
{
    for (int i = 0; i < NUMBER_FORMATS; i++)
        if (strcmp(name, number_formats[i].name) == 0) {
            *format = (enum number_format)i;
            return 0;
        }
    return -1;
}

int number_format_from_dtype(const char *dtype, enum number_format *format)
{
    for (int i = 0; i < NUMBER_FORMATS; i++)
        if (strcmp(dtype, number_formats[i].dtype) == 0) {
            *format = (enum number_format)i;
            return 0;
        }
    return -1;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static float from_bits(uint32_t bits)
{
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

float half_to_float(uint16_t bits)
{
    uint32_t sign = (uint32_t)(bits & 0x8000) << 16, exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;

    if (exponent == 0x1f)
        return from_bits(sign | 0x7f800000 | fraction << 13);
    if (exponent == 0) { /* zero or subnormal: a multiple of 2^-24 */
        float size = (float)fraction * 0x1p-24F;

        return sign ? -size : size;
    }
    return from_bits(sign | (exponent + 127 - 15) << 23 | fraction << 13);
}

float bfloat_to_float(uint16_t bits)
{
    return from_bits((uint32_t)bits << 16);
}

/* Drops the lower `shift` bits, 1 to 31, of a number. */
static uint32_t round_bits(uint32_t bits, int shift)
{
    uint32_t half = 1U << (shift - 1), odd = bits >> shift & 1;

    return (bits + half - 1 + odd) >> shift;
}

int half_from_float(float value, uint16_t *bits)
{
    uint32_t sign = bits_of(value) >> 16 & 0x8000, size = bits_of(value) & 0x7fffffff, rounded;
    int exponent = (int)(size >> 23); /* biased by 127 */

    if (exponent == 0xff)
        return -1;
    if (exponent >= 127 - 14)
        rounded =
            round_bits(size - ((127 - 15) << 23), 13); /* a carry out of the fraction raises the exponent */
    else if (exponent >= 127 - 25)
        rounded = round_bits((size & 0x7fffff) | 0x800000, 126 - exponent); /* subnormal */
    else
        rounded = 0; /* below 2^-25, half of the smallest */
    if (rounded >= 0x7c00)
        return -1;
    *bits = (uint16_t)(sign | rounded);
    return 0;
}

int bfloat_from_float(float value, uint16_t *bits)
{
    uint32_t sign = bits_of(value) >> 16 & 0x8000, size = bits_of(value) & 0x7fffffff;
    uint32_t rounded = round_bits(size, 16);

    if (rounded >= 0x7f80)
        return -1;
    *bits = (uint16_t)(sign | rounded);
    return 0;
}

float number_get(enum number_format format, const void *from)
{
    uint16_t half;
    float value;

    if (format == NUMBER_FLOAT32) {
        memcpy(&value, from, sizeof value);
        return value;
    }
    memcpy(&half, from, sizeof half);
    return format == NUMBER_FLOAT16 ? half_to_float(half) : bfloat_to_float(half);
}

int number_put(enum number_format format, float value, void *to)
{
    uint16_t half;

    if (format == NUMBER_FLOAT32) {
        memcpy(to, &value, sizeof value);
        return 0;
    }
    if ((format == NUMBER_FLOAT16 ? half_from_float(value, &half) : bfloat_from_float(value, &half)) != 0)
        return -1;
    memcpy(to, &half, sizeof half);
    return 0;
}

void rounding_add(struct rounding *rounding, enum number_format format, const float *values, size_t count)
{
    unsigned char place[sizeof(float)];

    for (size_t i = 0; i < count; i++) {
        double size = fabs((double)values[i]), error;

        if (number_put(format, values[i], place) != 0)
            continue;
        error = fabs((double)number_get(format, place) - (double)values[i]);
        if (size >= number_formats[format].smallest) {
            rounding->relative = fmax(rounding->relative, error / size);
        } else if (size > 0) {
            rounding->small++;
            rounding->absolute = fmax(rounding->absolute, error);
        }
    }
    rounding->count += count;
}
