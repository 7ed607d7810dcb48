/* Tests of similarity by sound, words and look. */
#include <stdio.h>
#include <string.h>

#include "run.h"

#include "base/lines.h"
#include "text/look.h"
#include "text/sound.h"
#include "text/utf8.h"
#include "text/words.h"

/* ---- how a name sounds ---- */

static int sound_distance(const char *one, const char *other, int limit)
{
    struct sounds a, b;
    int least = 1000;

    sounds_make(one, &a);
    sounds_make(other, &b);
    ck_assert_int_gt(a.count, 0);
    ck_assert_int_gt(b.count, 0);
    for (int i = 0; i < a.count * b.count; i++) {
        const char *x = a.respellings[i % a.count], *y = b.respellings[i / a.count];
        char skeletons[2][SOUND_BYTES];
        int apart = sounds_distance(x, y, limit < 0 ? sounds_limit((int)strlen(x), (int)strlen(y)) : limit);

        sounds_skeleton(x, skeletons[0]);
        sounds_skeleton(y, skeletons[1]);
        if (strcmp(skeletons[0], skeletons[1]) == 0 && apart < least)
            least = apart;
    }
    return least;
}

static int sound_alike(const char *one, const char *other)
{
    struct sounds a, b;

    sounds_make(one, &a);
    sounds_make(other, &b);
    return sound_distance(one, other, -1) <=
           sounds_limit((int)strlen(a.respellings[0]), (int)strlen(b.respellings[0]));
}

static const char *const said_alike[][2] = {
    {"phish", "fish"},
    {"kraftwerk", "craftwerk"},
    {"kraftwerk", "kraftwerck"},
    {"beatles", "beetles"},
    {"motleycrue", "motleycrew"},
    {"limpbizkit", "limpbiskit"},
    {"ledzeppelin", "leadzepelin"},
    {"zeds", "seds"},
    {"metallica", "metalika"},
    {"metallica", "mettalica"},
    {"carlcox", "carlcocks"},
    {"knife", "nife"},
    {"wreckx", "rekx"},
    {"gnarlsbarkley", "narlsbarkley"},
    {"schiller", "shiller"},
    {"tchaikovsky", "chaikovski"},
    {"psychic", "sykick"},
    {"rhythm", "rythm"},
    {"gangstarr", "gangstar"},
    {"blink", "blynk"},
    {"cypress", "sypress"},
    {"quake", "kwake"},
    {"fysix", "physics"},
    {"xzibit", "zzibit"},
    {"trilogy", "trillojy"},
    {"night", "nite"},
    {"vasserman", "wasserman"},
    {"yankelovich", "jankelovich"},
    {"blink182", "blynk182"},
    {"screem", "skream"},
    {"massiveattaque", "massiveattack"},
    {"leegue", "leeg"},
    {"schumacher", "shoomacker"},
    {"strauss", "strows"},
    {"renault", "renalt"},
    {"szymanowski", "shimanovski"},
    {"filipowicz", "filipovich"},
    {"kurosawa", "kurosawwa"},
    {"tsukamoto", "sukamoto"},
};

START_TEST(names_with_one_pronunciation_are_near)
{
    ck_assert_msg(sound_alike(said_alike[_i][0], said_alike[_i][1]), "%s and %s", said_alike[_i][0],
                  said_alike[_i][1]);
}
END_TEST

static const char *const said_differently[][2] = {
    {"tomato", "time"}, {"nirvana", "nervous"}, {"slayer", "slower"}, {"blink182", "blink183"}, {"112", "12"},
    {"o2", "a3"},       {"thin", "0n"},         {"scream", "skim"},   {"madonna", "madness"},   {"me", "m"},
    {"cher", "care"},   {"muse", "moses"},      {"kiss", "gas"},      {"metallica", "natalie"},
};

START_TEST(names_with_different_pronunciations_are_not_near)
{
    ck_assert_msg(!sound_alike(said_differently[_i][0], said_differently[_i][1]), "%s and %s",
                  said_differently[_i][0], said_differently[_i][1]);
}
END_TEST

