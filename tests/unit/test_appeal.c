/* Tests of words and their neighbours, features of names, the classifier, and the selection of the best. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "appeal/selection.h"
#include "base/lines.h"

static struct err why;

static struct lexicon *open_words(const char *text)
{
    char path[] = "/tmp/stagename-words-XXXXXX";
    int file = mkstemp(path);
    struct lexicon *lexicon;

    ck_assert_int_eq(write(file, text, strlen(text)), (ssize_t)strlen(text));
    close(file);
    lexicon = lexicon_open(path, &why);
    unlink(path);
    return lexicon;
}

START_TEST(words_have_classes_and_neighbours)
{
    struct lexicon *lexicon = open_words("# comment\nvelvet\tc\nrose\tcn\nabba\ta\n");

    ck_assert_msg(lexicon != NULL, "%s", why.text);
    ck_assert_int_eq(lexicon_classes(lexicon, "velvet", 6), WORD_COMMON);
    ck_assert_int_eq(lexicon_classes(lexicon, "rose", 4), WORD_COMMON | WORD_PERSON);
    ck_assert_int_eq(lexicon_classes(lexicon, "velve", 5), 0);
    ck_assert_int_eq(lexicon_neighbours(lexicon, "velve", 5), WORD_COMMON);   /* missing */
    ck_assert_int_eq(lexicon_neighbours(lexicon, "velvett", 7), WORD_COMMON); /* too many */
    ck_assert_int_eq(lexicon_neighbours(lexicon, "vilvet", 6), WORD_COMMON);  /* changed */
    ck_assert_int_eq(lexicon_neighbours(lexicon, "evlvet", 6), WORD_COMMON);  /* swapped */
    ck_assert_int_eq(lexicon_neighbours(lexicon, "evlvte", 6), 0);
    ck_assert_int_eq(lexicon_neighbours(lexicon, "ros", 3), 0); /* too short to be a misprint */
    lexicon_free(lexicon);
}
END_TEST

START_TEST(malformed_word_lists_are_refused)
{
    static const char *const bad[] = {"velvet\n", "velvet\tx\n", "Velvet\tc\n", "\tc\n", "a b\tc\n"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_ptr_null(open_words(bad[i]));
        ck_assert_ptr_nonnull(strstr(why.text, "line 1"));
    }
    ck_assert_ptr_null(lexicon_open("/nowhere/words.tsv", &why));
}
END_TEST

static struct lexicon *bundled(void)
{
    char path[512];

    snprintf(path, sizeof path, "%s/words.tsv", getenv("STAGENAME_DATADIR"));
    return lexicon_open(path, &why);
}

static int feature_index(const char *name)
{
    for (int i = 0; i < FEATURES; i++)
        if (strcmp(feature_names[i], name) == 0)
            return i;
    ck_abort_msg("no feature '%s'", name);
    return -1;
}

static void expect(const char *name, const float *features, char *list, int above)
{
    for (char *word = strtok(list, " "); word; word = strtok(NULL, " ")) {
        float value = features[feature_index(word)];

        ck_assert_msg(above ? value > 0 : value <= 0, "'%s': %s is %g", name, word, (double)value);
    }
}

START_TEST(features_match_the_cases)
{
    char path[512], *fields[3];
    struct lexicon *lexicon = bundled();
    struct folder *folder = folder_new(&why);
    struct lines in;
    int cases = 0;

    ck_assert_msg(lexicon && folder, "%s", why.text);
    snprintf(path, sizeof path, "%s/tests/appeal_cases.tsv", getenv("srcdir"));
    ck_assert_int_eq(lines_open(&in, path, &why), 0);
    while (lines_next(&in, &why) == 1) {
        float features[FEATURES];

        if (in.line[0] == '#')
            continue;
        ck_assert_int_eq(lines_split_tabs(in.line, fields, 3), 3);
        features_of(lexicon, folder, fields[0], features);
        expect(fields[0], features, fields[1], 1);
        expect(fields[0], features, fields[2], 0);
        cases++;
    }
    ck_assert_int_gt(cases, 25);
    lines_close(&in);
    folder_free(folder);
    lexicon_free(lexicon);
}
END_TEST

START_TEST(disliked_properties_lower_the_appeal)
{
    static const char *const pairs[][2] = {{"Line Fox", "Etchis Gizza"},   {"Angel Cars", "Danny Hormin"},
                                           {"Dice Girl", "Steve Johnson"}, {"Dark Clover", "The Dirds"},
                                           {"Power Tuna", "Power of the"}, {"Young Paper", "Young yonug"}};
    struct lexicon *lexicon = bundled();
    struct folder *folder = folder_new(&why);

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        ck_assert_msg(appeal_of(lexicon, NULL, folder, pairs[i][0], "") >
                          appeal_of(lexicon, NULL, folder, pairs[i][1], "") + 0.1F,
                      "'%s' and '%s'", pairs[i][0], pairs[i][1]);
    ck_assert(appeal_of(lexicon, NULL, folder, "Nadine Subway", "person") >
              appeal_of(lexicon, NULL, folder, "Nadine Subway", "group"));
    folder_free(folder);
    lexicon_free(lexicon);
}
END_TEST

