/* Tests of the sound of names: syllables, ease of pronunciation, and alliteration. */
#include <string.h>

#include "folder.h"
#include "text/fold.h"
#include "text/numerals.h"
#include "text/saying.h"
#include "text/syllables.h"

/* Calls back for each row of a file of three columns under a header. Returns how many there are. */
static int each_case(const char *path, void (*each)(const char *name, const char *second, const char *third))
{
    FILE *file = fopen(source_file(path), "r");
    char line[512];
    int count = 0;

    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file); count++) {
        char *name = strtok(line, "\t\n"), *second = strtok(NULL, "\t\n"), *third = strtok(NULL, "\t\n");

        ck_assert_msg(third != NULL, "%s, line %d: three columns expected", path, count + 2);
        each(name, second, third);
    }
    fclose(file);
    return count;
}

static int wrong;

static void count_syllables(const char *name, const char *syllables, const char *counted)
{
    ck_assert_msg(syllables_of(name) == atoi(counted), "%s: %d syllables", name, syllables_of(name));
    wrong += strcmp(syllables, counted) != 0;
}

/* The column "syllables" has the actual number, "counted" the result of the rules. */
START_TEST(syllables_are_counted_as_they_are_spoken)
{
    int count;

    wrong = 0;
    count = each_case("tests/syllable_cases.tsv", count_syllables);
    ck_assert_int_ge(count, 150);
    ck_assert_msg(20 * wrong <= count, "%d of %d are counted wrong", wrong, count);
}
END_TEST

static void say(const char *name, const char *easy, const char *alliterates)
{
    char folded[NAME_BYTES];

    folder_fold(folder, name, folded, sizeof folded);
    ck_assert_msg(saying_is_easy(folded) == atoi(easy), "%s: not %s", name, easy);
    ck_assert_msg(saying_alliterates(folded) == atoi(alliterates), "%s: not %s", name, alliterates);
}

START_TEST(names_are_easy_to_say_and_alliterate)
{
    ck_assert_int_ge(each_case("tests/saying_cases.tsv", say), 40);
}
END_TEST

START_TEST(names_of_any_length_are_read)
{
    char name[NAME_BYTES];

    for (const char *letter = "ab1 z"; *letter; letter++) {
        memset(name, *letter, sizeof name - 1);
        name[sizeof name - 1] = '\0';
        ck_assert_int_ge(syllables_of(name), 0);
        ck_assert_int_eq(saying_is_easy(name), 0);
        ck_assert_int_eq(saying_alliterates(name), 0);
    }
    for (size_t i = 0; i + 1 < sizeof name; i++)
        name[i] = i % 2 ? ' ' : 'y';
    ck_assert_int_eq(syllables_of(name), NAME_BYTES / 2);
}
END_TEST

static const struct {
    const char *digits;
    int syllables;
    char sound;
} numerals[] = {
    {"0", 2, 'z'},    {"7", 2, 's'},    {"11", 3, 'e'},  {"20", 2, 't'},    {"77", 5, 's'},
    {"100", 3, 'w'},  {"101", 3, 'w'},  {"182", 4, 'w'}, {"1000", 3, 'w'},  {"1001", 4, 'w'},
    {"1900", 4, 'n'}, {"1984", 5, 'n'}, {"05", 2, 'o'},  {"31337", 6, 'T'},
};

START_TEST(numbers_are_spoken)
{
    int length = (int)strlen(numerals[_i].digits);

    ck_assert_int_eq(numeral_syllables(numerals[_i].digits, length), numerals[_i].syllables);
    ck_assert_int_eq(numeral_sound(numerals[_i].digits, length), numerals[_i].sound);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("saying");

    tcase_add_checked_fixture(tests, make_folder, free_folder);
    tcase_add_test(tests, syllables_are_counted_as_they_are_spoken);
    tcase_add_test(tests, names_are_easy_to_say_and_alliterate);
    tcase_add_test(tests, names_of_any_length_are_read);
    tcase_add_loop_test(tests, numbers_are_spoken, 0, (int)(sizeof numerals / sizeof *numerals));
    tcase_set_timeout(tests, 60);
    return run_case("saying", tests);
}