static const struct {
    const char *key, *first, *last, *skeleton;
} respelt[] = {
    {"mchugh", "mku", "mku", "MK"},
    {"agnes", "agnes", "anes", "KNS"},
    {"wagner", "wagner", "Vagne", "KNR"},
    {"mozart", "mozart", "mozart", "MSRT"},
    {"blitz", "bliZ", "bliZ", "PLS"},
    {"charlottedewitte", "carlotedewit", "karlotedeVit", "SRLT"},
    {"smith", "smiT", "smiT", "SMT"},
    {"bach", "bak", "bak", "PK"},
    {"michael", "mikel", "miSel", "MKL"},
    {"laugh", "laf", "laf", "LF"},
    {"edge", "ej", "ej", "S"},
    {"school", "skul", "skul", "SKL"},
    {"u2", "u2", "u2", "2"},
    {"maroon5", "marun5", "marun5", "MRN5"},
    {"success", "sukses", "sukses", "SKS"},
    {"carlcocks", "karlkoks", "karlkoks", "KRLKS"},
};

START_TEST(respellings_follow_the_rules)
{
    struct sounds got;
    char skeleton[SOUND_BYTES];

    sounds_make(respelt[_i].key, &got);
    ck_assert_str_eq(got.respellings[0], respelt[_i].first);
    ck_assert_str_eq(got.respellings[got.count - 1], respelt[_i].last);
    ck_assert_int_eq(sounds_skeleton(got.respellings[0], skeleton), (int)strlen(respelt[_i].skeleton));
    ck_assert_str_eq(skeleton, respelt[_i].skeleton);
}
END_TEST

START_TEST(names_without_sound_have_no_respelling)
{
    static const char *const silent[] = {"", "!!!", "+/-", "björk", "ABBA", "a b", "宇多田"};
    struct sounds got;

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        sounds_make(silent[i], &got);
        ck_assert_msg(got.count == 0, "'%s' is %s", silent[i], got.respellings[0]);
    }
}
END_TEST

START_TEST(a_name_that_is_too_long_has_no_respelling)
{
    char key[256] = "";
    struct sounds got;

    while (strlen(key) + 3 < 42)
        strcat(key, "xa");
    sounds_make(key, &got);
    ck_assert_int_eq(got.count, 1);
    while (strlen(key) + 3 < sizeof key)
        strcat(key, "xa");
    sounds_make(key, &got);
    ck_assert_int_eq(got.count, 0);
}
END_TEST

START_TEST(a_distance_is_a_sum_of_costs)
{
    ck_assert_int_eq(sounds_distance("metalika", "metalika", 10), 0);
    ck_assert_int_eq(sounds_distance("bat", "pat", 10), 5);
    ck_assert_int_eq(sounds_distance("abat", "apat", 10), 3);
    ck_assert_int_eq(sounds_distance("boiz", "bois", 10), 1);
    ck_assert_int_eq(sounds_distance("bat", "bati", 10), sounds_distance("bati", "bat", 10));
    ck_assert_int_eq(sounds_distance("bat", "rat", 100), 12);
    ck_assert_int_eq(sounds_distance("bat", "rat", 5), 6);
    ck_assert_int_eq(sounds_distance("", "bat", 100), 26);
    ck_assert_int_lt(sounds_limit(2, 9), 0);
    ck_assert_int_eq(sounds_limit(3, 9), 0);
}
END_TEST

/* Applies every rule next to every letter, and checks that no search runs past the last rule. */
START_TEST(every_four_letters_have_a_respelling_or_none)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0";
    struct sounds got;
    int step = getenv("QUICK_TESTS") ? 31 : 1; /* as under valgrind */
    char key[5] = "";

    for (int n = 0; n < 27 * 27 * 27 * 27; n += step) {
        key[0] = letters[n % 27];
        key[1] = letters[n / 27 % 27];
        key[2] = letters[n / 27 / 27 % 27];
        key[3] = letters[n / 27 / 27 / 27];
        sounds_make(key, &got);
        ck_assert_int_le(got.count, RESPELLINGS_MAX);
        for (int i = 0; i < got.count; i++) {
            ck_assert_uint_le(strlen(got.respellings[i]), 8);
            ck_assert(got.respellings[i][0]);
            ck_assert_uint_eq(strspn(got.respellings[i], "aeioupbtdkgfvszmnlrTSchjZVw0"),
                              strlen(got.respellings[i]));
        }
    }
}
END_TEST

