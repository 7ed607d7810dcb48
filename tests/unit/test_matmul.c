/* Compares matrix products with their definition, in every precision that the processor supports. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include "base/rng.h"
#include "model/matmul.h"

enum { ROOM = 1100 * 260, GUARD = 100 /* elements after a product */ };

static float a[ROOM], b[ROOM], c[ROOM], before[ROOM], bias[1100];
static struct workspace *ws;
static struct err why;

/* m, n, k: below, at and above the rows of a block, the columns of a vector, the steps of an outer product.
 */
static const struct {
    int m, n, k;
} shapes[] = {{1, 1, 1},     {6, 64, 8},   {7, 65, 9},    {5, 63, 2},   {64, 128, 50},
              {13, 100, 33}, {4, 16, 1},   {3, 140, 139}, {127, 7, 32}, {128, 17, 31},
              {129, 5, 100}, {260, 12, 7}, {7, 17, 1030}};

static void set_up(void)
{
    ws = workspace_new(&why);
    ck_assert_ptr_nonnull(ws);
}

static void tear_down(void)
{
    workspace_free(ws);
}

static void fill(struct rng *rng, float *to, int count)
{
    for (int i = 0; i < count; i++)
        to[i] = 2 * rng_float(rng) - 1;
}

/* bfloat16 keeps 8 bits: each factor is off by up to 1/256. Bytes are off by up to half a 127th. The error of
 * a sum of k products grows with the root of k. */
static double tolerance(enum precision precision, int k)
{
    return precision == PRECISION_FLOAT32 ? 1e-5 * k : 0.01 * sqrt(k) + 0.005;
}

static void compare(enum precision precision, int m, int n, int k, int a_transposed, int b_transposed)
{
    for (int r = 0; r < m; r++)
        for (int j = 0; j < n; j++) {
            double sum = (double)before[r * n + j];

            for (int i = 0; i < k; i++)
                sum += (double)(a_transposed ? a[i * m + r] : a[r * k + i]) *
                       (double)(b_transposed ? b[j * k + i] : b[i * n + j]);
            ck_assert_msg(fabs(sum - (double)c[r * n + j]) <= tolerance(precision, k),
                          "%s, %d×%d×%d, row %d, column %d: %g, expected %g", precision_name(precision), m, n,
                          k, r, j, (double)c[r * n + j], sum);
        }
    for (int i = m * n; i < m * n + GUARD; i++)
        ck_assert_msg(c[i] == 7, "element %d behind the product was overwritten", i);
}

enum start { FROM_ZERO, FROM_BIAS, FROM_C, STARTS };

static void check_weights(enum precision precision, int m, int n, int k, int transposed, enum start start)
{
    struct weights *w = weights_new(k, n, precision, start == FROM_C ? MATMUL_ADD : MATMUL_SET,
                                    start == FROM_BIAS ? bias : NULL, &why);

    ck_assert_msg(w != NULL, "%s", why.text);
    for (int i = 0; i < m * n + GUARD; i++)
        c[i] = 7;
    for (int i = 0; i < m * n; i++) {
        before[i] = start == FROM_C ? (float)i / (float)(m * n) : start == FROM_BIAS ? bias[i % n] : 0;
        if (start == FROM_C)
            c[i] = before[i];
    }
    ck_assert_msg(weights_pack(w, b, transposed, &why) == 0, "%s", why.text);
    ck_assert_int_eq(matmul(ws, m, a, w, c), 0);
    compare(precision, m, n, k, 0, transposed);
    weights_free(w);
}

static void check_outer(enum precision precision, int m, int n, int k)
{
    struct outer *outer = outer_new(m, n, k + 40, precision, &why);

    ck_assert_msg(outer != NULL, "%s", why.text);
    for (int i = 0; i < m * n + GUARD; i++)
        c[i] = 7;
    memset(before, 0, sizeof before);
    ck_assert_int_eq(outer_product(ws, outer, k, a, b, c), 0);
    compare(precision, m, n, k, 1, 0);
    outer_free(outer);
}

START_TEST(products_equal_their_definition)
{
    int m = shapes[_i].m, n = shapes[_i].n, k = shapes[_i].k;
    struct rng rng;

    rng_seed(&rng, 1, 0);
    fill(&rng, bias, n);
    for (enum precision precision = PRECISION_FLOAT32; precision <= PRECISION_INT8; precision++) {
        if (!precision_is_available(precision))
            continue;
        fill(&rng, a, m * k);
        fill(&rng, b, k * n);
        for (int transposed = 0; transposed < 2; transposed++)
            for (enum start start = FROM_ZERO; start < STARTS; start++)
                check_weights(precision, m, n, k, transposed, start);
        if (precision != PRECISION_INT8)
            check_outer(precision, m, n, k);
    }
}
END_TEST

START_TEST(an_outer_product_of_no_rows_is_zero)
{
    struct outer *outer = outer_new(3, 4, 10, PRECISION_FLOAT32, &why);

    c[0] = c[11] = 1;
    ck_assert_int_eq(outer_product(ws, outer, 0, a, b, c), 0);
    ck_assert(c[0] == 0 && c[11] == 0);
    outer_free(outer);
}
END_TEST

START_TEST(plain_products_equal_their_definition)
{
    struct rng rng;
    int m = 5, n = 7, k = 9;

    rng_seed(&rng, 2, 0);
    fill(&rng, a, m * k);
    fill(&rng, b, k * n);
    for (int i = 0; i < m * n + GUARD; i++)
        c[i] = 7;
    for (int i = 0; i < m * n; i++)
        before[i] = c[i] = (float)i;
    matmul_plain(m, n, k, a, _i & 1, b, _i >> 1, 1, c);
    compare(PRECISION_FLOAT32, m, n, k, _i & 1, _i >> 1);
}
END_TEST

START_TEST(precisions_have_names)
{
    enum precision precision;

    ck_assert_int_eq(precision_from_text("bfloat16", &precision), 0);
    ck_assert_int_eq(precision, PRECISION_BFLOAT16);
    ck_assert_str_eq(precision_name(PRECISION_INT8), "int8");
    ck_assert_int_ne(precision_from_text("float16", &precision), 0);
    ck_assert(precision_is_available(precision_for_training()));
    ck_assert(precision_is_available(precision_for_inference()));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("matmul");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, products_equal_their_definition, 0, (int)(sizeof shapes / sizeof *shapes));
    tcase_add_test(tests, an_outer_product_of_no_rows_is_zero);
    tcase_add_loop_test(tests, plain_products_equal_their_definition, 0, 4);
    tcase_add_test(tests, precisions_have_names);
    tcase_set_timeout(tests, 120);
    return run_case("matmul", tests);
}
