#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "base/conveyor.h"
#include "base/lines.h"
#include "corpus/noname.h"
#include "corpus/places.h"
#include "corpus/row.h"
#include "corpus/skim.h"
#include "corpus/styles.h"

static struct err why;

/* ---- names that are none ---- */

static const struct {
    const char *what;
    struct ruling ruling;
} verdicts[] = {
    {"name", {DROP_REASONS, 1, 0}},     {"placeholder", {DROP_PLACEHOLDER, 0, 0}},
    {"credit", {DROP_CREDIT, 1, 0}},    {"repaired credit", {DROP_CREDIT, 1, 1}},
    {"repaired", {DROP_REASONS, 1, 1}}, {"broken", {DROP_MOJIBAKE, 0, 0}},
};

static void check_case(const char *written, const char *what, const char *enters, long line)
{
    static const struct corpus_rules rules = {.artists_only = 1};
    char clean[NAME_BYTES];
    struct ruling ruling = row_judge(&rules, written, strlen(written), NULL, clean);
    size_t i = 0;

    while (i < sizeof verdicts / sizeof *verdicts && strcmp(verdicts[i].what, what) != 0)
        i++;
    ck_assert_msg(i < sizeof verdicts / sizeof *verdicts, "line %ld: what is '%s'?", line, what);
    ck_assert_msg(ruling.reason == verdicts[i].ruling.reason, "line %ld: '%s' is %s", line, written,
                  ruling.reason == DROP_REASONS ? "a name" : drop_reason_text(ruling.reason));
    ck_assert_msg(ruling.enters == verdicts[i].ruling.enters, "line %ld: '%s' is %sleft out", line, written,
                  ruling.enters ? "not " : "");
    if (!ruling.enters)
        return;
    ck_assert_msg(ruling.repaired == verdicts[i].ruling.repaired, "line %ld: '%s' is %srepaired", line,
                  written, ruling.repaired ? "" : "not ");
    ck_assert_msg(strcmp(clean, enters) == 0, "line %ld: '%s' enters as '%s'", line, written, clean);
}