/* ---- the words of a name ---- */

static const char *const same_words[][2] = {
    {"twenty one savage", "21 savage"},
    {"fifty cent", "50 cent"},
    {"four tet", "4 tet"},
    {"sum forty one", "sum41"},
    {"the chemical bros", "chemical brothers"},
    {"guns n' roses", "guns & roses"},
    {"rollin' stones", "the rolling stones"},
    {"blink one eighty two", "blink-182"},
    {"the nineteen seventy five", "the 1975"},
    {"third eye blind", "3rd eye blind"},
    {"three eleven", "311"},
    {"boyz to men", "boyz 2 men"},
    {"two hundred and six kings", "206 kings"},
    {"twenty first century girls", "21st century girls"},
    {"one hundred and first", "101st"},
    {"twentieth one", "20th 1"},
    {"kings of zero", "0 kings of"},
    {"st. vincent", "saint vincent"},
    {"mt. joy", "mount joy"},
    {"sk8er boi", "skater boi"},
    {"fighters foo", "foo fighters"},
    {"krush, dj", "dj krush"},
    {"hundred reasons", "reasons hundred"},
    {"hundred reasons", "100 reasons"},
    {"a hundred reasons", "100 reasons"},
    {"the hundredth monkey", "100th monkey"},
};

static const char *const other_words[][2] = {
    {"sum 41", "sum 14"}, {"forty winks", "for winks"}, {"tour", "2ur"},
    {"stone", "st one"},  {"the the", "the"},           {"ten fe", "te nfe"},
};

START_TEST(spellings_of_the_same_words_are_equal)
{
    char a[WORDS_BYTES], b[WORDS_BYTES];

    ck_assert_int_gt(words_make(same_words[_i][0], a), 0);
    ck_assert_int_gt(words_make(same_words[_i][1], b), 0);
    ck_assert_str_eq(a, b);
}
END_TEST

START_TEST(different_words_are_not_equal)
{
    char a[WORDS_BYTES], b[WORDS_BYTES];

    words_make(other_words[_i][0], a);
    words_make(other_words[_i][1], b);
    ck_assert_str_ne(a, b);
}
END_TEST

