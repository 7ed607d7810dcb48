/* /names and /check: the start page's functions for browsers without JavaScript. */
#include "web/handlers.h"

#include <string.h>

#include "judging/check.h"
#include "web/card.h"
#include "web/html.h"

static void put_name(struct answer *answer, const json_t *name, const struct compared *with)
{
    if (json_is_true(json_object_get(name, "withdrawn"))) {
        answer_add_text(answer, "    <li>A name that was withdrawn</li>\n");
        return;
    }
    answer_add_text(answer, "    <li><a href=\"/n/");
    answer_print(answer, "%lld\"><bdi>", (long long)json_integer_value(json_object_get(name, "id")));
    answer_add_html(answer, html_text_of(name, "name"));
    answer_add_text(answer, "</bdi></a> ");
    html_verdict(answer, html_text_of(name, "verdict"), with);
    answer_add_text(answer, " <span class=\"neighbour\">");
    html_style_and_kind(answer, name);
    answer_add_text(answer, "</span></li>\n");
}

/* What the list is, as the headline of the start page says it. */
static const char *headline_of(const struct call *call)
{
    const char *verdict = "";

    for (int i = 0; names_parameters[i].name; i++)
        if (strcmp(names_parameters[i].name, "verdict") == 0)
            verdict = call->values[i].text;
    return strcmp(verdict, "close") == 0   ? "Close to real names"
           : strcmp(verdict, "taken") == 0 ? "Names that are taken"
           : strcmp(verdict, "any") == 0   ? "Names, free or not"
                                           : "Find your next name";
}

/* Whether a part of the query says which other names may come. */
static int is_filter(const char *pair, size_t length)
{
    int which = query_find(names_parameters, pair, length);

    return which >= 0 && strcmp(names_parameters[which].name, "seed") != 0 &&
           strcmp(names_parameters[which].name, "ids") != 0;
}

/* Appends a link to other names with the same filters. */
static void put_more(const struct call *call)
{
    const char *at = call->query, *joint = "?";

    answer_add_text(call->answer, "  <p><a class=\"more\" href=\"/names");
    for (size_t length; *at; at += length, at += strspn(at, "&")) {
        char pair[QUERY_MAX + 1] = "";

        length = strcspn(at, "&");
        if (!is_filter(at, length))
            continue;
        memcpy(pair, at, length);
        answer_add_text(call->answer, joint);
        answer_add_html(call->answer, pair);
        joint = "&amp;";
    }
    answer_add_text(call->answer, "\">More</a> <a href=\"/\">Other filters</a></p>\n");
}

void serve_names_page(const struct call *call)
{
    struct answer *answer = call->answer;
    json_t *found = names_json(call);
    const json_t *names = json_object_get(found, "names");
    struct compared with = {.as_of = html_text_of(found, "as_of")};
    struct err why;

    if (!found)
        return;
    with.artists = site_artists(call->site, with.as_of, &why);
    if (with.artists < 0) {
        call_unavailable(call, &why);
        json_decref(found);
        return;
    }
    html_begin(answer, headline_of(call));
    html_top(answer);
    answer_print(answer, "  <h1>%s.</h1>\n", headline_of(call));
    if (json_array_size(names) == 0)
        answer_add_text(answer, "  <p>No name fits these filters.</p>\n");
    answer_add_text(answer, "  <ul class=\"plain-names\" role=\"list\">\n");
    for (size_t i = 0; i < json_array_size(names); i++)
        put_name(answer, json_array_get(names, i), &with);
    answer_add_text(answer, "  </ul>\n");
    put_more(call);
    answer_add_text(answer, "  <p>");
    html_compared(answer, &with, 1);
    answer_add_text(answer, " <a href=\"/about.html#verdicts\">What a verdict means</a></p>\n");
    html_end(answer);
    json_decref(found);
}

void serve_check_page(const struct call *call)
{
    struct answer *answer = call->answer;
    json_t *found = verdict_json(call);
    const char *name = html_text_of(found, "name");
    const struct compared with = {html_text_of(found, "as_of"),
                                  (long)json_integer_value(json_object_get(found, "artists"))};
    const struct card card = {0, name, html_text_of(found, "verdict"), json_object_get(found, "nearest"),
                              &with};

    if (!found)
        return;
    html_begin(answer, name);
    html_top(answer);
    html_heading(answer, name);
    card_put(answer, &card);
    answer_add_text(
        answer,
        "  <form class=\"ask\" action=\"/check\" role=\"search\" autocomplete=\"off\">\n"
        "    <label class=\"unseen\" for=\"idea\">Your idea for a name</label>\n"
        "    <input id=\"idea\" name=\"name\" maxlength=\"100\" required placeholder=\"Another idea\">\n"
        "    <button type=\"submit\">Check</button>\n  </form>\n"
        "  <p><a href=\"/\">Ten other names</a></p>\n");
    card_put_modules(answer, &card, found);
    html_end(answer);
    json_decref(found);
}
