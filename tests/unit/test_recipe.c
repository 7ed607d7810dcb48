/* Tests of training apart from its steps: labels of names, noise, dropout, the teacher, early stopping and
 * the choice of the best epoch. Each test uses names for which its subject matters. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "prepared.h"

#include "model/evaluate.h"

static struct err why;

/* ---- inputs and targets ---- */

enum { NAMES = 8, PACKINGS = 500 };

static struct name_list list;
static struct vocab vocab;
static struct dataset data;
static struct batch batch;
static struct rng rng;
static int order[NAMES];

/* Names of one length with a style, a kind, both or neither. */
static void set_up(void)
{
    static const struct {
        const char *name, *style, *kind;
    } names[NAMES] = {{"abcd", "pop", "dj"}, {"bbcd", "rock", NULL}, {"cbad", NULL, "group"},
                      {"dbca", NULL, NULL},  {"aacd", "pop", NULL},  {"bacd", "rock", "group"},
                      {"cccc", NULL, "dj"},  {"dcba", NULL, NULL}};

    memset(&list, 0, sizeof list);
    for (int i = 0; i < NAMES; i++) {
        name_list_add(&list, names[i].name, names[i].style, names[i].kind);
        order[i] = i;
    }
    ck_assert_int_eq(name_list_vocab(&list, 1, &vocab, &why), 0);
    ck_assert_int_eq(dataset_new(&data, &list, &vocab, &why), 0);
    ck_assert_int_eq(batch_new(&batch, NAMES, 5 * NAMES, vocab_outputs(&vocab), &why), 0);
    rng_seed(&rng, 41, 0);
}

static void tear_down(void)
{
    batch_free(&batch);
    dataset_free(&data);
    vocab_free(&vocab);
    name_list_free(&list);
}

static struct augmentation lesson_of(double noise)
{
    return (struct augmentation){.noise = noise, .outputs = vocab_outputs(&vocab), .rng = &rng};
}

/* The four ways in which a name can begin are about equally frequent. */
START_TEST(every_second_name_begins_with_its_style_and_every_second_with_its_kind)
{
    struct augmentation lesson = lesson_of(0);
    int begins[NAMES][2][2] = {{{0}}};

    for (int n = 0; n < PACKINGS; n++) {
        batch_pack(&batch, &data, order, NAMES, 1, &lesson);
        for (int i = 0; i < NAMES; i++) {
            int style = batch.packed.input[i], kind = batch.packed.kind[i];

            ck_assert(style == VOCAB_BOUNDARY || style == data.style[i]);
            ck_assert(kind == VOCAB_BOUNDARY || kind == data.kind[i]);
            begins[i][style != VOCAB_BOUNDARY][kind != VOCAB_BOUNDARY]++;
        }
    }
    for (int i = 0; i < NAMES; i++) {
        int ways = (list.items[i].style ? 2 : 1) * (list.items[i].kind ? 2 : 1);

        for (int k = 0; k < 4; k++)
            if ((list.items[i].style || k < 2) && (list.items[i].kind || k % 2 == 0))
                ck_assert_int_lt(abs(begins[i][k / 2][k % 2] - PACKINGS / ways), PACKINGS / 10 + (ways == 1));
    }
}
END_TEST

START_TEST(evaluated_names_start_with_their_labels)
{
    data.first_style = vocab_style(&vocab, "rock");
    data.first_kind = vocab_kind(&vocab, "dj");
    batch_pack(&batch, &data, order, NAMES, 1, NULL);
    for (int i = 0; i < NAMES; i++) {
        ck_assert_int_eq(batch.packed.input[i], vocab_style(&vocab, "rock"));
        ck_assert_int_eq(batch.packed.kind[i], vocab_kind(&vocab, "dj"));
    }
    ck_assert_ptr_null(batch.packed.soft_targets);
}
END_TEST

/* Input symbol t of a name. */
static int shown(int name, int t)
{
    return data.symbols[data.start[name] + t - 1];
}

/* Half of the characters are replaced by random ones of the data; about a quarter of those stay the same by
 * chance. The first symbol and the targets do not change. */
