/* How drawn names are written, and what an answer is built from. */
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
    ck_assert_msg(answer->length == strlen(text) && memcmp(answer->body, text, answer->length) == 0,
                  "%.*s\nis not\n%s", (int)answer->length, answer->body, text);
}

START_TEST(names_are_written_in_each_form)
{
    struct answer answer = {0};

    answer_begin(&answer);
    name_format_append(&answer, forms[_i].format, &draw);
    ck_assert(!answer.out_of_memory);
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

int main(void)
{
    TCase *tests = tcase_create("answer");

    tcase_add_loop_test(tests, names_are_written_in_each_form, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tests, numbers_are_decimal);
    tcase_add_test(tests, json_texts_are_escaped);
    return run_case("answer", tests);
}
