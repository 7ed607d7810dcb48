/* Tests of the n-gram teacher: probabilities, and the exclusion of the name that it predicts. */
#include <math.h>
#include <stdlib.h>

#include "run.h"

#include "base/rng.h"
#include "model/ngram.h"

enum { OUTPUTS = 5, NAMES = 60, LENGTH_MAX = 9 };

static struct ngram *ngram;
static int names[NAMES][LENGTH_MAX], lengths[NAMES];
static struct err why;

/* Names over four letters; some share parts with others. */
static void set_up(void)
{
    struct rng rng;

    rng_seed(&rng, 4, 0);
    ngram = ngram_new(OUTPUTS, &why);
    for (int i = 0; i < NAMES; i++) {
        lengths[i] = 1 + (int)rng_below(&rng, LENGTH_MAX);
        for (int t = 0; t < lengths[i]; t++)
            names[i][t] = i % 3 && t < 4 ? names[i - 1][t] : 1 + (int)rng_below(&rng, OUTPUTS - 1);
        ck_assert_int_eq(ngram_add(ngram, names[i], lengths[i], &why), 0);
    }
    ngram_finish(ngram);
}

static void tear_down(void)
{
    ngram_free(ngram);
}

START_TEST(probabilities_sum_to_one)
{
    for (int i = 0; i < NAMES; i++)
        for (int t = 0; t <= lengths[i]; t++) {
            real p[OUTPUTS], sum = 0;

            ngram_predict(ngram, names[i], t, t < lengths[i] ? names[i][t] : 0, p);
            for (int j = 0; j < OUTPUTS; j++) {
                ck_assert_float_gt(p[j], 0);
                sum += p[j];
            }
            ck_assert_float_eq_tol(sum, 1, 1e-5);
        }
}
END_TEST

/* A beginning that occurs in one name only: without that name, its continuation has never been counted. */
START_TEST(features_of_the_name_itself_are_excluded)
{
    static const int likely[] = {1, 2, 3}, other[] = {4, 4, 2};
    struct ngram *few = ngram_new(OUTPUTS, &why);
    real p[OUTPUTS];

    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(ngram_add(few, likely, 3, &why), 0);
    ck_assert_int_eq(ngram_add(few, other, 3, &why), 0);
    ngram_finish(few);
    ngram_predict(few, likely, 1, 2, p);
    ck_assert_float_gt(p[2], 0.8F);
    ngram_predict(few, other, 0, 4, p); /* no other name begins with 4 */
    ck_assert_float_lt(p[4], 0.1F);
    ck_assert_float_gt(p[1], 0.7F);
    ngram_predict(few, other, 1, 4, p); /* 4 follows 4 in no other name */
    ck_assert_float_lt(p[4], 0.3F);
    ngram_free(few);
}
END_TEST

/* The same name twice: excluding one copy leaves the counts of the other. */
START_TEST(features_of_other_names_are_kept)
{
    static const int name[] = {1, 2, 3, 4};
    struct ngram *twice = ngram_new(OUTPUTS, &why);
    real p[OUTPUTS];

    ck_assert_int_eq(ngram_add(twice, name, 4, &why), 0);
    ck_assert_int_eq(ngram_add(twice, name, 4, &why), 0);
    ngram_finish(twice);
    for (int t = 0; t < 4; t++) {
        ngram_predict(twice, name, t, name[t], p);
        for (int j = 0; j < OUTPUTS; j++)
            ck_assert(j == name[t] || p[j] < p[name[t]]);
    }
    ngram_free(twice);
}
END_TEST

/* Thousands of contexts: many hash to the same slot, and the table grows. Each first symbol has another
 * follower, so a context that is counted as part of another one is predicted with less certainty. */
START_TEST(contexts_with_the_same_slot_are_counted_apart)
{
    enum { FIRSTS = 4000 };
    struct ngram *many = ngram_new(FIRSTS + 1, &why);
    real *p = calloc(FIRSTS + 1, sizeof *p);

    ck_assert_ptr_nonnull(p);
    for (int i = 0; i < 2 * FIRSTS; i++)
        ck_assert_int_eq(ngram_add(many, (int[]){1 + i % FIRSTS, 1 + i * 7 % FIRSTS}, 2, &why), 0);
    ngram_finish(many);
    for (int i = 0; i < FIRSTS; i++) {
        const int name[] = {1 + i, 1 + i * 7 % FIRSTS};

        ngram_predict(many, name, 1, name[1], p);
        ck_assert_float_gt(p[name[1]], 0.5F);
    }
    free(p);
    ngram_free(many);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ngram");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, probabilities_sum_to_one);
    tcase_add_test(tests, features_of_the_name_itself_are_excluded);
    tcase_add_test(tests, features_of_other_names_are_kept);
    tcase_add_test(tests, contexts_with_the_same_slot_are_counted_apart);
    return run_case("ngram", tests);
}
