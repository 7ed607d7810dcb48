/* /first-names: the rows of the start page and the answer they were made of, which nginx puts into the page, so
 * that the first names need no JavaScript. Rows look like those of www/names.js, which takes them over. */
#include "web/handlers.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/utf8.h"
#include "web/html.h"

enum { ROWS = 10, WIDE = 0x2E80 /* kana, kanji, hangul and so on take twice the room */ };

/* Long names are set smaller. */
static const char *size_of(const char *name)
{
    int width = 0;

    for (uint32_t code; (code = utf8_next(&name)) != 0;)
        width += code >= WIDE ? 2 : 1;
    return width > 34 ? "small" : width > 16 ? "middle" : "large";
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

static void put_badge(struct answer *answer, const char *verdict)
{
    answer_add_text(answer, "<strong class=\"badge\" data-verdict=\"");
    answer_add_html(answer, verdict);
    answer_add_text(answer, "\"><svg viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"");
    answer_add_text(answer, shape_of(verdict));
    answer_add_text(answer, "\" fill-rule=\"evenodd\"></path></svg>");
    answer_add_text(answer, html_verdict_word(verdict));
    answer_add_text(answer, "</strong>");
}

static void put_row(struct answer *answer, const json_t *name)
{
    const char *text = html_text_of(name, "name"), *verdict = html_text_of(name, "verdict");
    const json_t *nearest = json_array_get(json_object_get(name, "nearest"), 0);

    answer_add_text(answer, "<li class=\"row\"><p class=\"name\" dir=\"auto\" data-size=\"");
    answer_add_text(answer, size_of(text));
    answer_print(answer, "\"><a class=\"open\" href=\"/n/%lld\">",
                 (long long)json_integer_value(json_object_get(name, "id")));
    answer_add_html(answer, text);
    answer_add_text(answer, "</a></p><p class=\"verdict\">");
    put_badge(answer, verdict);
    answer_add_text(answer, " <span class=\"neighbour\">");
    if (nearest)
        html_artist(answer, nearest);
    else
        answer_add_text(answer, strcmp(verdict, "free") == 0 ? "no near neighbour" : "");
    answer_add_text(answer, "</span></p><p class=\"style\">");
    html_for_whom(answer, name);
    /* They hold the place until JavaScript makes buttons that work. */
    answer_add_text(
        answer, "</p><div class=\"tools\"><button class=\"tool copy\" type=\"button\" disabled>Copy</button>"
                "<button class=\"tool star\" type=\"button\" disabled>☆</button></div></li>\n");
}

/* The answer in a script element, which must not end within it: JSON has "<" in strings only. data-query is the
 * query that was answered. */
static void put_data(struct answer *answer, const char *json, const char *query)
{
    answer_add_text(answer, "<script type=\"application/json\" id=\"first\" data-query=\"");
    answer_add_html(answer, query);
    answer_add_text(answer, "\">");
    for (size_t plain; *json; json += plain + 1) {
        plain = strcspn(json, "<");
        answer_add(answer, json, plain);
        if (!json[plain])
            break;
        answer_add_text(answer, "\\u003c");
    }
    answer_add_text(answer, "</script>\n");
}

static void put_rows(struct answer *answer, const char *json, const char *query)
{
    json_t *found = json_loads(json, 0, NULL);
    const json_t *names = json_object_get(found, "names");
    int shown = 0;

    for (size_t i = 0; i < json_array_size(names); i++)
        if (*html_text_of(json_array_get(names, i), "name")) { /* no name: it was withdrawn */
            put_row(answer, json_array_get(names, i));
            shown++;
        }
    for (; shown < ROWS; shown++)
        answer_add_text(answer, "<li class=\"row blank\" aria-hidden=\"true\"></li>\n");
    put_data(answer, json, query);
    json_decref(found);
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
    struct answer *answer = call->answer;
    struct query_value values[QUERY_PARAMETERS];
    char query[sizeof own + QUERY_MAX], *json;
    struct call inner = *call;

    memcpy(values, call->values, sizeof values);
    set_page_values(values);
    memcpy(query, own, sizeof own - 1);
    memcpy(query + sizeof own - 1, call->query, strlen(call->query) + 1);
    inner.values = values;
    inner.query = query;
    serve_names(&inner);
    if (answer->status != 200)
        return;
    json = memory_copy(answer->body.bytes);
    answer->body.length = 0;
    answer->type = "text/html; charset=utf-8";
    put_rows(answer, json, call->query);
    free(json);
}