START_TEST(noise_replaces_its_share_of_the_characters)
{
    struct augmentation lesson = lesson_of(0.5);
    long replaced = 0, drawn[16] = {0};
    long all = (long)PACKINGS * NAMES * 4;
    double expected = 0;

    for (int n = 0; n < PACKINGS; n++) {
        batch_pack(&batch, &data, order, NAMES, 1, &lesson);
        for (int t = 0; t <= 4; t++)
            for (int i = 0; i < NAMES; i++) {
                int input = batch.packed.input[t * NAMES + i];

                ck_assert_int_eq(batch.packed.target[t * NAMES + i],
                                 t == 4 ? VOCAB_BOUNDARY : shown(i, t + 1));
                if (t == 0)
                    ck_assert(input == VOCAB_BOUNDARY || input == data.style[i]);
                else if (input != shown(i, t)) {
                    replaced++;
                    drawn[input]++;
                }
            }
    }
    for (long i = 0; i < data.symbol_count; i++)
        for (long k = 0; k < data.symbol_count; k++)
            expected += data.symbols[i] != data.symbols[k];
    expected *= 0.5 / (double)(data.symbol_count * data.symbol_count);
    ck_assert_double_eq_tol((double)replaced / (double)all, expected, 0.02);
    for (int symbol = 1; symbol <= 4; symbol++)
        ck_assert_int_gt((int)drawn[symbol], (int)(all / 20));
}
END_TEST

/* Names that begin without style and kind have the teacher's share in their targets; others have only their
 * own letters. */
START_TEST(soft_targets_mix_the_teacher_for_unlabelled_names)
{
    struct ngram *teacher = ngram_new(vocab_outputs(&vocab), &why);
    struct augmentation lesson = lesson_of(0);
    int outputs = vocab_outputs(&vocab), labelled = 0;
    real p[16];

    for (int i = 0; i < NAMES; i++)
        ck_assert_int_eq(ngram_add(teacher, data.symbols + data.start[i], 4, &why), 0);
    ngram_finish(teacher);
    lesson.teacher = teacher;
    lesson.share = 0.4;
    batch_pack(&batch, &data, order, NAMES, 1, &lesson);
    for (int i = 0; i < NAMES; i++) {
        int has_label = batch.packed.input[i] != VOCAB_BOUNDARY || batch.packed.kind[i] != VOCAB_BOUNDARY;

        labelled += has_label;
        for (int t = 0; t <= 4; t++) {
            int target = batch.packed.target[t * NAMES + i];
            const real *wanted = batch.packed.soft_targets + (t * NAMES + i) * outputs;

            ngram_predict(teacher, data.symbols + data.start[i], t, target, p);
            for (int j = 0; j < outputs; j++) {
                double own = j == target, other = has_label ? own : (double)p[j];

                ck_assert_double_eq_tol((double)wanted[j], 0.6 * own + 0.4 * other, 1e-6);
            }
        }
    }
    ck_assert_int_gt(labelled, 0);
    ck_assert_int_lt(labelled, NAMES);
    ngram_free(teacher);
}
END_TEST

/* The mean must not change. */
START_TEST(elements_that_are_kept_are_scaled_up)
{
    enum { ELEMENTS = 40000 };
    static real from[ELEMENTS], to[ELEMENTS];
    int dropped = 0;

    for (int i = 0; i < ELEMENTS; i++)
        from[i] = 3;
    drop_elements(to, from, ELEMENTS, (real)0.25, &rng);
    for (int i = 0; i < ELEMENTS; i++) {
        ck_assert(to[i] == 0 || (to[i] > (real)3.999 && to[i] < (real)4.001));
        dropped += to[i] == 0;
    }
    ck_assert_int_lt(abs(dropped - ELEMENTS / 4), ELEMENTS / 100);
}
END_TEST

/* ---- settings reach the training ---- */

/* One epoch of one step, in which only the initial weights are random. */
static struct train_how one_step(void)
{
    struct train_how how = small_training();
    struct train_settings *s = &how.settings;

    s->epochs = 1;
    s->batch = NAMES_OF_TRAINING;
    s->dropout = s->dropout_recurrent = s->dropout_embed = s->noise = s->teacher = 0;
    s->first = 0;
    s->heldout = 0.1;
    return how;
}

/* Returns the loss of the first step, before any update. */
static double first_loss(const struct train_how *how)
{
    struct train_result result;
    struct model *made = train_names(how, &result, &why);
    double loss;

    ck_assert_msg(made != NULL, "%s", why.text);
    loss = result.curve[0][0];
    free(result.curve);
    model_free(made);
    return loss;
}

START_TEST(dropout_noise_and_teacher_each_change_the_loss_of_a_step)
{
    struct train_how how = one_step();
    double *const settings[] = {&how.settings.dropout, &how.settings.dropout_recurrent,
                                &how.settings.dropout_embed, &how.settings.noise, &how.settings.teacher};
    double plain = first_loss(&how);

    ck_assert_double_eq_tol(first_loss(&how), plain, 1e-12);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        *settings[i] = 0.9;
        ck_assert_msg(fabs(first_loss(&how) - plain) > 1e-4, "setting %zu does nothing", i);
        *settings[i] = 0;
    }
}
END_TEST

