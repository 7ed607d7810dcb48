/* The frame of a page, verdicts and lists of artists as HTML. */
#include "web/html.h"

#include <string.h>

#include "base/figure.h"
#include "judging/check.h"
#include "web/assets.h"

const char *html_text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* ---- the frame ---- */

void html_begin(struct answer *answer, const char *title)
{
    answer->type = "text/html; charset=utf-8";
    answer_add_text(answer,
                    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    answer_add_html(answer, title);
    answer_add_text(answer, " · stagename</title>\n");
}

void html_top(struct answer *answer)
{
    answer_add_text(
        answer,
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<link rel=\"icon\" href=\"" ASSETS_FOLDER "/favicon.svg\" type=\"image/svg+xml\">\n"
        "<link rel=\"stylesheet\" href=\"" ASSETS_FOLDER "/style.css\">\n"
        "<link rel=\"stylesheet\" href=\"" ASSETS_FOLDER "/list.css\">\n"
        "<link rel=\"stylesheet\" href=\"" ASSETS_FOLDER "/card.css\">\n</head>\n"
        "<body class=\"no-panel\">\n<header class=\"top\">\n"
        "  <a class=\"tape\" href=\"/\" aria-label=\"stagename, start page\">stagename</a>\n"
        "  <nav aria-label=\"Pages\"><a href=\"/\">Names</a> <a href=\"/shortlist.html\">Shortlist<span "
        "id=\"starred\"></span></a>\n"
        "    <a href=\"/about.html\">About</a></nav>\n</header>\n<main class=\"text\">\n");
}

void html_end(struct answer *answer)
{
    answer_add_text(answer, "</main>\n</body>\n</html>\n");
}

void html_problem(struct answer *answer)
{
    json_t *problem = json_loadb(answer->body.bytes, answer->body.length, 0, NULL);

    answer->body.length = 0;
    html_begin(answer, "That can’t be shown");
    html_top(answer);
    answer_add_text(answer, "  <h1>That can’t be shown.</h1>\n  <p>The server says: ");
    answer_add_html(answer, html_text_of(problem, "detail"));
    answer_add_text(answer, ".</p>\n  <p><a href=\"/\">Ten other names</a></p>\n");
    html_end(answer);
    json_decref(problem);
}

/* ---- verdicts ---- */

static int is_small(const struct compared *with)
{
    return with->artists > 0 && with->artists < CORPUS_SMALL;
}

const char *html_verdict_word(const char *verdict, const struct compared *with)
{
    if (strcmp(verdict, "free") == 0)
        return is_small(with) ? "Not in our list" : "Free";
    if (strcmp(verdict, VERDICT_WITHDRAWN) == 0)
        return "Withdrawn here";
    return strcmp(verdict, "close") == 0 ? "Close" : "Taken";
}

const char *html_verdict_sentence(const char *verdict)
{
    return strcmp(verdict, "free") == 0              ? "No artist in the corpus has this name or one near it."
           : strcmp(verdict, "close") == 0           ? "Near a real artist’s name."
           : strcmp(verdict, VERDICT_WITHDRAWN) == 0 ? "This site does not offer this name."
                                                     : "A real artist has this name.";
}

void html_verdict(struct answer *answer, const char *verdict, const struct compared *with)
{
    answer_add_text(answer, "<strong class=\"badge\" data-verdict=\"");
    answer_add_html(answer, verdict);
    answer_add_text(answer, "\">");
    answer_add_text(answer, html_verdict_word(verdict, with));
    answer_add_text(answer, "</strong>");
}

void html_compared(struct answer *answer, const struct compared *with, int warns)
{
    char figure[FIGURE_BYTES];

    if (with->artists)
        answer_print(answer, "Compared with %s artist%s as of ", figure_text(with->artists, figure),
                     with->artists == 1 ? "" : "s");
    else
        answer_add_text(answer, "Compared with the artists known as of ");
    answer_add_html(answer, with->as_of);
    answer_add_text(answer, ".");
    if (warns && is_small(with))
        answer_add_text(answer, " That is a small list: check before you use a name.");
}

void html_verdict_text(struct answer *answer, const char *verdict, const struct compared *with)
{
    answer_add_text(answer, html_verdict_sentence(verdict));
    answer_add_text(answer, " ");
    html_compared(answer, with, strcmp(verdict, "taken") != 0);
}

void html_heading(struct answer *answer, const char *name)
{
    answer_add_text(answer, "  <h1 dir=\"auto\">");
    answer_add_html(answer, name);
    answer_add_text(answer, "</h1>\n");
}

void html_judged(struct answer *answer, const char *verdict, const struct compared *with)
{
    answer_add_text(answer, "  <p>");
    html_verdict(answer, verdict, with);
    answer_add_text(answer, " ");
    html_verdict_text(answer, verdict, with);
    answer_add_text(answer, "</p>\n");
}

void html_data(struct answer *answer, const char *id, const char *query, const char *json,
               const struct compared *with)
{
    answer_print(answer, "<script type=\"application/json\" id=\"%s\" data-query=\"", id);
    answer_add_html(answer, query);
    answer_print(answer, "\" data-artists=\"%ld\"%s>", with->artists, is_small(with) ? " data-small" : "");
    /* The element must not end within the JSON, which has "<" in strings only. */
    for (size_t plain; *json; json += plain + 1) {
        plain = strcspn(json, "<");
        answer_add(answer, json, plain);
        if (!json[plain])
            break;
        answer_add_text(answer, "\\u003c");
    }
    answer_add_text(answer, "</script>\n");
}

const char *html_kind_word(const char *kind)
{
    return !*kind                        ? ""
           : strcmp(kind, "dj") == 0     ? "DJ"
           : strcmp(kind, "person") == 0 ? "solo artist"
                                         : "band";
}

void html_style_and_kind(struct answer *answer, const json_t *name)
{
    const char *kind = html_kind_word(html_text_of(name, "kind")), *style = html_text_of(name, "style");

    answer_add_text(answer, kind);
    answer_add_text(answer, *kind && *style ? ", " : "");
    answer_add_html(answer, style);
}

/* Only hexadecimal digits and hyphens are safe in a link. */
static int is_mbid(const char *mbid)
{
    return strlen(mbid) == 36 && strspn(mbid, "0123456789abcdefABCDEF-") == 36;
}

/* Appends a text that may be in any script. */
static void put_foreign(struct answer *answer, const char *text)
{
    answer_add_text(answer, "<bdi>");
    answer_add_html(answer, text);
    answer_add_text(answer, "</bdi>");
}

void html_artist(struct answer *answer, const json_t *artist)
{
    const char *mbid = html_text_of(artist, "mbid"), *country = html_text_of(artist, "country");
    const char *reason = html_text_of(artist, "reason"), *alias = html_text_of(artist, "alias");
    const char *type = html_text_of(artist, "alias_type");
    json_int_t distance = json_integer_value(json_object_get(artist, "distance"));
    int is_legal = *alias && strcmp(type, "legal name") == 0;

    if (strcmp(reason, "same") == 0)
        answer_add_text(answer, "same name as ");
    else if (strcmp(reason, "sound") == 0)
        answer_add_text(answer, "sounds like ");
    else if (strcmp(reason, "look") == 0)
        answer_add_text(answer, "looks like ");
    else if (strcmp(reason, "words") == 0)
        answer_add_text(answer, "same words as ");
    else if (distance == 0) /* a search hint */
        answer_add_text(answer, "near ");
    else
        answer_print(answer, "%d letter%s from ", (int)distance, distance == 1 ? "" : "s");
    if (is_legal) {
        put_foreign(answer, alias);
        answer_add_text(answer, ", legal name of ");
    }
    if (is_mbid(mbid))
        answer_print(answer, "<a href=\"https://musicbrainz.org/artist/%s\" rel=\"noopener noreferrer\">",
                     mbid);
    put_foreign(answer, html_text_of(artist, "name"));
    answer_add_text(answer, is_mbid(mbid) ? "</a>" : "");
    if (*alias && !is_legal) {
        answer_add_text(answer, *type ? ", often searched as " : ", also known as ");
        put_foreign(answer, alias);
    }
    if (*country) {
        answer_add_text(answer, ", ");
        answer_add_html(answer, country);
    }
}

void html_nearest(struct answer *answer, const json_t *nearest)
{
    if (json_array_size(nearest) == 0)
        return;
    answer_add_text(answer, "  <h2>Nearest artists</h2>\n  <ul role=\"list\">\n");
    for (size_t i = 0; i < json_array_size(nearest); i++) {
        answer_add_text(answer, "    <li>");
        html_artist(answer, json_array_get(nearest, i));
        answer_add_text(answer, "</li>\n");
    }
    answer_add_text(answer, "  </ul>\n");
}
