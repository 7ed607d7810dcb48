/* Tests of the training steps: one step of AdamW, the learning rate, and ten complete steps compared with a
 * second implementation. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "prepared.h"
#include "reference.h"

#include "model/adam.h"

static struct err why;

/* Under valgrind, which is fifty times slower, only a part is tested. */
static int is_quick(void)
{
    return getenv("QUICK_TESTS") != NULL;
}

/* ---- one step of AdamW ---- */

static struct model *model;
static struct adam adam;
static struct parameters gradient, average, before;

/* Makes a model with more parameters than two jobs of a step, some known values, and gradients of this
 * norm. */
static void make_step(int hidden, double norm)
{
    static const uint32_t letters[] = {'a', 'b', 'c'};
    struct model_shape shape = {1, hidden, 3};
    struct vocab vocab = {0};
    struct rng rng;
    double squares = 0;

    ck_assert_int_eq(vocab_set_characters(&vocab, letters, 3, &why), 0);
    model = model_new(&shape, &vocab, &why);
    ck_assert_ptr_nonnull(model);
    ck_assert_int_eq(adam_new(&adam, model, &why), 0);
    ck_assert_int_eq(parameters_like(&gradient, model, &why), 0);
    ck_assert_int_eq(parameters_like(&average, model, &why), 0);
    ck_assert_int_eq(parameters_like(&before, model, &why), 0);
    rng_seed(&rng, 31, 0);
    for (size_t i = 0; i < before.count; i++) {
        model->parameters.all[i] = rng_float(&rng) - 0.5f;
        average.all[i] = rng_float(&rng);
        gradient.all[i] = rng_normal(&rng);
        squares += (double)gradient.all[i] * (double)gradient.all[i];
    }
    for (size_t i = 0; i < before.count; i++)
        gradient.all[i] *= (real)(norm / sqrt(squares));
    memcpy(before.all, model->parameters.all, before.count * sizeof(real));
}

static void free_step(void)
{
    parameters_free(&before);
    parameters_free(&average);
    parameters_free(&gradient);
    adam_free(&adam);
    model_free(model);
}

/* Gradients of norm 4 are clipped if clip is less. The first step moves each parameter by the rate along the
 * gradient's sign, independent of its size, because of the bias correction of the moments. */
START_TEST(the_first_step_equals_the_closed_form)
{
    static const struct adam_rule rules[] = {{0.1, 0, 1, 0.25}, {0.1, 0.3, 100, 0.25}, {0.02, 1, 4.5, 1}};
    const struct adam_rule *rule = &rules[_i];
    double cut = rule->clip < 4 ? rule->clip / 4 : 1;

    make_step(60, 4);
    ck_assert_double_eq_tol(adam_step(&adam, model, gradient.all, &average, rule, NULL), 4, 1e-4);
    ck_assert_int_eq((int)adam.steps, 1);
    for (size_t i = 0; i < before.count; i++) {
        double g = cut * (double)gradient.all[i], p = (double)before.all[i],
               now = (double)model->parameters.all[i];

        ck_assert_double_eq_tol((double)adam.mean.all[i], 0.1 * g, 1e-6);
        ck_assert_double_eq_tol((double)adam.square.all[i], 0.01 * g * g, 1e-6 * (g * g + 1e-9));
        ck_assert_double_eq_tol(now, p - rule->rate * (g / (fabs(g) + 1e-8) + rule->decay * p), 1e-5);
    }
    free_step();
}
END_TEST

/* Also with more parameters than jobs, which sum one piece each. */
START_TEST(the_norm_covers_all_parameters)
{
    const struct adam_rule rule = {0.1, 0, 1, 0.25};

    make_step(400, 4);
    ck_assert_double_eq_tol(adam_step(&adam, model, gradient.all, &average, &rule, NULL), 4, 1e-4);
    free_step();
}
END_TEST

/* A different second gradient: the moments mix both. */
START_TEST(the_second_step_uses_the_moments_of_the_first)
{
    const struct adam_rule rule = {0.1, 0, 100, 0.25};
    struct parameters first;

    make_step(8, 4);
    ck_assert_int_eq(parameters_like(&first, model, &why), 0);
    memcpy(first.all, gradient.all, first.count * sizeof(real));
    adam_step(&adam, model, gradient.all, &average, &rule, NULL);
    memcpy(before.all, model->parameters.all, before.count * sizeof(real));
    for (size_t i = 0; i < gradient.count; i++)
        gradient.all[i] = -2 * gradient.all[gradient.count - 1 - i];
    adam_step(&adam, model, gradient.all, &average, &rule, NULL);
    for (size_t i = 0; i < before.count; i++) {
        double g = (double)first.all[i], h = (double)gradient.all[i];
        double m = (0.09 * g + 0.1 * h) / 0.19, v = (0.0099 * g * g + 0.01 * h * h) / 0.0199;

        ck_assert_double_eq_tol((double)model->parameters.all[i],
                                (double)before.all[i] - 0.1 * m / (sqrt(v) + 1e-8), 1e-5);
    }
    parameters_free(&first);
    free_step();
}
END_TEST

