/* /n/ID: a name's own page, whole without a script, with Open Graph tags for those who show a link to it. */
#include "web/handlers.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* What goes into the page; texts are plain and escaped where they are put. */
struct page {
    struct answer *answer;
    const char *name, *style, *verdict, *as_of; /* style "" for none */
    const char *origin;
    int64_t id;
    json_t *nearest;
};

static void html(struct answer *answer, const char *markup)
{
    answer_add(answer, markup, strlen(markup));
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

static const char *verdict_word(const char *verdict)
{
    return strcmp(verdict, "free") == 0 ? "Free" : strcmp(verdict, "close") == 0 ? "Close" : "Taken";
}

static const char *verdict_sentence(const char *verdict)
{
    return strcmp(verdict, "free") == 0    ? "No artist in the corpus has this name or one near it."
           : strcmp(verdict, "close") == 0 ? "Near a real artist’s name."
                                           : "A real artist has this name.";
}

/* "https://host:port" and nothing that would end an attribute or an address: it comes from a request's header. */
static int is_origin(const char *origin)
{
    size_t scheme = strncmp(origin, "https://", 8) == 0 ? 8 : strncmp(origin, "http://", 7) == 0 ? 7 : 0;
    const char *host = origin + scheme;

    return scheme > 0 && host[0] &&
           host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]")] == '\0';
}

static void put_meta(const struct page *page, const char *property, const char *before, const char *text)
{
    html(page->answer, "<meta property=\"og:");
    html(page->answer, property);
    html(page->answer, "\" content=\"");
    html(page->answer, before);
    answer_add_html(page->answer, text);
    html(page->answer, "\">\n");
}

static void put_description(const struct page *page)
{
    html(page->answer, verdict_word(page->verdict));
    html(page->answer, ": ");
    html(page->answer, verdict_sentence(page->verdict));
    html(page->answer, " As of ");
    answer_add_html(page->answer, page->as_of);
    html(page->answer, ".");
}

static void put_links(struct answer *answer)
{
    html(answer, "<meta name=\"color-scheme\" content=\"light dark\">\n"
                 "<link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n"
                 "<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n");
}

