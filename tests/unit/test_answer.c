/* Tests of the formats of drawn names and of the functions that build an answer. */
#include <math.h>
#include <string.h>

#include "run.h"

#include "web/answer.h"
#include "web/name_format.h"

#define SLICE(text)           \
    {                         \
        text, sizeof text - 1 \
    }

static const struct drawn_name drawn[] = {
    {7, SLICE("Velmora"), SLICE("house"), SLICE("[]"), VERDICT_FREE, KIND_DJ, 2, 0.875},
    {12, SLICE("=Q\"x\\\t"), {NULL, 0}, SLICE("[{\"name\":\"Qx\"}]"), VERDICT_CLOSE, KIND_NONE, NAN, NAN},
    {9000000000, SLICE("Ôm, 宇"), SLICE(""), SLICE("[]"), VERDICT_TAKEN, KIND_GROUP, 3.456, 0},
};
static const struct draw draw = {drawn, 3, 3, 0, ""};

static const struct {
    enum name_format format;
    const char *text;
} forms[] = {
    {NAMES_AS_JSON,
     "{\"id\":7,\"name\":\"Velmora\",\"style\":\"house\",\"kind\":\"dj\",\"verdict\":\"free\",\"bits_per_"
     "char\":2.0,"
     "\"appeal\":0.88,\"nearest\":[]},"
     "{\"id\":12,\"name\":\"=Q\\\"x\\\\\\t\",\"style\":null,\"kind\":null,\"verdict\":\"close\",\"bits_per_"
     "char\":null,"
     "\"appeal\":null,\"nearest\":[{\"name\":\"Qx\"}]},"
     "{\"id\":9000000000,\"name\":\"Ôm, 宇\",\"style\":\"\",\"kind\":\"group\",\"verdict\":\"taken\","
     "\"bits_per_char\":3.46,\"appeal\":0.0,\"nearest\":[]}"},
    {NAMES_AS_CSV, "id,name,style,kind,verdict,bits_per_char,appeal\r\n"
                   "7,\"Velmora\",\"house\",dj,free,2.0,0.88\r\n"
                   "12,\"=Q\"\"x\\\t\",\"\",,close,,\r\n"
                   "9000000000,\"Ôm, 宇\",\"\",group,taken,3.46,0.0\r\n"},
    {NAMES_AS_EXCEL, "\xEF\xBB\xBF"
                     "id,name,style,kind,verdict,bits_per_char,appeal\r\n"
                     "7,\"Velmora\",\"house\",dj,free,2.0,0.88\r\n"
                     "12,\"'=Q\"\"x\\\t\",\"\",,close,,\r\n"
                     "9000000000,\"Ôm, 宇\",\"\",group,taken,3.46,0.0\r\n"},
    {NAMES_AS_TEXT, "Velmora\n=Q\"x\\\t\nÔm, 宇\n"},
};

static void body_is(const struct answer *answer, const char *text)
{
    ck_assert_msg(answer->body.length == strlen(text) &&
                      memcmp(answer->body.bytes, text, answer->body.length) == 0,
                  "%.*s\nis not\n%s", (int)answer->body.length, answer->body.bytes, text);
}

START_TEST(names_are_written_in_each_form)
{
    struct answer answer = {0};

    answer_begin(&answer);
    name_format_append(&answer, forms[_i].format, &draw);
    body_is(&answer, forms[_i].text);
    answer_free(&answer);
}
END_TEST

START_TEST(numbers_are_decimal)
{
    struct answer answer = {0};

    answer_begin(&answer);
    answer_add_number(&answer, 0);
    answer_add_text(&answer, " ");
    answer_add_number(&answer, -12);
    answer_add_text(&answer, " ");
    answer_add_number(&answer, INT64_MAX);
    answer_add_text(&answer, " ");
    answer_add_number(&answer, INT64_MIN);
    body_is(&answer, "0 -12 9223372036854775807 -9223372036854775808");
    answer_free(&answer);
}
END_TEST

START_TEST(json_texts_are_escaped)
{
    struct answer answer = {0};

    answer_begin(&answer);
    answer_add_json(&answer, "a\0b\x1f\x7f", 5);
    answer_add_json_text(&answer, NULL);
    answer_add_json_text(&answer, "");
    answer_add_json(&answer, "cut short", 3);
    body_is(&answer, "\"a\\u0000b\\u001F\x7f\"null\"\"\"cut\"");
    answer_free(&answer);
}
END_TEST

START_TEST(a_long_text_is_printed_whole)
{
    struct answer answer = {0};
    char text[100001];

    memset(text, 'x', sizeof text - 1);
    text[0] = 'a';
    text[sizeof text - 2] = 'z';
    text[sizeof text - 1] = '\0';
    answer_begin(&answer);
    answer_add_text(&answer, "<");
    answer_print(&answer, "%s %d>", text, 7);
    ck_assert_int_eq(answer.status, 200);
    ck_assert_uint_eq(answer.body.length, 1 + 100000 + 3);
    ck_assert_mem_eq(answer.body.bytes + 1, text, 100000);
    ck_assert_str_eq(answer.body.bytes + 100001, " 7>");
    answer_free(&answer);
}
END_TEST

START_TEST(every_control_character_is_escaped)
{
    static const char *const escapes[] = {
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\b",     "\\t",     "\\n",     "\\u000B", "\\f",     "\\r",     "\\u000E", "\\u000F",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001A", "\\u001B", "\\u001C", "\\u001D", "\\u001E", "\\u001F"};

    for (int byte = 0; byte < 32; byte++) {
        struct answer answer = {0};
        char text[3] = {'a', (char)byte, 'z'}, wanted[16];

        answer_begin(&answer);
        answer_add_json(&answer, text, sizeof text);
        snprintf(wanted, sizeof wanted, "\"a%sz\"", escapes[byte]);
        body_is(&answer, wanted);
        answer_free(&answer);
    }
}
END_TEST

START_TEST(a_problem_names_its_parameter)
{
    struct answer answer = {0};

    answer_problem(&answer, 400, "style", "no style \"a\\b\"");
    body_is(&answer, "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                     "\"detail\":\"no style \\\"a\\\\b\\\"\",\"parameter\":\"style\"}");
    answer_problem(&answer, 503, NULL, "later");
    body_is(&answer, "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                     "\"detail\":\"later\"}");
    ck_assert_int_eq(answer.retry_after, 5);
    answer_free(&answer);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("answer");

    tcase_add_loop_test(tests, names_are_written_in_each_form, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tests, numbers_are_decimal);
    tcase_add_test(tests, json_texts_are_escaped);
    tcase_add_test(tests, a_long_text_is_printed_whole);
    tcase_add_test(tests, every_control_character_is_escaped);
    tcase_add_test(tests, a_problem_names_its_parameter);
    return run_case("answer", tests);
}
