/* Compares the gradients of the network with finite differences of its loss. Built with MODEL_DOUBLE, so that
 * rounding hides no error: a flipped sign anywhere in lstm.c or cell.c fails here. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "run.h"

#include "model/dataset.h"
#include "model/gradients.h"

enum { LAYERS = 2, HIDDEN = 5, EMBED = 4, SHARDS = 5 };

static const struct {
    const char *name, *style, *kind;
} names[] = {{"abba", "pop", "group"}, {"ac", "rock", "dj"},   {"bad cab", "pop", NULL},
             {"c", NULL, "dj"},        {"dada", "rock", "dj"}, {"cab bab", NULL, NULL},
             {"dab", "pop", "group"},  {"acdc", "rock", "dj"}, {"bb", "rock", "group"},
             {"a", "pop", NULL}};
enum { NAMES = sizeof names / sizeof *names };

static struct name_list list;
static struct model *model;
static struct dataset data;
static int order[NAMES];
static struct batch batches[SHARDS];
static struct gradients gradients = {.shards = SHARDS};
static struct ngram *teacher;
static struct err why;

static void set_up(void)
{
    struct model_shape shape = {LAYERS, HIDDEN, EMBED};
    struct vocab vocab;
    struct rng rng;

    memset(&list, 0, sizeof list);
    for (int i = 0; i < NAMES; i++)
        name_list_add(&list, names[i].name, names[i].style, names[i].kind);
    ck_assert_int_eq(name_list_vocab(&list, 1, &vocab, &why), 0);
    model = model_new(&shape, &vocab, &why);
    ck_assert_ptr_nonnull(model);
    rng_seed(&rng, 5, 0);
    model_randomize(model, &rng);
    ck_assert_int_eq(dataset_new(&data, &list, &model->vocab, &why), 0);
    teacher = ngram_new(vocab_outputs(&model->vocab), &why);
    for (int i = 0; i < NAMES; i++)
        ck_assert_int_eq(ngram_add(teacher, data.symbols + data.start[i], data.length[i], &why), 0);
    ngram_finish(teacher);
    for (int i = 0; i < NAMES; i++)
        order[i] = i;
    dataset_longest_first(&data, order, NAMES);
    for (int k = 0; k < SHARDS; k++) {
        ck_assert_int_eq(batch_new(&batches[k], NAMES, 200, vocab_outputs(&model->vocab), &why), 0);
        gradients.passes[k] = lstm_pass_new(model, NAMES, batches[k].symbols_max, 1, &why);
        ck_assert_ptr_nonnull(gradients.passes[k]);
    }
    ck_assert_int_eq(gradients_new(&gradients, model, &why), 0);
}

static void tear_down(void)
{
    for (int k = 0; k < SHARDS; k++) {
        lstm_pass_free(gradients.passes[k]);
        batch_free(&batches[k]);
    }
    gradients_free(&gradients);
    ngram_free(teacher);
    dataset_free(&data);
    model_free(model);
    name_list_free(&list);
}

/* Returns the loss of all names, cut into shards, under the masks of one seed; also the gradients on
 * request. */
static double loss_at(struct lstm_weights *w, const struct dropout *dropout, const real **gradient,
                      int taught)
{
    struct rng rng;
    struct augmentation lesson = {.noise = taught ? 0.2 : 0,
                                  .teacher = taught ? teacher : NULL,
                                  .share = 0.4,
                                  .outputs = vocab_outputs(&model->vocab),
                                  .rng = &rng};
    double loss = 0;

    rng_seed(&rng, 9, 0);
    ck_assert_int_eq(lstm_weights_prepare(w, &rng, NULL, &why), 0);
    for (int k = 0; k < SHARDS; k++) {
        batch_pack(&batches[k], &data, order + k, NAMES - k, SHARDS, &lesson);
        loss += lstm_forward(gradients.passes[k], w, &batches[k].packed, dropout->between, &rng, NULL);
        if (gradient)
            lstm_backward(gradients.passes[k], w, &batches[k].packed, 1);
    }
    if (gradient)
        *gradient = gradients_sum(&gradients, SHARDS, w, NULL);
    return loss;
}

