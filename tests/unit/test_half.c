/* Tests of the number formats of tensors: exact conversions, and files with tensors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "model/half.h"
#include "model/safetensors.h"

static struct err why;

/* Expected encodings of a float; both signs are tested. */
static const struct {
    float value;
    unsigned half, bfloat;
} exact[] = {
    {0, 0x0000, 0x0000},        {1, 0x3c00, 0x3f80},          {-2, 0xc000, 0xc000}, {0.5F, 0x3800, 0x3f00},
    {1.5F, 0x3e00, 0x3fc0},     {0x1p-14F, 0x0400, 0x3880}, /* smallest normal float16 */
    {0x1p-24F, 0x0001, 0x3380},                             /* smallest subnormal float16 */
    {0x3p-24F, 0x0003, 0x3440}, {0x1.fcp15F, 0x7bf0, 0x477e},
};

/* Halfway cases go to the even neighbour, all others to the nearest. */
static const struct {
    float value;
    unsigned wanted;
} half_rounds[] =
    {
        {1 + 0x1p-11F, 0x3c00},     /* halfway, down to even */
        {1 + 0x3p-11F, 0x3c02},     /* halfway, up to even */
        {1 + 0x1.002p-11F, 0x3c01}, /* just above halfway */
        {1 + 0x1p-10F - 0x1p-23F, 0x3c01},
        {2 - 0x1p-11F, 0x4000}, /* the fraction carries into the exponent */
        {0x1p-25F, 0x0000},     /* half of the smallest subnormal, down to even */
        {0x1.000002p-25F, 0x0001},
        {0x3p-25F, 0x0002}, /* halfway between subnormals */
        {0x5p-25F, 0x0002},
        {0x1.ff8p-15F, 0x03ff}, /* largest subnormal */
        {0x1.ffcp-15F, 0x0400}, /* becomes normal */
        {0x1p-26F, 0x0000},
        {0x1p-149F, 0x0000},  /* smallest subnormal float32 */
        {65504, 0x7bff},      /* largest */
        {65519.996F, 0x7bff}, /* below halfway to the next value */
},
  bfloat_rounds[] = {
      {1 + 0x1p-8F, 0x3f80},     {1 + 0x3p-8F, 0x3f82}, {1 + 0x1.0002p-8F, 0x3f81},
      {2 - 0x1p-8F, 0x4000},     {0x1p-133F, 0x0001},                          /* smallest subnormal */
      {0x1p-134F, 0x0000},       {0x3p-134F, 0x0002},   {0x1.fep127F, 0x7f7f}, /* largest */
      {0x1.fefffep127F, 0x7f7f},
};

static const float half_overflows[] = {65520, 65536, 1e30F, INFINITY, NAN};
static const float bfloat_overflows[] = {0x1.ffp127F, 0x1.fffffep127F, INFINITY, NAN};

#define COUNT(array) (sizeof(array) / sizeof *(array))

START_TEST(exact_values_round_trip)
{
    uint16_t bits;

    for (size_t i = 0; i < COUNT(exact); i++)
        for (int sign = 0; sign < 2; sign++) {
            float value = sign ? -exact[i].value : exact[i].value;
            unsigned flip = sign ? 0x8000 : 0;

            ck_assert_int_eq(half_from_float(value, &bits), 0);
            ck_assert_uint_eq(bits, exact[i].half ^ flip);
            ck_assert_float_eq(half_to_float(bits), value);
            ck_assert_int_eq(!!signbit(half_to_float(bits)), !!signbit(value));
            ck_assert_int_eq(bfloat_from_float(value, &bits), 0);
            ck_assert_uint_eq(bits, exact[i].bfloat ^ flip);
            ck_assert_float_eq(bfloat_to_float(bits), value);
        }
}
END_TEST

START_TEST(rounding_is_to_nearest_ties_to_even)
{
    uint16_t bits;

    for (size_t i = 0; i < COUNT(half_rounds); i++) {
        ck_assert_int_eq(half_from_float(half_rounds[i].value, &bits), 0);
        ck_assert_msg(bits == half_rounds[i].wanted, "%a became %04x", (double)half_rounds[i].value, bits);
        ck_assert_int_eq(half_from_float(-half_rounds[i].value, &bits), 0);
        ck_assert_uint_eq(bits, half_rounds[i].wanted | 0x8000);
    }
    for (size_t i = 0; i < COUNT(bfloat_rounds); i++) {
        ck_assert_int_eq(bfloat_from_float(bfloat_rounds[i].value, &bits), 0);
        ck_assert_msg(bits == bfloat_rounds[i].wanted, "%a became %04x", (double)bfloat_rounds[i].value,
                      bits);
    }
}
END_TEST

