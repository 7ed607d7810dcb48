/* Tests of the description of a model file: characters in groups, numbers, the loss curve, and escapes for
 * the terminal. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include "report/info.h"
#include "report/textplot.h"
#include "text/charset.h"

static struct err why;

/* ---- parts of the text ---- */

static char *printed;
static size_t printed_size;

static FILE *begin_print(void)
{
    return open_memstream(&printed, &printed_size);
}

static void ck_printed(FILE *out, const char *wanted)
{
    fclose(out);
    ck_assert_str_eq(printed, wanted);
    free(printed);
}

START_TEST(characters_have_groups)
{
    static const struct {
        uint32_t code;
        int letter;
        const char *group;
    } cases[] = {
        {'a', 1, "Latin"},       {0xe9, 1, "Latin"}, {0x416, 1, "Cyrillic"},  {0x3042, 1, "Hiragana"},
        {0x5f13, 1, "Han"},      {'7', 0, "digits"}, {'&', 0, "punctuation"}, {'$', 0, "symbols"},
        {0x301, 0, "marks"},     {' ', 0, "spaces"}, {0x1b, 0, "others"},     {0x2bb, 1, "other letters"},
        {0x1f3b5, 0, "symbols"},
    };
    char group[CHARSET_GROUP_BYTES];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(charset_group(cases[i].code, group), cases[i].letter);
        ck_assert_str_eq(group, cases[i].group);
    }
}
END_TEST

START_TEST(characters_are_listed_with_ranges)
{
    const uint32_t codes[] = {0x1b, ' ', '$', '%', '&', '\'', '0', '1',
                              '2',  'A', 'B', 'C', 'D', 'a',  'c', 0x301};
    FILE *out = begin_print();

    charset_print(out, codes, 16, 100, 100, 0);
    ck_printed(out, "U+001B U+0020 $ % & ' 0 1 2 A–D a c ◌\xcc\x81\n");
    out = begin_print();
    charset_print(out, codes + 9, 6, 2, 100, 0);
    ck_printed(out, "A–D a … and 1 more\n");
    out = begin_print();
    charset_print(out, codes + 2, 6, 100, 7, 4);
    ck_printed(out, "$ %\n    & '\n    0 1\n");
}
END_TEST

START_TEST(control_characters_are_not_printed)
{
    FILE *out = begin_print();

    charset_print_text(out, "a\033[2Jé\xe2\x80\xae");
    ck_printed(out, "aU+001B[2JéU+202E");
}
END_TEST

START_TEST(a_plot_shows_values_at_their_positions)
{
    const double falling[] = {3, 2, 1}, one[] = {2.5};
    const struct textplot_series series[] = {{"down", 'o', falling}}, single[] = {{"one", '*', one}};
    char first[] = "    3.000 |o\n", last[200], middle[200];
    FILE *out = begin_print();

    textplot(out, series, 1, 3);
    fclose(out);
    snprintf(last, sizeof last, "    1.000 |%59so\n          +", "");
    snprintf(middle, sizeof middle, "          |%30so\n", "");
    ck_assert_msg(strncmp(printed, first, strlen(first)) == 0, "%s", printed);
    ck_assert_msg(strstr(printed, last) && strstr(printed, middle), "%s", printed);
    ck_assert_msg(strstr(printed, "\n            o down\n") != NULL, "%s", printed);
    free(printed);
    out = begin_print();
    textplot(out, single, 1, 1);
    fclose(out);
    ck_assert_msg(strncmp(printed, "    2.500 |*\n", 13) == 0, "%s", printed);
    free(printed);
    out = begin_print();
    textplot(out, series, 1, 0);
    ck_printed(out, "");
}
END_TEST

/* ---- models ---- */

static struct model *model_of(const char *style, double weight, const char *settings)
{
    static const uint32_t alphabet[] = {' ', 'a', 'b', 'c', 'd', 0x416};
    const struct model_shape shape = {1, 3, 2};
    struct vocab vocab = {0};
    struct model *model;

    ck_assert_int_eq(vocab_set_characters(&vocab, alphabet, 6, &why), 0);
    ck_assert_int_eq(vocab_add_style(&vocab, style, &why), 0);
    ck_assert_int_eq(vocab_add_style(&vocab, "rock", &why), 0);
    ck_assert_int_eq(vocab_add_kind(&vocab, "dj", &why), 0);
    ck_assert_int_eq(vocab_make_weights(&vocab, &why), 0);
    /* Rows: no style, style, rock; columns: no kind, dj. */
    memcpy(vocab.weights, (double[]){1, 2, 3, 4, 0, weight}, 6 * sizeof(double));
    model = model_new(&shape, &vocab, &why);
    ck_assert_ptr_nonnull(model);
    model->settings = settings ? strdup(settings) : NULL;
    return model;
}

static json_t *info_of(const char *style, double weight, const char *settings)
{
    const struct model_file file = {.bytes = 1234, .format = NUMBER_BFLOAT16};
    struct model *model = model_of(style, weight, settings);
    json_t *info = info_json("a.safetensors", model, &file, &why);

    ck_assert_msg(info != NULL, "%s", why.text);
    model_free(model);
    return info;
}

