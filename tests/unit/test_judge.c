#include <stdio.h>
#include <string.h>

#include "run.h"

#include "base/rng.h"
#include "judge/judge.h"

enum { ARTISTS = 3000, QUERIES = 400 };

static char artists[ARTISTS][KEY_BYTES];
static struct judge *judge;
static struct rng rng;

/* Few letters and short words, so that near neighbours abound. */
static void random_key(char *key)
{
    int length = 1 + (int)rng_below(&rng, 14);

    for (int i = 0; i < length; i++)
        key[i] = (char)('a' + rng_below(&rng, 3));
    key[length] = '\0';
}

static void make_judge(void)
{
    struct err why;

    rng_seed(&rng, 11, 0);
    judge = judge_new(&why);
    for (int i = 0; i < ARTISTS; i++) {
        random_key(artists[i]);
        ck_assert_int_eq(judge_add(judge, artists[i], (uint32_t)i, &why), 0);
    }
    ck_assert_int_eq(judge_finish(judge, &why), 0);
}

static void free_judge(void)
{
    judge_free(judge);
}

static int least3(int a, int b, int c)
{
    int ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Optimal string alignment by the whole table, as the textbook has it. */
static int distance(const char *a, const char *b)
{
    int n = (int)strlen(a), m = (int)strlen(b);
    static int d[KEY_BYTES][KEY_BYTES];

    for (int i = 0; i <= n; i++)
        for (int j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[n][m];
}

/* The nearest artists by comparing with every one. */
static int nearest_by_force(const char *key, struct judge_hit nearest[JUDGE_NEAREST])
{
    int count = 0;

    for (int far = 0; far <= 2 && count < JUDGE_NEAREST; far++)
        for (int i = 0; i < ARTISTS && count < JUDGE_NEAREST; i++)
            if (distance(key, artists[i]) == far &&
                far <= judge_limit((int)strlen(key), (int)strlen(artists[i])))
                nearest[count++] = (struct judge_hit){(uint32_t)i, far};
    return count;
}

START_TEST(finds_what_comparing_with_every_artist_finds)
{
    for (int q = 0; q < QUERIES; q++) {
        struct judge_hit expected[JUDGE_NEAREST], got[JUDGE_NEAREST];
        struct name_keys keys = {.count = 1};
        int count, wanted;

        random_key(keys.read);
        strcpy(keys.plain, keys.read);
        wanted = nearest_by_force(keys.read, expected);
        judge_ask(judge, &keys, got, &count);
        ck_assert_msg(count == wanted, "'%s': %d found, %d expected", keys.read, count, wanted);
        for (int i = 0; i < count; i++) {
            ck_assert_msg(got[i].artist == expected[i].artist && got[i].distance == expected[i].distance,
                          "'%s', neighbour %d: '%s' at %d, expected '%s' at %d", keys.read, i,
                          artists[got[i].artist], got[i].distance, artists[expected[i].artist],
                          expected[i].distance);
        }
    }
}
END_TEST

START_TEST(below_five_letters_nothing_is_close)
{
    ck_assert_int_eq(judge_limit(4, 9), 0);
    ck_assert_int_eq(judge_limit(5, 6), 1);
    ck_assert_int_eq(judge_limit(9, 10), 1);
    ck_assert_int_eq(judge_limit(10, 12), 2);
}
END_TEST

START_TEST(an_artist_with_two_keys_is_named_once)
{
    struct judge *two;
    struct judge_hit got[JUDGE_NEAREST];
    struct name_keys keys = {"deadmaus", "deadmau5", 2};
    struct err why;
    int count;

    two = judge_new(&why);
    ck_assert_int_eq(judge_add(two, "deadmaus", 1, &why), 0);
    ck_assert_int_eq(judge_add(two, "deadmau5", 1, &why), 0);
    ck_assert_int_eq(judge_finish(two, &why), 0);
    ck_assert_int_eq(judge_ask(two, &keys, got, &count), VERDICT_TAKEN);
    ck_assert_int_eq(count, 1);
    ck_assert_int_eq(got[0].distance, 0);
    judge_free(two);
}
END_TEST

START_TEST(an_empty_corpus_finds_everything_free)
{
    struct judge_hit got[JUDGE_NEAREST];
    struct name_keys keys = {"anything", "anything", 1};
    struct err why;
    struct judge *empty = judge_new(&why);
    int count;

    ck_assert_int_eq(judge_finish(empty, &why), 0);
    ck_assert_int_eq(judge_ask(empty, &keys, got, &count), VERDICT_FREE);
    ck_assert_int_eq(count, 0);
    judge_free(empty);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("judge");

    tcase_add_unchecked_fixture(tests, make_judge, free_judge);
    tcase_add_test(tests, finds_what_comparing_with_every_artist_finds);
    tcase_add_test(tests, below_five_letters_nothing_is_close);
    tcase_add_test(tests, an_artist_with_two_keys_is_named_once);
    tcase_add_test(tests, an_empty_corpus_finds_everything_free);
    tcase_set_timeout(tests, 60);
    return run_case("judge", tests);
}
