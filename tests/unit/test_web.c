/* Tests of parsing requests and building answers, without a server. */
#include <stdio.h>
#include <string.h>

#include "run.h"

#include "base/clock.h"
#include "web/ahead.h"
#include "web/answer.h"
#include "web/query.h"

static struct query_value values[QUERY_PARAMETERS];
static struct query_problem problem;
static struct answer answer;

static const char *const formats[] = {"json", "csv", NULL};
static const struct query_parameter table[] = {
    {.name = "n", .type = QUERY_NUMBER, .low = 1, .high = 100, .standard = 10},
    {.name = "part", .type = QUERY_HUNDREDTHS, .low = 0, .high = 200, .standard = 80},
    {.name = "name", .type = QUERY_STRING, .low = 1, .high = 8},
    {.name = "format", .type = QUERY_CHOICE, .choices = formats},
    {.name = "ids", .type = QUERY_IDS, .low = 1, .high = 4},
    {.name = NULL}};
enum { N, PART, NAME, FORMAT, IDS };

static void tear_down(void)
{
    answer_free(&answer);
}

static int parse(const char *query)
{
    memset(&problem, 0, sizeof problem);
    return query_parse(query, table, 0, values, &problem);
}

START_TEST(absent_parameters_have_defaults)
{
    ck_assert_int_eq(parse(""), 0);
    ck_assert_int_eq(values[N].number, 10);
    ck_assert_int_eq(values[PART].number, 80);
    ck_assert_str_eq(values[NAME].text, "");
    ck_assert_str_eq(values[FORMAT].text, "json");
    for (int i = N; i <= FORMAT; i++)
        ck_assert_int_eq(values[i].given, 0);
}
END_TEST

START_TEST(values_are_decoded)
{
    ck_assert_int_eq(parse("n=100&part=1.5&name=a+%C3%a9%2B&&format=csv"), 0);
    ck_assert_int_eq(values[N].number, 100);
    ck_assert_int_eq(values[PART].number, 150);
    ck_assert_str_eq(values[NAME].text, "a \xc3\xa9+");
    ck_assert_str_eq(values[FORMAT].text, "csv");
    ck_assert_int_eq(parse("n=1&part=.25&name=%31"), 0);
    ck_assert_int_eq(values[PART].number, 25);
    ck_assert_str_eq(values[NAME].text, "1");
}
END_TEST

#define NOT_IDS "ids must be 1 to 4 numbers of names, with commas between them"

static const struct {
    const char *query, *sentence;
} refused[] = {
    {"n=0", "n must be a whole number from 1 to 100"},
    {"n=101", "n must be a whole number from 1 to 100"},
    {"n=1&n=2", "n must not be given more than once"},
    {"m=1", "there is no parameter 'm' here"},
    {"m%ff=1", "there is no parameter 'm\xef\xbf\xbd' here"},
    {"part=2.01", "part must be a number from 0 to 2 with at most two decimals"},
    {"part=0.125", "part must be a number from 0 to 2 with at most two decimals"},
    {"part=.", "part must be a number from 0 to 2 with at most two decimals"},
    {"name=", "name must not be empty"},
    {"name=123456789", "name must not be longer than 8 bytes"},
    {"name=%4", "name has a '%' without two hexadecimal digits after it"},
    {"name=%4x", "name has a '%' without two hexadecimal digits after it"},
    {"name=ab%00", "name holds U+0000 as character 3: a control character"},
    {"name=%ff", "name is not UTF-8 text"},
    {"format=csvv", "format must be one of json, csv; the nearest is csv"},
    {"format=yaml", "format must be one of json, csv"},
    {"ids=", NOT_IDS},
    {"ids=1,", NOT_IDS},
    {"ids=,1", NOT_IDS},
    {"ids=1,,2", NOT_IDS},
    {"ids=1%202", NOT_IDS},
    {"ids=0", NOT_IDS},
    {"ids=01", NOT_IDS},
    {"ids=-1", NOT_IDS},
    {"ids=1.5", NOT_IDS},
    {"ids=1234567890123456789", NOT_IDS},
    {"ids=1,2,3,4,5", NOT_IDS},
    {"ids=1,1,1,1,1", NOT_IDS},
};
enum { REFUSED = sizeof refused / sizeof *refused };

