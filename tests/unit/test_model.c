/* Tests of datasets, model files and sampling, with a model small enough to train in the test. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"

#include "model/evaluate.h"
#include "model/modelfile.h"
#include "model/sample.h"
#include "text/utf8.h"

static struct err why;
static char path[] = "/tmp/stagename-model-XXXXXX";

/* Trained once, in the parent of all tests. */
static struct model *model;
static struct train_result result;

static void train_once(void)
{
    struct train_how how = small_training();

    model = train_names(&how, &result, &why);
    ck_assert_msg(model != NULL, "%s", why.text);
    free(result.curve);
}

static void free_once(void)
{
    model_free(model);
}

START_TEST(duplicate_names_are_learnt_once)
{
    struct name_list list = {0};

    for (int i = 0; i < 5; i++) {
        name_list_add(&list, "Abba", "pop", NULL);
        name_list_add(&list, i % 2 ? "Kino" : "Muse", "rock", NULL);
    }
    ck_assert_int_eq(name_list_distinct(&list), 7);
    ck_assert_int_eq(list.count, 3);
    ck_assert_str_eq(list.items[0].name, "Abba");
    ck_assert_str_eq(list.items[1].name, "Muse");
    ck_assert_str_eq(list.items[2].name, "Kino");
    name_list_free(&list);
}
END_TEST

START_TEST(every_name_is_in_one_batch_of_an_epoch)
{
    struct name_list list;
    struct vocab vocab;
    struct dataset data;
    int names[600], seen[600] = {0};
    struct rng rng;

    fill_names(&list, 600);
    ck_assert_int_eq(name_list_vocab(&list, 1, &vocab, &why), 0);
    ck_assert_int_eq(dataset_new(&data, &list, &vocab, &why), 0);
    for (int i = 0; i < 600; i++)
        names[i] = i;
    rng_seed(&rng, 1, 0);
    ck_assert_int_eq(dataset_order(&data, names, 600, 64, &rng), 0);
    for (int i = 0; i < 600; i++) {
        seen[names[i]]++;
        if (i % 64)
            ck_assert_int_le(data.length[names[i]], data.length[names[i - 1]]);
    }
    for (int i = 0; i < 600; i++)
        ck_assert_int_eq(seen[i], 1);
    dataset_free(&data);
    vocab_free(&vocab);
    name_list_free(&list);
}
END_TEST

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

START_TEST(a_model_file_restores_the_model)
{
    struct model *again;

    ck_assert_int_eq(model_save(model, path, &why), 0);
    again = model_load(path, &why);
    ck_assert_msg(again != NULL, "%s", why.text);
    ck_assert_uint_eq(again->parameters.count, model->parameters.count);
    ck_assert_mem_eq(again->parameters.all, model->parameters.all, model->parameters.count * sizeof(real));
    ck_assert_int_eq(again->vocab.character_count, model->vocab.character_count);
    ck_assert_int_ge(vocab_character(&again->vocab, 0xe9), 1);
    ck_assert_int_eq(vocab_style(&again->vocab, "metal"), vocab_style(&model->vocab, "metal"));
    model_free(again);
}
END_TEST

static size_t slurp(unsigned char *data, size_t size)
{
    FILE *in = fopen(path, "rb");
    size_t got = fread(data, 1, size, in);

    fclose(in);
    return got;
}

static void spit(const unsigned char *data, size_t size)
{
    FILE *out = fopen(path, "wb");

    ck_assert_uint_eq(fwrite(data, 1, size, out), size);
    fclose(out);
}

static long allocations_left;

static void *limited_malloc(size_t size)
{
    return allocations_left-- > 0 ? malloc(size) : NULL;
}

/* Each allocation while the file's description is written. */
START_TEST(a_model_file_is_complete_or_absent_when_memory_is_full)
{
    static unsigned char whole[200000], data[sizeof whole];
    size_t size;
    long n = 0;

    ck_assert_int_eq(model_save(model, path, &why), 0);
    size = slurp(whole, sizeof whole);
    unlink(path);
    json_set_alloc_funcs(limited_malloc, free);
    for (allocations_left = 0; model_save(model, path, &why) != 0; allocations_left = ++n) {
        ck_assert_str_eq(why.text, "out of memory");
        ck_assert_int_ne(access(path, F_OK), 0);
    }
    json_set_alloc_funcs(malloc, free); /* without forks the next test would use them too */
    ck_assert_int_gt(n, 50);
    ck_assert_uint_eq(slurp(data, sizeof data), size);
    ck_assert_mem_eq(data, whole, size);
}
END_TEST

