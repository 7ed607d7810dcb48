/* Tests of UTF-8, folding, keys, the blocklist and the output of character sets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unicode/uchar.h>

#include "folder.h"

#include "base/lines.h"
#include "judge/nearest.h"
#include "text/blocklist.h"
#include "text/key.h"
#include "text/utf8.h"

static const struct {
    const char *raw, *clean; /* clean is NULL for rejected names */
    enum clean_result result;
} cleanings[] = {
    {"Björk", "Björk", CLEAN_OK},
    {"  The   Knife\t", "The Knife", CLEAN_OK},
    {"Sigur Ro\xcc\x81s", "Sigur Rós", CLEAN_OK}, /* decomposed */
    {"Sigur\xc2\xa0Rós", "Sigur Rós", CLEAN_OK},  /* no-break space */
    {"Кино\xe2\x80\x8e", "Кино", CLEAN_OK},       /* left-to-right mark */
    {"宇多田ヒカル", "宇多田ヒカル", CLEAN_OK},
    {"!!!", "!!!", CLEAN_OK},
    {"Sigur Ro\xe2\x80\x8b\xcc\x81s", "Sigur Rós", CLEAN_OK}, /* a zero-width space before the accent */
    {"", NULL, CLEAN_EMPTY},
    {" \t ", NULL, CLEAN_EMPTY},
    {"\xe2\x80\x8b", NULL, CLEAN_EMPTY}, /* nothing but a zero-width space */
    {"Bj\xf6rk", NULL, CLEAN_NOT_UTF8},  /* Latin-1 */
    {"\xc0\xaf", NULL, CLEAN_NOT_UTF8},  /* overlong */
    {"\xed\xa0\x80", NULL, CLEAN_NOT_UTF8},
    {"a\x01z", NULL, CLEAN_CONTROL},
    {"a\x7fz", NULL, CLEAN_CONTROL},
    {"Bj\xef\xbf\xbdrk", NULL, CLEAN_CONTROL},
    /* joiners between two characters stay; at an end, or repeated, they are dropped */
    {"می\u200cخواهم", "می\u200cخواهم", CLEAN_OK},
    {"क्\u200dष", "क्\u200dष", CLEAN_OK},
    {"👨\u200d👩\u200d👧 Trio", "👨\u200d👩\u200d👧 Trio", CLEAN_OK},
    {"❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥", CLEAN_OK},
    {"ক\u200d খ", "ক\u200d খ", CLEAN_OK},
    {"\u200dAb\u200cba\u200d", "Ab\u200cba", CLEAN_OK},
    {"Abba\u200d \u200c", "Abba", CLEAN_OK},
    {"a\u200d\u200d\u200cb \u200dc", "a\u200db c", CLEAN_OK},
    {"a\u200b\u200d\u200eb\u00ad", "a\u200db", CLEAN_OK},
    /* selectors after a character, tags after a flag */
    {"❤\ufe0f", "❤\ufe0f", CLEAN_OK},
    {"\ufe0fA\ufe0f\ufe0f \ufe0fB", "A\ufe0f B", CLEAN_OK},
    {"葛\U000e0100城", "葛\U000e0100城", CLEAN_OK},
    {"🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f", CLEAN_OK},
    {"A\U000e0067b", "Ab", CLEAN_OK},
    /* no visible character */
    {"\u3164", NULL, CLEAN_EMPTY},
    {"\u2800", NULL, CLEAN_EMPTY},
    {"\u115f\u1160", NULL, CLEAN_EMPTY},
    {"\uffa0", NULL, CLEAN_EMPTY},
    {"\u3164 \u2800\u3000\u034f\ufe0f", NULL, CLEAN_EMPTY},
    {"\u2800A", "\u2800A", CLEAN_OK},
};

