/* Tests of names with given words: blends, the words of a request, and the names that a small model makes. */
#include <string.h>

#include "invent/blend.h"
#include "invent/coining.h"
#include "run.h"

enum { BLENDS = 40 };

static struct folder *folder;
static struct vocab vocab;

static void set_up(void)
{
    uint32_t characters[80];
    int count = 0;
    struct err why;

    folder = folder_new(&why);
    ck_assert_ptr_nonnull(folder);
    memset(&vocab, 0, sizeof vocab);
    characters[count++] = ' ';
    for (uint32_t c = '0'; c <= '9'; c++)
        characters[count++] = c;
    for (uint32_t c = 'A'; c <= 'Z'; c++)
        characters[count++] = c;
    for (uint32_t c = 'a'; c <= 'z'; c++)
        characters[count++] = c;
    ck_assert_int_eq(vocab_set_characters(&vocab, characters, count, &why), 0);
}

static void tear_down(void)
{
    folder_free(folder);
    vocab_free(&vocab);
}

/* Calls check with the columns of each row of a table. Returns the number of rows. */
static int each_row(const char *table, int columns, void (*check)(char **fields))
{
    FILE *file = fopen(source_file(table), "r");
    char line[256], *fields[4];
    int count = 0;

    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file); count++) {
        char *rest = line;

        line[strcspn(line, "\n")] = '\0';
        for (int i = 0; i < columns; i++) {
            fields[i] = strsep(&rest, "\t");
            ck_assert_ptr_nonnull(fields[i]);
        }
        check(fields);
    }
    fclose(file);
    return count;
}

static void check_blend(char **fields)
{
    struct blend blends[BLENDS];
    int count = blend_words(fields[0], fields[1], blends, BLENDS), found = 0;

    for (int i = 0; i < count; i++)
        found |= strcmp(blends[i].text, fields[2]) == 0;
    ck_assert_msg(found == (strcmp(fields[3], "yes") == 0), "%s and %s: %s: not %s", fields[0], fields[1],
                  fields[2], fields[3]);
}

START_TEST(two_words_blend_readably)
{
    ck_assert_int_ge(each_row("tests/blend_cases.tsv", 4, check_blend), 25);
}
END_TEST

START_TEST(the_best_blends_are_first_and_unique)
{
    struct blend all[BLENDS], best[3];
    int count = blend_words("tiger", "neon", all, BLENDS);

    ck_assert_int_gt(count, 3);
    for (int i = 1; i < count; i++) {
        ck_assert_float_ge(all[i - 1].worth, all[i].worth);
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(all[k].text, all[i].text);
    }
    ck_assert_int_eq(blend_words("tiger", "neon", best, 3), 3);
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(best[i].text, all[i].text);
    ck_assert_str_eq(all[0].text, "tigeon");
    ck_assert_int_eq(all[0].shared, 1);
}
END_TEST

START_TEST(words_of_any_length_are_blended_or_refused)
{
    char longest[BLEND_LETTERS / 2 + 1], longer[BLEND_LETTERS / 2 + 2];
    struct blend blends[BLENDS];

    for (int i = 0; i < BLEND_LETTERS / 2 + 1; i++)
        longer[i] = "abo"[i % 3];
    longer[BLEND_LETTERS / 2 + 1] = '\0';
    memcpy(longest, longer, BLEND_LETTERS / 2);
    longest[BLEND_LETTERS / 2] = '\0';
    ck_assert_int_gt(blend_words(longest, longest, blends, BLENDS), 0);
    ck_assert_int_eq(blend_words(longer, longest, blends, BLENDS), 0);
    ck_assert_int_eq(blend_words("", "tiger", blends, BLENDS), 0);
    ck_assert_int_eq(blend_words("a", "b", blends, BLENDS), 0);
}
END_TEST

static void check_phrase(char **fields)
{
    struct phrase phrase;
    struct err why;
    int result = phrase_read(fields[0], &vocab, folder, &phrase, &why);

    if (strcmp(fields[1], "-") == 0)
        ck_assert_msg(result == -1, "'%s' is accepted", fields[0]);
    else
        ck_assert_msg(result == 0 && strcmp(phrase.text, fields[1]) == 0, "'%s' becomes '%s'", fields[0],
                      result == 0 ? phrase.text : why.text);
}

START_TEST(words_are_parsed_and_normalised)
{
    ck_assert_int_ge(each_row("tests/phrase_cases.tsv", 2, check_phrase), 13);
}
END_TEST