START_TEST(values_out_of_range_are_refused)
{
    uint16_t bits = 0x1234;

    for (size_t i = 0; i < COUNT(half_overflows); i++) {
        ck_assert_int_eq(half_from_float(half_overflows[i], &bits), -1);
        ck_assert_int_eq(half_from_float(-half_overflows[i], &bits), -1);
    }
    for (size_t i = 0; i < COUNT(bfloat_overflows); i++)
        ck_assert_int_eq(bfloat_from_float(bfloat_overflows[i], &bits), -1);
    ck_assert_uint_eq(bits, 0x1234);
}
END_TEST

/* All 65,536 values of each format: finite ones round-trip bit for bit, and others are not finite as a
 * float. */
START_TEST(every_half_is_read_back)
{
    for (unsigned i = 0; i < 0x10000; i++) {
        uint16_t half = (uint16_t)i, again;
        float value = half_to_float(half);

        ck_assert_int_eq(!!isfinite(value), (i & 0x7c00) != 0x7c00);
        ck_assert_int_eq(half_from_float(value, &again), isfinite(value) ? 0 : -1);
        ck_assert(!isfinite(value) || again == half);
        value = bfloat_to_float(half);
        ck_assert_int_eq(!!isfinite(value), (i & 0x7f80) != 0x7f80);
        ck_assert_int_eq(bfloat_from_float(value, &again), isfinite(value) ? 0 : -1);
        ck_assert(!isfinite(value) || again == half);
    }
}
END_TEST

START_TEST(rounding_errors_are_measured)
{
    const float values[] = {1, 1 + 0x1p-11F, -3, 0x1p-24F, 0x1p-25F, 0};
    struct rounding r = {0};

    rounding_add(&r, NUMBER_FLOAT16, values, COUNT(values));
    ck_assert_uint_eq(r.count, COUNT(values));
    ck_assert_double_eq_tol(r.relative, 0x1p-11 / (1 + 0x1p-11), 1e-12);
    ck_assert_uint_eq(r.small, 2);
    ck_assert_double_eq_tol(r.absolute, 0x1p-25, 1e-12);
    r = (struct rounding){0};
    rounding_add(&r, NUMBER_FLOAT32, values, COUNT(values));
    ck_assert_double_eq(r.relative, 0);
    ck_assert_uint_eq(r.small, 0);
}
END_TEST

/* ---- files ---- */

static char path[] = "/tmp/stagename-half-XXXXXX";

static void make_path(void)
{
    int fd;

    strcpy(path + sizeof path - 7, "XXXXXX");
    fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
}

static void remove_path(void)
{
    unlink(path);
}

static struct tensor tensor_of(const char *name, float *floats, long rows, enum number_format format)
{
    struct tensor t = {.rows = rows, .floats = floats, .format = format};

    snprintf(t.name, sizeof t.name, "%s", name);
    return t;
}

/* Writes a file of one tensor with any header. */
static void write_file(const char *header, const void *data, size_t size)
{
    FILE *out = fopen(path, "wb");
    unsigned char length[8] = {(unsigned char)strlen(header)};

    ck_assert_uint_lt(strlen(header), 256);
    fwrite(length, 1, 8, out);
    fputs(header, out);
    fwrite(data, 1, size, out);
    ck_assert_int_eq(fclose(out), 0);
}

/* Reads the tensor "t" of two numbers; returns whether it succeeded, with the message in why. */
static int read_two(float *to)
{
    struct safetensors in;
    struct tensor t = tensor_of("t", to, 2, NUMBER_FLOAT32);
    int result;

    if (safetensors_open(&in, path, "file", &why) != 0)
        return 0;
    result = safetensors_read(&in, &t, &why);
    safetensors_close(&in);
    return result == 0;
}