START_TEST(names_are_cleaned)
{
    char out[NAME_BYTES];
    enum clean_result result = utf8_clean(cleanings[_i].raw, strlen(cleanings[_i].raw), out);

    ck_assert_msg(result == cleanings[_i].result, "'%s' gives %d", cleanings[_i].raw, result);
    if (cleanings[_i].clean)
        ck_assert_str_eq(out, cleanings[_i].clean);
}
END_TEST

START_TEST(a_nul_and_an_endless_name_are_refused)
{
    char out[NAME_BYTES], longest[NAME_BYTES];

    ck_assert_int_eq(utf8_clean("a\0b", 3, out), CLEAN_CONTROL);
    memset(longest, 'x', sizeof longest);
    ck_assert_int_eq(utf8_clean(longest, sizeof longest, out), CLEAN_TOO_LONG);
    ck_assert_int_eq(utf8_clean(longest, sizeof longest - 1, out), CLEAN_OK);
}
END_TEST

static const struct {
    enum name_part part;
    const char *raw, *clean; /* clean is NULL for rejected names */
} parts[] = {
    {PART_BEGINNING, "Re\u0301", "Ré"},
    {PART_BEGINNING, "  DJ \t ", "DJ "},
    {PART_BEGINNING, " \u200eÉ  ", "É "},
    {PART_BEGINNING, "   ", NULL},
    {PART_END, "  Orkester\u00a0", " Orkester"},
    {PART_END, " Cafe\u0301 ", " Café"},
    {PART_INSIDE, " ", " "},
    {PART_INSIDE, "\u3000é  ", " é "},
    {PART_INSIDE, "a\ab", NULL},
    {PART_INSIDE, "", NULL},
};

START_TEST(a_part_of_a_name_keeps_the_space_where_the_name_continues)
{
    char out[NAME_BYTES];
    enum clean_result result = utf8_clean_part(parts[_i].raw, parts[_i].part, out);

    ck_assert_msg((result == CLEAN_OK) == (parts[_i].clean != NULL), "'%s' gives %d", parts[_i].raw, result);
    if (parts[_i].clean)
        ck_assert_str_eq(out, parts[_i].clean);
}
END_TEST

#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct {
    const char *text, *sentence;
} reasons[] = {
    {"a\ab", "holds U+0007 as character 2: a control character"},
    {" é\x7f", "holds U+007F as character 3: a control character"},
    {"é\xc2\x85\xc2\x9b", "holds U+009B as character 3: a control character"},
    {"\ue000", "holds U+E000 as character 1: a private-use character"},
    {"宇宙🔥\a", "holds U+0007 as character 4: a control character"},
    {"\u0915\U0001f525\u2028\a", "holds U+0007 as character 4: a control character"},
    {"\U000f0000", "holds U+F0000 as character 1: a private-use character"},
    {"a\ufffd", "holds U+FFFD as character 2: a replacement character, in place of an invalid one"},
    {"a\u0378", "holds U+0378 as character 2: a character that is not in Unicode"},
    {"Bj\xf6rk", "is not UTF-8 (from byte 3 on)"},
    {"", "is empty"},
    {"\u3164", "is empty: it holds only blank characters"},
    {HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED, "is too long: a name has at most 511 bytes"},
};

START_TEST(non_names_are_described_by_character)
{
    char out[NAME_BYTES];
    size_t length = strlen(reasons[_i].text);
    struct err why;

    ck_assert_int_eq(
        utf8_clean_why(reasons[_i].text, length, utf8_clean(reasons[_i].text, length, out), &why), -1);
    ck_assert_str_eq(why.text, reasons[_i].sentence);
}
END_TEST

START_TEST(a_message_shows_only_what_a_terminal_can)
{
    char out[16];

    utf8_printable("a\x1b[1m\xf6é", out, sizeof out);
    ck_assert_str_eq(out, "a\ufffd[1m\ufffdé");
    utf8_printable("宇宙宇宙宇宙", out, sizeof out);
    ck_assert_str_eq(out, "宇宙宇宙");
}
END_TEST

