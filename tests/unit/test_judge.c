/* Tests of the judge against brute force, of the tries and of index files. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "judges.h"

#include "base/rng.h"
#include "judge/edits.h"
#include "judge/vicinity.h"
#include "text/sound.h"

enum { ARTISTS = 3000, QUERIES = 600 };

static struct test_artist artists[ARTISTS];
static const char *key_of[ARTISTS]; /* by number of the artist */
static struct judge *judge;
static struct rng rng;

/* Only three letters, so that many keys are close. */
static char random_letter(void)
{
    return (char)('a' + rng_below(&rng, 3));
}

static void random_key(char *key)
{
    int length = 1 + (int)rng_below(&rng, rng_below(&rng, 10) ? 14 : 60);

    for (int i = 0; i < length; i++)
        key[i] = random_letter();
    key[length] = '\0';
}

/* One random insertion, deletion, substitution or swap. */
static void edit(char *key)
{
    size_t length = strlen(key), at = rng_below(&rng, length);
    char letter = random_letter();

    switch (rng_below(&rng, 4)) {
    case 0:
        memmove(key + at + 1, key + at, length - at + 1);
        key[at] = letter;
        break;
    case 1:
        if (length > 1)
            memmove(key + at, key + at + 1, length - at);
        break;
    case 2:
        key[at] = letter;
        break;
    default:
        if (at > 0) {
            letter = key[at];
            key[at] = key[at - 1];
            key[at - 1] = letter;
        }
    }
}