static const struct dropout dropouts[] = {{0, 0, 0}, {0.3, 0, 0}, {0, 0.4, 0}, {0, 0, 0.3}, {0.3, 0.4, 0.3}};

START_TEST(gradients_equal_finite_differences)
{
    const struct dropout *dropout = &dropouts[_i / 2];
    int taught = _i % 2;
    struct lstm_weights w;
    const real *gradient;
    const double h = 1e-5;

    ck_assert_int_eq(lstm_weights_new(&w, model, dropout, batches[0].symbols_max, PRECISION_FLOAT32, &why),
                     0);
    loss_at(&w, dropout, &gradient, taught);
    for (size_t i = 0; i < model->parameters.count; i++) {
        double was = model->parameters.all[i], up, down, slope;

        model->parameters.all[i] = was + h;
        up = loss_at(&w, dropout, NULL, taught);
        model->parameters.all[i] = was - h;
        down = loss_at(&w, dropout, NULL, taught);
        model->parameters.all[i] = was;
        slope = (up - down) / (2 * h);
        ck_assert_msg(fabs(slope - gradient[i]) < 1e-6 * (1 + fabs(slope)),
                      "parameter %zu: gradient %.9g, slope %.9g", i, gradient[i], slope);
    }
    lstm_weights_free(&w);
}
END_TEST

/* Packing many names of mixed length must give the same result as one name after the other. */
START_TEST(packed_names_are_independent)
{
    static const struct dropout none = {0, 0, 0};
    struct lstm_weights w;
    double together[NAMES], alone;

    ck_assert_int_eq(lstm_weights_new(&w, model, &none, batches[0].symbols_max, PRECISION_FLOAT32, &why), 0);
    ck_assert_int_eq(lstm_weights_prepare(&w, NULL, NULL, &why), 0);
    batch_pack(&batches[0], &data, order, NAMES, 1, NULL);
    lstm_forward(gradients.passes[0], &w, &batches[0].packed, 0, NULL, together);
    for (int i = 0; i < NAMES; i++) {
        batch_pack(&batches[1], &data, order + i, 1, 1, NULL);
        lstm_forward(gradients.passes[1], &w, &batches[1].packed, 0, NULL, &alone);
        ck_assert_double_eq_tol(together[i], alone, 1e-9);
    }
    lstm_weights_free(&w);
}
END_TEST

START_TEST(probabilities_sum_to_one)
{
    static const struct dropout none = {0, 0, 0};
    struct lstm_weights w;
    int outputs = vocab_outputs(&model->vocab);

    ck_assert_int_eq(lstm_weights_new(&w, model, &none, batches[0].symbols_max, PRECISION_FLOAT32, &why), 0);
    ck_assert_int_eq(lstm_weights_prepare(&w, NULL, NULL, &why), 0);
    batch_pack(&batches[0], &data, order, NAMES, 1, NULL);
    lstm_forward(gradients.passes[0], &w, &batches[0].packed, 0, NULL, NULL);
    for (int i = 0; i < batches[0].packed.symbols; i++) {
        double sum = 0;

        for (int j = 0; j < outputs; j++)
            sum += lstm_probabilities(gradients.passes[0])[i * outputs + j];
        ck_assert_double_eq_tol(sum, 1, 1e-9);
    }
    lstm_weights_free(&w);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("gradient");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, gradients_equal_finite_differences, 0,
                        2 * (int)(sizeof dropouts / sizeof *dropouts));
    tcase_add_test(tests, packed_names_are_independent);
    tcase_add_test(tests, probabilities_sum_to_one);
    tcase_set_timeout(tests, 120);
    return run_case("gradient", tests);
}