static void put_head(const struct page *page)
{
    struct answer *answer = page->answer;
    char address[32];

    snprintf(address, sizeof address, "/n/%lld", (long long)page->id);
    html(answer, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    answer_add_html(answer, page->name);
    html(answer, " · stagename</title>\n<meta name=\"description\" content=\"");
    put_description(page);
    html(answer, "\">\n");
    put_meta(page, "site_name", "", "stagename");
    put_meta(page, "type", "", "website");
    put_meta(page, "title", "", page->name);
    html(answer, "<meta property=\"og:description\" content=\"");
    put_description(page);
    html(answer, "\">\n");
    if (is_origin(page->origin)) {
        put_meta(page, "url", page->origin, address);
        html(answer, "<link rel=\"canonical\" href=\"");
        html(answer, page->origin);
        html(answer, address);
        html(answer, "\">\n");
    }
    put_links(answer);
}

/* Hexadecimal digits and hyphens alone may become part of an address. */
static int is_mbid(const char *mbid)
{
    return strlen(mbid) == 36 && strspn(mbid, "0123456789abcdefABCDEF-") == 36;
}

static void put_artist(struct answer *answer, const json_t *artist)
{
    const char *mbid = text_of(artist, "mbid"), *country = text_of(artist, "country");
    const char *reason = text_of(artist, "reason"), *alias = text_of(artist, "alias");
    json_int_t distance = json_integer_value(json_object_get(artist, "distance"));

    html(answer, "    <li>");
    if (distance == 0)
        html(answer, "same name as ");
    else if (strcmp(reason, "sound") == 0)
        html(answer, "sounds like ");
    else if (strcmp(reason, "look") == 0)
        html(answer, "looks like ");
    else
        answer_print(answer, "%d letter%s from ", (int)distance, distance == 1 ? "" : "s");
    if (is_mbid(mbid))
        answer_print(answer, "<a href=\"https://musicbrainz.org/artist/%s\" rel=\"noopener noreferrer\">",
                     mbid);
    html(answer, "<bdi>");
    answer_add_html(answer, text_of(artist, "name"));
    html(answer, is_mbid(mbid) ? "</bdi></a>" : "</bdi>");
    if (*alias) {
        html(answer, ", also known as <bdi>");
        answer_add_html(answer, alias);
        html(answer, "</bdi>");
    }
    if (*country) {
        html(answer, ", ");
        answer_add_html(answer, country);
    }
    html(answer, "</li>\n");
}

static void put_nearest(const struct page *page)
{
    if (json_array_size(page->nearest) == 0)
        return;
    html(page->answer, "  <h2>Nearest artists</h2>\n  <ul role=\"list\">\n");
    for (size_t i = 0; i < json_array_size(page->nearest); i++)
        put_artist(page->answer, json_array_get(page->nearest, i));
    html(page->answer, "  </ul>\n");
}

static void put_form(const struct page *page)
{
    html(page->answer, "  <h2>Something wrong with it?</h2>\n");
    answer_print(
        page->answer,
        "  <form class=\"ask\" method=\"post\" action=\"/api/names/%lld/report\" autocomplete=\"off\">\n",
        (long long)page->id);
    html(page->answer, "    <input type=\"hidden\" name=\"format\" value=\"html\">\n"
                       "    <label class=\"unseen\" for=\"why\">What is wrong with this name</label>\n"
                       "    <input id=\"why\" name=\"why\" maxlength=\"100\" placeholder=\"What is wrong\">\n"
                       "    <button type=\"submit\">Report</button>\n  </form>\n"
                       "  <p>A person looks at every report. The name stays until then.</p>\n");
}

static void put_top(struct answer *answer)
{
    html(answer,
         "<body class=\"no-panel\">\n<header class=\"top\">\n"
         "  <a class=\"tape\" href=\"/\" aria-label=\"stagename, start page\">stagename</a>\n"
         "  <nav aria-label=\"Pages\"><a href=\"/\">Names</a> <a href=\"/about.html\">About</a></nav>\n"
         "</header>\n<main class=\"text\">\n");
}

static void put_body(const struct page *page)
{
    struct answer *answer = page->answer;

    put_top(answer);
    html(answer, "  <h1 dir=\"auto\">");
    answer_add_html(answer, page->name);
    html(answer, "</h1>\n  <p><strong class=\"badge\" data-verdict=\"");
    answer_add_html(answer, page->verdict);
    html(answer, "\">");
    html(answer, verdict_word(page->verdict));
    html(answer, "</strong> ");
    html(answer, verdict_sentence(page->verdict));
    html(answer, " As of ");
    answer_add_html(answer, page->as_of);
    html(answer, ".</p>\n");
    if (*page->style) {
        html(answer, "  <p>Style: ");
        answer_add_html(answer, page->style);
        html(answer, "</p>\n");
    }
    put_nearest(page);
    put_form(page);
    html(answer, "  <p><a href=\"/\">Ten names nobody uses yet</a></p>\n</main>\n</body>\n</html>\n");
}

void page_put_received(struct answer *answer, int64_t id)
{
    html(answer, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                 "<title>Thank you: stagename</title>\n");
    put_links(answer);
    put_top(answer);
    html(answer, "  <h1>Thank you.</h1>\n  <p>Your report was noted. A person looks at every one.</p>\n");
    answer_print(answer, "  <p><a href=\"/n/%lld\">Back to the name</a></p>\n</main>\n</body>\n</html>\n",
                 (long long)id);
    answer->type = "text/html; charset=utf-8";
}

void serve_page(const struct call *call)
{
    struct page page = {.answer = call->answer, .origin = call->origin, .id = call->id};
    struct json_text *out = &call->site->names;
    json_t *name = NULL;
    struct err why;
    int found;

    if (!call_is_ready(call))
        return;
    out->length = 0;
    found = store_name_get(call->site->store, call->id, out, &why);
    if (found == 0)
        answer_problem(call->answer, 404, NULL, "there is no name with this number");
    else if (found < 0 || !(name = json_loadb(out->data, out->length, 0, NULL)))
        call_unavailable(call, &why);
    if (!name)
        return;
    page.name = text_of(name, "name");
    page.style = text_of(name, "style");
    page.verdict = text_of(name, "verdict");
    page.as_of = text_of(name, "as_of");
    page.nearest = json_object_get(name, "nearest");
    call->answer->type = "text/html; charset=utf-8";
    put_head(&page);
    put_body(&page);
    json_decref(name);
}