static void make_judge(void)
{
    rng_seed(&rng, 11, 0);
    for (int i = 0; i < ARTISTS; i++) {
        random_key(artists[i].key);
        artists[i].artist = (uint32_t)i;
    }
    judge = test_judge(artists, ARTISTS);
    for (int i = 0; i < ARTISTS; i++)
        key_of[artists[i].artist] = artists[i].key;
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

/* Optimal string alignment with the full table. */
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

/* The distance by sound, or -1 when they do not sound alike; from the definition, without the index. */
static int sound_distance(const char *a, const char *b)
{
    struct sounds x, y;
    int least = -1;

    if (strlen(a) < JUDGE_SOUND_LETTERS || strlen(b) < JUDGE_SOUND_LETTERS)
        return -1;
    sounds_make(a, &x);
    sounds_make(b, &y);
    for (int i = 0; i < x.count * y.count; i++) {
        const char *one = x.respellings[i % x.count], *other = y.respellings[i / x.count];
        char skeletons[2][SOUND_BYTES];
        int limit = sounds_limit((int)strlen(one), (int)strlen(other)),
            apart = sounds_distance(one, other, limit);

        if (sounds_skeleton(one, skeletons[0]) > 0 && sounds_skeleton(other, skeletons[1]) > 0 &&
            strcmp(skeletons[0], skeletons[1]) == 0 && limit >= 0 && apart <= limit &&
            (least < 0 || apart < least))
            least = apart;
    }
    return least;
}

/* The rank of an artist (judge.c), or FAR. */
enum { FAR = 1000 };
static int rank_of(const char *key, const char *other)
{
    int edits = edits_between(key, other), apart = sound_distance(key, other), far = FAR;

    if (edits <= judge_limit((int)strlen(key), (int)strlen(other)))
        far = 10 * edits;
    if (apart > 0 && 5 * edits > 2 * (int)(strlen(key) > strlen(other) ? strlen(key) : strlen(other)))
        apart = -1;
    return apart >= 0 && 15 + apart < far ? 15 + apart : far;
}

/* The nearest artists by brute force. */
static int nearest_by_force(const char *key, struct judge_hit nearest[JUDGE_NEAREST])
{
    int rank[ARTISTS], count = 0;

    for (int i = 0; i < ARTISTS; i++)
        rank[i] = rank_of(key, key_of[i]);
    for (int far = 0; far < FAR && count < JUDGE_NEAREST; far++)
        for (int i = 0; i < ARTISTS && count < JUDGE_NEAREST; i++)
            if (rank[i] == far)
                nearest[count++] = (struct judge_hit){
                    .artist = (uint32_t)i, .distance = edits_between(key, key_of[i]), .rank = far};
    return count;
}

static void expect_the_same(const char *key)
{
    struct judge_hit expected[JUDGE_NEAREST], got[JUDGE_NEAREST];
    struct idea idea = {.keys = {.count = 1}};
    int count, wanted;

    strcpy(idea.keys.read, key);
    strcpy(idea.keys.plain, key);
    wanted = nearest_by_force(key, expected);
    judge_name(judge, &idea, got, &count);
    ck_assert_msg(count == wanted, "'%s': %d found, %d expected", key, count, wanted);
    for (int i = 0; i < count; i++)
        ck_assert_msg(got[i].artist == expected[i].artist && got[i].distance == expected[i].distance &&
                          got[i].rank == expected[i].rank,
                      "'%s', neighbour %d: '%s' at %d, expected '%s' at %d", key, i, key_of[got[i].artist],
                      got[i].distance, key_of[expected[i].artist], expected[i].distance);
}

static void compare_with_brute_force(void)
{
    int queries = getenv("QUICK_TESTS") ? QUERIES / 8 : QUERIES; /* as under valgrind */

    for (int q = 0; q < queries; q++) {
        char key[KEY_BYTES];

        if (q % 2) { /* close to one of them */
            strcpy(key, key_of[rng_below(&rng, ARTISTS)]);
            for (uint64_t edits = rng_below(&rng, 4); edits > 0; edits--)
                edit(key);
        } else {
            random_key(key);
        }
        expect_the_same(key);
    }
}

START_TEST(finds_the_same_artists_as_brute_force)
{
    compare_with_brute_force();
}
END_TEST

START_TEST(a_judge_that_expects_misses_finds_the_same_artists)
{
    struct err why;

    ck_assert_msg(judge_expect_misses(judge, &why) == 0, "%s", why.text);
    compare_with_brute_force();
}
END_TEST

/* The purpose of a vicinity: of words that are near no key, it rejects nearly all. */
START_TEST(words_far_from_all_keys_are_rejected)
{
    struct test_artist few[] = {
        {.key = "velmoratessaly"}, {.key = "zorplixen", .artist = 1}, {.key = "quux", .artist = 2}};
    struct index index;
    struct vicinity *vicinity;
    int found = 0;
    struct err why;

    test_index(few, 3, 1, &index);
    vicinity = vicinity_new(&index.keys, &why);
    ck_assert_msg(vicinity != NULL, "%s", why.text);
    ck_assert_int_eq(vicinity_may_have(vicinity, "velmratesaly", 12, 2), 1);
    ck_assert_int_eq(vicinity_may_have(vicinity, "zorlpixen", 9, 1), 1);
    for (int i = 0; i < 1000; i++) {
        char word[KEY_BYTES];
        int length = 5 + i % 20;

        for (int k = 0; k < length; k++)
            word[k] = random_letter();
        word[length] = '\0';
        found += vicinity_may_have(vicinity, word, length, judge_limit(length, length));
    }
    ck_assert_msg(found < 100, "%d of 1000 words may be near", found);
    vicinity_free(vicinity);
    index_free(&index);
}
END_TEST

START_TEST(edit_distances_equal_the_definition)
{
    int pairs = getenv("QUICK_TESTS") ? 2000 : 20000;

    for (int q = 0; q < pairs; q++) {
        char a[KEY_BYTES], b[KEY_BYTES];

        random_key(a);
        strcpy(b, a);
        for (uint64_t edits = rng_below(&rng, 6); edits > 0; edits--)
            edit(b);
        ck_assert_int_eq(edits_between(a, b), distance(a, b));
    }
    ck_assert_int_eq(edits_between("", "abc"), 3);
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

static enum verdict ask(const struct judge *of, const char *read, const char *plain, const char *look,
                        struct judge_hit got[JUDGE_NEAREST], int *count)
{
    struct idea idea = {.keys = {.count = strcmp(read, plain) ? 2 : 1}};

    strcpy(idea.keys.read, read);
    strcpy(idea.keys.plain, plain);
    strcpy(idea.likeness.look, look);
    return judge_name(of, &idea, got, count);
}

START_TEST(artists_with_two_keys_are_listed_once)
{
    struct test_artist one[] = {{"deadmaus", "", 1, "", 0}, {"deadmau5", "", 1, "", 0}};
    struct judge *two = test_judge(one, 2);
    struct judge_hit got[JUDGE_NEAREST];
    int count;

    ck_assert_int_eq(ask(two, "deadmaus", "deadmau5", "", got, &count), VERDICT_TAKEN);
    ck_assert_int_eq(count, 1);
    ck_assert_int_eq(got[0].distance, 0);
    ck_assert_int_eq(got[0].reason, REASON_SAME);
    judge_free(two);
}
END_TEST

START_TEST(every_name_is_free_with_an_empty_corpus)
{
    struct judge *empty = test_judge(NULL, 0);
    struct judge_hit got[JUDGE_NEAREST];
    int count;

    ck_assert_int_eq(ask(empty, "anything", "anything", "anything", got, &count), VERDICT_FREE);
    ck_assert_int_eq(count, 0);
    ck_assert_int_eq(judge_has_neighbour(empty, "a", 1, 0), 0);
    judge_free(empty);
}
END_TEST

static enum verdict ask_words(const struct judge *of, const char *key, const char *words, uint32_t native,
                              struct judge_hit *nearest)
{
    struct judge_hit got[JUDGE_NEAREST];
    struct idea idea = {.keys = {.count = 1, .native = native}};
    enum verdict verdict;
    int count;

    strcpy(idea.keys.read, key);
    strcpy(idea.keys.plain, key);
    strcpy(idea.likeness.words, words);
    verdict = judge_name(of, &idea, got, &count);
    *nearest = count ? got[0] : (struct judge_hit){0};
    return verdict;
}

START_TEST(the_same_words_are_close)
{
    struct test_artist some[] = {{"21savage", "", 7, "21 savage", 0}, {"brothers", "", 8, "brothers", 0}};
    struct judge *of = test_judge(some, 2);
    struct judge_hit hit;

    ck_assert_int_eq(ask_words(of, "twentyonesavage", "21 savage", 0, &hit), VERDICT_CLOSE);
    ck_assert_int_eq(hit.reason, REASON_WORDS);
    ck_assert_uint_eq(hit.artist, 7);
    ck_assert_int_eq(ask_words(of, "bros", "brothers", 0, &hit), VERDICT_CLOSE);
    ck_assert_int_eq(hit.reason, REASON_WORDS);
    ck_assert_uint_eq(hit.artist, 8);
    ck_assert_int_eq(ask_words(of, "xyz", "", 0, &hit), VERDICT_FREE);
    judge_free(of);
}
END_TEST

/* 周杰倫 and its homophones share a key, and so does a search hint with the name that it finds. */
START_TEST(an_equal_key_is_not_always_the_same_name)
{
    struct test_artist some[] = {{"zhoujielun", "", 7, "", 1234}, {"metalica", "", 8, "", MARK_HINT}};
    struct judge *of = test_judge(some, 2);
    struct judge_hit hit;

    ck_assert_int_eq(ask_words(of, "zhoujielun", "", 1234, &hit), VERDICT_TAKEN);
    ck_assert_int_eq(hit.reason, REASON_SAME);
    ck_assert_int_eq(ask_words(of, "zhoujielun", "", 99, &hit), VERDICT_CLOSE);
    ck_assert_int_eq(hit.reason, REASON_SOUND);
    ck_assert_int_eq(ask_words(of, "zhoujielun", "", 0, &hit), VERDICT_CLOSE);
    ck_assert_int_eq(ask_words(of, "metalica", "", 0, &hit), VERDICT_CLOSE);
    ck_assert_int_eq(hit.reason, REASON_SPELLING);
    ck_assert_uint_eq(hit.artist, 8);
    judge_free(of);
}
END_TEST

START_TEST(every_answer_has_its_reason)
{
    struct test_artist some[] = {{"physicsparadise", "physlcsparadlse", 7, "", 0},
                                 {"abba", "abba", 8, "", 0}};
    struct judge *of = test_judge(some, 2);
    struct judge_hit got[JUDGE_NEAREST];
    int count;

    ck_assert_int_eq(ask(of, "physicparadise", "physicparadise", "", got, &count), VERDICT_CLOSE);
    ck_assert_int_eq(got[0].reason, REASON_SPELLING);
    ck_assert_int_eq(ask(of, "fysixparadice", "fysixparadice", "", got, &count), VERDICT_CLOSE);
    ck_assert_int_eq(got[0].reason, REASON_SOUND);
    ck_assert_int_eq(got[0].distance, edits_between("fysixparadice", "physicsparadise"));
    ck_assert_int_eq(ask(of, "avva", "avva", "abba", got, &count), VERDICT_CLOSE);
    ck_assert_int_eq(got[0].reason, REASON_LOOK);
    ck_assert_uint_eq(got[0].artist, 8);
    ck_assert_str_eq(judge_key(of, got[0].key), "abba");
    judge_free(of);
}
END_TEST

START_TEST(accented_letters_count_as_one_edit)
{
    struct test_artist some[] = {{"m\xc3\xa5neskin", "", 1, "", 0}};
    struct judge *of = test_judge(some, 1);
    struct judge_hit got[JUDGE_NEAREST];
    int count;

    ck_assert_int_eq(ask(of, "m\xc3\xa5neskin", "m\xc3\xa5neskin", "", got, &count), VERDICT_TAKEN);
    ck_assert_int_eq(ask(of, "m\xc3\xa5neskim", "m\xc3\xa5neskim", "", got, &count), VERDICT_FREE);
    judge_free(of);
}
END_TEST

START_TEST(keys_out_of_order_are_refused)
{
    struct err why;
    struct index_builder *builder = index_builder_new(&why);
    const struct index_name none = {0, 0, 0};
    char longest[KEY_BYTES + 1] = "";

    ck_assert_int_eq(index_builder_add(builder, "b", 5, &none, &why), 0);
    ck_assert_int_eq(index_builder_add(builder, "b", 5, &none, &why), 0);
    ck_assert_int_eq(index_builder_add(builder, "a", 6, &none, &why), -1);
    ck_assert_int_eq(index_builder_add(builder, "b", 4, &none, &why), -1);
    ck_assert_int_eq(index_builder_add(builder, "", 7, 0, &why), -1);
    memset(longest, 'z', KEY_BYTES);
    ck_assert_int_eq(index_builder_add(builder, longest, 7, &none, &why), -1);
    index_builder_free(builder);
}
END_TEST

/* The path of a new file in the working directory; the caller deletes it. */
static void write_index(char path[64], int64_t corpus, struct err *why)
{
    struct index index;

    snprintf(path, 64, "test_judge.%d.index", (int)getpid());
    test_index(artists, ARTISTS, corpus, &index);
    ck_assert_int_eq(index_write(&index, path, why), 0);
    index_free(&index);
}

START_TEST(an_index_file_gives_the_same_verdicts)
{
    struct judge *made = judge;
    char path[64], key[KEY_BYTES];
    struct err why;

    write_index(path, 42, &why);
    ck_assert_int_eq(judge_open(path, 42, &judge, &why), 1);
    for (int q = 0; q < 200; q++) {
        random_key(key);
        expect_the_same(key);
    }
    judge_free(judge);
    judge = made;
    unlink(path);
}
END_TEST

START_TEST(files_of_other_corpora_or_truncated_ones_are_refused)
{
    struct index index;
    struct err why;
    char path[64];

    write_index(path, 42, &why);
    ck_assert_int_eq(index_map(&index, path, 43), 0);
    ck_assert_int_eq(truncate(path, 20000), 0);
    ck_assert_int_eq(index_map(&index, path, 42), 0);
    ck_assert_int_eq(truncate(path, 10), 0);
    ck_assert_int_eq(index_map(&index, path, 42), 0);
    ck_assert_int_eq(truncate(path, 0), 0);
    ck_assert_int_eq(index_map(&index, path, 42), 0);
    unlink(path);
    ck_assert_int_eq(index_map(&index, path, 42), 0);
    index_free(&index);
}
END_TEST

/* Changing any byte of the file makes it unusable, because its contents are used without further checks. */
START_TEST(damaged_index_files_are_refused)
{
    struct index index;
    struct err why;
    char path[64];
    FILE *file;
    long size;

    write_index(path, 42, &why);
    file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    for (long at = 0; at < size; at += size / (getenv("QUICK_TESTS") ? 13 : 97)) {
        int byte;

        fseek(file, at, SEEK_SET);
        byte = fgetc(file);
        fseek(file, at, SEEK_SET);
        fputc(byte ^ 0x20, file);
        fflush(file);
        ck_assert_msg(index_map(&index, path, 42) == 0, "byte %ld of %ld", at, size);
        fseek(file, at, SEEK_SET);
        fputc(byte, file);
        fflush(file);
    }
    ck_assert_int_eq(index_map(&index, path, 42), 1);
    index_free(&index);
    fclose(file);
    unlink(path);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("judge");

    tcase_add_unchecked_fixture(tests, make_judge, free_judge);
    tcase_add_test(tests, finds_the_same_artists_as_brute_force);
    tcase_add_test(tests, a_judge_that_expects_misses_finds_the_same_artists);
    tcase_add_test(tests, words_far_from_all_keys_are_rejected);
    tcase_add_test(tests, edit_distances_equal_the_definition);
    tcase_add_test(tests, below_five_letters_nothing_is_close);
    tcase_add_test(tests, artists_with_two_keys_are_listed_once);
    tcase_add_test(tests, every_name_is_free_with_an_empty_corpus);
    tcase_add_test(tests, the_same_words_are_close);
    tcase_add_test(tests, an_equal_key_is_not_always_the_same_name);
    tcase_add_test(tests, every_answer_has_its_reason);
    tcase_add_test(tests, accented_letters_count_as_one_edit);
    tcase_add_test(tests, keys_out_of_order_are_refused);
    tcase_add_test(tests, an_index_file_gives_the_same_verdicts);
    tcase_add_test(tests, files_of_other_corpora_or_truncated_ones_are_refused);
    tcase_add_test(tests, damaged_index_files_are_refused);
    tcase_set_timeout(tests, 60);
    return run_case("judge", tests);
}