START_TEST(tensors_of_three_formats_share_a_file)
{
    float values[] = {1.25F, -0.3F, 0, 1e-3F}, got[4];
    struct tensor list[NUMBER_FORMATS + 1];
    struct safetensors in;

    for (int i = 0; i < NUMBER_FORMATS; i++)
        list[i] = tensor_of(number_formats[i].name, values, 4, (enum number_format)i);
    list[NUMBER_FORMATS] = tensor_of("zeros", NULL, 4, NUMBER_FLOAT16);
    ck_assert_int_eq(safetensors_save(path, json_object(), list, NUMBER_FORMATS + 1, &why), 0);
    ck_assert_int_eq(safetensors_open(&in, path, "file", &why), 0);
    ck_assert_uint_eq(in.size, 4 * (4 + 2 + 2 + 2));
    for (int i = 0; i <= NUMBER_FORMATS; i++) {
        enum number_format format;
        unsigned char place[4];

        ck_assert_int_eq(safetensors_format(&in, list[i].name, &format), 0);
        ck_assert_int_eq(format, list[i].format);
        list[i].floats = got;
        list[i].format = NUMBER_FLOAT32; /* ignored when reading */
        ck_assert_msg(safetensors_read(&in, &list[i], &why) == 0, "%s", why.text);
        for (int k = 0; k < 4; k++) {
            ck_assert_int_eq(number_put(format, i < NUMBER_FORMATS ? values[k] : 0, place), 0);
            ck_assert_float_eq(got[k], number_get(format, place));
        }
    }
    safetensors_close(&in);
}
END_TEST

START_TEST(values_out_of_a_formats_range_are_refused)
{
    float values[] = {1, 70000};
    struct tensor list[] = {tensor_of("wide", values, 2, NUMBER_FLOAT16)};
    float got[2];

    write_file("{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", values, sizeof values);
    ck_assert_int_eq(safetensors_save(path, json_object(), list, 1, &why), -1);
    ck_assert_str_eq(
        why.text,
        "tensor wide holds 70000, but float16 ends at 65504: write it in a format of larger numbers");
    ck_assert_msg(read_two(got), "the file that was there is gone: %s", why.text);
    ck_assert_float_eq(got[1], 70000);
}
END_TEST

START_TEST(invalid_tensors_are_refused)
{
    static const struct {
        const char *header, *part;
        unsigned char data[8];
        size_t size;
    } cases[] = {
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", NULL, {0, 0x3c, 1, 0}, 4},
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", "not finite", {0, 0x7e}, 4},
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
         "not finite",
         {0, 0, 0, 0xfc},
         4},
        {"{\"t\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", "not finite", {0xc0, 0x7f}, 4},
        {"{\"t\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", "not finite", {0x80, 0xff}, 4},
        {"{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
         "not finite",
         {0, 0, 0xc0, 0x7f},
         8},
        {"{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
         "far beyond",
         {0, 0, 0, 0x7f},
         8},
        {"{\"t\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
         "tensor t is F64; only F32, F16 and BF16 are read",
         {0},
         8},
        {"{\"t\":{\"shape\":[2],\"data_offsets\":[0,4]}}", "tensor t is of no type", {0}, 4},
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]}}", "shape", {0}, 8},
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}", "shape", {0}, 4},
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}", "cut short", {0}, 8},
        {"{\"t\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", "cut short", {0}, 3},
        {"{\"u\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}", "tensor t is missing", {0}, 4},
    };
    float got[2];

    for (size_t i = 0; i < COUNT(cases); i++) {
        write_file(cases[i].header, cases[i].data, cases[i].size);
        ck_assert_msg(read_two(got) == !cases[i].part, "case %zu: %s", i, why.text);
        ck_assert_msg(!cases[i].part || strstr(why.text, cases[i].part), "case %zu: %s", i, why.text);
        ck_assert_msg(!cases[i].part || !strchr(why.text, '\n'), "case %zu: %s", i, why.text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("half");

    tcase_add_checked_fixture(tests, make_path, remove_path);
    tcase_add_test(tests, exact_values_round_trip);
    tcase_add_test(tests, rounding_is_to_nearest_ties_to_even);
    tcase_add_test(tests, values_out_of_range_are_refused);
    tcase_add_test(tests, every_half_is_read_back);
    tcase_add_test(tests, rounding_errors_are_measured);
    tcase_add_test(tests, tensors_of_three_formats_share_a_file);
    tcase_add_test(tests, values_out_of_a_formats_range_are_refused);
    tcase_add_test(tests, invalid_tensors_are_refused);
    return run_case("half", tests);
}
