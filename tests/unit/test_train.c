/* Tests of training: it learns, its result depends only on the seed, and it can be stopped and resumed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "names.h"

#include "model/checkpoint.h"
#include "model/transfer.h"

static struct err why;
static char path[64];

/* Trained once, in the parent of all tests. */
static struct model *model;
static struct train_result result;

static void train_once(void)
{
    struct train_how how = small_training();

    model = train_names(&how, &result, &why);
    ck_assert_msg(model != NULL, "%s", why.text);
}

static void free_once(void)
{
    free(result.curve);
    model_free(model);
}

static void make_path(void)
{
    int file;

    snprintf(path, sizeof path, "/tmp/stagename-train-XXXXXX");
    file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    close(file);
    unlink(path);
}

static void remove_path(void)
{
    unlink(path);
}

static void ck_assert_same(const struct model *a, const struct model *b)
{
    ck_assert_uint_eq(a->parameters.count, b->parameters.count);
    ck_assert_mem_eq(a->parameters.all, b->parameters.all, a->parameters.count * sizeof(real));
}

START_TEST(training_learns)
{
    /* An untrained model of 13 letters, a space and the end has log2 15 = 3.9 bits. */
    ck_assert_double_lt(result.heldout_bits, 2.2);
    ck_assert_int_eq(result.epochs, 6);
    ck_assert_double_lt(result.curve[5][1], result.curve[0][1]);
}
END_TEST

START_TEST(threads_change_nothing_but_a_seed_does)
{
    struct train_how how = small_training();
    struct train_result other;
    struct model *b, *c;

    how.threads = 3;
    b = train_names(&how, &other, &why);
    ck_assert_same(model, b);
    ck_assert_mem_eq(other.curve, result.curve, 6 * sizeof *result.curve);
    free(other.curve);
    how.settings.seed = 2;
    c = train_names(&how, &other, &why);
    ck_assert(memcmp(model->parameters.all, c->parameters.all, model->parameters.count * sizeof(real)) != 0);
    free(other.curve);
    model_free(b);
    model_free(c);
}
END_TEST

/* Requests a stop at the n-th report. */
static int stop_at(void *arg, const struct train_progress *state)
{
    (void)state;
    return --*(int *)arg == 0;
}

/* A training of two networks. Each has 120 reports: 6 epochs of 19 batches and their ends. */
static struct train_how two_networks(void)
{
    struct train_how how = small_training();

    how.settings.first = 20;
    how.settings.first_share = 0.5;
    return how;
}

/* Stops at each of these reports, counted from the last stop; each time another run resumes. */
static struct model *train_in_parts(struct train_how how, const int *stops, int stop_count,
                                    struct train_result *part)
{
    struct model *made = NULL;
    int left;

    how.checkpoint = path;
    how.progress = stop_at;
    how.arg = &left;
    for (int i = 0; !made; i++) {
        left = i < stop_count ? stops[i] : -1;
        how.resume = i > 0;
        how.threads = 1 + i % 2;
        made = train_names(&how, part, &why);
        ck_assert_msg(made || part->stopped, "%s", why.text);
        ck_assert_int_eq(!made, i < stop_count);
        if (!made)
            free(part->curve);
    }
    return made;
}

/* Within an epoch, between two epochs, and at the end of the last. */
START_TEST(a_resumed_training_gives_the_same_model)
{
    static const int stops[] = {1, 25, 2, 19, 40, 3};
    struct train_result part;
    struct model *made = train_in_parts(small_training(), stops, 6, &part);

    ck_assert_same(model, made);
    ck_assert_mem_eq(part.curve, result.curve, 6 * sizeof *result.curve);
    ck_assert_int_eq((int)part.characters, (int)result.characters);
    free(part.curve);
    model_free(made);
}
END_TEST

/* Stops within the first network, at its end, and within the second one. */
START_TEST(a_resumed_training_of_two_networks_gives_the_same_model)
{
    static const int stops[] = {47, 73, 1, 60};
    struct train_how how = two_networks();
    struct train_result whole, part;
    struct model *unbroken = train_names(&how, &whole, &why), *made = train_in_parts(how, stops, 4, &part);

    ck_assert_same(unbroken, made);
    ck_assert_mem_eq(part.curve, whole.curve, 6 * sizeof *whole.curve);
    ck_assert_int_eq((int)part.characters, 2 * (int)result.characters);
    ck_assert_int_eq(made->shape.hidden, 24);
    free(whole.curve);
    free(part.curve);
    model_free(unbroken);
    model_free(made);
}
END_TEST

/* Returns the loss of a second network that is trained only on the predictions of a first one with this many
 * cells. */