START_TEST(the_running_mean_has_its_weight)
{
    const struct adam_rule rule = {0.1, 0, 1, 0.25};
    struct parameters mean;

    make_step(8, 1);
    ck_assert_int_eq(parameters_like(&mean, model, &why), 0);
    memcpy(mean.all, average.all, mean.count * sizeof(real));
    adam_step(&adam, model, gradient.all, &average, &rule, NULL);
    for (size_t i = 0; i < mean.count; i++)
        ck_assert_double_eq_tol((double)average.all[i],
                                0.75 * (double)mean.all[i] + 0.25 * (double)model->parameters.all[i], 1e-6);
    parameters_free(&mean);
    free_step();
}
END_TEST

START_TEST(a_gradient_that_is_not_finite_changes_nothing)
{
    const struct adam_rule rule = {0.1, 0.1, 1, 1};

    make_step(8, 1);
    gradient.all[gradient.count - 1] = (real)NAN;
    ck_assert(!isfinite(adam_step(&adam, model, gradient.all, &average, &rule, NULL)));
    ck_assert_int_eq((int)adam.steps, 0);
    ck_assert_mem_eq(before.all, model->parameters.all, before.count * sizeof(real));
    free_step();
}
END_TEST

/* ---- the learning rate ---- */

/* Of 1000 steps at a peak of 0.5: the first tenth rises from a fiftieth, the rest falls to a hundredth. */
START_TEST(the_rate_follows_its_schedule)
{
    static const struct {
        enum schedule schedule;
        long step;
        double rate;
    } cases[] = {
        {SCHEDULE_COSINE, 0, 0.01},      {SCHEDULE_COSINE, 50, 0.26},     {SCHEDULE_COSINE, 99, 0.505},
        {SCHEDULE_COSINE, 100, 0.5},     {SCHEDULE_COSINE, 325, 0.42751}, {SCHEDULE_COSINE, 550, 0.2525},
        {SCHEDULE_COSINE, 775, 0.07749}, {SCHEDULE_COSINE, 1000, 0.005},  {SCHEDULE_LINEAR, 0, 0.01},
        {SCHEDULE_LINEAR, 100, 0.5},     {SCHEDULE_LINEAR, 325, 0.37625}, {SCHEDULE_LINEAR, 550, 0.2525},
        {SCHEDULE_LINEAR, 1000, 0.005},  {SCHEDULE_CONSTANT, 0, 0.01},    {SCHEDULE_CONSTANT, 50, 0.26},
        {SCHEDULE_CONSTANT, 100, 0.5},   {SCHEDULE_CONSTANT, 1000, 0.5},
    };
    struct training *t = calloc(1, sizeof *t);

    t->steps_total = 1000;
    t->settings.rate = 0.5;
    t->settings.schedule = (int)cases[_i].schedule;
    t->state.steps = cases[_i].step;
    ck_assert_double_eq_tol(training_rate(t), cases[_i].rate, 1e-5);
    free(t);
}
END_TEST

/* ---- ten steps ---- */

enum { STEPS = 10, AVERAGE = 4, NAMES = 40 };
static const double rate = 0.1, decay = 0.3, nats_of_a_bit = 0.69314718055994531;

/* Names of five letters, with a pattern to learn. */
static void fill_few(struct name_list *list)
{
    static const char *const parts[] = {"aba", "cad", "eb", "da", "ce", "aaa"};
    struct rng rng;

    rng_seed(&rng, 7, 0);
    memset(list, 0, sizeof *list);
    for (int i = 0; i < NAMES; i++) {
        char name[16];

        snprintf(name, sizeof name, "%s%s", parts[rng_below(&rng, 6)], parts[rng_below(&rng, 3)]);
        name_list_add(list, name, NULL, NULL);
    }
}

/* A training in which each step uses all names and only the initial weights are random. */
static struct train_how plain_training(int tied, enum schedule schedule)
{
    struct train_how how = {.settings = train_settings_open(), .threads = 2};
    struct train_settings *s = &how.settings;

    s->layers = 2;
    s->hidden = 3;
    s->embed = 3;
    s->epochs = STEPS;
    s->batch = 2 * NAMES;
    s->dropout = s->dropout_recurrent = s->dropout_embed = s->noise = s->teacher = s->first_share = 0;
    s->first = 0;
    s->rate = rate;
    s->decay = decay;
    s->average = AVERAGE;
    s->tied = tied;
    s->schedule = (int)schedule;
    s->heldout = 0.1;
    s->min_count = 1;
    s->precision = PRECISION_FLOAT32;
    s->seed = 3;
    return how;
}

/* An initial model that strongly predicts wrong letters, so that the first gradients are large. */
static struct training *wrong_start(const struct name_list *list, const struct train_how *how)
{
    struct training *t = prepared(list, how);
    struct parameters *p = &t->state.model->parameters;

    for (size_t i = 0; i < p->count; i++)
        p->all[i] *= 8;
    return t;
}