START_TEST(the_json_has_all_values)
{
    static const char wanted[] =
        "{\"file\":\"a.safetensors\",\"bytes\":1234,\"dtype\":\"bfloat16\",\"layers\":1,\"hidden\":3,"
        "\"embed\":2,"
        "\"parameters\":120,\"alphabet\":{\"count\":6,\"characters\":\" abcdЖ\",\"groups\":["
        "{\"name\":\"Latin\",\"count\":4,\"characters\":\"abcd\"},"
        "{\"name\":\"Cyrillic\",\"count\":1,\"characters\":\"Ж\"},"
        "{\"name\":\"spaces\",\"count\":1,\"characters\":\" \"}]},"
        "\"styles\":[{\"name\":\"techno\",\"names\":7},{\"name\":\"rock\",\"names\":5}],"
        "\"kinds\":[{\"name\":\"dj\",\"names\":11}],\"without_style\":3,\"without_kind\":4,"
        "\"settings\":{\"schedule\":\"cosine\",\"tied\":\"no\",\"precision\":7,\"names\":9},"
        "\"curve\":[{\"epoch\":1,\"learnt\":3.5,\"heldout\":2.5}]}";
    json_t *info =
        info_of("techno", 5, "{\"schedule\":0,\"tied\":0,\"precision\":7,\"names\":9,\"curve\":[[3.5,2.5]]}");
    char *text = json_dumps(info, JSON_COMPACT);

    ck_assert_str_eq(text, wanted);
    free(text);
    json_decref(info);
}
END_TEST

/* Weights in a file may have a fraction. */
START_TEST(numbers_of_names_keep_their_fraction)
{
    json_t *info = info_of("techno", 5.25, NULL);
    char *styles = json_dumps(json_object_get(info, "styles"), JSON_COMPACT),
         *kinds = json_dumps(json_object_get(info, "kinds"), JSON_COMPACT);

    ck_assert_str_eq(styles, "[{\"name\":\"techno\",\"names\":7},{\"name\":\"rock\",\"names\":5.25}]");
    ck_assert_str_eq(kinds, "[{\"name\":\"dj\",\"names\":11.25}]");
    free(styles);
    free(kinds);
    json_decref(info);
}
END_TEST

/* Settings that are not JSON, not an object, or have an invalid curve. */
START_TEST(invalid_settings_are_omitted)
{
    static const char *const cases[] = {NULL,
                                        "",
                                        "{",
                                        "[1]",
                                        "{\"curve\":3}",
                                        "{\"curve\":[[1,2],[3]]}",
                                        "{\"curve\":[[1,2],[3,1e308]]}",
                                        "{\"curve\":[[1,\"2\"]]}",
                                        "{\"curve\":[[-1,2]]}"};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *info = info_of("techno", 5, cases[i]);
        FILE *out = begin_print();

        ck_assert_uint_eq(json_object_size(json_object_get(info, "settings")), 0);
        ck_assert_uint_eq(json_array_size(json_object_get(info, "curve")), 0);
        ck_assert_int_eq(info_print(out, info, 1, &why), 0);
        fclose(out);
        ck_assert_msg(strstr(printed, "has no training data") != NULL, "%s", printed);
        ck_assert_msg(!strstr(printed, "loss"), "%s", printed);
        free(printed);
        json_decref(info);
    }
}
END_TEST

START_TEST(hostile_files_are_printed_plainly)
{
    json_t *info = info_of("\033[2J", 1e308, "{\"seed\":\"\\u001b]0;x\",\"layers\":1e300,\"names\":1e300}");
    FILE *out = begin_print();

    ck_assert_int_eq(info_print(out, info, 0, &why), 0);
    fclose(out);
    ck_assert_ptr_null(strchr(printed, '\033'));
    ck_assert_msg(strstr(printed, "U+001B[2J 7") != NULL, "%s", printed);
    ck_assert_msg(strstr(printed, "--seed U+001B]0;x") != NULL, "%s", printed);
    free(printed);
    json_decref(info);
}
END_TEST

START_TEST(the_text_names_the_best_epoch)
{
    json_t *info = info_of("techno", 50,
                           "{\"hidden\":3,\"dropout_embed\":0.25,\"schedule\":1,\"seed\":\"7\",\"names\":90,"
                           "\"curve\":[[3,3.25],[2,2.25],[1,2.5]]}");
    FILE *out = begin_print();

    ck_assert_int_eq(info_print(out, info, 0, &why), 0);
    ck_printed(out, "a.safetensors\n"
                    "size        1234 bytes, bfloat16\n"
                    "network     1 layer of 3 cells, embedding of 2, 120 parameters\n"
                    "alphabet    6 characters\n"
                    "            Latin                4  a–d\n"
                    "            Cyrillic             1  Ж\n"
                    "            spaces               1  U+0020\n"
                    "styles      2: rock 50, techno 7; names without: 3\n"
                    "kinds       1: dj 56; names without: 4\n"
                    "training    90 names learnt from\n"
                    "settings    --hidden 3 --dropout-embed 0.25 --schedule linear --seed 7\n"
                    "loss        bits per character (training: with dropout)\n"
                    "            epoch  training  held out\n"
                    "                1   3.0000    3.2500\n"
                    "                2   2.0000    2.2500  best\n"
                    "                3   1.0000    2.5000\n");
    json_decref(info);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("info");

    tcase_add_test(tests, characters_have_groups);
    tcase_add_test(tests, characters_are_listed_with_ranges);
    tcase_add_test(tests, control_characters_are_not_printed);
    tcase_add_test(tests, a_plot_shows_values_at_their_positions);
    tcase_add_test(tests, the_json_has_all_values);
    tcase_add_test(tests, numbers_of_names_keep_their_fraction);
    tcase_add_test(tests, invalid_settings_are_omitted);
    tcase_add_test(tests, hostile_files_are_printed_plainly);
    tcase_add_test(tests, the_text_names_the_best_epoch);
    return run_case("info", tests);
}
