/* Tests of the readers of lists: names, countries, pages, JSON, formats, decoding and the pipeline. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "base/conveyor.h"
#include "base/lines.h"
#include "corpus/decode.h"
#include "corpus/facts.h"
#include "corpus/guess.h"
#include "corpus/name_checks.h"
#include "corpus/places.h"
#include "corpus/row.h"
#include "corpus/json_members.h"
#include "corpus/styles.h"
#include "corpus/suffix.h"
#include "corpus/wiki_words.h"

static struct err why;

/* ---- names that are not names of artists ---- */

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

START_TEST(cases_of_the_table_are_decided_correctly)
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
    const char *enters; /* NULL: dropped */
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
    {TEXT("Ohm\xee\x80\x80"), DROP_CONTROL, "Ohm"},     /* U+E000, private use */
    {TEXT("Ohm\xef\xbf\xbf Z"), DROP_CONTROL, "Ohm Z"}, /* U+FFFF, a noncharacter */
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

START_TEST(names_of_maximum_length_lose_only_control_characters)
{
    char longest[NAME_BYTES + 1] = "", out[NAME_BYTES];
    size_t length;

    for (int i = 0; i + 2 < NAME_BYTES; i += 2)
        strcat(longest, "A\x01");
    ck_assert_int_eq(name_remove_controls(longest, strlen(longest), out, &length), 0);
    ck_assert_int_eq(length, strlen(longest) - 1);
    strcat(longest, "AA");
    ck_assert_int_eq(name_remove_controls(longest, strlen(longest), out, &length), -1);
}
END_TEST

START_TEST(filters_also_drop_names_for_the_verdict_only)
{
    static const struct corpus_rules nordic = {.artists_only = 1, .countries = "NO,SE"},
                                     letters = {.artists_only = 1, .letters_only = 1},
                                     word = {.artists_only = 1, .single_word = 1};
    char clean[NAME_BYTES];
    struct ruling ruling = row_judge(&nordic, "Ohm vs B", 8, "SE", clean);

    ck_assert_int_eq(ruling.reason, DROP_CREDIT);
    ck_assert_int_eq(ruling.enters, 1);
    ruling = row_judge(&nordic, "Ohm vs B", 8, "GB", clean);
    ck_assert_int_eq(ruling.reason, DROP_COUNTRY);
    ck_assert_int_eq(ruling.enters, 0);
    ck_assert_int_eq(row_judge(&nordic, "Ohm", 3, NULL, clean).reason, DROP_COUNTRY);
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
}
END_TEST

START_TEST(an_alias_has_a_type_by_word_or_id)
{
    static const char legal[] = "d4dcd0c0-b341-3612-a332-c0ce797b25cf";
    static const char hint[] = "1937e404-b981-3cb7-8151-4c86ebfc8d8e";

    ck_assert_int_eq(facts_alias_type("Artist name", NULL), ALIAS_NAME);
    ck_assert_int_eq(facts_alias_type("Legal name", NULL), ALIAS_LEGAL);
    ck_assert_int_eq(facts_alias_type("Search hint", legal), ALIAS_HINT);
    ck_assert_int_eq(facts_alias_type("Artist name", legal), ALIAS_NAME);
    ck_assert_int_eq(facts_alias_type("", legal), ALIAS_LEGAL);
    ck_assert_int_eq(facts_alias_type(NULL, hint), ALIAS_HINT);
    ck_assert_int_eq(facts_alias_type(NULL, "Legal name"), ALIAS_NAME);
    ck_assert_int_eq(facts_alias_type(NULL, NULL), ALIAS_NAME);
}
END_TEST

START_TEST(the_most_voted_tag_gives_the_style)
{
    struct styles *styles = styles_open(source_file("data/styles.tsv"), &why);
    struct votes votes = {0};

    facts_vote(&votes, styles, "techno", 6, -1);
    ck_assert_ptr_null(votes.style);
    facts_vote(&votes, styles, "DJ", 2, 0);
    ck_assert_int_eq(votes.is_dj, 0);
    facts_vote(&votes, styles, "techno", 6, 0);
    ck_assert_pstr_eq(votes.style, "techno");
    facts_vote(&votes, styles, "Death Metal", 11, 2);
    facts_vote(&votes, styles, "techno", 6, 2);
    facts_vote(&votes, styles, "Dj", 2, VOTES_UNCOUNTED);
    ck_assert_pstr_eq(votes.style, "metal");
    ck_assert_int_eq(votes.is_dj, 1);
    styles_free(styles);
}
END_TEST