static double bits_after(int first)
{
    struct train_how how = two_networks();
    struct train_result other;
    struct model *made;

    how.settings.first = first;
    how.settings.first_share = 1;
    how.settings.heldout = 0.025;
    made = train_names(&how, &other, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    free(other.curve);
    model_free(made);
    return other.heldout_bits;
}

START_TEST(the_first_network_teaches_the_second)
{
    ck_assert_double_lt(bits_after(24), 2.6);
    ck_assert_double_gt(bits_after(1), 2.9);
}
END_TEST

/* Leaves a checkpoint of a stopped training at path. */
static void stop_early(struct train_how *how)
{
    static int left;
    struct train_result part;

    left = 30;
    *how = small_training();
    how->checkpoint = path;
    how->progress = stop_at;
    how->arg = &left;
    ck_assert_ptr_null(train_names(how, &part, &why));
    ck_assert_int_eq(part.stopped, 1);
    free(part.curve);
    how->progress = NULL;
    how->resume = 1;
}

/* Reads the whole file at path; its size is in *st. The caller frees it. */
static char *read_checkpoint(struct stat *st)
{
    FILE *file = fopen(path, "rb");
    char *data;

    ck_assert_int_eq(stat(path, st), 0);
    data = malloc((size_t)st->st_size);
    ck_assert_uint_eq(fread(data, 1, (size_t)st->st_size, file), (size_t)st->st_size);
    fclose(file);
    return data;
}

START_TEST(default_settings_come_from_the_checkpoint)
{
    struct train_how how;
    struct train_result rest;
    struct model *made;

    stop_early(&how);
    how.settings = train_settings_open();
    made = train_names(&how, &rest, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    ck_assert_same(model, made);
    free(rest.curve);
    model_free(made);
}
END_TEST

START_TEST(a_checkpoint_of_other_settings_or_names_is_refused)
{
    struct train_how how;
    struct train_result none;
    struct name_list list;

    stop_early(&how);
    how.settings.hidden = 25;
    ck_assert_ptr_null(train_names(&how, &none, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "--hidden 24, not 25"));
    how.settings.hidden = 24;
    how.settings.seed = 7;
    ck_assert_ptr_null(train_names(&how, &none, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "--seed 1, not 7"));
    how.settings.seed = 1;
    fill_names(&list, NAMES_OF_TRAINING - 1);
    ck_assert_ptr_null(train_model(&list, &how, &none, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "another list"));
    name_list_free(&list);
}
END_TEST

/* Under valgrind, which is fifty times slower, only a part is tested. */
static int is_quick(void)
{
    return getenv("QUICK_TESTS") != NULL;
}

/* Truncates the file and flips bytes at many places: the result is an error message, never a crash and never
 * a run that resumes from missing data. */
START_TEST(damaged_checkpoints_are_refused)
{
    struct train_how how;
    struct train_result none;
    struct stat st;
    char *data;
    FILE *file;
    int ignored = 0;

    stop_early(&how);
    data = read_checkpoint(&st);
    for (long cut = 0; cut < st.st_size; cut += 1 + st.st_size / (is_quick() ? 3 : 20)) {
        file = fopen(path, "wb");
        fwrite(data, 1, (size_t)cut, file);
        fclose(file);
        ck_assert_ptr_null(train_names(&how, &none, &why));
        ck_assert_ptr_nonnull(strstr(why.text, "is not a usable checkpoint"));
    }
    for (long at = 0; at < 1600; at += is_quick() ? 210 : 13) {
        data[at] ^= 0x15;
        file = fopen(path, "wb");
        fwrite(data, 1, (size_t)st.st_size, file);
        fclose(file);
        data[at] ^= 0x15;
        how.progress = stop_at; /* stops at once if the change is harmless */
        how.arg = &(int){1};
        ck_assert_ptr_null(train_names(&how, &none, &why));
        ignored += none.stopped;
        free(none.curve);
    }
    ck_assert_int_lt(ignored, 40);
    free(data);
}
END_TEST

/* Writes the checkpoint with a part of its header replaced by a text of equal length. */
static void forge(const char *data, size_t size, const char *part, const char *other)
{
    char *copy = malloc(size), *at;
    FILE *file = fopen(path, "wb");

    memcpy(copy, data, size);
    at = memmem(copy, size, part, strlen(part));
    ck_assert_msg(at != NULL, "no %s", part);
    ck_assert_uint_eq(strlen(part), strlen(other));
    memcpy(at, other, strlen(other));
    ck_assert_uint_eq(fwrite(copy, 1, size, file), size);
    fclose(file);
    free(copy);
}

/* Numbers that no training can have written. */
START_TEST(forged_checkpoints_are_refused)
{
    static const struct {
        const char *part, *other, *sentence;
    } cases[] = {
        {"batch\\\":32", "batch\\\":-2", "batch is out of range"},
        {"precision\\\":0", "precision\\\":7", "precision is out of range"},
        {"average\\\":20", "average\\\": 0", "average is out of range"},
        {"layers\\\":2", "layers\\\":9", "layers is out of range"},
        {"hidden\\\":24,\\\"embed\\\":8,\\\"epochs\\\":6,\\\"batch\\\":32,\\\"dropout\\\":0."
         "10000000000000001",
         "hidden\\\":4096,\\\"embed\\\":8,\\\"epochs\\\":6,\\\"batch\\\":32,\\\"dropout\\\":0."
         "100000000000000",
         "its settings describe a larger network than it contains"},
        {"first\\\":0", "first\\\":3", "does not have the shape"},
        {"epoch\\\":2", "epoch\\\":9", "its state is inconsistent"},
        {"epoch\\\":2", "epoch\\\":0", "its state is inconsistent"},
        {"idle\\\":0,", "idle\\\":- ", "its state is inconsistent"},
        {"\\\"idle", "\\\"idol", "its state is inconsistent"},
        {"\\\"curve", "\\\"carve", "its state is inconsistent"},
        {"\\\"rng", "\\\"rug", "its state is inconsistent"},
        {"\\\"best_bits", "\\\"bent_bits", "its state is inconsistent"},
    };
    struct train_how how;
    struct train_result none;
    struct stat st;
    char *data;

    stop_early(&how);
    how.settings = train_settings_open();
    data = read_checkpoint(&st);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        forge(data, (size_t)st.st_size, cases[i].part, cases[i].other);
        ck_assert_ptr_null(train_names(&how, &none, &why));
        ck_assert_msg(strstr(why.text, cases[i].sentence) != NULL, "%s", why.text);
    }
    free(data);
}
END_TEST

START_TEST(training_continues_when_a_checkpoint_cannot_be_written)
{
    struct train_how how = small_training();
    struct train_result part;
    struct model *made;

    how.checkpoint = "/nowhere/at/all";
    made = train_names(&how, &part, &why);
    ck_assert_ptr_nonnull(made);
    ck_assert_same(model, made);
    free(part.curve);
    model_free(made);
}
END_TEST

START_TEST(a_tied_matrix_stays_tied)
{
    struct train_how how = small_training();
    struct train_result other;
    struct model *made;

    how.settings.tied = 1;
    ck_assert_ptr_null(train_names(&how, &other, &why)); /* embed is 8 */
    ck_assert_ptr_nonnull(strstr(why.text, "tied"));
    how.settings.embed = -1;
    how.settings.dropout_embed = 0;
    made = train_names(&how, &other, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    ck_assert_mem_eq(made->parameters.embedding, made->parameters.output,
                     (size_t)vocab_outputs(&made->vocab) * 24 * sizeof(real));
    free(other.curve);
    model_free(made);
}
END_TEST

START_TEST(too_few_names_are_refused)
{
    struct train_how how = {.settings = train_settings_open(), .threads = 1};
    struct train_result none;
    struct name_list list;

    fill_names(&list, 19);
    ck_assert_ptr_null(train_model(&list, &how, &none, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "too few"));
    name_list_free(&list);
}
END_TEST

START_TEST(fewer_names_than_a_batch_are_one_batch)
{
    struct train_how how = small_training();
    struct train_result few;
    struct name_list list;
    struct model *made;

    fill_names(&list, 25);
    how.settings.batch = 128;
    made = train_model(&list, &how, &few, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    ck_assert_int_eq(few.names, 22); /* a tenth is held out of training */
    name_list_free(&list);
    free(few.curve);
    model_free(made);
}
END_TEST

/* The previous checkpoint, such as the state after the last good epoch, is not overwritten. */
START_TEST(a_diverging_loss_is_reported_and_the_checkpoint_kept)
{
    struct train_how how;
    struct train_result none;
    struct stat before, after;

    stop_early(&how);
    ck_assert_int_eq(stat(path, &before), 0);
    how.resume = 0;
    how.settings.rate = 1e38;
    ck_assert_ptr_null(train_names(&how, &none, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "no longer a number at step"));
    ck_assert_int_eq(stat(path, &after), 0);
    ck_assert_int_eq(after.st_ino, before.st_ino); /* a rewritten file would be a new one */
    free(none.curve);
}
END_TEST

/* ---- from another model ---- */

/* Names with the pattern of fill_names in "pop"; other styles have their own letter. */
static void fill_other_names(struct name_list *list)
{
    fill_names(list, 200);
    for (int i = 0; i < 40; i++) {
        char name[16];

        snprintf(name, sizeof name, "la%c%c", 'w', "aeiou"[i % 5]);
        name_list_add(list, name, "folk", "duo");
    }
}

START_TEST(symbols_are_matched_by_meaning)
{
    struct name_list list;
    struct vocab vocab;
    struct model *made;
    struct rng rng;
    size_t embed = (size_t)model->shape.embed, hidden = (size_t)model->shape.hidden;
    int here, there;

    fill_other_names(&list);
    ck_assert_int_eq(name_list_vocab(&list, 1, &vocab, &why), 0);
    made = model_new(&model->shape, &vocab, &why);
    rng_seed(&rng, 1, 0);
    ck_assert_msg(model_transfer(made, model, &rng, &why) == 0, "%s", why.text);
    for (int i = 0; i < 3; i++) {
        here = i == 0   ? vocab_character(&made->vocab, 'z')
               : i == 1 ? vocab_style(&made->vocab, "metal")
                        : vocab_kind(&made->vocab, "group");
        there = i == 0   ? vocab_character(&model->vocab, 'z')
                : i == 1 ? vocab_style(&model->vocab, "metal")
                         : vocab_kind(&model->vocab, "group");
        ck_assert_int_ne(here, there); /* 'w' and "folk" come before them */
        ck_assert_mem_eq(made->parameters.embedding + (size_t)here * embed,
                         model->parameters.embedding + (size_t)there * embed, embed * sizeof(real));
    }
    here = vocab_character(&made->vocab, 'z');
    there = vocab_character(&model->vocab, 'z');
    ck_assert_mem_eq(made->parameters.output + (size_t)here * hidden,
                     model->parameters.output + (size_t)there * hidden, hidden * sizeof(real));
    ck_assert_mem_eq(made->parameters.layers[1].w_hh, model->parameters.layers[1].w_hh,
                     4 * hidden * hidden * sizeof(real));
    ck_assert(made->parameters.output[(size_t)vocab_character(&made->vocab, 'w') * hidden] == 0);
    model_free(made);
    name_list_free(&list);
}
END_TEST

START_TEST(models_that_do_not_match_are_refused)
{
    static const struct model_shape other = {1, 24, 8};
    struct train_how how = small_training();
    struct train_result none;
    struct name_list list = {0};
    struct vocab vocab;
    struct model *made;
    struct rng rng;

    fill_names(&list, 50);
    ck_assert_int_eq(name_list_vocab(&list, 1, &vocab, &why), 0);
    made = model_new(&other, &vocab, &why);
    rng_seed(&rng, 1, 0);
    ck_assert_int_ne(model_transfer(made, model, &rng, &why), 0);
    ck_assert_ptr_nonnull(strstr(why.text, "2 layers of 24 cells"));
    model_free(made);
    name_list_free(&list);
    memset(&list, 0, sizeof list);
    for (int i = 0; i < 30; i++) {
        char name[] = "\xd0\x90\xd0\xb1 \xd0\xb0"; /* no letter of the model */

        name[1] = (char)(0x90 + i);
        name_list_add(&list, name, NULL, NULL);
    }
    how.from = model;
    ck_assert_ptr_null(train_model(&list, &how, &none, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "--from none"));
    free(none.curve);
    name_list_free(&list);
}
END_TEST

/* The base model helps a short training, stopped and resumed or not, with any number of threads. */
START_TEST(training_from_a_model_starts_at_its_loss)
{
    static const int stops[] = {3, 9};
    struct train_how how = small_training();
    struct train_result from, again;
    struct model *made, *second;

    how.settings.epochs = 2;
    how.settings.rate = 0.002;
    how.from = model;
    made = train_names(&how, &from, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    ck_assert_double_lt(from.curve[0][1], result.heldout_bits + 0.1);
    how.threads = 2;
    second = train_in_parts(how, stops, 2, &again);
    ck_assert_same(made, second);
    free(from.curve);
    free(again.curve);
    model_free(made);
    model_free(second);
}
END_TEST

static int fill_metal(struct name_list *list)
{
    struct name_list all;
    int count = 0;

    fill_names(&all, NAMES_OF_TRAINING);
    memset(list, 0, sizeof *list);
    for (int i = 0; i < all.count; i++)
        if (strcmp(all.items[i].style, "metal") == 0) {
            name_list_add(list, all.items[i].name, NULL, NULL);
            count++;
        }
    name_list_free(&all);
    return count;
}

/* Metal names without a style: the network starts them like the base starts metal names. */
START_TEST(lists_without_styles_start_with_the_likeliest_style)
{
    struct train_how how = small_training();
    struct train_result from;
    size_t embed = (size_t)how.settings.embed;
    const real *boundary, *metal;
    struct name_list list;
    struct model *made;

    ck_assert_int_gt(fill_metal(&list), 200);
    how.settings.epochs = 1;
    how.settings.rate = 1e-6;
    how.from = model;
    made = train_model(&list, &how, &from, &why);
    ck_assert_msg(made != NULL, "%s", why.text);
    ck_assert_int_eq(made->vocab.style_count, 0);
    boundary = made->parameters.embedding;
    metal = model->parameters.embedding + (size_t)vocab_style(&model->vocab, "metal") * embed;
    for (size_t i = 0; i < embed; i++)
        ck_assert_double_eq_tol(boundary[i], metal[i], 0.01);
    free(from.curve);
    model_free(made);
    name_list_free(&list);
}
END_TEST

/* The rate falls differently in each schedule, so the models differ; each learns. */
START_TEST(every_schedule_learns)
{
    struct model *made[3];

    for (int i = 0; i < 3; i++) {
        struct train_how how = small_training();
        struct train_result other;

        how.settings.epochs = 3;
        how.settings.schedule = i;
        made[i] = train_names(&how, &other, &why);
        ck_assert_msg(made[i] != NULL, "%s", why.text);
        ck_assert_double_lt(other.curve[2][1], other.curve[0][1]);
        free(other.curve);
    }
    for (int i = 0; i < 3; i++)
        ck_assert(memcmp(made[i]->parameters.all, made[(i + 1) % 3]->parameters.all,
                         made[i]->parameters.count * sizeof(real)) != 0);
    for (int i = 0; i < 3; i++)
        model_free(made[i]);
}
END_TEST

START_TEST(settings_follow_the_size_of_the_list)
{
    struct corpus_facts few = {.names = 60, .characters = 700}, many = {.names = 30000, .characters = 400000};
    struct train_settings a = train_settings_open(), b = train_settings_open(), c = train_settings_open();

    train_settings_choose(&a, &few);
    ck_assert_int_eq(a.batch, 8);
    ck_assert_int_ge(a.epochs, 100);
    ck_assert_int_eq(a.min_count, 1);
    ck_assert_double_ge(a.heldout, 0.1);
    train_settings_choose(&b, &many);
    ck_assert_int_eq(b.batch, 128);
    ck_assert_double_lt(b.heldout, 0.05);
    many.base = &model->shape;
    train_settings_choose(&c, &many);
    ck_assert_int_eq(c.hidden, 24);
    ck_assert_int_lt(c.epochs, b.epochs);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("train");

    tcase_add_unchecked_fixture(tests, train_once, free_once);
    tcase_add_checked_fixture(tests, make_path, remove_path);
    tcase_add_test(tests, training_learns);
    tcase_add_test(tests, a_resumed_training_gives_the_same_model);
    tcase_add_test(tests, a_resumed_training_of_two_networks_gives_the_same_model);
    tcase_add_test(tests, a_checkpoint_of_other_settings_or_names_is_refused);
    tcase_add_test(tests, damaged_checkpoints_are_refused);
    tcase_add_test(tests, forged_checkpoints_are_refused);
    tcase_add_test(tests, too_few_names_are_refused);
    tcase_add_test(tests, symbols_are_matched_by_meaning);
    tcase_add_test(tests, models_that_do_not_match_are_refused);
    tcase_add_test(tests, lists_without_styles_start_with_the_likeliest_style);
    tcase_add_test(tests, settings_follow_the_size_of_the_list);
    tcase_add_test(tests, fewer_names_than_a_batch_are_one_batch);
    tcase_add_test(tests, a_diverging_loss_is_reported_and_the_checkpoint_kept);
    if (!is_quick()) { /* complete trainings, whose memory accesses the tests above cover */
        tcase_add_test(tests, threads_change_nothing_but_a_seed_does);
        tcase_add_test(tests, default_settings_come_from_the_checkpoint);
        tcase_add_test(tests, training_continues_when_a_checkpoint_cannot_be_written);
        tcase_add_test(tests, a_tied_matrix_stays_tied);
        tcase_add_test(tests, every_schedule_learns);
        tcase_add_test(tests, the_first_network_teaches_the_second);
        tcase_add_test(tests, training_from_a_model_starts_at_its_loss);
    }
    tcase_set_timeout(tests, 600);
    return run_case("train", tests);
}