static void reference_begin(struct reference *r, const struct training *t)
{
    const struct parameters *from = &t->state.model->parameters;

    *r = (struct reference){.layers = t->settings.layers,
                            .hidden = t->settings.hidden,
                            .embed = t->settings.embed,
                            .symbols = vocab_outputs(&t->state.model->vocab),
                            .tied = t->settings.tied,
                            .count = (int)from->count};
    ck_assert_int_le(r->count, REFERENCE_PARAMETERS);
    for (int i = 0; i < r->count; i++)
        r->p[i] = (double)from->all[i];
}

/* A second implementation of the schedule, for ten steps of which the first is the warm-up. */
static double reference_rate(enum schedule schedule, int step)
{
    double x = (step - 1) / 9.0;

    if (step < 1)
        return rate / 50;
    return rate * (schedule == SCHEDULE_CONSTANT ? 1
                   : schedule == SCHEDULE_LINEAR ? 0.01 + 0.99 * (1 - x)
                                                 : 0.01 + 0.99 * (cos(M_PI * x) + 1) / 2);
}

/* Results of ten steps: bits before each step on the training names, and after each on the held-out names. */
struct ten_steps {
    double curve[STEPS][2];
    double best[REFERENCE_PARAMETERS]; /* the mean after the best step */
    double best_bits;
    int clipped;
};

static void reference_training(const struct training *t, struct ten_steps *out)
{
    const int *names = t->state.names;
    const struct dataset *d = &t->data;
    struct reference_names learnt = {d->symbols, d->start, d->length, names, t->state.name_count},
                           heldout = {d->symbols, d->start, d->length, names + t->state.name_count,
                                      t->state.heldout_count};
    static struct reference r;

    reference_begin(&r, t);
    out->best_bits = INFINITY;
    for (int step = 0; step < STEPS; step++) {
        out->curve[step][0] = reference_loss(&r, r.p, &learnt) / nats_of_a_bit;
        reference_step(&r, &learnt, reference_rate((enum schedule)t->settings.schedule, step), decay,
                       AVERAGE);
        out->curve[step][1] = reference_loss(&r, r.average, &heldout) / nats_of_a_bit;
        if (out->curve[step][1] < out->best_bits) {
            out->best_bits = out->curve[step][1];
            memcpy(out->best, r.average, sizeof out->best);
        }
    }
    out->clipped = r.clipped;
}

/* Recorded results of the reference, for the first case below. */
static const double ten_losses[STEPS][2] = {
    {4.53230, 4.12397}, {4.51418, 3.76757}, {3.92567, 3.56326}, {3.47293, 3.40202}, {3.20544, 3.24515},
    {3.01152, 3.10291}, {2.87599, 2.98121}, {2.78936, 2.88353}, {2.74018, 2.80957}, {2.71720, 2.75599}};

START_TEST(ten_steps_equal_the_reference)
{
    static const struct {
        int tied;
        enum schedule schedule;
    } cases[] = {{0, SCHEDULE_COSINE}, {0, SCHEDULE_LINEAR}, {1, SCHEDULE_CONSTANT}};
    struct train_how how = plain_training(cases[_i].tied, cases[_i].schedule);
    static struct ten_steps expected;
    struct train_result result;
    struct name_list list;
    struct training *start, *t;
    struct model *made;

    fill_few(&list);
    start = wrong_start(&list, &how);
    how.from = start->state.model;
    t = prepared(&list, &how);
    ck_assert_int_eq(t->shards, 2);
    reference_training(t, &expected);
    ck_assert_int_gt(expected.clipped, 0); /* otherwise clipping would not be tested */
    ck_assert_int_lt(expected.clipped, STEPS);
    made = train_model(&list, &how, &result, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    for (int step = 0; step < STEPS; step++)
        for (int k = 0; k < 2; k++) {
            ck_assert_double_eq_tol(result.curve[step][k], expected.curve[step][k], 1e-4);
            if (_i == 0)
                ck_assert_double_eq_tol(result.curve[step][k], ten_losses[step][k], 1e-3);
        }
    ck_assert_double_eq_tol(result.heldout_bits, expected.best_bits, 1e-4);
    for (size_t i = 0; i < made->parameters.count; i++)
        ck_assert_double_eq_tol((double)made->parameters.all[i], expected.best[i], 5e-3);
    free(result.curve);
    model_free(made);
    training_free(t);
    training_free(start);
    name_list_free(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("optimizer");

    tcase_add_loop_test(tests, the_first_step_equals_the_closed_form, 0, 3);
    tcase_add_test(tests, the_norm_covers_all_parameters);
    tcase_add_test(tests, the_second_step_uses_the_moments_of_the_first);
    tcase_add_test(tests, the_running_mean_has_its_weight);
    tcase_add_test(tests, a_gradient_that_is_not_finite_changes_nothing);
    tcase_add_loop_test(tests, the_rate_follows_its_schedule, 0, 17);
    if (!is_quick()) /* the tests of training cover its memory accesses */
        tcase_add_loop_test(tests, ten_steps_equal_the_reference, 0, 3);
    tcase_set_timeout(tests, 120);
    return run_case("optimizer", tests);
}