/* Texts that differ in "la" and "xq". */
START_TEST(the_classifier_separates_what_differs)
{
    enum { COUNT = 400 };
    static char chosen[COUNT][CLASSIFIER_TEXT], generated[COUNT][CLASSIFIER_TEXT];
    float *weights = malloc(CLASSIFIER_WEIGHTS * sizeof *weights),
          *again = malloc(CLASSIFIER_WEIGHTS * sizeof *again);
    int right = 0;

    for (int i = 0; i < COUNT; i++) {
        snprintf(chosen[i], CLASSIFIER_TEXT, " %cla%c ", 'a' + i % 26, 'a' + i / 26);
        snprintf(generated[i], CLASSIFIER_TEXT, " %cxq%c ", 'a' + i % 26, 'a' + i / 26);
    }
    ck_assert_int_eq(classifier_fit(weights, chosen, COUNT / 2, generated, COUNT / 2, 1), 0);
    for (int i = COUNT / 2; i < COUNT; i++)
        right += (classifier_score(weights, chosen[i]) > 0) + (classifier_score(weights, generated[i]) < 0);
    ck_assert_int_gt(right, COUNT * 95 / 100);
    ck_assert_int_eq(classifier_fit(again, chosen, COUNT / 2, generated, COUNT / 2, 1), 0);
    ck_assert_mem_eq(weights, again, CLASSIFIER_WEIGHTS * sizeof *weights);
    free(weights);
    free(again);
}
END_TEST

/* With all weights 1, a score is the number of features: the bias and the n-grams. */
START_TEST(the_classifier_reads_ngrams_within_words)
{
    static const struct {
        const char *text;
        int features;
    } cases[] = {
        {"", 1},
        {" ", 1},            /* a space alone is no n-gram */
        {" ab ", 1 + 8},     /* " a" " ab" " ab "; "a" "ab" "ab "; "b" "b " */
        {" a b ", 1 + 8},    /* " a" " a "; "a" "a "; the same with b */
        {" abcdef ", 1 + 28} /* up to 5 characters: 4 from the space, then 5 5 5 4 3 2 */
    };
    float *weights = malloc(CLASSIFIER_WEIGHTS * sizeof *weights);

    for (int i = 0; i < CLASSIFIER_WEIGHTS; i++)
        weights[i] = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq((int)classifier_score(weights, cases[i].text), cases[i].features);
    free(weights);
}
END_TEST

enum { CANDIDATES = 6000 };
static struct candidate candidates[CANDIDATES];
static char names[CANDIDATES][32];
static unsigned char kept[CANDIDATES];

static void fill_candidates(void)
{
    static const char *const words[] = {"Power", "Dirt", "Lamp", "Oak"};
    struct rng rng;

    rng_seed(&rng, 4, 0);
    for (int i = 0; i < CANDIDATES; i++) {
        int common = i % 4 == 0;

        snprintf(names[i], sizeof names[i], "%s %c%c%d", common ? "Power" : words[rng_below(&rng, 4)],
                 'a' + (int)rng_below(&rng, 26), 'a' + (int)rng_below(&rng, 26), i);
        candidates[i] = (struct candidate){names[i], i % 3 ? "techno" : "metal", i % 5 ? "dj" : "group", 0,
                                           rng_float(&rng) + (float)(strncmp(names[i], "Power", 5) == 0)};
    }
}

/* Although one style and one kind have more appeal. */
START_TEST(selection_keeps_the_shares_of_styles_and_kinds)
{
    int total = 0, metal = 0, groups = 0;
    double sum = 0, all = 0;

    fill_candidates();
    for (int i = 0; i < CANDIDATES; i++)
        candidates[i].appeal += (float)(i % 3 == 0) + (float)(i % 5 == 0);
    ck_assert_int_eq(selection_mark(candidates, CANDIDATES, CANDIDATES / 4, kept, &why), 0);
    for (int i = 0; i < CANDIDATES; i++) {
        all += (double)candidates[i].appeal;
        if (!kept[i])
            continue;
        total++;
        metal += strcmp(candidates[i].style, "metal") == 0;
        groups += strcmp(candidates[i].kind, "group") == 0;
        sum += (double)candidates[i].appeal;
    }
    ck_assert_int_eq(total, CANDIDATES / 4);
    ck_assert_int_le(abs(metal - total / 3), 3);
    ck_assert_int_le(abs(groups - total / 5), 3);
    ck_assert_double_gt(sum / total, all / CANDIDATES + 0.2);
}
END_TEST

START_TEST(selection_keeps_words_varied)
{
    int before = 0, after = 0;

    fill_candidates(); /* every name with Power has more appeal than any other */
    ck_assert_int_eq(selection_mark(candidates, CANDIDATES, CANDIDATES / 4, kept, &why), 0);
    for (int i = 0; i < CANDIDATES; i++) {
        int has = strncmp(names[i], "Power", 5) == 0;

        before += has;
        after += has && kept[i];
    }
    ck_assert_double_lt(4.0 * after, 1.5 * before);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("appeal");

    tcase_add_test(tests, words_have_classes_and_neighbours);
    tcase_add_test(tests, malformed_word_lists_are_refused);
    tcase_add_test(tests, features_match_the_cases);
    tcase_add_test(tests, disliked_properties_lower_the_appeal);
    tcase_add_test(tests, the_classifier_separates_what_differs);
    tcase_add_test(tests, the_classifier_reads_ngrams_within_words);
    tcase_add_test(tests, selection_keeps_the_shares_of_styles_and_kinds);
    tcase_add_test(tests, selection_keeps_words_varied);
    tcase_set_timeout(tests, 120);
    return run_case("appeal", tests);
}