/* Every number is parsed back from its words. */
START_TEST(numbers_up_to_999_are_read)
{
    static const char *const units[] = {"zero",    "one",     "two",       "three",    "four",
                                        "five",    "six",     "seven",     "eight",    "nine",
                                        "ten",     "eleven",  "twelve",    "thirteen", "fourteen",
                                        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
    static const char *const tens[] = {"",      "",      "twenty",  "thirty", "forty",
                                       "fifty", "sixty", "seventy", "eighty", "ninety"};

    for (int n = 0; n < 1000; n++) {
        char name[128] = "kings of ", digits[64], a[WORDS_BYTES], b[WORDS_BYTES];
        int rest = n % 100;

        if (n >= 100)
            sprintf(name + strlen(name), "%s hundred%s", units[n / 100], rest ? " and " : "");
        if (rest >= 20)
            sprintf(name + strlen(name), "%s%s%s", tens[rest / 10], rest % 10 ? "-" : "",
                    rest % 10 ? units[rest % 10] : "");
        else if (rest || n == 0)
            strcat(name, units[rest]);
        sprintf(digits, "kings of %d", n);
        words_make(name, a);
        words_make(digits, b);
        ck_assert_str_eq(a, b);
    }
}
END_TEST

START_TEST(words_beyond_the_buffer_are_not_read)
{
    char name[512] = "", words[WORDS_BYTES];

    for (int i = 0; i < 50; i++)
        strcat(name, "lullabies ");
    ck_assert_int_eq(words_make(name, words), 0);
    ck_assert_str_eq(words, "");
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(words_make(name, words), 0);
    name[38] = '\0';
    ck_assert_int_eq(words_make(name, words), 38);
    name[38] = 'x', name[39] = '\0';
    ck_assert_int_eq(words_make(name, words), 0);
    ck_assert_int_eq(words_make("", words), 0);
    ck_assert_int_eq(words_make("!!! .'.", words), 0);
    ck_assert_int_eq(words_make("dj", words), 0);
}
END_TEST

/* ---- how a name looks ---- */

static struct look *look;

static void open_look(void)
{
    struct err why;

    look = look_new(&why);
    ck_assert_msg(look != NULL, "%s", why.text);
}

static void close_look(void)
{
    look_free(look);
}

static int look_alike(const char *one, const char *other)
{
    char a[LOOK_BYTES], b[LOOK_BYTES];

    ck_assert_int_gt(look_make(look, one, a), 0);
    ck_assert_int_gt(look_make(look, other, b), 0);
    return strcmp(a, b) == 0;
}

static const char *const seen_alike[][2] = {
    {"АВВА", "ABBA"},
    {"Rnetallica", "Metallica"},
    {"rnetallica", "METALLICA"},
    {"Sh1ns", "Shlns"},
    {"Sh1ns", "Shins"},
    {"SHINS", "Shins"},
    {"Sh|ns", "Shins"},
    {"vvizard", "wizard"},
    {"VVizard", "Wizard"},
    {"0asis", "Oasis"},
    {"Ｏａｓｉｓ", "Oasis"},
    {"𝐌𝐮𝐬𝐞", "Muse"},
    {"Ⅿuse", "Muse"},
    {"Мuѕе", "Muse"},
    {"Daft Punk", "Daft-Punk"},
    {"A.B.C.", "ABC"},
    {"Møtörhead", "Motorhead"},
    {"Ро1iсе", "Police"},
    {"Ηеаrt", "Heart"},
    {"Ⓜuse", "Muse"},
    {"100%", "100"},
    {"KoЯn", "Korn"},
    {"RAMMSTEIИ", "Rammstein"},
    {"CHVRCHES", "Churches"},
    {"CHVRCHΞS", "Churches"},
    {"ΛCID ΛRΛB", "Acid Arab"},
    {"ШEEZER", "Weezer"},
    {"TФФL", "Tool"},
};

START_TEST(similar_looking_names_share_a_skeleton)
{
    ck_assert_msg(look_alike(seen_alike[_i][0], seen_alike[_i][1]), "%s and %s", seen_alike[_i][0],
                  seen_alike[_i][1]);
}
END_TEST

static const char *const seen_differently[][2] = {
    {"dirt", "clirt"},          {"Seal", "5eal"}, {"Кино", "Kino"},
    {"Muse", "Mouse"},          {"Blur", "Blue"}, {"कि", "का"},
    {"Blink 182", "Blink 183"}, {"Яков", "Rkob"}, {"Иван Band", "Ngan Band"},
};

START_TEST(different_looking_names_have_different_skeletons)
{
    ck_assert_msg(!look_alike(seen_differently[_i][0], seen_differently[_i][1]), "%s and %s",
                  seen_differently[_i][0], seen_differently[_i][1]);
}
END_TEST

START_TEST(names_without_letters_have_no_skeleton)
{
    static const char *const bare[] = {"", "!!!", "+/-", " ", "★", "%", "\xcc\x81"};
    char skeleton[LOOK_BYTES];

    for (size_t i = 0; i < sizeof bare / sizeof *bare; i++) {
        ck_assert_msg(look_make(look, bare[i], skeleton) == 0, "'%s' is '%s'", bare[i], skeleton);
        ck_assert_str_eq(skeleton, "");
    }
}
END_TEST

static void same_by_icu(const char *name)
{
    char quick[LOOK_BYTES], icu[LOOK_BYTES];
    int length = look_make(look, name, quick);

    ck_assert_int_eq(look_make_by_icu(look, name, icu), length);
    ck_assert_msg(strcmp(quick, icu) == 0, "'%s': '%s', by ICU '%s'", name, quick, icu);
}

START_TEST(the_ascii_shortcut_equals_icu)
{
    char pair[3] = "", longest[NAME_BYTES];

    for (pair[0] = ' '; pair[0] <= '~'; pair[0]++)
        for (pair[1] = ' '; pair[1] <= '~'; pair[1]++)
            same_by_icu(pair);
    for (size_t length = LOOK_BYTES / 2 - 2; length < sizeof longest;
         length += length < LOOK_BYTES + 2 ? 1 : 50)
        for (const char *fill = "mxi."; *fill; fill++) {
            memset(longest, *fill, length);
            longest[length] = '\0';
            same_by_icu(longest);
            longest[0] = 'x';
            same_by_icu(longest);
        }
}
END_TEST

START_TEST(the_ascii_shortcut_equals_icu_on_the_bundled_list)
{
    struct err why;
    struct lines in;
    int names = 0;

    ck_assert_int_eq(lines_open(&in, source_file("data/artists.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        in.line[strcspn(in.line, "\t")] = '\0';
        same_by_icu(in.line);
        names++;
    }
    lines_close(&in);
    ck_assert_int_gt(names, 1000);
}
END_TEST

static void fill_with(char name[NAME_BYTES], uint32_t code, size_t limit)
{
    char bytes[4];
    size_t size = (size_t)utf8_put(code, bytes), length = 0;

    do {
        memcpy(name + length, bytes, size);
        length += size;
    } while (length + size < limit);
    name[length] = '\0';
}

/* There are no letters from U+32400 on. Some names have the maximum length; U+FDFA has the longest
 * expansion. */
START_TEST(every_character_folds_to_a_stable_form)
{
    char name[NAME_BYTES], once[LOOK_BYTES], twice[LOOK_BYTES];
    uint32_t step = getenv("QUICK_TESTS") ? 61 : 1; /* as under valgrind */

    for (uint32_t code = 1; code < 0x32400; code += step) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        fill_with(name, code, 0);
        look_make(look, name, once);
        look_make(look, once, twice);
        ck_assert_msg(strcmp(once, twice) == 0, "U+%04X: '%s', then '%s'", (unsigned)code, once, twice);
        if (code % 64 && code != 0xfdfa)
            continue;
        fill_with(name, code, sizeof name);
        ck_assert_int_ge(look_make(look, name, twice), (int)strlen(once));
        ck_assert_uint_eq(utf8_invalid_at(twice, strlen(twice)), strlen(twice));
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("alike");

    tcase_add_checked_fixture(tests, open_look, close_look);
    tcase_add_loop_test(tests, names_with_one_pronunciation_are_near, 0,
                        (int)(sizeof said_alike / sizeof *said_alike));
    tcase_add_loop_test(tests, names_with_different_pronunciations_are_not_near, 0,
                        (int)(sizeof said_differently / sizeof *said_differently));
    tcase_add_loop_test(tests, respellings_follow_the_rules, 0, (int)(sizeof respelt / sizeof *respelt));
    tcase_add_test(tests, names_without_sound_have_no_respelling);
    tcase_add_test(tests, a_name_that_is_too_long_has_no_respelling);
    tcase_add_test(tests, a_distance_is_a_sum_of_costs);
    tcase_add_test(tests, every_four_letters_have_a_respelling_or_none);
    tcase_add_loop_test(tests, spellings_of_the_same_words_are_equal, 0,
                        (int)(sizeof same_words / sizeof *same_words));
    tcase_add_loop_test(tests, different_words_are_not_equal, 0,
                        (int)(sizeof other_words / sizeof *other_words));
    tcase_add_test(tests, numbers_up_to_999_are_read);
    tcase_add_test(tests, words_beyond_the_buffer_are_not_read);
    tcase_add_loop_test(tests, similar_looking_names_share_a_skeleton, 0,
                        (int)(sizeof seen_alike / sizeof *seen_alike));
    tcase_add_loop_test(tests, different_looking_names_have_different_skeletons, 0,
                        (int)(sizeof seen_differently / sizeof *seen_differently));
    tcase_add_test(tests, names_without_letters_have_no_skeleton);
    tcase_add_test(tests, the_ascii_shortcut_equals_icu);
    tcase_add_test(tests, the_ascii_shortcut_equals_icu_on_the_bundled_list);
    tcase_add_test(tests, every_character_folds_to_a_stable_form);
    tcase_set_timeout(tests, 60);
    return run_case("alike", tests);
}