START_TEST(each_case_of_the_table_is_told_rightly)
{
    struct lines in;
    long cases = 0;

    ck_assert_int_eq(lines_open(&in, source_file("tests/name_cases.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        char *fields[3];

        if (in.number == 1)
            continue;
        ck_assert_int_eq(lines_split_tabs(in.line, fields, 3), 3);
        check_case(fields[0], fields[1], fields[2], in.number);
        cases++;
    }
    ck_assert_int_ge(cases, 80);
    lines_close(&in);
}
END_TEST

START_TEST(only_a_corpus_of_artists_looks_for_credits)
{
    static const struct corpus_rules all = {0};
    char clean[NAME_BYTES];

    ck_assert_int_eq(row_judge(&all, "A feat. B", 9, NULL, clean).reason, DROP_REASONS);
    ck_assert_int_eq(row_judge(&all, "[unknown]", 9, NULL, clean).reason, DROP_REASONS);
}
END_TEST

static const struct {
    const char *written;
    size_t length;
    enum drop_reason reason;
    const char *enters; /* NULL: left out */
} controls[] = {
#define TEXT(t) t, sizeof t - 1
    {TEXT("Vel\x01mora"), DROP_CONTROL, "Velmora"},
    {TEXT("The\x01Knife"), DROP_CONTROL, "The Knife"},
    {TEXT("Area\x01\00251"), DROP_CONTROL, "Area 51"},
    {TEXT("Tess \x01 Ohm"), DROP_CONTROL, "Tess Ohm"},
    {TEXT("\x7fOrbital\x01"), DROP_CONTROL, "Orbital"},
    {TEXT("Ohm\0Zem"), DROP_CONTROL, "Ohm Zem"},
    {TEXT("O\xc2\222Connor"), DROP_CONTROL, "O Connor"},
    {TEXT("Émi\x01lie"), DROP_CONTROL, "Émilie"},
    {TEXT("宇多\x01田"), DROP_CONTROL, "宇多田"},
    {TEXT("Ohm\xee\x80\x80"), DROP_CONTROL, "Ohm"},     /* U+E000, for private use */
    {TEXT("Ohm\xef\xbf\xbf Z"), DROP_CONTROL, "Ohm Z"}, /* U+FFFF, not a character */
    {TEXT("A\x01 feat. B"), DROP_CONTROL, "A feat. B"},
    {TEXT("\x01"), DROP_EMPTY, NULL},
    {TEXT("[unknown]\x01"), DROP_PLACEHOLDER, NULL},
    {TEXT("Bj\xef\xbf\xbdrk\x01"), DROP_MOJIBAKE, NULL},
#undef TEXT
};

START_TEST(a_name_with_control_characters_counts_without_them)
{
    static const struct corpus_rules rules = {.artists_only = 1};
    char clean[NAME_BYTES], alias[NAME_BYTES];
    struct ruling ruling = row_judge(&rules, controls[_i].written, controls[_i].length, NULL, clean);

    ck_assert_int_eq(ruling.reason, controls[_i].reason);
    ck_assert_int_eq(ruling.enters, controls[_i].enters != NULL);
    ck_assert_int_eq(row_alias(controls[_i].written, controls[_i].length, alias), ruling.enters);
    if (!ruling.enters)
        return;
    ck_assert_str_eq(clean, controls[_i].enters);
    ck_assert_str_eq(alias, controls[_i].enters);
}
END_TEST

START_TEST(control_characters_leave_a_name_at_its_longest_whole)
{
    char longest[NAME_BYTES + 1] = "", out[NAME_BYTES];
    size_t length;

    for (int i = 0; i + 2 < NAME_BYTES; i += 2)
        strcat(longest, "A\x01");
    ck_assert_int_eq(noname_strip(longest, strlen(longest), out, &length), 0);
    ck_assert_int_eq(length, strlen(longest) - 1);
    strcat(longest, "AA");
    ck_assert_int_eq(noname_strip(longest, strlen(longest), out, &length), -1);
}
END_TEST

START_TEST(filters_leave_out_what_would_be_for_the_verdict_only)
{
    static const struct corpus_rules swedish = {.artists_only = 1, .countries = "SE"},
                                     letters = {.artists_only = 1, .letters_only = 1},
                                     word = {.artists_only = 1, .single_word = 1};
    char clean[NAME_BYTES];
    struct ruling ruling = row_judge(&swedish, "Ohm vs B", 8, "SE", clean);

    ck_assert_int_eq(ruling.reason, DROP_CREDIT);
    ck_assert_int_eq(ruling.enters, 1);
    ruling = row_judge(&swedish, "Ohm vs B", 8, "GB", clean);
    ck_assert_int_eq(ruling.reason, DROP_COUNTRY);
    ck_assert_int_eq(ruling.enters, 0);
    ck_assert_int_eq(row_judge(&letters, "Ohm vs. B", 9, "SE", clean).reason, DROP_LETTERS);
    ck_assert_int_eq(row_judge(&word, "Ohm vs B", 8, "SE", clean).reason, DROP_WORDS);
    ck_assert_int_eq(row_judge(&letters, "Vel\x01mora", 8, NULL, clean).enters, 1);
}
END_TEST

START_TEST(an_alias_may_look_like_a_credit)
{
    char clean[NAME_BYTES];

    ck_assert_int_eq(row_alias("Velmora feat. Tess", 18, clean), 1);
    ck_assert_str_eq(clean, "Velmora feat. Tess");
    ck_assert_int_eq(row_alias("Various Artists", 15, clean), 0);
    ck_assert_int_eq(row_alias(" ", 1, clean), 0);
    ck_assert_int_eq(row_alias_type("Artist name"), ALIAS_NAME);
    ck_assert_int_eq(row_alias_type("Legal name"), ALIAS_LEGAL);
    ck_assert_int_eq(row_alias_type("Search hint"), ALIAS_HINT);
    ck_assert_int_eq(row_alias_type(""), ALIAS_NAME);
}
END_TEST

START_TEST(a_name_at_its_longest_is_repaired_or_left)
{
    char longest[NAME_BYTES + 2] = "", out[NAME_BYTES];
    size_t length;

    while (strlen(longest) + 4 < NAME_BYTES)
        strcat(longest, "Ã¶");
    ck_assert_int_eq(noname_repair(longest, strlen(longest), out, &length), 1);
    ck_assert_int_eq(length, strlen(longest) / 2);
    strcat(longest, "Ã¶");
    ck_assert_int_eq(noname_repair(longest, strlen(longest), out, &length), 0);
}
END_TEST

START_TEST(a_remark_says_dj_as_a_word)
{
    static const char *const yes[] = {"DJ", "German DJ", "dj/producer", "club DJs", "disc jockey from Ohio"};
    static const char *const no[] = {"", "Django", "adj", "rapper", "not the DJ", "DJavan"};

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        ck_assert_msg(row_says_dj(yes[i]), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        ck_assert_msg(!row_says_dj(no[i]), "%s", no[i]);
}
END_TEST

/* ---- tables ---- */

START_TEST(an_id_has_the_form_of_musicbrainz_ids)
{
    static const char id[] = "87c5dedd-371d-4a53-9f7f-80522fB7F3cb";
    static const char *const none[] = {"",
                                       "-",
                                       "87c5dedd",
                                       "87c5dedd371d4a539f7f80522fb7f3cb",
                                       "87c5dedd-371d-4a53-9f7f-80522fb7f3c",
                                       "87c5dedd-371d-4a53-9f7f-80522fb7f3cb0",
                                       "87c5dedd-371d-4a53-9f7f80522-fb7f3cb",
                                       "87c5dedd-371d-4a53-9f7f-80522fb7f3cg",
                                       "------------------------------------",
                                       "87c5dedd-371d-4a53-9f7f-80522fb7f3\"<"};

    ck_assert_ptr_eq(row_mbid(id), id);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_str_eq(row_mbid(none[i]), "");
}
END_TEST

START_TEST(countries_are_known_by_their_names)
{
    static const char *const known[][2] = {{"United Kingdom", "GB"},
                                           {"united states", "US"},
                                           {"Czech Republic", "CZ"},
                                           {"Côte d'Ivoire", "CI"},
                                           {"Bosnia and Herzegovina", "BA"},
                                           {"South Korea", "KR"},
                                           {"Russia", "RU"},
                                           {"Trinidad and Tobago", "TT"},
                                           {"Netherlands", "NL"},
                                           {"DE", "DE"},
                                           {"USA", "US"},
                                           {"Hong Kong", "HK"},
                                           {"Turkey", "TR"}};
    static const char *const unknown[] = {"", "Atlantis", "Soviet Union", "Q", "ZZ", "\xff"};
    struct places *places = places_new(&why);

    ck_assert_ptr_nonnull(places);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_pstr_eq(places_code(places, known[i][0]), known[i][1]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        ck_assert_ptr_null(places_code(places, unknown[i]));
    places_free(places);
}
END_TEST

/* Every style that a tag comes to is one that the bundled list teaches. */
START_TEST(tags_come_to_styles_of_the_bundled_list)
{
    struct styles *styles = styles_open(source_file("data/styles.tsv"), &why);
    struct lines in;
    char known[4096] = "\t";

    ck_assert_msg(styles != NULL, "%s", why.text);
    ck_assert_str_eq(styles_of(styles, "Hip-Hop", 7), "hip hop");
    ck_assert_str_eq(styles_of(styles, "death metal", 11), "metal");
    ck_assert_ptr_null(styles_of(styles, "seen live", 9));
    ck_assert_ptr_null(styles_of(styles, "", 0));
    styles_free(styles);
    ck_assert_int_eq(lines_open(&in, source_file("data/artists.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        char *fields[4], word[80];

        lines_split_tabs(in.line, fields, 4);
        snprintf(word, sizeof word, "\t%s\t", fields[3]);
        if (!strstr(known, word))
            strcat(known, word + 1);
    }
    lines_close(&in);
    ck_assert_int_eq(lines_open(&in, source_file("data/styles.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        char *fields[2], word[80];

        ck_assert_int_eq(lines_split_tabs(in.line, fields, 2), 2);
        snprintf(word, sizeof word, "\t%s\t", fields[1]);
        ck_assert_msg(strstr(known, word) != NULL, "line %ld: %s", in.number, fields[1]);
    }
    lines_close(&in);
}
END_TEST

/* ---- skimming ---- */

static const char *const keys[] = {"a", "b", NULL};

static const struct {
    const char *text, *a, *b; /* a "-": no object */
} skims[] = {
    {"{\"a\":1,\"b\":\"x\"}", "1", "\"x\""},
    {" { \"b\" : [1, {\"a\": 2}] , \"a\" : null } ", "null", "[1, {\"a\": 2}]"},
    {"{\"c\":\"\\\"}\",\"a\":\"\\\\\"}", "\"\\\\\"", ""},
    {"{\"c\":{\"a\":7},\"b\":{\"d\":\"]\"}}", "", "{\"d\":\"]\"}"},
    {"{\"a\":1,\"a\":2}", "2", ""},
    {"{}", "", ""},
    {"", "-", NULL},
    {"[]", "-", NULL},
    {"{", "-", NULL},
    {"{\"a\"", "-", NULL},
    {"{\"a\":", "-", NULL},
    {"{\"a\":}", "-", NULL},
    {"{\"a\":1", "-", NULL},
    {"{\"a\":\"x", "-", NULL},
    {"{\"a\":\"x\\\"}", "-", NULL},
    {"{\"a\":[1}", "-", NULL},
    {"{\"a\":1}{\"a\":2}", "-", NULL},
    {"{\"a\":1,}x", "-", NULL},
    {"{a:1}", "-", NULL},
};

START_TEST(members_are_found_without_reading_the_rest)
{
    struct skimmed values[2];
    int result = skim(skims[_i].text, strlen(skims[_i].text), keys, values);

    ck_assert_int_eq(result, strcmp(skims[_i].a, "-") == 0 ? -1 : 0);
    if (result != 0)
        return;
    ck_assert_int_eq(values[0].length, strlen(skims[_i].a));
    ck_assert_int_eq(values[1].length, strlen(skims[_i].b));
    ck_assert_int_eq(strncmp(skims[_i].a, values[0].text ? values[0].text : "", values[0].length), 0);
    ck_assert_int_eq(strncmp(skims[_i].b, values[1].text ? values[1].text : "", values[1].length), 0);
}
END_TEST

static const struct {
    const char *array;
    int count, last; /* what skim_next says last */
} arrays[] = {
    {"[]", 0, 0},     {"[ ]", 0, 0},   {"[1]", 1, 0},  {"[1, \"a,b\" ,[2,3],{}]", 4, 0},
    {"[1 2]", 1, -1}, {"[,1]", 0, -1}, {"null", 0, 0}, {"[1,]", 1, -1},
};

START_TEST(elements_of_an_array_come_one_by_one)
{
    struct skimmed array = {arrays[_i].array, strlen(arrays[_i].array)}, element;
    const char *at = NULL;
    int got, n = 0;

    while ((got = skim_next(&array, &at, &element)) == 1)
        n++;
    ck_assert_int_eq(n, arrays[_i].count);
    ck_assert_int_eq(got, arrays[_i].last);
}
END_TEST

/* ---- the conveyor ---- */

struct belt {
    long made, taken, end, fail_at, refuse_at;
    int in_order;
};

static int live; /* pieces that were made and not discarded */

static int belt_fetch(void *arg, void **piece, struct err *reason)
{
    struct belt *belt = arg;
    long *number;

    if (belt->made == belt->fail_at)
        return err_set(reason, "fetch failed");
    if (belt->made == belt->end)
        return 0;
    number = malloc(sizeof *number);
    *number = belt->made++;
    __atomic_add_fetch(&live, 1, __ATOMIC_RELAXED);
    *piece = number;
    return 1;
}

static void belt_work(void *arg, void *piece)
{
    (void)arg;
    *(long *)piece *= 3;
}

static int belt_take(void *arg, void *piece, struct err *reason)
{
    struct belt *belt = arg;

    belt->in_order &= *(long *)piece == 3 * belt->taken;
    if (belt->taken == belt->refuse_at)
        return err_set(reason, "take failed");
    belt->taken++;
    return 0;
}

static void belt_discard(void *piece)
{
    __atomic_sub_fetch(&live, 1, __ATOMIC_RELAXED);
    free(piece);
}

START_TEST(pieces_are_taken_in_order_and_all_discarded)
{
    for (int helpers = 1; helpers < 5; helpers++) {
        struct belt whole = {.end = 500, .fail_at = -1, .refuse_at = -1, .in_order = 1}, torn = whole,
                    refused = whole;
        struct conveyor conveyor = {belt_fetch, belt_work, belt_take, belt_discard, &whole};

        ck_assert_int_eq(conveyor_run(&conveyor, helpers, &why), 0);
        ck_assert_int_eq(whole.taken, 500);
        torn.fail_at = 77;
        conveyor.arg = &torn;
        ck_assert_int_eq(conveyor_run(&conveyor, helpers, &why), -1);
        ck_assert_str_eq(why.text, "fetch failed");
        ck_assert_int_eq(torn.taken, 77);
        refused.refuse_at = 50;
        conveyor.arg = &refused;
        ck_assert_int_eq(conveyor_run(&conveyor, helpers, &why), -1);
        ck_assert_str_eq(why.text, "take failed");
        ck_assert(whole.in_order && torn.in_order && refused.in_order);
        ck_assert_int_eq(live, 0);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("corpus");

    tcase_add_test(tests, each_case_of_the_table_is_told_rightly);
    tcase_add_test(tests, only_a_corpus_of_artists_looks_for_credits);
    tcase_add_loop_test(tests, a_name_with_control_characters_counts_without_them, 0,
                        sizeof controls / sizeof *controls);
    tcase_add_test(tests, control_characters_leave_a_name_at_its_longest_whole);
    tcase_add_test(tests, filters_leave_out_what_would_be_for_the_verdict_only);
    tcase_add_test(tests, an_alias_may_look_like_a_credit);
    tcase_add_test(tests, a_name_at_its_longest_is_repaired_or_left);
    tcase_add_test(tests, a_remark_says_dj_as_a_word);
    tcase_add_test(tests, an_id_has_the_form_of_musicbrainz_ids);
    tcase_add_test(tests, countries_are_known_by_their_names);
    tcase_add_test(tests, tags_come_to_styles_of_the_bundled_list);
    tcase_add_loop_test(tests, members_are_found_without_reading_the_rest, 0, sizeof skims / sizeof *skims);
    tcase_add_loop_test(tests, elements_of_an_array_come_one_by_one, 0, sizeof arrays / sizeof *arrays);
    tcase_add_test(tests, pieces_are_taken_in_order_and_all_discarded);
    return run_case("corpus", tests);
}