START_TEST(each_dropout_applies_where_it_is_set)
{
    struct train_how how = one_step();
    struct name_list names;
    struct training *t;

    how.settings.dropout = 0.1;
    how.settings.dropout_recurrent = 0.2;
    how.settings.dropout_embed = 0.3;
    fill_names(&names, 100);
    t = prepared(&names, &how);
    ck_assert_double_eq_tol((double)t->dropout.between, 0.1, 1e-6);
    ck_assert_double_eq_tol((double)t->dropout.recurrent, 0.2, 1e-6);
    ck_assert_double_eq_tol((double)t->dropout.embed, 0.3, 1e-6);
    training_free(t);
    name_list_free(&names);
}
END_TEST

/* Every name is either a training name or held out, never both. */
START_TEST(names_are_either_learnt_or_held_out)
{
    struct train_how how = one_step();
    struct name_list names;
    struct training *t;
    int seen[200] = {0};

    fill_names(&names, 200);
    t = prepared(&names, &how);
    ck_assert_int_eq(t->state.name_count, 180);
    ck_assert_int_eq(t->heldout.count, 20);
    for (int i = 0; i < 200; i++)
        seen[t->state.names[i]]++;
    for (int i = 0; i < 200; i++)
        ck_assert_int_eq(seen[i], 1);
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(t->heldout.start[i], t->data.start[t->state.names[180 + i]]);
    training_free(t);
    name_list_free(&names);
}
END_TEST

/* Each name begins with a different letter: the teacher predicts those of training names, not those of
 * held-out names. */
START_TEST(the_teacher_has_not_seen_names_that_are_held_out)
{
    enum { ALL = 26, LEARNT = 20 };
    struct train_how how = one_step();
    struct name_list names = {0};
    struct training *t;
    real p[32];

    for (int i = 0; i < ALL; i++) {
        char name[] = "?aa";

        name[0] = (char)('a' + i);
        name_list_add(&names, name, NULL, NULL);
    }
    how.settings.teacher = 0.5;
    how.settings.heldout = (double)(ALL - LEARNT) / ALL;
    t = prepared(&names, &how);
    ck_assert_int_eq(t->state.name_count, LEARNT);
    ngram_predict(t->teacher, t->data.symbols + t->data.start[t->state.names[0]], 0,
                  t->data.symbols[t->data.start[t->state.names[0]]], p);
    for (int i = LEARNT; i < ALL; i++)
        ck_assert_double_lt((double)p[t->data.symbols[t->data.start[t->state.names[i]]]],
                            0.8 * (double)p[t->data.symbols[t->data.start[t->state.names[1]]]]);
    training_free(t);
    name_list_free(&names);
}
END_TEST

/* ---- the start ---- */

/* Forget gates are open, and the other weights are within 1/sqrt(hidden). */
START_TEST(weights_start_within_their_bounds)
{
    struct train_how how = one_step();
    struct name_list names;
    struct training *t;
    struct parameters *p;
    double squares = 0, most = 0;
    int hidden, embeddings;

    fill_names(&names, 100);
    t = prepared(&names, &how);
    p = &t->state.model->parameters;
    hidden = t->state.model->shape.hidden;
    for (int l = 0; l < 2; l++)
        for (int j = 0; j < 4 * hidden; j++)
            ck_assert_double_eq((double)p->layers[l].bias[j], j / hidden == 1);
    for (int i = 0; i < 4 * hidden * hidden; i++)
        most = fmax(most, fabs((double)p->layers[1].w_hh[i]));
    ck_assert_double_le(most, 1 / sqrt(hidden));
    ck_assert_double_gt(most, 0.98 / sqrt(hidden));
    embeddings = (int)(p->layers[0].w_ih - p->embedding);
    for (int i = 0; i < embeddings; i++)
        squares += (double)p->embedding[i] * (double)p->embedding[i];
    ck_assert_double_eq_tol(squares / embeddings, 1, 0.3);
    training_free(t);
    name_list_free(&names);
}
END_TEST

/* ---- the end ---- */

/* Values observed after each epoch. */
struct epochs {
    double bits[64];
    int is_best[64], count;
    real *best; /* parameters of the best epoch so far */
};

static int watch(void *arg, const struct train_progress *state)
{
    struct epochs *seen = arg;

    if (isnan(state->heldout_bits))
        return 0;
    seen->bits[seen->count] = state->heldout_bits;
    seen->is_best[seen->count++] = state->is_best;
    if (state->is_best)
        memcpy(seen->best, state->model->parameters.all, state->model->parameters.count * sizeof(real));
    return 0;
}

/* Names without a pattern, which the model memorizes in a few epochs; the loss of held-out names then
 * rises. */
static void fill_random(struct name_list *names)
{
    memset(names, 0, sizeof *names);
    for (int i = 0; i < 30; i++) {
        char name[8];

        for (int k = 0; k < 6; k++)
            name[k] = (char)('a' + rng_below(&rng, 20));
        name[6] = '\0';
        name_list_add(names, name, NULL, NULL);
    }
}

