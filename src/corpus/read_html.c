/* Reads a saved Wikipedia page: a list of artists ("List of club DJs") or a category. libxml2 parses the HTML
 * as a browser would, with any skin, including Parsoid's.
 *
 * Only the element mw-content-text is read; of a category, its members (mw-pages). The name in a list item is
 * the text of its first link with text, unless other words precede it ("John Doe, founder of [Label]");
 * read_wikitable.c reads tables. Remarks such as " (DJ)" and " (American band)" are removed (suffix.h).
 *
 * Dropped and counted by reason are items whose link goes to a missing page (red link), to another namespace
 * (File:, Category:, …), to another list ("List of …") or to another site; items without a link; and all
 * items in sections such as "See also" and "References". data/wiki_words.tsv has the words for this in many
 * languages, and data/wiki_marks.tsv the classes that the wiki gives elements. Navigation boxes, references,
 * the table of contents, captions and edit links are ignored. */
#include "corpus/html_page.h"

#include <libxml/HTMLparser.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "corpus/suffix.h"
#include "corpus/wiki_marks.h"

enum { PAGE_MAX = 64 << 20, PIECE = 1 << 18, DEPTH_MAX = 2048, WORDS_BEFORE = 2 };

int html_is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static int is_hidden(xmlNode *node)
{
    xmlChar *style = xmlGetProp(node, BAD_CAST "style");
    const char *display = style ? strstr((const char *)style, "display:") : NULL;
    int hidden = display && strncmp(display + 8 + strspn(display + 8, " "), "none", 4) == 0;

    xmlFree(style);
    return hidden;
}

int html_is_aside(xmlNode *node)
{
    return mark_has(node, MARK_ASIDE) || is_hidden(node);
}

/* ---- text ---- */

struct gathered {
    char *out;
    size_t length;
    int is_between; /* white space is pending */
};

static void gather_text(struct gathered *g, const char *text)
{
    for (; *text; text++) {
        int is_space = strchr(" \t\r\n", *text) != NULL;

        if (strncmp(text, "\xc2\xa0", 2) == 0) { /* no-break space */
            is_space = 1;
            text++;
        }
        if (!is_space && g->length + 2 < HTML_TEXT_BYTES) {
            if (g->is_between && g->length)
                g->out[g->length++] = ' ';
            g->out[g->length++] = *text;
        }
        g->is_between = is_space;
    }
}

/* Appends the text of a node up to `end`. Returns 1 when it reached `end`. */
static int gather(struct gathered *g, xmlNode *node, const xmlNode *end)
{
    for (node = node->children; node; node = node->next) {
        if (node == end)
            return 1;
        if (node->type == XML_TEXT_NODE)
            gather_text(g, (const char *)node->content);
        if (node->type != XML_ELEMENT_NODE || html_is_aside(node) || html_is(node, "ul") ||
            html_is(node, "ol"))
            continue;
        g->is_between |= html_is(node, "br") || html_is(node, "td") || html_is(node, "th");
        if (gather(g, node, end))
            return 1;
    }
    return 0;
}

/* The text of a node up to `end`, or all of it when end is NULL; a long text is cut at a whole character. */
static void text_before(xmlNode *node, const xmlNode *end, char out[HTML_TEXT_BYTES])
{
    struct gathered g = {out, 0, 0};

    gather(&g, node, end);
    out[g.length] = '\0';
    out[utf8_invalid_at(out, g.length)] = '\0';
}

void html_text(xmlNode *node, char out[HTML_TEXT_BYTES])
{
    text_before(node, NULL, out);
}

/* Whether the words before a link indicate that the item is not about it: "John Doe, founder of ", "Tess
 * (member of ". */
static int is_about_other(const char *before)
{
    char plain[PLAIN_BYTES];
    const char *end = before + strlen(before);

    plain_words(before, strlen(before), plain);
    if (!plain[strspn(plain, " 0123456789")])
        return 0;
    if (utf8_words(plain) > WORDS_BEFORE)
        return 1;
    for (const char *at = before + 1; at < end; at++)
        if (*at == ',' || *at == '(' || *at == ';' || strncmp(at, " – ", 5) == 0 ||
            strncmp(at, " - ", 3) == 0)
            return 1;
    return 0;
}

/* ---- links ---- */

/* The title of a page in a URL: "Tiësto" for "/wiki/Ti%C3%ABsto", "./Tiësto",
 * "https://en.wikipedia.org/wiki/Tiësto#Life". The caller frees it with xmlFree. NULL for other URLs. */
static char *title_of(const char *href)
{
    const char *at = strstr(href, "/wiki/");
    char *title;

    if (strncmp(href, "./", 2) == 0)
        at = href + 2;
    else if (at && (at == href || strstr(href, "wikipedia.org/wiki/")))
        at += 6;
    else
        return NULL;
    if (strchr(at, '?') || at[0] == '#')
        return NULL;
    title = xmlURIUnescapeString(at, (int)strcspn(at, "#"), NULL);
    for (char *c = title; c && *c; c++)
        if (*c == '_')
            *c = ' ';
    return title;
}