START_TEST(damaged_models_are_refused)
{
    struct model *again;
    static unsigned char data[200000];
    struct rng rng;
    size_t size;

    ck_assert_int_eq(model_save(model, path, &why), 0);
    size = slurp(data, sizeof data);
    ck_assert_uint_lt(size, sizeof data);
    for (size_t cut = 0; cut < size; cut += cut < 3000 ? 97 : 2503) {
        spit(data, cut);
        ck_assert_msg(model_load(path, &why) == NULL, "cut at %zu of %zu was taken", cut, size);
        ck_assert_ptr_nonnull(strstr(why.text, path));
    }
    rng_seed(&rng, 8, 0);
    for (int i = 0; i < 300; i++) {
        size_t at = rng_below(&rng, 2500);
        unsigned char was = data[at];

        data[at] = (unsigned char)rng_u64(&rng);
        spit(data, size);
        again = model_load(path, &why); /* may succeed (a changed setting), must not crash */
        model_free(again);
        data[at] = was;
    }
}
END_TEST

/* ---- sampling ---- */

struct collected {
    char names[3000][200], styles[3000][32];
    double bits[3000];
    int count;
};
static struct collected first, second;

static int collect(void *arg, const struct sampled_name *name, struct err *unused)
{
    struct collected *c = arg;

    (void)unused;
    snprintf(c->names[c->count], sizeof c->names[0], "%s", name->name);
    snprintf(c->styles[c->count], sizeof c->styles[0], "%s", name->style);
    c->bits[c->count++] = name->bits;
    return 1;
}

static void sample_into(struct collected *c, const struct model *from, struct sample_options o, int count,
                        int threads)
{
    struct team *team = team_new(threads, &why);
    struct sampler *sampler = sampler_new(from, PRECISION_FLOAT32, &why);

    c->count = 0;
    ck_assert_msg(sample_names(sampler, &o, count, team, collect, c, &why) == 0, "%s", why.text);
    ck_assert_int_eq(c->count, count);
    sampler_free(sampler);
    team_free(team);
}

static const struct sample_options plain = {
    .temperature = 1, .prefix = "", .suffix = "", .min_length = 1, .max_length = 40, .seed = 3};

START_TEST(same_seed_same_names_with_any_threads)
{

    sample_into(&first, model, plain, 3000, 1);
    sample_into(&second, model, plain, 3000, 4);
    for (int i = 0; i < 3000; i++) {
        ck_assert_str_eq(first.names[i], second.names[i]);
        ck_assert_double_eq(first.bits[i], second.bits[i]);
    }
}
END_TEST

START_TEST(constraints_are_met)
{
    struct sample_options o = plain;

    o.prefix = "zo";
    o.words = 2;
    o.min_length = 8;
    o.max_length = 14;
    o.suffix = "!";
    sample_into(&first, model, o, 500, 2);
    for (int i = 0; i < first.count; i++) {
        const char *name = first.names[i];

        ck_assert_msg(strncmp(name, "zo", 2) == 0 && name[strlen(name) - 1] == '!', "'%s'", name);
        ck_assert_msg(utf8_words(name) == 2 && !strstr(name, "  ") && !strstr(name, " !"), "'%s'", name);
        ck_assert_msg(utf8_length(name) >= 8 && utf8_length(name) <= 14, "'%s'", name);
    }
}
END_TEST

START_TEST(style_and_kind_change_the_names)
{
    struct sample_options o = plain;
    int hard = 0;

    o.style = "metal";
    sample_into(&first, model, o, 300, 1);
    for (int i = 0; i < first.count; i++) {
        ck_assert_str_eq(first.styles[i], "metal");
        hard += strpbrk(first.names[i], "kzgtx") != NULL;
    }
    ck_assert_int_gt(hard, 270);
    o.style = NULL;
    o.kind = "person"; /* the kind of the other style, which has none of these letters */
    sample_into(&first, model, o, 300, 1);
    hard = 0;
    for (int i = 0; i < first.count; i++)
        hard += strpbrk(first.names[i], "kzgtx") != NULL;
    ck_assert_int_lt(hard, 60);
}
END_TEST