/* Training ends when a quarter of all epochs, or three, have passed since the best one; the model is that of
 * the best. */
START_TEST(training_stops_without_progress_and_keeps_the_best)
{
    static const struct {
        int epochs, patience;
    } cases[] = {{12, 3}, {15, 3}, {32, 8}};
    struct train_how how = one_step();
    struct epochs seen = {.best = calloc(100000, sizeof(real))};
    struct train_result result;
    struct name_list names;
    struct model *made;
    int best = 0;

    fill_random(&names);
    how.settings.epochs = cases[_i].epochs;
    how.settings.hidden = 48;
    how.settings.batch = 8;
    how.settings.rate = 0.05;
    how.settings.decay = 0;
    how.settings.average = 1;
    how.settings.heldout = 0.3;
    how.progress = watch;
    how.arg = &seen;
    made = train_model(&names, &how, &result, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    for (int i = 0; i < seen.count; i++) {
        ck_assert_int_eq(seen.is_best[i], i == 0 || seen.bits[i] < seen.bits[best]);
        best = seen.is_best[i] ? i : best;
        ck_assert_double_eq(result.curve[i][1], seen.bits[i]);
    }
    ck_assert_int_eq(seen.count, best + 1 + cases[_i].patience);
    ck_assert_int_lt(seen.count, cases[_i].epochs);
    ck_assert_int_eq(result.epochs, seen.count);
    ck_assert_double_eq(result.heldout_bits, seen.bits[best]);
    ck_assert_mem_eq(made->parameters.all, seen.best, made->parameters.count * sizeof(real));
    free(seen.best);
    free(result.curve);
    model_free(made);
    name_list_free(&names);
}
END_TEST

/* Each style determines the first letter, and each kind the second, so each given label saves one bit. */
START_TEST(styles_and_kinds_are_learnt)
{
    struct train_how how = one_step();
    struct name_list names = {0};
    struct train_result result;
    struct model *made;
    struct dataset measured;
    double bits[2][2];

    for (int i = 0; i < 200; i++) {
        char name[8];

        snprintf(name, sizeof name, "%c%c", "ab"[i % 2], "cd"[i / 2 % 2]);
        name_list_add(&names, name, i % 2 ? "rock" : "pop", i / 2 % 2 ? "group" : "dj");
    }
    how.settings.epochs = 40;
    how.settings.batch = 16;
    how.settings.average = 4;
    made = train_model(&names, &how, &result, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    names.count = 1; /* "ac" */
    ck_assert_int_eq(dataset_new(&measured, &names, &made->vocab, &why), 0);
    for (int i = 0; i < 4; i++) {
        measured.first_style = i / 2 ? vocab_style(&made->vocab, "pop") : VOCAB_BOUNDARY;
        measured.first_kind = i % 2 ? vocab_kind(&made->vocab, "dj") : VOCAB_BOUNDARY;
        bits[i / 2][i % 2] = 3 * evaluate_names(made, &measured, NULL, PRECISION_FLOAT32, NULL, &why);
    }
    ck_assert_double_eq_tol(bits[0][0], 2, 0.5);
    ck_assert_double_eq_tol(bits[0][1], 1, 0.4);
    ck_assert_double_eq_tol(bits[1][0], 1, 0.4);
    ck_assert_double_lt(bits[1][1], 0.4);
    names.count = 200;
    dataset_free(&measured);
    free(result.curve);
    model_free(made);
    name_list_free(&names);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("recipe");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, every_second_name_begins_with_its_style_and_every_second_with_its_kind);
    tcase_add_test(tests, evaluated_names_start_with_their_labels);
    tcase_add_test(tests, noise_replaces_its_share_of_the_characters);
    tcase_add_test(tests, soft_targets_mix_the_teacher_for_unlabelled_names);
    tcase_add_test(tests, elements_that_are_kept_are_scaled_up);
    tcase_add_test(tests, each_dropout_applies_where_it_is_set);
    tcase_add_test(tests, names_are_either_learnt_or_held_out);
    tcase_add_test(tests, the_teacher_has_not_seen_names_that_are_held_out);
    tcase_add_test(tests, weights_start_within_their_bounds);
    if (!getenv("QUICK_TESTS")) { /* complete trainings, whose memory accesses test_train.c covers */
        tcase_add_test(tests, dropout_noise_and_teacher_each_change_the_loss_of_a_step);
        tcase_add_loop_test(tests, training_stops_without_progress_and_keeps_the_best, 0, 3);
        tcase_add_test(tests, styles_and_kinds_are_learnt);
    }
    tcase_set_timeout(tests, 120);
    return run_case("recipe", tests);
}
