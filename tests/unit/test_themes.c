/* Tests of themes: their list, and their words in names. */
#include <string.h>

#include "run.h"
#include "text/themes.h"

START_TEST(every_theme_has_a_name_and_at_least_forty_words)
{
    ck_assert_int_ge(theme_count(), 30);
    ck_assert_int_le(theme_count(), 63);
    for (int t = 0; t < theme_count(); t++) {
        int count = theme_word_count(t);

        ck_assert_int_eq(theme_find(theme_name(t)), t);
        ck_assert_msg(count >= 40, "%s has %d words", theme_name(t), count);
        for (int w = 0; w < count; w++) {
            const char *word = theme_word(t, w);

            ck_assert_msg(word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] == '\0', "%s: '%s'", theme_name(t),
                          word);
            ck_assert_msg(w == 0 || strcmp(theme_word(t, w - 1), word) < 0, "%s: '%s'", theme_name(t), word);
            ck_assert_msg(theme_bits(word) >> t & 1, "%s: '%s' is not found", theme_name(t), word);
        }
        ck_assert_ptr_null(theme_word(t, count));
    }
}
END_TEST

START_TEST(unknown_themes_are_not_found)
{
    ck_assert_int_eq(theme_find(""), -1);
    ck_assert_int_eq(theme_find("Night"), -1);
    ck_assert_int_eq(theme_find("nights"), -1);
}
END_TEST

START_TEST(names_have_the_themes_of_their_words)
{
    FILE *file = fopen(source_file("tests/theme_cases.tsv"), "r");
    char line[256];
    int count = 0;

    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file); count++) {
        char *name = strtok(line, "\t\n"), *theme = strtok(NULL, "\t\n"), *expected = strtok(NULL, "\t\n");
        int t;

        ck_assert_ptr_nonnull(expected);
        t = theme_find(theme);
        ck_assert_int_ge(t, 0);
        ck_assert_msg((int)(theme_bits(name) >> t & 1) == (strcmp(expected, "yes") == 0),
                      "'%s' and the theme %s: not %s", name, theme, expected);
    }
    fclose(file);
    ck_assert_int_ge(count, 35);
}
END_TEST

START_TEST(a_name_of_any_length_is_read)
{
    char name[600];

    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    ck_assert_uint_eq(theme_bits(name), 0);
    memcpy(name + 200, " moon ", 6);
    name[400] = '\0';
    ck_assert_uint_ne(theme_bits(name) >> theme_find("night") & 1, 0);
    ck_assert_uint_eq(theme_bits(""), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("themes");

    tcase_add_test(tests, every_theme_has_a_name_and_at_least_forty_words);
    tcase_add_test(tests, unknown_themes_are_not_found);
    tcase_add_test(tests, names_have_the_themes_of_their_words);
    tcase_add_test(tests, a_name_of_any_length_is_read);
    return run_case("themes", tests);
}