int html_drop(struct html_page *page, xmlNode *node, enum drop_reason reason, const char *text)
{
    page->r->counts->rows++;
    return row_drop(page->r, xmlGetLineNo(node), reason, text, strlen(text));
}

int html_take(struct html_page *page, xmlNode *node, char *name, const char *title)
{
    struct artist artist = {.mbid = ""};
    int says_dj = suffix_remove(page->words, page->r->places, name) || strcasestr(title, "(DJ)");

    if (page->is_of_djs || says_dj)
        artist.kind = "dj";
    page->r->counts->rows++;
    return row_take(page->r, xmlGetLineNo(node), name, strlen(name), &artist, page->why);
}

/* Classifies a link with text: DROP_REASONS for an article, whose *title the caller frees; or else the reason
 * to drop it. */
static enum drop_reason judge_link(struct html_page *page, xmlNode *link, char **title)
{
    xmlChar *href = xmlGetProp(link, BAD_CAST "href");
    enum drop_reason reason = DROP_REASONS;

    *title = href ? title_of((const char *)href) : NULL;
    if (mark_has(link, MARK_RED) || (href && strstr((const char *)href, "redlink=1")))
        reason = DROP_RED;
    else if (mark_has(link, MARK_AWAY) || (href && !*title && strstr((const char *)href, "//")))
        reason = DROP_SITE;
    else if (!*title)
        reason = DROP_NO_LINK;
    else if (!wiki_is_article(page->words, *title))
        reason = DROP_SPACE;
    else if (wiki_is_list(page->words, *title))
        reason = DROP_LIST;
    xmlFree(href);
    return reason;
}

/* Checks a link. Returns 1 when it decides the result, 0 to check the next one. */
static int try_link(struct html_page *page, xmlNode *link, struct html_link *found)
{
    char text[HTML_TEXT_BYTES];
    enum drop_reason reason;
    char *title;

    if (mark_has(link, MARK_PICTURE))
        return 0;
    html_text(link, text);
    if (!*text)
        return 0;
    reason = judge_link(page, link, &title);
    if (!found->link || found->reason == DROP_NO_LINK) {
        found->link = link;
        found->reason = reason;
    }
    if (reason == DROP_REASONS) {
        found->link = link;
        found->reason = reason;
        found->title = title;
        return 1;
    }
    xmlFree(title);
    return reason == DROP_RED || reason == DROP_SITE || reason == DROP_LIST;
}

int html_find_link(struct html_page *page, xmlNode *node, struct html_link *found)
{
    int settled = 0;

    for (node = node->children; node && !settled; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || html_is_aside(node) || html_is(node, "ul") ||
            html_is(node, "ol"))
            continue;
        settled = html_is(node, "a") ? try_link(page, node, found) : html_find_link(page, node, found);
    }
    return settled;
}

/* ---- lists ---- */

/* An item without text contains only a list, a picture, or nothing. */
static int read_item(struct html_page *page, xmlNode *item)
{
    struct html_link found = {NULL, NULL, DROP_NO_LINK};
    char text[HTML_TEXT_BYTES];
    int result;

    html_text(item, text);
    if (!*text)
        return 0;
    if (page->end_level)
        return html_drop(page, item, DROP_SECTION, text);
    html_find_link(page, item, &found);
    if (found.link) {
        char before[HTML_TEXT_BYTES];

        text_before(item, found.link, before);
        if (is_about_other(before))
            found.reason = DROP_NO_LINK;
    }
    if (found.reason != DROP_REASONS)
        result = html_drop(page, item, found.reason, text);
    else {
        html_text(found.link, text);
        result = html_take(page, found.link, text, found.title);
    }
    xmlFree(found.title);
    return result;
}

/* Tracks sections without artists ("See also"): such a section ends at the next heading of the same or a
 * higher level. */
static void read_heading(struct html_page *page, xmlNode *node)
{
    int level = node->name[1] - '0';
    char text[HTML_TEXT_BYTES];

    if (page->end_level && level > page->end_level)
        return;
    html_text(node, text);
    page->end_level = wiki_is_end(page->words, text) ? level : 0;
}

static int is_heading(const xmlNode *node)
{
    const char *name = (const char *)node->name;

    return name[0] == 'h' && name[1] >= '2' && name[1] <= '6' && !name[2];
}

static void walk(struct html_page *page, xmlNode *node)
{
    for (node = node->children; node && page->result == 0; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || html_is_aside(node))
            continue;
        if (html_is(node, "table") && html_is_wikitable(node)) {
            page->result = html_read_wikitable(page, node);
            continue;
        }
        if (is_heading(node))
            read_heading(page, node);
        if (html_is(node, "li"))
            page->result = read_item(page, node);
        if (page->result == 0)
            walk(page, node);
    }
}

