/* The kernel against the definition, for shapes that fill tiles and panels and for all that do not. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

#include "base/rng.h"
#include "model/product.h"

enum { MOST = 140, DEPTH = 1030 };

static float a[7 * DEPTH + MOST * MOST], b[17 * DEPTH + MOST * MOST], c[MOST * MOST], before[MOST * MOST];

static const struct {
    int m, n, k;
} shapes[] = {{1, 1, 1},     {6, 64, 8}, {7, 65, 9},    {5, 63, 2},     {64, 128, 50},
              {13, 100, 33}, {4, 16, 1}, {3, 140, 139}, {100, 70, 130}, {7, 17, 1030}};

static void fill(struct rng *rng, float *to, int count)
{
    for (int i = 0; i < count; i++)
        to[i] = 2 * rng_float(rng) - 1;
}

/* bfloat16 keeps 8 bits: each factor is off by up to 1/256; bytes are off by up to half a 127th. The sum of k such
 * products is off by far less than k times. */
static double tolerance(enum precision precision, int k)
{
    return precision == PRECISION_FLOAT32 ? 1e-5 * k : 0.01 * sqrt(k) + 0.005;
}

enum start { NOTHING, ITSELF, A_BIAS, ANOTHER, STARTS };

static void compare(enum precision precision, int m, int n, int k, int a_transposed, int b_transposed,
                    enum start start)
{
    struct right_side right;
    struct rng rng;

    rng_seed(&rng, 1, 0);
    fill(&rng, a, m * k);
    fill(&rng, b, k * n);
    fill(&rng, before, m * n);
    memcpy(c, before, sizeof c);
    ck_assert_int_eq(right_side_new(&right, n, k, precision), 0);
    right_side_pack(&right, b, b_transposed);
    if (a_transposed)
        product_transposed(m, a, &right, c);
    else
        product(m, a, &right,
                start == NOTHING  ? NULL
                : start == ITSELF ? c
                                  : before,
                start == A_BIAS ? 0 : (size_t)n, c);
    for (int r = 0; r < m; r++)
        for (int j = 0; j < n; j++) {
            double sum = start == NOTHING ? 0 : (double)before[(start == A_BIAS ? 0 : r * n) + j];

            for (int i = 0; i < k; i++)
                sum += (double)(a_transposed ? a[i * m + r] : a[r * k + i]) *
                       (double)(b_transposed ? b[j * k + i] : b[i * n + j]);
            ck_assert_msg(fabs(sum - (double)c[r * n + j]) <= tolerance(precision, k),
                          "%d×%d×%d, row %d, column %d: %g, expected %g", m, n, k, r, j, (double)c[r * n + j],
                          sum);
        }
    ck_assert_mem_eq(c + m * n, before + m * n, sizeof c - (size_t)(m * n) * sizeof *c);
    right_side_free(&right);
}

START_TEST(products_are_what_the_definition_says)
{
    static const char *const precisions[] = {"float32", "bfloat16", "int8"};
    int m = shapes[_i].m, n = shapes[_i].n, k = shapes[_i].k;
    enum precision precision;

    for (int p = 0; p < 3; p++) {
        ck_assert_int_eq(product_precision_from(precisions[p], &precision), 0);
        if (!product_can(precision))
            continue;
        for (int b_transposed = 0; b_transposed < 2; b_transposed++) {
            for (enum start start = NOTHING; start < STARTS; start++)
                compare(precision, m, n, k, 0, b_transposed, start);
            if (precision != PRECISION_INT8)
                compare(precision, m, n, k, 1, b_transposed, NOTHING);
        }
    }
}
END_TEST

START_TEST(an_unknown_precision_is_refused)
{
    enum precision precision;

    ck_assert_int_eq(product_precision_from("float32", &precision), 0);
    ck_assert_int_eq(precision, PRECISION_FLOAT32);
    ck_assert_int_ne(product_precision_from("float16", &precision), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("product");

    tcase_add_loop_test(tests, products_are_what_the_definition_says, 0,
                        (int)(sizeof shapes / sizeof *shapes));
    tcase_add_test(tests, an_unknown_precision_is_refused);
    tcase_set_timeout(tests, 60);
    return run_case("product", tests);
}
