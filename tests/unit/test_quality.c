/* Tests of the statistics of a batch, with lists small enough to count by hand. */
#include <math.h>
#include <string.h>

#include "judges.h"
#include "run.h"

#include "judge/quality.h"
#include "text/utf8.h"

static const char *const artists[] = {"Abba", "Abbe", "Metallica", "Kraftwerk", "Mogwai", "宇多田ヒカル"};
static const char *const invented[] = {"Abbo", "abba", "Vlorbin", "Vlorbin", "Krrrz", "Megallica", "Tsstkrm"};

static struct folder *folder;
static struct judge *judge;
static struct quality_counter *counter;
static struct err why;

static void set_up(void)
{
    struct test_artist of[sizeof artists / sizeof *artists];

    folder = folder_new(&why);
    counter = quality_new(&why);
    for (uint32_t i = 0; i < sizeof artists / sizeof *artists; i++) {
        struct idea idea;

        idea_make(folder, artists[i], NULL, &idea);
        of[i] = (struct test_artist){.artist = i, .mark = idea.keys.native};
        strcpy(of[i].key, idea.keys.read);
        strcpy(of[i].look, idea.likeness.look);
        quality_add_real(counter, artists[i], &idea.keys);
    }
    judge = test_judge(of, sizeof of / sizeof *of);
}

static void tear_down(void)
{
    quality_free(counter);
    judge_free(judge);
    folder_free(folder);
}

static struct quality measured(void)
{
    struct quality q;

    for (size_t i = 0; i < sizeof invented / sizeof *invented; i++) {
        struct judge_hit hits[JUDGE_NEAREST];
        struct idea idea;
        int count;

        idea_make(folder, invented[i], NULL, &idea);
        quality_add_invented(counter, invented[i], &idea.keys,
                             judge_name(judge, &idea, hits, &count) == VERDICT_TAKEN);
        if (i > 0 && strcmp(invented[i], invented[i - 1]) == 0)
            quality_repeated(counter);
    }
    quality_finish(counter, judge, &q);
    return q;
}

START_TEST(shares_are_counted)
{
    struct quality q = measured();

    ck_assert_double_eq_tol(quality_unique(&q), 6 / 7.0, 1e-9);    /* Vlorbin is a duplicate */
    ck_assert_double_eq_tol(quality_new_share(&q), 6 / 7.0, 1e-9); /* abba */
    ck_assert_int_eq((int)q.invented.spelt, 7);
    ck_assert_int_eq((int)q.invented.pronounceable, 5); /* all but Krrrz and Tsstkrm */
    ck_assert_int_eq((int)q.invented.first['v' - 'a'], 2);
}
END_TEST

/* Three consonants in a row can be said, four cannot; nor can a letter three times, or a name without a
 * vowel. */
START_TEST(names_can_be_pronounced_or_not)
{
    static const char *const names[] = {"Astra", "Abstrakt", "Aaabba", "Krrz", "Oyo", "112"};
    struct quality_counter *counted = quality_new(&why);
    struct quality q;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct name_keys keys;

        key_make(folder, names[i], &keys);
        quality_add_invented(counted, names[i], &keys, 0);
    }
    quality_finish(counted, judge, &q);
    ck_assert_int_eq((int)q.invented.spelt, 5);
    ck_assert_int_eq((int)q.invented.pronounceable, 2); /* Astra and Oyo */
    quality_free(counted);
}
END_TEST

START_TEST(neighbours_are_one_edit_away_and_not_the_artist_itself)
{
    struct quality q = measured();

    ck_assert_double_eq_tol(quality_distant(&q.real, 4), 0, 1e-9);     /* Abba and Abbe */
    ck_assert_double_eq_tol(quality_distant(&q.real, 9), 1, 1e-9);     /* Metallica, Kraftwerk */
    ck_assert_double_eq_tol(quality_distant(&q.invented, 4), 0, 1e-9); /* Abbo and abba */
    ck_assert_double_eq_tol(quality_distant(&q.invented, 9), 0, 1e-9); /* Megallica */
    ck_assert_double_eq_tol(quality_distant(&q.invented, 7), 1, 1e-9);
    ck_assert(isnan(quality_distant(&q.invented, 12)));
    ck_assert_double_eq_tol(quality_distant_all(&q.invented), 4 / 7.0, 1e-9);
}
END_TEST

START_TEST(equal_length_distributions_pass)
{
    struct quality q = {.real = {.names = 4, .lengths = {[3] = 2, [5] = 2}},
                        .invented = {.names = 2, .lengths = {[3] = 1, [5] = 1}}};

    ck_assert_double_eq_tol(quality_lengths_apart(&q), 0, 1e-9);
    q.invented.lengths[3] = 0;
    q.invented.lengths[9] = 1;
    ck_assert_double_eq_tol(quality_lengths_apart(&q), 0.5, 1e-9);
}
END_TEST

START_TEST(bad_batches_cause_a_warning)
{
    char warnings[QUALITY_WARNINGS][160];
    struct quality q = {.real = {.names = 400,
                                 .spelt = 400,
                                 .pronounceable = 380,
                                 .lengths = {[6] = 400},
                                 .sampled = {[6] = 100},
                                 .neighbours = {[6] = 30}},
                        .invented = {.names = 400,
                                     .spelt = 400,
                                     .pronounceable = 376,
                                     .lengths = {[6] = 400},
                                     .sampled = {[6] = 100},
                                     .neighbours = {[6] = 35}}};

    ck_assert_int_eq(quality_warnings(&q, warnings), 0);
    q.repeated = 20;
    q.taken = 80;
    q.invented.pronounceable = 240;
    q.invented.neighbours[6] = 60;
    q.invented.lengths[6] = 200;
    q.invented.lengths[20] = 200;
    ck_assert_int_eq(quality_warnings(&q, warnings), QUALITY_WARNINGS);
    ck_assert_ptr_nonnull(
        strstr(warnings[2], "60 % of the names are one edit from an artist, but only 30 %"));
    q.invented.names = 100; /* too few names */
    ck_assert_int_eq(quality_warnings(&q, warnings), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("quality");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, shares_are_counted);
    tcase_add_test(tests, names_can_be_pronounced_or_not);
    tcase_add_test(tests, neighbours_are_one_edit_away_and_not_the_artist_itself);
    tcase_add_test(tests, equal_length_distributions_pass);
    tcase_add_test(tests, bad_batches_cause_a_warning);
    return run_case("quality", tests);
}