static const struct refusal {
    const char *words, *sentence;
} refusals[] = {
    {"", "has no word"},
    {" ", "has no word"},
    {"a b c d", "has more than 3 words"},
    {"neon 21", "has the word '21', which has no letter"},
    {"abcdefghijklmnopqrstuvwxy", "has a word of more than 24 characters"},
    {"abcdefghijklmno abcdefghijklmno", "must not be longer than 30 characters"},
    {"neon\aa", "holds U+0007 as character 5: a control character"},
    {"é", "has the character 'É', which no name of the model's list has"},
};

START_TEST(a_refusal_says_why)
{
    struct phrase phrase;
    struct err why;

    ck_assert_int_eq(phrase_read(refusals[_i].words, &vocab, folder, &phrase, &why), -1);
    ck_assert_str_eq(why.text, refusals[_i].sentence);
}
END_TEST

START_TEST(positions_are_found_by_name)
{
    ck_assert_int_eq(where_find(""), WHERE_ANY);
    ck_assert_int_eq(where_find("start"), WHERE_START);
    ck_assert_int_eq(where_find("end"), WHERE_END);
    ck_assert_int_eq(where_find("inside"), WHERE_INSIDE);
    ck_assert_int_eq(where_find("blend"), WHERE_BLEND);
    ck_assert_int_eq(where_find("Start"), -1);
    ck_assert_int_eq(where_find("any"), -1);
}
END_TEST

/* ---- the order of candidates ---- */

static void add(struct coinages *made, const char *name, const char *other, enum where where, float score)
{
    struct coinage *coinage = &made->items[made->count++];

    memset(coinage, 0, sizeof *coinage);
    strcpy(coinage->name, name);
    strcpy(coinage->other, other);
    coinage->where = where;
    coinage->score = score;
}

START_TEST(the_best_names_are_first_with_different_words)
{
    struct coinages *made = calloc(1, sizeof *made);

    ck_assert_ptr_nonnull(made);
    made->where = WHERE_END;
    add(made, "Wild Moon", "wild ", WHERE_END, 0.5F);
    add(made, "Blue Moon", "blue ", WHERE_END, 0.9F);
    add(made, "Sons of the Moon", "sons of the ", WHERE_END, 0.8F);
    add(made, "Kings of the Moon", "kings of the ", WHERE_END, 0.7F);
    add(made, "The Blue Moon", "the blue ", WHERE_END, 0.95F);
    coinages_take(made, coinages_next(made)); /* The Blue Moon, which excludes Blue Moon */
    ck_assert_str_eq(made->items[made->used[0]].name, "The Blue Moon");
    ck_assert_str_eq(coinages_next(made)->name, "Sons of the Moon"); /* not taken */
    ck_assert_str_eq(coinages_next(made)->name, "Kings of the Moon");
    ck_assert_str_eq(coinages_next(made)->name, "Wild Moon");
    ck_assert_ptr_null(coinages_next(made));
    free(made);
}
END_TEST

START_TEST(a_mix_has_names_of_each_position)
{
    struct coinages *made = calloc(1, sizeof *made);
    int seen = 0;

    ck_assert_ptr_nonnull(made);
    made->where = WHERE_ANY;
    add(made, "Moon Alpha", " alpha", WHERE_START, 0.9F);
    add(made, "Moon Bravo", " bravo", WHERE_START, 0.9F);
    add(made, "Moon Delta", " delta", WHERE_START, 0.9F);
    add(made, "Gamma Moon", "gamma ", WHERE_END, 0.1F);
    add(made, "The Moon Omega", "the  omega", WHERE_INSIDE, 0.1F);
    add(made, "Mooniverse", "universe", WHERE_BLEND, 0.1F);
    for (int i = 0; i < 5; i++) {
        const struct coinage *coinage = coinages_next(made);

        ck_assert_ptr_nonnull(coinage);
        seen |= 1 << coinage->where;
        coinages_take(made, coinage);
    }
    ck_assert_int_eq(seen, 1 << WHERE_START | 1 << WHERE_END | 1 << WHERE_INSIDE | 1 << WHERE_BLEND);
    free(made);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("invent");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, two_words_blend_readably);
    tcase_add_test(tests, the_best_blends_are_first_and_unique);
    tcase_add_test(tests, words_of_any_length_are_blended_or_refused);
    tcase_add_test(tests, words_are_parsed_and_normalised);
    tcase_add_loop_test(tests, a_refusal_says_why, 0, (int)(sizeof refusals / sizeof *refusals));
    tcase_add_test(tests, positions_are_found_by_name);
    tcase_add_test(tests, the_best_names_are_first_with_different_words);
    tcase_add_test(tests, a_mix_has_names_of_each_position);
    return run_case("invent", tests);
}
