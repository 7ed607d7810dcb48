#include <stdio.h>
#include <string.h>

#include "run.h"

#include "base/lines.h"
#include "text/look.h"
#include "text/sound.h"
#include "text/utf8.h"

/* ---- how a name sounds ---- */

static int sound_alike(const char *one, const char *other)
{
    struct sound_codes a, b;

    sound_make(one, &a);
    sound_make(other, &b);
    ck_assert_int_gt(a.count, 0);
    ck_assert_int_gt(b.count, 0);
    return strcmp(a.primary, b.primary) == 0 || strcmp(a.primary, b.secondary) == 0 ||
           strcmp(a.secondary, b.primary) == 0 || strcmp(a.secondary, b.secondary) == 0;
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
    {"lowe", "lo"},
    {"night", "nite"},
    {"vasserman", "wasserman"},
    {"yankelovich", "jankelovich"},
    {"blink182", "blynk182"},
    {"brrr", "br"},
    {"screem", "skream"},
    {"massiveattaque", "massiveattack"},
    {"leegue", "leeg"},
    {"enrique", "enrikay"},
};

START_TEST(names_said_alike_share_a_code)
{
    ck_assert_msg(sound_alike(said_alike[_i][0], said_alike[_i][1]), "%s and %s", said_alike[_i][0],
                  said_alike[_i][1]);
}
END_TEST

static const char *const said_differently[][2] = {
    {"tomato", "time"}, {"nirvana", "nervous"}, {"slayer", "slower"}, {"blink182", "blink183"}, {"112", "12"},
    {"o2", "a3"},       {"thin", "0n"},         {"scream", "skim"},   {"madonna", "madness"},   {"me", "m"},
    {"cher", "care"},   {"muse", "moses"},
};

START_TEST(names_said_differently_share_none)
{
    ck_assert_msg(!sound_alike(said_differently[_i][0], said_differently[_i][1]), "%s and %s",
                  said_differently[_i][0], said_differently[_i][1]);
}
END_TEST

static const struct {
    const char *key, *primary, *secondary;
} codes[] = {
    {"burgh", "PARK", "PARK"},
    {"mchugh", "MKA", "MKA"},
    {"agnes", "AKNAS", "ANAS"},
    {"wagner", "AKNAR", "FAKNAR"},
    {"wreck", "RAK", "RAK"},
    {"mozart", "MASART", "MASART"},
    {"mozark", "MASARK", "MATSARK"},
    {"smith", "SMAO", "XMAT"},
    {"bach", "PAK", "PAK"},
    {"michael", "MAKAL", "MAXAL"},
    {"laugh", "LAF", "LAF"},
    {"hugh", "HA", "HA"},
    {"edge", "AJ", "AJ"},
    {"school", "SKAL", "SKAL"},
    {"wicz", "ATS", "FAX"},
    {"pizza", "PASA", "PATSA"},
    {"u2", "A2", "A2"},
    {"maroon5", "MARAN5", "MARAN5"},
    {"thethe", "OAO", "TAT"},
    {"hour", "HAR", "HAR"},
    {"artois", "ARTA", "ARTAS"},
    {"success", "SAKSAS", "SAKSAS"},
};

START_TEST(codes_are_those_of_the_rules)
{
    struct sound_codes got;

    sound_make(codes[_i].key, &got);
    ck_assert_str_eq(got.primary, codes[_i].primary);
    ck_assert_str_eq(got.secondary, codes[_i].secondary);
    ck_assert_int_eq(got.count, strcmp(codes[_i].primary, codes[_i].secondary) ? 2 : 1);
}
END_TEST

START_TEST(what_has_no_sound_has_no_code)
{
    static const char *const silent[] = {"", "!!!", "+/-", "björk", "ABBA", "a b", "h", "宇多田"};
    struct sound_codes got;

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        sound_make(silent[i], &got);
        ck_assert_msg(got.count == 0 && !got.primary[0] && !got.secondary[0], "'%s' is %s", silent[i],
                      got.primary);
    }
}
END_TEST

START_TEST(a_long_name_is_cut)
{
    char key[256] = "";
    struct sound_codes got;

    while (strlen(key) + 3 < sizeof key)
        strcat(key, "xa");
    sound_make(key, &got);
    ck_assert_uint_eq(strlen(got.primary), SOUND_BYTES - 1);
    ck_assert_uint_eq(strlen(got.secondary), SOUND_BYTES - 1);
}
END_TEST

/* Every rule is met with every letter around it, and none runs on behind its last. */
START_TEST(every_four_letters_have_a_code_or_none)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0";
    struct sound_codes got;
    char key[5] = "";

    for (int n = 0; n < 27 * 27 * 27 * 27; n++) {
        key[0] = letters[n % 27];
        key[1] = letters[n / 27 % 27];
        key[2] = letters[n / 27 / 27 % 27];
        key[3] = letters[n / 27 / 27 / 27];
        sound_make(key, &got);
        ck_assert_uint_le(strlen(got.primary), 8);
        ck_assert(got.count ? got.primary[0] && got.secondary[0] : !got.primary[0] && !got.secondary[0]);
        ck_assert_uint_eq(strspn(got.primary, "AFHJKLMNOPRSTWX0"), strlen(got.primary));
        ck_assert_uint_eq(strspn(got.secondary, "AFHJKLMNOPRSTWX0"), strlen(got.secondary));
    }
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
};

START_TEST(names_that_look_alike_share_a_skeleton)
{
    ck_assert_msg(look_alike(seen_alike[_i][0], seen_alike[_i][1]), "%s and %s", seen_alike[_i][0],
                  seen_alike[_i][1]);
}
END_TEST

static const char *const seen_differently[][2] = {
    {"dirt", "clirt"}, {"Seal", "5eal"}, {"Кино", "Kino"},           {"Muse", "Mouse"},
    {"Blur", "Blue"},  {"कि", "का"},     {"Blink 182", "Blink 183"},
};

START_TEST(names_that_look_different_share_none)
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

START_TEST(the_quick_way_for_ascii_is_icus)
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

START_TEST(the_quick_way_is_icus_on_the_bundled_list)
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

/* Letters end before U+32400. Of some, a name as long as can be; U+FDFA becomes the most. */
START_TEST(every_character_is_survived_and_settles)
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
    tcase_add_loop_test(tests, names_said_alike_share_a_code, 0,
                        (int)(sizeof said_alike / sizeof *said_alike));
    tcase_add_loop_test(tests, names_said_differently_share_none, 0,
                        (int)(sizeof said_differently / sizeof *said_differently));
    tcase_add_loop_test(tests, codes_are_those_of_the_rules, 0, (int)(sizeof codes / sizeof *codes));
    tcase_add_test(tests, what_has_no_sound_has_no_code);
    tcase_add_test(tests, a_long_name_is_cut);
    tcase_add_test(tests, every_four_letters_have_a_code_or_none);
    tcase_add_loop_test(tests, names_that_look_alike_share_a_skeleton, 0,
                        (int)(sizeof seen_alike / sizeof *seen_alike));
    tcase_add_loop_test(tests, names_that_look_different_share_none, 0,
                        (int)(sizeof seen_differently / sizeof *seen_differently));
    tcase_add_test(tests, names_without_letters_have_no_skeleton);
    tcase_add_test(tests, the_quick_way_for_ascii_is_icus);
    tcase_add_test(tests, the_quick_way_is_icus_on_the_bundled_list);
    tcase_add_test(tests, every_character_is_survived_and_settles);
    tcase_set_timeout(tests, 60);
    return run_case("alike", tests);
}
