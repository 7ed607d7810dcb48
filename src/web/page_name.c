/* /n/ID: the page of a name, complete without JavaScript, with Open Graph tags for link previews. */
#include "web/handlers.h"

#include <stdio.h>
#include <string.h>

#include "judging/check.h"
#include "web/card.h"
#include "web/html.h"

/* The content of the page; texts are escaped where they are appended. */
struct page {
    struct answer *answer;
    const char *name, *style, *kind, *verdict; /* style and kind "" for none */
    struct compared with;
    const char *site; /* the site's address; "" when it is unknown */
    int64_t id;
    const json_t *nearest;
};

static void put_meta(const struct page *page, const char *property, const char *before, const char *text)
{
    answer_add_text(page->answer, "<meta property=\"og:");
    answer_add_text(page->answer, property);
    answer_add_text(page->answer, "\" content=\"");
    answer_add_text(page->answer, before);
    answer_add_html(page->answer, text);
    answer_add_text(page->answer, "\">\n");
}

static void put_description(const struct page *page)
{
    answer_add_text(page->answer, html_verdict_word(page->verdict, &page->with));
    answer_add_text(page->answer, ": ");
    html_verdict_text(page->answer, page->verdict, &page->with);
}

static void put_head(const struct page *page)
{
    struct answer *answer = page->answer;
    char address[32], picture[40];

    snprintf(address, sizeof address, "/n/%lld", (long long)page->id);
    snprintf(picture, sizeof picture, "%s.png", address);
    html_begin(answer, page->name);
    answer_add_text(answer, "<meta name=\"description\" content=\"");
    put_description(page);
    answer_add_text(answer, "\">\n");
    put_meta(page, "site_name", "", "stagename");
    put_meta(page, "type", "", "website");
    put_meta(page, "title", "", page->name);
    answer_add_text(answer, "<meta property=\"og:description\" content=\"");
    put_description(page);
    answer_add_text(answer, "\">\n");
    answer_add_text(answer, "<meta name=\"robots\" content=\"noindex\">\n");
    /* The report form needs its Origin header, which no-referrer, the policy of the other pages, would
     * hide. */
    answer_add_text(answer, "<meta name=\"referrer\" content=\"same-origin\">\n");
    if (*page->site) {
        put_meta(page, "url", page->site, address);
        put_meta(page, "image", page->site, picture);
        put_meta(page, "image:width", "", "1200");
        put_meta(page, "image:height", "", "630");
        put_meta(page, "image:alt", "", page->name);
        answer_add_text(answer, "<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
        answer_add_text(answer, "<link rel=\"canonical\" href=\"");
        answer_add_text(answer, page->site);
        answer_add_text(answer, address);
        answer_add_text(answer, "\">\n");
    }
}

static void put_form(const struct page *page)
{
    answer_add_text(page->answer, "  <details class=\"wrong\"><summary>Something wrong with it?</summary>\n");
    answer_print(
        page->answer,
        "  <form class=\"ask\" method=\"post\" action=\"/api/names/%lld/report\" autocomplete=\"off\">\n",
        (long long)page->id);
    answer_add_text(page->answer,
                    "    <input type=\"hidden\" name=\"format\" value=\"html\">\n"
                    "    <label class=\"unseen\" for=\"why\">What is wrong with this name</label>\n"
                    "    <input id=\"why\" name=\"why\" maxlength=\"100\" placeholder=\"What is wrong\">\n"
                    "    <button type=\"submit\">Report</button>\n  </form>\n"
                    "  <p>A person looks at every report. The name stays until then.</p>\n  </details>\n");
}

static void put_body(const struct page *page, const json_t *name)
{
    struct answer *answer = page->answer;
    const struct card card = {page->id, page->name, page->verdict, page->nearest, &page->with};

    html_top(answer);
    html_heading(answer, page->name);
    if (*page->kind) {
        answer_add_text(answer, "  <p>Kind: ");
        answer_add_text(answer, html_kind_word(page->kind));
        answer_add_text(answer, "</p>\n");
    }
    if (*page->style) {
        answer_add_text(answer, "  <p>Style: ");
        answer_add_html(answer, page->style);
        answer_add_text(answer, "</p>\n");
    }
    card_put(answer, &card);
    answer_add_text(answer, "  <p><a href=\"/\">Ten other names</a></p>\n");
    put_form(page);
    card_put_modules(answer, &card, name);
    html_end(answer);
}

void page_put_received(struct answer *answer, int64_t id)
{
    html_begin(answer, "Thank you");
    html_top(answer);
    answer_add_text(answer,
                    "  <h1>Thank you.</h1>\n  <p>Your report was noted. A person looks at every one.</p>\n");
    answer_print(answer, "  <p><a href=\"/n/%lld\">Back to the name</a></p>\n", (long long)id);
    html_end(answer);
}

void serve_page(const struct call *call)
{
    struct page page = {.answer = call->answer, .site = call->address, .id = call->id};
    json_t *name = name_json(call);
    struct err why;

    if (!name)
        return;
    page.name = html_text_of(name, "name");
    page.style = html_text_of(name, "style");
    page.kind = html_text_of(name, "kind");
    page.verdict = html_text_of(name, "verdict");
    page.with.as_of = html_text_of(name, "as_of");
    page.with.artists = site_artists(call->site, page.with.as_of, &why);
    page.nearest = json_object_get(name, "nearest");
    if (page.with.artists < 0) {
        call_unavailable(call, &why);
    } else {
        put_head(&page);
        put_body(&page, name);
    }
    json_decref(name);
}
