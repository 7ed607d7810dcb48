/* /first-names: the rows of the start page and the answer they were made of, which nginx puts into the
 * page, so that the first names need no JavaScript. Rows look like those of www/names.js, which takes them
 * over. */
#include "web/handlers.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "judging/check.h"
#include "text/utf8.h"
#include "web/html.h"

enum { ROWS = 10, WIDE = 0x2E80 /* kana, kanji, hangul and so on take more room */ };

/* How much room a name takes, in letters: list.css makes the letters as large as the row allows. */
static int size_of(const char *name)
{
    static const int sizes[] = {8, 12, 16, 20, 24, 32, 48, 64};
    double width = 0;
    size_t i = 0;

    for (uint32_t code; (code = utf8_next(&name)) != 0;)
        width += code >= WIDE ? 1.7 : 1;
    while (i < sizeof sizes / sizeof *sizes && width > sizes[i])
        i++;
    return i < sizeof sizes / sizeof *sizes ? sizes[i] : 99;
}

/* What www/verdict.js draws before the word. */
static const char *shape_of(const char *verdict)
{
    return strcmp(verdict, "free") == 0
               ? "M10 0a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM8.6 14.9 4 10.3l1.8-1.8 2.8 2.8 5.6-5.6L16 7.5Z"
           : strcmp(verdict, "close") == 0
               ? "M10 .8 20 18.6H0ZM8.8 7h2.4v5.6H8.8Zm0 7h2.4v2.4H8.8Z"
               : "M1 1h18v18H1ZM6.5 4.8 4.8 6.5 8.3 10l-3.5 3.5 1.7 1.7 3.5-3.5 3.5 3.5 1.7-1.7-3.5-3.5 "
                 "3.5-3.5-1.7-1.7L10 8.3Z";
}

static void put_badge(struct answer *answer, const char *verdict, const struct compared *with)
{
    answer_add_text(answer, "<strong class=\"badge\" data-verdict=\"");
    answer_add_html(answer, verdict);
    answer_add_text(answer, "\"><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"");
    answer_add_text(answer, shape_of(verdict));
    answer_add_text(answer, "\" fill-rule=\"evenodd\"></path></svg><span class=\"word\">");
    answer_add_text(answer, html_verdict_word(verdict, with));
    answer_add_text(answer, "</span></strong>");
}

static void put_row(struct answer *answer, const json_t *name, const struct compared *with)
{
    const char *text = html_text_of(name, "name"), *verdict = html_text_of(name, "verdict");
    const json_t *nearest = json_array_get(json_object_get(name, "nearest"), 0);

    answer_print(answer,
                 "<li class=\"row\"><p class=\"name\" dir=\"auto\" data-size=\"%d\">"
                 "<a class=\"open\" href=\"/n/%lld\">",
                 size_of(text), (long long)json_integer_value(json_object_get(name, "id")));
    answer_add_html(answer, text);
    answer_add_text(answer, "</a></p><p class=\"verdict\">");
    put_badge(answer, verdict, with);
    if (nearest) {
        answer_add_text(answer, " <span class=\"neighbour\">");
        html_artist(answer, nearest);
        answer_add_text(answer, "</span>");
    }
    answer_add_text(answer, "</p><p class=\"style\">");
    html_style_and_kind(answer, name);
    /* They hold the place until JavaScript makes buttons that work. */
    answer_add_text(
        answer, "</p><div class=\"tools\"><button class=\"tool copy\" type=\"button\" disabled>Copy</button>"
                "<button class=\"tool star\" type=\"button\" disabled>☆</button>"
                "<button class=\"tool less\" type=\"button\" disabled>×</button></div></li>\n");
}

/* Replaces the answer, JSON, by rows. */
static void put_rows(const struct call *call)
{
    struct answer *answer = call->answer;
    char *json = memory_copy(answer->body.bytes);
    json_t *found = answer_json(answer);
    const json_t *names = json_object_get(found, "names");
    struct compared with = {.as_of = html_text_of(found, "as_of")};
    struct err why;

    with.artists = site_artists(call->site, with.as_of, &why);
    if (with.artists < 0) {
        call_unavailable(call, &why);
    } else {
        answer->body.length = 0;
        answer->type = "text/html; charset=utf-8";
        if (json_array_size(names) == 0)
            answer_add_text(answer, "<li class=\"none\"><p>No name fits these filters.</p></li>\n");
        for (size_t i = 0; i < json_array_size(names); i++)
            if (*html_text_of(json_array_get(names, i), "name")) /* no name: it was withdrawn */
                put_row(answer, json_array_get(names, i), &with);
        html_data(answer, "first", call->query, json, &with);
    }
    json_decref(found);
    free(json);
}

/* The page shows ten names, whatever number or format its address asks for. */
static void set_page_values(struct query_value *values)
{
    for (int i = 0; names_parameters[i].name; i++)
        if (strcmp(names_parameters[i].name, "n") == 0)
            values[i].number = ROWS;
        else if (strcmp(names_parameters[i].name, "format") == 0)
            values[i] = (struct query_value){.text = "json"};
}

void serve_first_names(const struct call *call)
{
    static const char own[] = "first-names?"; /* answers made ahead for /api/names may have another number */
    struct query_value values[QUERY_PARAMETERS];
    char query[sizeof own + QUERY_MAX];
    struct call inner = *call;

    memcpy(values, call->values, sizeof values);
    set_page_values(values);
    memcpy(query, own, sizeof own - 1);
    memcpy(query + sizeof own - 1, call->query, strlen(call->query) + 1);
    inner.values = values;
    inner.query = query;
    serve_names(&inner);
    if (call->answer->status == 200)
        put_rows(call);
}