START_TEST(what_the_table_does_not_allow_is_refused)
{
    ck_assert_int_eq(parse(refused[_i].query), -1);
    ck_assert_str_eq(problem.why.text, refused[_i].sentence);
}
END_TEST

START_TEST(numbers_keep_their_order_without_duplicates)
{
    int64_t ids[4];

    ck_assert_int_eq(parse("ids=7%2C123456789012345678,7,1"), 0);
    ck_assert_int_eq(query_ids(values[IDS].text, ids, 4), 3);
    ck_assert_int_eq(ids[0], 7);
    ck_assert_int_eq(ids[1], 123456789012345678);
    ck_assert_int_eq(ids[2], 1);
    ck_assert_int_eq(query_ids("", ids, 4), 0);
}
END_TEST

/* Forms send empty fields. */
START_TEST(blank_form_fields_count_as_absent)
{
    ck_assert_int_eq(query_parse("n=&name=&format=csv", table, 1, values, &problem), 0);
    ck_assert_int_eq(values[N].given, 0);
    ck_assert_int_eq(values[N].number, 10);
    ck_assert_int_eq(values[FORMAT].given, 1);
}
END_TEST

START_TEST(a_page_ignores_unknown_parameters)
{
    ck_assert_int_eq(query_parse("x=%zz&n=2&fbclid=1&fbclid=1", table, 1, values, &problem), 0);
    ck_assert_int_eq(values[N].number, 2);
    ck_assert_int_eq(query_parse("x=1&n=0", table, 1, values, &problem), -1);
    ck_assert_str_eq(problem.why.text, "n must be a whole number from 1 to 100");
    ck_assert_int_eq(query_find(table, "%6e=1", 5), N);
    ck_assert_int_eq(query_find(table, "nn=1", 4), -1);
}
END_TEST

static const char *body(void)
{
    return answer.body.bytes;
}

START_TEST(marks_of_html_are_escaped)
{
    answer_begin(&answer);
    answer_add_html(&answer, "<a href='x'>\"R&B\"</a>");
    ck_assert_str_eq(body(), "&#60;a href=&#39;x&#39;&#62;&#34;R&#38;B&#34;&#60;/a&#62;");
}
END_TEST

START_TEST(a_problem_replaces_the_answer)
{
    answer_begin(&answer);
    answer_print(&answer, "%d names", 7);
    answer_problem(&answer, 503, NULL, "busy");
    ck_assert_int_eq(answer.status, 503);
    ck_assert_int_eq(answer.retry_after, 5);
    ck_assert_str_eq(answer.type, "application/problem+json");
    ck_assert_str_eq(body(), "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                             "\"detail\":\"busy\"}");
    answer_problem(&answer, 404, "id", "none");
    ck_assert_int_eq(answer.retry_after, 0);
    ck_assert_ptr_nonnull(strstr(body(), "\"detail\":\"none\",\"parameter\":\"id\"}"));
}
END_TEST

static const struct {
    const char *if_none_match;
    int status;
} conditions[] = {
    {"", 200},
    {"*", 304},
    {"\"f2475192a1f354f7\"", 304},
    {"W/\"f2475192a1f354f7\"", 304},
    {"\"x\",\t\"f2475192a1f354f7\" , \"y\"", 304},
    {"f2475192a1f354f7", 200},
    {"\"f2475192a1f354f7", 200},
    {"\"f2475192a1f354f70\"", 200},
    {"\"f2475192a1f354f7\"x", 200},
};
enum { CONDITIONS = sizeof conditions / sizeof *conditions };

