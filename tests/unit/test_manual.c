/* Tests of the texts of --help and the manual pages: filling for a terminal, escapes for troff. */
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include "base/manual.h"
#include "base/prose.h"

enum { WIDTH = 20 };

static const char text[] = "A paragraph that\nis filled. It ends.\n"
                           "\n"
                           "  one    an item that\n"
                           "         is long\n"
                           "  three  short\n"
                           "Then more.";

static const char filled[] = "A paragraph that is\n"
                             "filled. It ends.\n"
                             "\n"
                             "  one    an item\n"
                             "         that is\n"
                             "         long\n"
                             "  three  short\n"
                             "Then more.\n";

/* The output of a function. Owned by the caller. */
static char *printed;
static size_t printed_size;

static FILE *begin(void)
{
    return open_memstream(&printed, &printed_size);
}

static void check_printed(FILE *out, const char *wanted)
{
    fclose(out);
    ck_assert_str_eq(printed, wanted);
    free(printed);
}

START_TEST(paragraphs_and_items_are_filled)
{
    FILE *out = begin();

    prose_print(out, text, WIDTH);
    check_printed(out, filled);
}
END_TEST

START_TEST(a_line_may_be_as_wide_as_the_terminal)
{
    FILE *out = begin();

    prose_fill(out, prose_all("ab cd"), 0, 2, 5);
    prose_fill(out, prose_all("ab cd"), 0, 2, 4);
    prose_fill(out, prose_all("áb čd"), 0, 2, 5);
    check_printed(out, "ab cd\nab\n  cd\náb čd\n");
}
END_TEST

START_TEST(long_words_get_a_line_alone)
{
    FILE *out = begin();

    prose_fill(out, prose_all("a extraordinary b"), 0, 0, 6);
    check_printed(out, "a\nextraordinary\nb\n");
}
END_TEST

START_TEST(paragraphs_and_items_become_macros)
{
    FILE *out = begin();

    manual_text(out, text);
    check_printed(out, "A paragraph that is filled.\nIt ends.\n"
                       ".TP\n\\fBone\\fR\nan item that is long\n"
                       ".TP\n\\fBthree\\fR\nshort\n"
                       ".PP\nThen more.\n");
}
END_TEST

START_TEST(troff_syntax_is_escaped)
{
    FILE *out = begin();

    manual_text(out, "'a \\b .gz \"c\" naïve… 17 ~/x-y");
    check_printed(out, "\\(aqa \\eb \\&.gz \\(dqc\\(dq na\\[u00EF]ve\\[u2026] 17 \\(ti/x\\-y\n");
}
END_TEST

START_TEST(options_in_a_text_are_bold)
{
    FILE *out = begin();

    manual_text(out, "use (--as-of), -n or 'x-y'");
    check_printed(out, "use (\\fB\\-\\-as\\-of\\fR), \\fB\\-n\\fR or \\(aqx-y\\(aq\n");
}
END_TEST

START_TEST(a_synopsis_uses_two_fonts)
{
    FILE *out = begin();

    manual_synopsis(out, "stagename train", "(--db DB | FILE) -o MODEL [options]");
    check_printed(out, "\\fBstagename train\\fR (\\fB\\-\\-db\\fR \\fIDB\\fR | \\fIFILE\\fR) \\fB\\-o\\fR "
                       "\\fIMODEL\\fR [\\fIoptions\\fR]\n");
}
END_TEST

START_TEST(an_option_has_its_letter_and_argument)
{
    FILE *out = begin();

    manual_option(out, 'd', "db", "DB", "the database");
    manual_option(out, 0, "dry-run", NULL, "change nothing");
    check_printed(out, ".TP\n\\fB\\-d\\fR, \\fB\\-\\-db\\fR \\fIDB\\fR\nthe database\n"
                       ".TP\n\\fB\\-\\-dry\\-run\\fR\nchange nothing\n");
}
END_TEST

START_TEST(examples_are_lines)
{
    FILE *out = begin();

    manual_examples(out, "  a --b\n  'c'");
    check_printed(out, ".EX\na \\-\\-b\n\\(aqc\\(aq\n.EE\n");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("manual");

    tcase_add_test(tests, paragraphs_and_items_are_filled);
    tcase_add_test(tests, a_line_may_be_as_wide_as_the_terminal);
    tcase_add_test(tests, long_words_get_a_line_alone);
    tcase_add_test(tests, paragraphs_and_items_become_macros);
    tcase_add_test(tests, troff_syntax_is_escaped);
    tcase_add_test(tests, options_in_a_text_are_bold);
    tcase_add_test(tests, a_synopsis_uses_two_fonts);
    tcase_add_test(tests, an_option_has_its_letter_and_argument);
    tcase_add_test(tests, examples_are_lines);
    return run_case("manual", tests);
}