/* Bytes that are not UTF-8, and how they are shown. */
static const struct {
    const char *raw, *shown;
} malformed[] = {
    {"\x80z", "\ufffdz"},
    {"\xc3z", "\ufffdz"},
    {"\xc3", "\ufffd"},
    {"\xc1\xbfz", "\ufffd\ufffdz"}, /* longer than needed */
    {"\xe5\xae", "\ufffd"},         /* cut */
    {"\xe5zz", "\ufffdzz"},
    {"\xe5\xaez", "\ufffdz"},
    {"\xe0\x80\x80z", "\ufffd\ufffd\ufffdz"}, /* longer than needed */
    {"\xed\xa0\x80z", "\ufffd\ufffd\ufffdz"}, /* half of a pair */
    {"\xf0\x9f\x94\xa5z", "🔥z"},
    {"\xf0", "\ufffd"},
    {"\xf0\x9f", "\ufffd"},
    {"\xf0\x9f\x94", "\ufffd"},
    {"\xf0zz", "\ufffdzz"},
    {"\xf0\x9fzz", "\ufffdzz"},
    {"\xf0\x9f\x94z", "\ufffdz"},
    {"\xf0\x80\x80\x80z", "\ufffd\ufffd\ufffd\ufffdz"}, /* longer than needed */
    {"\xf4\x90\x80\x80z", "\ufffd\ufffd\ufffd\ufffdz"}, /* beyond Unicode */
    {"\xf8\x88z", "\ufffd\ufffdz"},
    {"\xffz", "\ufffdz"},
};

START_TEST(a_message_shows_a_mark_for_bytes_that_are_no_character)
{
    char out[64];

    utf8_printable(malformed[_i].raw, out, sizeof out);
    ck_assert_str_eq(out, malformed[_i].shown);
}
END_TEST

START_TEST(length_and_words_count_what_people_see)
{
    ck_assert_int_eq(utf8_length("宇多田ヒカル"), 6);
    ck_assert_int_eq(utf8_length("Sigur Rós"), 9);
    ck_assert_int_eq(utf8_words("Godspeed You! Black Emperor"), 4);
    ck_assert_int_eq(utf8_words("宇多田　ヒカル"), 2); /* ideographic space */
}
END_TEST

static const struct {
    const char *name, *read, *plain;
} keys[] = {
    {"Björk", "bjork", "bjork"},
    {"Sigur Rós", "sigurros", "sigurros"},
    {"Кино", "kino", "kino"},
    {"Любовь", "lubov", "lubov"},
    {"ЛЮБОВЬ", "lubov", "lubov"}, /* ICU outputs a mark for a capital soft sign */
    {"Ъпсурт", "psurt", "psurt"},
    {"a\u2e35\u0e49b", "ab", "ab"}, /* a mark on a sign that is dropped */
    {"deadmau5", "deadmaus", "deadmau5"},
    {"A$AP Rocky", "asaprocky", "asaprocky"},
    {"Ke$ha", "kesha", "kesha"},
    {"P!nk", "pink", "pink"},
    {"Wham!", "wham", "wham"},
    {"!!!", "!!!", "!!!"},
    {"+/-", "+/-", "+/-"},
    {"†††", "†††", "†††"},
    {"𒀀𒀁 Band", "𒀀𒀁band", "𒀀𒀁band"}, /* letters that ICU does not transliterate */
    {"🔥🔥", "🔥🔥", "🔥🔥"},
    {"AC⚡DC", "acdc", "acdc"},
    {"می\u200cخواهم", "mykhwahm", "mykhwahm"},
    {"deadmau\u200d5", "deadmaus", "deadmau5"},
    {"A\ufe0fb\u200cb\u3164a", "abba", "abba"},
    {"❤️ Nirvana 🎸", "nirvana",
     "nirvana"}, /* the heart is followed by a selector, which is a mark in Unicode */
    {"N.W.A", "nwa", "nwa"},
    {"The Beatles", "beatles", "beatles"},
    {"Beatles, The", "beatles", "beatles"},
    {"The The", "the", "the"},
    {"The .", "the", "the"},
    {"DJ Shadow", "shadow", "shadow"},
    {"DJ", "dj", "dj"},
    {"D.J.", "dj", "dj"},
    {"D.J. Shadow", "shadow", "shadow"},
    {"M.C.A.", "mca", "mca"},
    {"Lil' Kim", "kim", "kim"},
    {"Thelma", "thelma", "thelma"},
    {"Above & Beyond", "aboveandbeyond", "aboveandbeyond"},
    {"Above and Beyond", "aboveandbeyond", "aboveandbeyond"},
    {"Florence + the Machine", "florenceandthemachine", "florenceandthemachine"},
    {"Blink-182", "blink182", "blink182"},
    {"blink182", "blink182", "blink182"},
    {"Maroon 5", "maroon5", "maroon5"},
    {"Maroon5", "maroons", "maroon5"},
    {"Maroon51", "maroon51", "maroon51"},
    {"U2", "u2", "u2"},
    {"112", "112", "112"},
    {"R3HAB", "rehab", "r3hab"},
    {"Gr33n Day", "greenday", "gr33nday"},
    {"Bl1nk-182", "blink182", "bl1nk182"},
    {"blink182trio", "blink182trio", "blink182trio"},
    {"Motörhead", "motorhead", "motorhead"},
    {"Ｆｕｌｌｗｉｄｔｈ", "fullwidth", "fullwidth"},
};

