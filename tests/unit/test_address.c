#include <stdio.h>
#include <string.h>

#include "run.h"

#include "base/lines.h"
#include "web/site_address.h"

/* Calls a function with the fields of each row of a file of the source tree. Returns how many rows it has. */
static int each_row(const char *file, int columns, void (*check)(char *const *fields))
{
    struct lines in;
    struct err why = {""};
    int rows = -1; /* the first is the header */

    ck_assert_int_eq(lines_open(&in, source_file(file), &why), 0);
    while (lines_next(&in, &why) == 1) {
        char *fields[8];

        ck_assert_int_eq(lines_split_tabs(in.line, fields, 8), columns);
        if (rows++ >= 0)
            check(fields);
    }
    lines_close(&in);
    return rows;
}

static void check_address(char *const *fields)
{
    char out[ADDRESS_BYTES];
    struct err why = {""};
    int result = address_read(fields[0], out, &why);

    ck_assert_msg((result == 0) == (strcmp(fields[1], "-") != 0), "'%s' is read as '%s'", fields[0], out);
    if (result == 0)
        ck_assert_str_eq(out, fields[1]);
    else
        ck_assert_msg(strstr(why.text, fields[0]) != NULL, "'%s' is not in: %s", fields[0], why.text);
}

START_TEST(addresses_are_parsed_strictly)
{
    ck_assert_int_ge(each_row("tests/address_cases.tsv", 2, check_address), 60);
}
END_TEST

START_TEST(the_message_says_what_is_wrong)
{
    static const char *const wrong[][2] = {
        {"names.example", "begin with http:// or https://"},
        {"https://ann@names.example", "name a user"},
        {"https://names_example", "its host"},
        {"https://names.example:0", "its port"},
        {"https://names.example/path", "may follow"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char out[ADDRESS_BYTES];
        struct err why;

        ck_assert_int_eq(address_read(wrong[i][0], out, &why), -1);
        ck_assert_msg(strstr(why.text, wrong[i][1]) != NULL, "'%s' is not in: %s", wrong[i][1], why.text);
    }
}
END_TEST

START_TEST(the_longest_host_is_read_and_a_longer_one_is_not)
{
    char text[512] = "https://", out[ADDRESS_BYTES];
    struct err why;

    for (int i = 0; i < 126; i++)
        strcat(text, "a.");
    strcat(text, "a:65535");
    ck_assert_int_eq(address_read(text, out, &why), 0);
    ck_assert_str_eq(out, text);
    strcpy(strchr(text + 8, ':'), "a:65535");
    ck_assert_int_eq(address_read(text, out, &why), -1);
    ck_assert_str_eq(out, "");
}
END_TEST

static const char *value(const char *field)
{
    return strcmp(field, "-") == 0 ? "" : field;
}

static void check_sender(char *const *fields)
{
    const struct sender sender = {value(fields[2]), value(fields[3]), value(fields[4])};

    ck_assert_msg(address_allows(value(fields[1]), &sender) == (strcmp(fields[0], "yes") == 0),
                  "site %s, Sec-Fetch-Site %s, Origin %s, asked %s: not '%s'", fields[1], fields[2],
                  fields[3], fields[4], fields[0]);
}

START_TEST(posts_from_other_sites_are_refused)
{
    ck_assert_int_ge(each_row("tests/sender_cases.tsv", 5, check_sender), 35);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("address");

    tcase_add_test(tests, addresses_are_parsed_strictly);
    tcase_add_test(tests, the_message_says_what_is_wrong);
    tcase_add_test(tests, the_longest_host_is_read_and_a_longer_one_is_not);
    tcase_add_test(tests, posts_from_other_sites_are_refused);
    return run_case("address", tests);
}