START_TEST(an_unchanged_answer_has_no_body)
{
    answer_begin(&answer);
    answer_add_text(&answer, "[\"Velmora\"]");
    answer_validate(&answer, conditions[_i].if_none_match);
    ck_assert_str_eq(answer.etag, "\"f2475192a1f354f7\"");
    ck_assert_int_eq(answer.status, conditions[_i].status);
    ck_assert_int_eq(answer.body.length == 0, answer.status == 304);
}
END_TEST

START_TEST(a_problem_has_no_etag)
{
    answer_begin(&answer);
    answer_problem(&answer, 404, NULL, "none");
    answer_validate(&answer, "*");
    ck_assert_int_eq(answer.status, 404);
    ck_assert_str_eq(answer.etag, "");
}
END_TEST

/* Makes a batch of answers: "0", "1", …, before or after its time limit. Returns their number. */
static int make_ahead(struct ahead *ahead, const char *query, int64_t version, int is_late)
{
    int count = 0;

    ahead_begin(ahead, query, version);
    ahead->until = is_late ? 0 : INT64_MAX;
    for (; ahead_has_room(ahead); count++) {
        answer_print(ahead_text(ahead), "%d", count);
        ahead_add(ahead);
    }
    return count;
}

/* Takes the next answer. Returns its number, or -1 when there is none. */
static int take(struct ahead *ahead, const char *query, int64_t version)
{
    answer_begin(&answer);
    return ahead_take(ahead, query, version, &answer) ? atoi(body()) : -1;
}

START_TEST(prepared_answers_are_sent_once_and_dropped_after_a_change)
{
    struct ahead ahead = {0};

    ck_assert_int_eq(take(&ahead, "n=1", 5), -1);
    for (int want = 1; want <= AHEAD_MAX; want *= 2) {
        ck_assert_int_eq(make_ahead(&ahead, "n=1", 5, 0), want);
        for (int i = 0; i < want; i++)
            ck_assert_int_eq(take(&ahead, "n=1", 5), i);
        ck_assert_int_eq(take(&ahead, "n=1", 5), -1);
    }
    ck_assert_int_eq(make_ahead(&ahead, "n=1", 5, 0), AHEAD_MAX);
    ck_assert_int_eq(take(&ahead, "n=2", 5), -1);
    ck_assert_int_eq(take(&ahead, "n=1", 6), -1);
    ck_assert_int_eq(make_ahead(&ahead, "n=2", 5, 0), 1);
    ck_assert_int_eq(take(&ahead, "n=1", 5), -1);
    ck_assert_int_eq(take(&ahead, "n=2", 5), 0);
    ahead_free(&ahead);
}
END_TEST

START_TEST(a_batch_of_answers_ends_in_time)
{
    struct ahead ahead = {0};
    int64_t before = clock_ns();

    make_ahead(&ahead, "n=1", 5, 0);
    make_ahead(&ahead, "n=1", 5, 0);
    ck_assert_int_eq(make_ahead(&ahead, "n=1", 5, 1), 1);
    ahead_begin(&ahead, "n=1", 5);
    ck_assert_int_ge(ahead.until, before + AHEAD_NS);
    ck_assert_int_le(ahead.until, clock_ns() + AHEAD_NS);
    ahead_free(&ahead);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("web");

    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, absent_parameters_have_defaults);
    tcase_add_test(tests, values_are_decoded);
    tcase_add_loop_test(tests, what_the_table_does_not_allow_is_refused, 0, REFUSED);
    tcase_add_test(tests, numbers_keep_their_order_without_duplicates);
    tcase_add_test(tests, blank_form_fields_count_as_absent);
    tcase_add_test(tests, a_page_ignores_unknown_parameters);
    tcase_add_loop_test(tests, an_unchanged_answer_has_no_body, 0, CONDITIONS);
    tcase_add_test(tests, a_problem_has_no_etag);
    tcase_add_test(tests, marks_of_html_are_escaped);
    tcase_add_test(tests, a_problem_replaces_the_answer);
    tcase_add_test(tests, a_batch_of_answers_ends_in_time);
    tcase_add_test(tests, prepared_answers_are_sent_once_and_dropped_after_a_change);
    return run_case("web", tests);
}