START_TEST(keys_are_what_two_spellings_share)
{
    struct name_keys got;

    key_make(folder, keys[_i].name, &got);
    ck_assert_str_eq(got.read, keys[_i].read);
    ck_assert_str_eq(got.plain, keys[_i].plain);
    ck_assert_int_eq(got.count, strcmp(keys[_i].read, keys[_i].plain) ? 2 : 1);
}
END_TEST

/* Whether two names share a key, as in the database. */
static int key_same(const struct name_keys *a, const struct name_keys *b)
{
    return strcmp(a->read, b->read) == 0 || strcmp(a->plain, b->plain) == 0 ||
           strcmp(a->read, b->plain) == 0 || strcmp(a->plain, b->read) == 0;
}

/* Plain ASCII is folded without ICU; a non-ASCII letter after it forces the use of ICU. */
START_TEST(capitals_fold_as_their_small_letters)
{
    for (UChar32 code = 0x80; code < 0x20000; code++) {
        UChar32 small_code = u_tolower(code);
        char capital[8] = "", small[8] = "", of_capital[64], of_small[64];

        if (small_code == code)
            continue;
        utf8_put((uint32_t)code, capital);
        utf8_put((uint32_t)small_code, small);
        folder_fold(folder, capital, of_capital, sizeof of_capital);
        folder_fold(folder, small, of_small, sizeof of_small);
        ck_assert_msg(strcmp(of_capital, of_small) == 0, "U+%04X is %s, its small letter %s", (unsigned)code,
                      of_capital, of_small);
    }
}
END_TEST

START_TEST(ascii_folds_as_icu_folds_it)
{
    char text[16], fast[32], slow[32], wanted[48];

    for (int a = ' '; a < 0x7f; a++)
        for (int b = ' '; b < 0x7f; b++) {
            snprintf(text, sizeof text, "x%c%c", a, b);
            folder_fold(folder, text, fast, sizeof fast);
            snprintf(wanted, sizeof wanted, "%s e", fast);
            snprintf(text, sizeof text, "x%c%c é", a, b);
            folder_fold(folder, text, slow, sizeof slow);
            ck_assert_str_eq(slow, wanted);
        }
}
END_TEST