START_TEST(kinds_come_from_the_best_evidence)
{
    ck_assert_pstr_eq(facts_kind("person", "Group", "a DJ", 1), "person");
    ck_assert_pstr_eq(facts_kind("no kind", "Group", NULL, 1), "dj");
    ck_assert_pstr_eq(facts_kind(NULL, "Group", "UK DJ", 0), "dj");
    ck_assert_pstr_eq(facts_kind(NULL, "Orchestra", "", 0), "group");
    ck_assert_pstr_eq(facts_kind(NULL, "person", NULL, 0), "person");
    ck_assert_ptr_null(facts_kind(NULL, "Character", NULL, 0));
    ck_assert_ptr_null(facts_kind(NULL, NULL, NULL, 0));
}
END_TEST

START_TEST(names_of_maximum_length_are_repaired_or_kept)
{
    char longest[NAME_BYTES + 2] = "", out[NAME_BYTES];
    size_t length;

    while (strlen(longest) + 4 < NAME_BYTES)
        strcat(longest, "Ã¶");
    ck_assert_int_eq(name_repair_mojibake(longest, strlen(longest), out, &length), 1);
    ck_assert_int_eq(length, strlen(longest) / 2);
    strcat(longest, "Ã¶");
    ck_assert_int_eq(name_repair_mojibake(longest, strlen(longest), out, &length), 0);
}
END_TEST