/* ---- the page ---- */

static xmlNode *text_of_page(xmlNode *root)
{
    xmlNode *content = mark_find(root, MARK_CONTENT), *category;

    if (!content)
        content = root;
    category = mark_find(content->children, MARK_CATEGORY);
    if (category) { /* the text before it describes the category */
        xmlNode *members = mark_find(category, MARK_MEMBERS);

        return members ? members : category;
    }
    return content;
}

static xmlNode *find_element(xmlNode *node, const char *name)
{
    xmlNode *found = NULL;

    for (; node && !found; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            found = html_is(node, name) ? node : find_element(node->children, name);
    return found;
}

static int title_says_dj(xmlNode *root)
{
    xmlNode *title = find_element(root, "title");
    xmlChar *content = title ? xmlNodeGetContent(title) : NULL;
    int says = content && row_is_dj((const char *)content);

    xmlFree(content);
    return says;
}

static int is_too_deep(const xmlNode *node, int depth)
{
    for (; node; node = node->next)
        if (node->type == XML_ELEMENT_NODE && (depth == DEPTH_MAX || is_too_deep(node->children, depth + 1)))
            return 1;
    return 0;
}

/* Reads the whole page, at most PAGE_MAX bytes. Returns 0, or -1 with *why set; the caller frees it. */
static int read_page(struct row_reader *r, struct buffer *page, struct err *why)
{
    long got;

    do {
        if (buffer_try_reserve(page, PIECE) != 0)
            return err_set(why, "out of memory");
        got = source_read(r->source, page->bytes + page->length, PIECE, why);
        page->length += got > 0 ? (size_t)got : 0;
        if (page->length > PAGE_MAX)
            return err_set(why, "%s: larger than 64 MiB; is this a saved page?", source_name(r->source));
    } while (got > 0);
    return got < 0 ? -1 : 0;
}

/* Parses the page. NULL with *why set when it is not HTML, or was not parsed completely. */
static htmlDocPtr parse(struct row_reader *r, const char *bytes, size_t length, struct err *why)
{
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    htmlDocPtr document;

    if (!parser) {
        err_set(why, "out of memory");
        return NULL;
    }
    document = htmlCtxtReadMemory(parser, bytes, (int)length, NULL, "UTF-8",
                                  HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET | HTML_PARSE_COMPACT | XML_PARSE_HUGE);
    if (document && parser->lastError.level == XML_ERR_FATAL) {
        const char *message = parser->lastError.message ? parser->lastError.message : "damaged";

        err_set(why, "%s, line %d: cannot parse the page: %.*s", source_name(r->source),
                parser->lastError.line, (int)strcspn(message, "\n"), message);
        xmlFreeDoc(document);
        document = NULL;
    } else if (!document || !xmlDocGetRootElement(document)) {
        err_set(why, "%s: not HTML", source_name(r->source));
        xmlFreeDoc(document);
        document = NULL;
    }
    htmlFreeParserCtxt(parser);
    return document;
}

/* Rejects NULs and invalid UTF-8, which libxml2 would treat as the end of the page or as other letters. */
static int is_text(const struct row_reader *r, const char *bytes, size_t length, struct err *why)
{
    const char *nul = memchr(bytes, '\0', length);
    size_t invalid = utf8_invalid_at(bytes, length);

    if (nul)
        err_set(why, "%s: byte %zu is NUL; is this a saved page?", source_name(r->source),
                (size_t)(nul - bytes) + 1);
    else if (invalid != length)
        err_set(why, "%s: byte %zu is not UTF-8; save the page again", source_name(r->source), invalid + 1);
    return !nul && invalid == length;
}

static int read_document(struct row_reader *r, xmlNode *root, struct err *why)
{
    struct html_page page = {.r = r, .why = why};

    if (is_too_deep(root, 0))
        return err_set(why, "%s: elements are nested deeper than %d; is this a saved page?",
                       source_name(r->source), DEPTH_MAX);
    page.words = wiki_words_new();
    page.is_of_djs = title_says_dj(root);
    walk(&page, text_of_page(root));
    wiki_words_free(page.words);
    return page.result;
}

/* A page is validated before any of its rows is passed on. */
int read_html(struct row_reader *r, struct err *why)
{
    struct buffer page = {0};
    htmlDocPtr document = NULL;
    int result;

    if (read_page(r, &page, why) == 0 && is_text(r, page.bytes, page.length, why))
        document = parse(r, page.bytes, page.length, why);
    result = document ? read_document(r, xmlDocGetRootElement(document), why) : -1;
    buffer_free(&page);
    xmlFreeDoc(document);
    return result;
}