/* The sampler reports the same bits as evaluation for the same name and first symbol, at any temperature. */
START_TEST(bits_equal_those_of_evaluation)
{
    struct sample_options o = plain;
    struct team *team = team_new(1, &why);
    struct name_list list = {0};
    struct dataset data;
    double bits[200], saved[9];

    /* Names must start without style and kind, as in evaluation. */
    for (int i = 0; i < 9; i++)
        saved[i] = model->vocab.weights[i], model->vocab.weights[i] = i == 0;
    o.temperature = _i ? 0.6 : 1;
    sample_into(&first, model, o, 200, 1);
    for (int i = 0; i < 200; i++)
        name_list_add(&list, first.names[i], NULL, NULL);
    ck_assert_int_eq(dataset_new(&data, &list, &model->vocab, &why), 0);
    ck_assert_int_eq(data.count, 200);
    ck_assert_double_gt(evaluate_names(model, &data, team, PRECISION_FLOAT32, bits, &why), 0);
    for (int i = 0; i < 200; i++)
        ck_assert_double_eq_tol(first.bits[i], bits[i] / (data.length[i] + 1), 1e-3);
    for (int i = 0; i < 9; i++)
        model->vocab.weights[i] = saved[i];
    dataset_free(&data);
    name_list_free(&list);
    team_free(team);
}
END_TEST

/* Low temperatures nearly always give the likeliest character, high ones nearly any. */
START_TEST(a_temperature_sharpens_or_flattens)
{
    static const double temperatures[] = {0.3, 1, 2};
    double mean[3] = {0};

    for (int t = 0; t < 3; t++) {
        struct sample_options o = plain;

        o.temperature = temperatures[t];
        sample_into(&first, model, o, 300, 1);
        for (int i = 0; i < first.count; i++)
            mean[t] += first.bits[i] / first.count;
    }
    ck_assert_double_lt(mean[0], mean[1] - 0.1);
    ck_assert_double_gt(mean[2], mean[1] + 0.1);
}
END_TEST

START_TEST(impossible_requests_are_refused)
{
    struct team *team = team_new(1, &why);
    struct sampler *sampler = sampler_new(model, PRECISION_FLOAT32, &why);
    struct sample_options o = plain;

    o.style = "polka";
    ck_assert_int_ne(sample_names(sampler, &o, 1, team, collect, &first, &why), 0);
    ck_assert_ptr_nonnull(strstr(why.text, "polka"));
    o = plain;
    o.prefix = "Ω";
    ck_assert_int_ne(sample_names(sampler, &o, 1, team, collect, &first, &why), 0);
    o = plain;
    o.prefix = "laminola";
    o.max_length = 8;
    ck_assert_int_ne(sample_names(sampler, &o, 1, team, collect, &first, &why), 0);
    sampler_free(sampler);
    team_free(team);
}
END_TEST

static int take_none(void *arg, const struct sampled_name *name, struct err *unused)
{
    (void)name;
    (void)unused;
    ++*(int *)arg;
    return 0;
}

static int is_third_time(void *arg)
{
    return ++*(int *)arg == 3;
}

START_TEST(sampling_stops_when_interrupted)
{
    struct sampler *sampler = sampler_new(model, PRECISION_FLOAT32, &why);
    struct sample_options o = plain;
    int asked = 0, names = 0;

    o.is_over = is_third_time;
    o.is_over_arg = &asked;
    ck_assert_int_eq(sample_names(sampler, &o, 1, NULL, take_none, &names, &why), 0);
    ck_assert_int_eq(asked, 3);
    ck_assert_int_gt(names, 0);
    asked = names = 0;
    o.prefix = "lanolamiralami"; /* no name can end after it, so all are abandoned */
    o.words = 9;
    o.max_length = 15;
    ck_assert_int_eq(sample_names(sampler, &o, 1, NULL, take_none, &names, &why), 0);
    ck_assert_int_eq(asked, 3);
    ck_assert_int_eq(names, 0);
    sampler_free(sampler);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("model");

    tcase_add_unchecked_fixture(tests, train_once, free_once);
    tcase_add_checked_fixture(tests, make_path, remove_path);
    tcase_add_test(tests, duplicate_names_are_learnt_once);
    tcase_add_test(tests, every_name_is_in_one_batch_of_an_epoch);
    tcase_add_test(tests, a_model_file_restores_the_model);
    tcase_add_test(tests, a_model_file_is_complete_or_absent_when_memory_is_full);
    tcase_add_test(tests, damaged_models_are_refused);
    tcase_add_test(tests, same_seed_same_names_with_any_threads);
    tcase_add_test(tests, constraints_are_met);
    tcase_add_test(tests, style_and_kind_change_the_names);
    tcase_add_loop_test(tests, bits_equal_those_of_evaluation, 0, 2);
    tcase_add_test(tests, sampling_stops_when_interrupted);
    tcase_add_test(tests, a_temperature_sharpens_or_flattens);
    tcase_add_test(tests, impossible_requests_are_refused);
    tcase_set_timeout(tests, 600);
    return run_case("model", tests);
}