START_TEST(a_remark_with_the_word_dj_makes_a_dj)
{
    static const char *const yes[] = {"DJ", "German DJ", "dj/producer", "club DJs", "disc jockey from Ohio"};
    static const char *const no[] = {"", "Django", "adj", "rapper", "not the DJ", "DJavan"};

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        ck_assert_msg(row_is_dj(yes[i]), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        ck_assert_msg(!row_is_dj(no[i]), "%s", no[i]);
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

/* Calls check with the fields of every row but the first. Returns the number of rows. */
static long each_case(const char *file, int columns, void (*check)(void *arg, char **fields, long line),
                      void *arg)
{
    struct lines in;
    char *fields[3];

    ck_assert_int_eq(lines_open(&in, source_file(file), &why), 0);
    while (lines_next(&in, &why) == 1) {
        ck_assert_msg(lines_split_tabs(in.line, fields, 3) == columns, "%s, line %ld", file, in.number);
        if (in.number > 1)
            check(arg, fields, in.number);
    }
    columns = (int)in.number - 1;
    lines_close(&in);
    return columns;
}

static void check_country(void *places, char **fields, long line)
{
    const char *code = places_code(places, fields[0]);
    int is_none = strcmp(fields[1], "none") == 0;

    if (is_none || strcmp(fields[1], "-") == 0)
        ck_assert_msg(!code, "line %ld: '%s' is %s", line, fields[0], code);
    else
        ck_assert_msg(code && strcmp(code, fields[1]) == 0, "line %ld: '%s' is %s", line, fields[0],
                      code ? code : "not known");
    ck_assert_msg(places_is_none(fields[0]) == is_none, "line %ld: '%s' is%s none", line, fields[0],
                  is_none ? " not" : "");
}

START_TEST(countries_are_known_by_codes_and_names)
{
    struct places *places = places_new(&why);
    char long_text[2000];

    ck_assert_ptr_nonnull(places);
    ck_assert_int_ge(each_case("tests/country_cases.tsv", 2, check_country, places), 90);
    memset(long_text, 'a', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    ck_assert_ptr_null(places_code(places, long_text));
    ck_assert_ptr_null(places_code(places, "\xff"));
    ck_assert_ptr_null(places_code(places, "\xc3"));
    ck_assert_pstr_eq(places_code_of_two(places, "SE"), "SE");
    ck_assert_ptr_null(places_code_of_two(places, "S"));
    ck_assert_ptr_null(places_code_of_two(places, "se"));
    ck_assert_ptr_null(places_code_of_two(places, "SEE"));
    places_free(places);
}
END_TEST

START_TEST(a_list_of_countries_is_one_of_codes)
{
    static const struct {
        const char *list, *codes; /* or a part of the message, after "!" */
    } lists[] = {
        {"US,GB", "US,GB"},
        {"UK, Sweden", "GB,SE"},
        {"UK;GB,England", "GB"},
        {"Korea, Republic of", "KR"},
        {"united states", "US"},
        {"Grmany", "!'Grmany' is not a known country; the nearest known one is Germany (DE)"},
        {"UK,Swedden", "!'Swedden' is not a known country; the nearest known one is Sweden (SE)"},
        {"SP", "!'SP' is not a known country; the nearest known one is Spain (ES)"},
        {"US,", "!'' is not a known country"},
        {"", "!'' is not a known country"},
    };
    struct places *places = places_new(&why);

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char *codes = places_list(places, lists[i].list, &why);

        if (lists[i].codes[0] != '!')
            ck_assert_pstr_eq(codes, lists[i].codes);
        else {
            ck_assert_ptr_null(codes);
            ck_assert_msg(strncmp(why.text, lists[i].codes + 1, strlen(lists[i].codes) - 1) == 0, "%s",
                          why.text);
        }
        free(codes);
    }
    places_free(places);
}
END_TEST

START_TEST(countries_that_are_not_known_are_counted)
{
    struct corpus_counts counts = {0};
    struct row_reader r = {.counts = &counts, .places = places_new(&why)};
    char long_text[200] = "\tB";

    ck_assert_pstr_eq(row_country(&r, 1, "SE"), "SE");
    ck_assert_pstr_eq(row_country(&r, 2, "Sweden"), "SE");
    ck_assert_ptr_null(row_country(&r, 3, NULL));
    ck_assert_ptr_null(row_country(&r, 4, ""));
    ck_assert_ptr_null(row_country(&r, 5, "N/A"));
    ck_assert_int_eq(counts.unknown_countries, 0);
    while (strlen(long_text) < 150)
        strcat(long_text, "é");
    ck_assert_ptr_null(row_country(&r, 6, long_text));
    ck_assert_ptr_null(row_country(&r, 7, "Atlantis"));
    ck_assert_int_eq(counts.unknown_countries, 2);
    ck_assert_int_eq(counts.first_unknown_country_line, 6);
    ck_assert_int_eq(strncmp(counts.first_unknown_country, "\uFFFDBé", 6), 0);
    ck_assert_int_eq(strlen(counts.first_unknown_country) % 2, 0); /* no incomplete character */
    ck_assert_int_eq(utf8_invalid_at(counts.first_unknown_country, 60), 60);
    counts.unknown_countries = 0;
    ck_assert_ptr_null(row_country(&r, 8, "M\xfcn \xc2\x9b[2J"));
    ck_assert_str_eq(counts.first_unknown_country, "M\uFFFDn \uFFFD[2J");
    places_free(r.places);
}
END_TEST

/* ---- saved pages ---- */

struct wiki {
    struct wiki_words *words;
    struct places *places;
};

static void check_suffix(void *arg, char **fields, long line)
{
    struct wiki *wiki = arg;
    char name[200];
    int is_dj;

    snprintf(name, sizeof name, "%s", fields[0]);
    is_dj = suffix_remove(wiki->words, wiki->places, name);
    ck_assert_msg(strcmp(name, fields[1]) == 0, "line %ld: '%s' becomes '%s'", line, fields[0], name);
    ck_assert_msg(is_dj == (fields[2][0] == '1'), "line %ld: '%s' says DJ: %d", line, fields[0], is_dj);
}

START_TEST(remarks_after_a_name_are_removed)
{
    struct wiki wiki = {wiki_words_new(), places_new(&why)};

    ck_assert_int_ge(each_case("tests/suffix_cases.tsv", 3, check_suffix, &wiki), 40);
    wiki_words_free(wiki.words);
    places_free(wiki.places);
}
END_TEST

START_TEST(words_of_a_page_are_known_in_its_language)
{
    static const char *const ends[] = {"See also",
                                       "SEE ALSO",
                                       "Notes and references",
                                       "Weblinks",
                                       "Siehe auch",
                                       "Anmerkungen und Einzelnachweise",
                                       "Voir aussi",
                                       "Notes et références",
                                       "Véase también",
                                       "Collegamenti esterni",
                                       "Ligações externas",
                                       "Zie ook",
                                       "Bronnen, noten en/of referenties",
                                       "Se även",
                                       "Zobacz też",
                                       "См. также",
                                       "Примечания",
                                       "関連項目",
                                       "外部リンク",
                                       "參考文獻",
                                       "같이 보기",
                                       "Lásd még"};
    static const char *const no_ends[] = {"",    "A",     "Sources of sound", "Notes on names", "and",
                                          "DJs", "Другие"};
    static const char *const lists[] = {"List of DJs",     "Lists of bands", "Liste von DJs",
                                        "Lista de bandas", "Lijst van dj's", "Список групп",
                                        "ラッパーの一覧",  "歌手列表"};
    static const char *const no_lists[] = {"List", "Liste", "Franz Liszt", "Lister Steele", "The List"};
    static const char *const spaces[] = {
        "Category:DJs", "Datei:X.jpg",   "User talk:X", "Spécial:Search",
        "Файл:X",       "カテゴリ:歌手", "category:x",  "Benutzer Diskussion:X"};
    static const char *const articles[] = {"Tiësto", "Prefix: X", "Event: Horizon", "Zomby:X", ":", "Re:Mix"};
    static const struct {
        const char *header;
        enum wiki_column kind;
    } columns[] = {{"Artist", COLUMN_ARTIST},    {"DJ", COLUMN_ARTIST},
                   {"Artist(s)", COLUMN_ARTIST}, {"Artist / Band", COLUMN_ARTIST},
                   {"Künstler", COLUMN_ARTIST},  {"歌手", COLUMN_ARTIST},
                   {"Name", COLUMN_NAME},        {"Nom", COLUMN_NAME},
                   {"Year", COLUMN_OTHER},       {"Jahr", COLUMN_OTHER},
                   {"", COLUMN_UNKNOWN},         {"Real name", COLUMN_UNKNOWN}};
    struct wiki_words *words = wiki_words_new();

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        ck_assert_msg(wiki_is_end(words, ends[i]), "%s", ends[i]);
    for (size_t i = 0; i < sizeof no_ends / sizeof *no_ends; i++)
        ck_assert_msg(!wiki_is_end(words, no_ends[i]), "%s", no_ends[i]);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        ck_assert_msg(wiki_is_list(words, lists[i]), "%s", lists[i]);
    for (size_t i = 0; i < sizeof no_lists / sizeof *no_lists; i++)
        ck_assert_msg(!wiki_is_list(words, no_lists[i]), "%s", no_lists[i]);
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
        ck_assert_msg(!wiki_is_article(words, spaces[i]), "%s", spaces[i]);
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        ck_assert_msg(wiki_is_article(words, articles[i]), "%s", articles[i]);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        ck_assert_msg(wiki_column(words, columns[i].header) == columns[i].kind, "%s", columns[i].header);
    wiki_words_free(words);
}
END_TEST

/* Every style in the table of tags occurs in the bundled list. */
START_TEST(tags_map_to_styles_of_the_bundled_list)
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

/* ---- members of JSON objects ---- */

static const char *const keys[] = {"a", "b", NULL};

static const struct {
    const char *text, *a, *b; /* a is "-" for an invalid object */
} objects[] = {
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
    struct json_value values[2];
    int result = json_find_members(objects[_i].text, strlen(objects[_i].text), keys, values);

    ck_assert_int_eq(result, strcmp(objects[_i].a, "-") == 0 ? -1 : 0);
    if (result != 0)
        return;
    ck_assert_int_eq(values[0].length, strlen(objects[_i].a));
    ck_assert_int_eq(values[1].length, strlen(objects[_i].b));
    ck_assert_int_eq(strncmp(objects[_i].a, values[0].text ? values[0].text : "", values[0].length), 0);
    ck_assert_int_eq(strncmp(objects[_i].b, values[1].text ? values[1].text : "", values[1].length), 0);
}
END_TEST

static const struct {
    const char *array;
    int count, last; /* last: the last result of json_next_element */
} arrays[] = {
    {"[]", 0, 0},     {"[ ]", 0, 0},   {"[1]", 1, 0},  {"[1, \"a,b\" ,[2,3],{}]", 4, 0},
    {"[1 2]", 1, -1}, {"[,1]", 0, -1}, {"null", 0, 0}, {"[1,]", 1, -1},
};

START_TEST(elements_of_an_array_are_read_one_by_one)
{
    struct json_value array = {arrays[_i].array, strlen(arrays[_i].array)}, element;
    const char *at = NULL;
    int got, n = 0;

    while ((got = json_next_element(&array, &at, &element)) == 1)
        n++;
    ck_assert_int_eq(n, arrays[_i].count);
    ck_assert_int_eq(got, arrays[_i].last);
}
END_TEST

/* ---- formats ---- */

/* Decodes the escapes \n, \t, \r, \0 and \\ in place. Returns the length. */
static size_t unescape(char *text)
{
    static const char from[] = "ntr0\\", to[] = "\n\t\r\0\\";
    char *out = text;

    for (const char *at = text; *at; at++)
        *out++ = *at == '\\' ? to[strchr(from, *++at) - from] : *at;
    *out = '\0';
    return (size_t)(out - text);
}

static void check_format(const char *file, const char *wanted, char *bytes, long line)
{
    enum corpus_format format, known;
    size_t length = unescape(bytes);
    int result = guess_format(file, "list", bytes, length, &format, &why);
    const char *got = result == 0 ? corpus_format_text(format) : why.text;

    if (corpus_format_from(wanted, &known) == 0)
        ck_assert_msg(result == 0 && format == known, "line %ld: '%s', not '%s'", line, got, wanted);
    else
        ck_assert_msg(result == -1 && strstr(got, wanted), "line %ld: '%s', not '…%s…'", line, got, wanted);
}

START_TEST(the_format_of_each_file_is_detected)
{
    struct lines in;
    long cases = 0;

    ck_assert_int_eq(lines_open(&in, source_file("tests/format_cases.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        char *fields[3];

        if (in.number == 1)
            continue;
        ck_assert_int_eq(lines_split_tabs(in.line, fields, 3), 3);
        check_format(fields[0], fields[1], fields[2], in.number);
        cases++;
    }
    lines_close(&in);
    ck_assert_int_gt(cases, 80);
}
END_TEST

enum { PART = 4 };

/* Real names are accepted as names, even if they look like markup and there are only a few. */
START_TEST(no_part_of_the_bundled_list_is_refused)
{
    struct lines in;
    char names[PART][LINES_MAX / 64], text[PART * sizeof *names];

    ck_assert_int_eq(lines_open(&in, source_file("data/artists.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        enum corpus_format format;
        size_t length = 0;

        snprintf(names[in.number % PART], sizeof *names, "%.*s", (int)strcspn(in.line, "\t"), in.line);
        if (in.number <= PART)
            continue;
        for (int i = 1; i <= PART; i++)
            length +=
                (size_t)snprintf(text + length, sizeof text - length, "%s\n", names[(in.number + i) % PART]);
        ck_assert_msg(guess_format("list", "list", text, length, &format, &why) == 0, "line %ld: %s",
                      in.number, why.text);
        ck_assert_msg(format == CORPUS_TEXT, "line %ld: %s", in.number, corpus_format_text(format));
    }
    lines_close(&in);
}
END_TEST

static const struct {
    const char *bytes;
    size_t length;
    const char *text; /* NULL when no decoder is needed */
} encoded[] = {
    {"\xff\xfe"
     "A\0\xe9\0\n\0",
     8, "A\xc3\xa9\n"},
    {"\xfe\xff"
     "\0A\0\xe9\0\n",
     8, "A\xc3\xa9\n"},
    {"\xff\xfe"
     "\x3d\xd8\x00\xde",
     6, "\xf0\x9f\x98\x80"},
    {"\xff\xfe"
     "A\0\x3d\xd8"
     "B\0",
     8,
     "A\xef\xbf\xbd"
     "B"},
    {"\xff\xfe"
     "A\0B",
     5, "A\xef\xbf\xbd"},
    {"\xff\xfe\0\0"
     "A\0\0\0",
     8, "A"},
    {"\0\0\xfe\xff"
     "\0\0\0A",
     8, "A"},
    {"\xff\xfe", 2, ""},
    {"\xef\xbb\xbf"
     "A",
     4, NULL},
    {"A\0", 2, NULL},
    {"", 0, NULL},
};

/* Byte by byte, so that each character is split at each position, and with room for one character only. */
START_TEST(other_encodings_are_converted_to_utf8)
{
    struct decoder *decoder;
    char out[64];
    size_t made = 0, at = 0;

    ck_assert_int_eq(decoder_new(encoded[_i].bytes, encoded[_i].length, &decoder, &why), 0);
    ck_assert_int_eq(decoder != NULL, encoded[_i].text != NULL);
    while (decoder) {
        size_t used = at < encoded[_i].length;
        int is_last = used == 0;
        long got = decoder_run(decoder, encoded[_i].bytes + at, &used, is_last, out + made, 4, &why);

        ck_assert_int_ge(got, 0);
        at += used;
        made += (size_t)got;
        if (is_last && got == 0)
            break;
    }
    ck_assert_mem_eq(out, encoded[_i].text ? encoded[_i].text : "", made);
    ck_assert_int_eq(made, encoded[_i].text ? strlen(encoded[_i].text) : 0);
    decoder_free(decoder);
}
END_TEST

START_TEST(lines_may_end_in_cr)
{
    static const char *const cases[][2] = {
        {"a\rb\r", "a\nb\n"}, {"a\r\rb", "a\n\nb"}, {"a\rb\r\nc", "a\nb\nc"}, {"\r\n\r\n", "\n\n"}, {"", ""}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t cut = 0; cut <= strlen(cases[i][0]); cut++) {
            char text[32], *rest = text + cut;
            int after_cr = 0;
            size_t length;

            strcpy(text, cases[i][0]);
            length = decode_cr(text, cut, &after_cr);
            length += decode_cr(memmove(text + length, rest, strlen(cases[i][0]) - cut),
                                strlen(cases[i][0]) - cut, &after_cr);
            ck_assert_int_eq(length, strlen(cases[i][1]));
            ck_assert_mem_eq(text, cases[i][1], length);
        }
    ck_assert(decode_ends_in_cr("a\rb", 3));
    ck_assert(!decode_ends_in_cr("a\r\nb\r\n", 6));
    ck_assert(!decode_ends_in_cr("a\nb\rc\n", 6));
    ck_assert(!decode_ends_in_cr("a", 1));
}
END_TEST

/* ---- the conveyor ---- */

struct belt {
    long made, taken, end, fail_at, refuse_at;
    int in_order;
};

static int live; /* pieces that were created and not freed */

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

    tcase_add_test(tests, cases_of_the_table_are_decided_correctly);
    tcase_add_test(tests, only_a_corpus_of_artists_looks_for_credits);
    tcase_add_loop_test(tests, a_name_with_control_characters_counts_without_them, 0,
                        sizeof controls / sizeof *controls);
    tcase_add_test(tests, names_of_maximum_length_lose_only_control_characters);
    tcase_add_test(tests, filters_also_drop_names_for_the_verdict_only);
    tcase_add_test(tests, an_alias_may_look_like_a_credit);
    tcase_add_test(tests, an_alias_has_a_type_by_word_or_id);
    tcase_add_test(tests, the_most_voted_tag_gives_the_style);
    tcase_add_test(tests, kinds_come_from_the_best_evidence);
    tcase_add_test(tests, names_of_maximum_length_are_repaired_or_kept);
    tcase_add_test(tests, a_remark_with_the_word_dj_makes_a_dj);
    tcase_add_test(tests, an_id_has_the_form_of_musicbrainz_ids);
    tcase_add_test(tests, countries_are_known_by_codes_and_names);
    tcase_add_test(tests, a_list_of_countries_is_one_of_codes);
    tcase_add_test(tests, countries_that_are_not_known_are_counted);
    tcase_add_test(tests, remarks_after_a_name_are_removed);
    tcase_add_test(tests, words_of_a_page_are_known_in_its_language);
    tcase_add_test(tests, tags_map_to_styles_of_the_bundled_list);
    tcase_add_loop_test(tests, members_are_found_without_reading_the_rest, 0,
                        sizeof objects / sizeof *objects);
    tcase_add_loop_test(tests, elements_of_an_array_are_read_one_by_one, 0, sizeof arrays / sizeof *arrays);
    tcase_add_test(tests, the_format_of_each_file_is_detected);
    tcase_add_test(tests, no_part_of_the_bundled_list_is_refused);
    tcase_add_loop_test(tests, other_encodings_are_converted_to_utf8, 0, sizeof encoded / sizeof *encoded);
    tcase_add_test(tests, lines_may_end_in_cr);
    tcase_add_test(tests, pieces_are_taken_in_order_and_all_discarded);
    return run_case("corpus", tests);
}