START_TEST(spellings_of_one_name_are_the_same)
{
    static const char *const same[][2] = {
        {"deadmau5", "Deadmaus"}, {"Maroon 5", "Maroon5"}, {"Beyoncé", "BEYONCE"}, {"The Knife", "Knife"},
        {"A$AP", "Asap"},         {"DJ Tiësto", "tiesto"}, {"Ke$ha", "Kesha"}};
    struct name_keys a, b;

    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        key_make(folder, same[i][0], &a);
        key_make(folder, same[i][1], &b);
        ck_assert_msg(key_same(&a, &b), "%s and %s differ", same[i][0], same[i][1]);
    }
    key_make(folder, "Blink-182", &a);
    key_make(folder, "Blink-183", &b);
    ck_assert(!key_same(&a, &b));
}
END_TEST

START_TEST(the_longest_name_has_a_key)
{
    char longest[NAME_BYTES] = "";
    struct name_keys got;

    while (strlen(longest) + 3 < sizeof longest)
        strcat(longest, "宇");
    key_make(folder, longest, &got);
    ck_assert_uint_gt(strlen(got.read), 100);
    ck_assert_uint_lt(strlen(got.read), KEY_BYTES);
}
END_TEST

/* Rows of tests/blocklist_cases.tsv: pass or refuse, and a name. */
START_TEST(the_blocklist_refuses_and_spares)
{
    struct err why;
    struct blocklist *list = blocklist_open(source_file("data/blocklist.txt"), &why);
    struct lines in;
    int cases = 0;

    ck_assert_msg(list != NULL, "%s", why.text);
    ck_assert_int_eq(lines_open(&in, source_file("tests/blocklist_cases.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        char *fields[2];
        const char *found;

        if (in.line[0] == '#' || !in.line[0])
            continue;
        ck_assert_int_eq(lines_split_tabs(in.line, fields, 2), 2);
        found = blocklist_find(list, folder, fields[1]);
        if (strcmp(fields[0], "refuse") == 0)
            ck_assert_msg(found != NULL, "'%s' passed", fields[1]);
        else
            ck_assert_msg(found == NULL, "'%s' was refused for '%s'", fields[1], found);
        cases++;
    }
    ck_assert_int_gt(cases, 100);
    lines_close(&in);
    blocklist_free(list);
}
END_TEST

/* A blocklist of these lines, or NULL with *why set. */
static struct blocklist *list_of(const char *lines, struct err *why)
{
    char path[] = "/tmp/stagename-blocklist-XXXXXX";
    int fd = mkstemp(path);
    struct blocklist *list;

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
    close(fd);
    list = blocklist_open(path, why);
    unlink(path);
    return list;
}

static const struct {
    const char *line, *name;
    int refused;
} openings[] = {
    {"word zork", "The Zorks", 1},
    {"word zork", "Zorkly", 0},
    {"word zork", "Bazork", 0},
    {"word zork*", "Zork", 1},
    {"word zork*", "The Zorkly Four", 1},
    {"word zork*", "Z.o.r.k.l.y", 1},
    {"word zork*", "Z o r k l y", 1},
    {"word zork*", "Zo-rkly", 1},
    {"word zork*", "Z0rrrkly", 1},
    {"word zork*", "Bazork", 0},
    {"word zork*", "Quiz Orkly", 0},
    {"word *zork", "Bazorks", 1},
    {"word *zork", "Bazorkly", 0},
    {"word *zork*", "Bazorkly", 1},
    {"word *zork*", "Baz Orkly", 0},
    {"text zork", "Baz Orkly", 1},
    {"word zork*\nexcept zorkan", "Zorkanian", 0},
    {"word zork*\nexcept zorkan", "Z.O.R.K.A.N", 0},
    {"word zork*\nexcept zorkan", "Z O R K A N", 0},
    {"word zork*\nexcept zorkan", "Zork Anders", 1},
    {"word zork*\nexcept zorkan", "Zorkan Zorkly", 1},
    {"word *zork\nexcept bazork", "Bazorks", 0},
};

START_TEST(open_words_match_parts_of_words)
{
    struct err why;
    struct blocklist *list = list_of(openings[_i].line, &why);

    ck_assert_msg(list != NULL, "%s", why.text);
    ck_assert_msg(!blocklist_find(list, folder, openings[_i].name) == !openings[_i].refused, "'%s' and '%s'",
                  openings[_i].line, openings[_i].name);
    blocklist_free(list);
}
END_TEST

static const char *const invalid_lines[] = {
    "zork",       "words zork",  "word",           "word *",     "word **",      "word **zork", "word zork**",
    "word zo*rk", "word zork *", "word zork zork", "text zork*", "except zork*", "text !",
};

START_TEST(an_invalid_line_is_reported)
{
    struct err why;

    ck_assert_ptr_null(list_of(invalid_lines[_i], &why));
    ck_assert_ptr_nonnull(strstr(why.text, "line 1: expected 'word TERM'"));
}
END_TEST

static const struct {
    const char *typed, *word;
    int is_likely;
} misspelled[] = {
    {"teckno", "techno", 1}, {"Techno", "techno", 1}, {"hiphop", "hip hop", 1}, {"tehcno", "techno", 1},
    {"rok", "rock", 1},      {"xyz", "rock", 0},      {"", "rock", 0},
};

START_TEST(a_misspelled_word_has_a_nearest_one)
{
    static const char *const words[] = {"drum and bass", "hip hop", "rock", "techno"};
    struct nearest nearest = {0};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        nearest_compare(&nearest, misspelled[_i].typed, words[i]);
    ck_assert_str_eq(nearest.word, misspelled[_i].word);
    ck_assert_int_eq(nearest_is_likely(&nearest), misspelled[_i].is_likely);
}
END_TEST

START_TEST(a_word_of_any_length_can_be_compared)
{
    struct nearest nearest = {0};
    char typed[1000];

    ck_assert(!nearest_is_likely(&nearest));
    memset(typed, 'x', sizeof typed - 1);
    typed[sizeof typed - 1] = '\0';
    nearest_compare(&nearest, typed, "rock");
    ck_assert_str_eq(nearest.word, "rock");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("text");

    tcase_add_checked_fixture(tests, make_folder, free_folder);
    tcase_add_loop_test(tests, names_are_cleaned, 0, (int)(sizeof cleanings / sizeof *cleanings));
    tcase_add_test(tests, a_nul_and_an_endless_name_are_refused);
    tcase_add_loop_test(tests, a_part_of_a_name_keeps_the_space_where_the_name_continues, 0,
                        (int)(sizeof parts / sizeof *parts));
    tcase_add_loop_test(tests, non_names_are_described_by_character, 0,
                        (int)(sizeof reasons / sizeof *reasons));
    tcase_add_test(tests, a_message_shows_only_what_a_terminal_can);
    tcase_add_loop_test(tests, a_message_shows_a_mark_for_bytes_that_are_no_character, 0,
                        sizeof malformed / sizeof *malformed);
    tcase_add_test(tests, length_and_words_count_what_people_see);
    tcase_add_loop_test(tests, keys_are_what_two_spellings_share, 0, (int)(sizeof keys / sizeof *keys));
    tcase_add_test(tests, capitals_fold_as_their_small_letters);
    tcase_add_test(tests, ascii_folds_as_icu_folds_it);
    tcase_add_test(tests, spellings_of_one_name_are_the_same);
    tcase_add_test(tests, the_longest_name_has_a_key);
    tcase_add_test(tests, the_blocklist_refuses_and_spares);
    tcase_add_loop_test(tests, open_words_match_parts_of_words, 0, (int)(sizeof openings / sizeof *openings));
    tcase_add_loop_test(tests, an_invalid_line_is_reported, 0,
                        (int)(sizeof invalid_lines / sizeof *invalid_lines));
    tcase_add_loop_test(tests, a_misspelled_word_has_a_nearest_one, 0,
                        (int)(sizeof misspelled / sizeof *misspelled));
    tcase_add_test(tests, a_word_of_any_length_can_be_compared);
    tcase_set_timeout(tests, 60);
    return run_case("text", tests);
}
