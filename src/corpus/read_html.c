/* A saved Wikipedia page that is a list of artists ("List of club DJs"): libxml2 reads the HTML as a browser would.
 *
 * Of each list item in the page's text the first link with a text counts, as it reads there; " (DJ)", " (American band)"
 * and the like are taken off. Not taken are links to pages that do not exist (red), to other namespaces (File:,
 * Category:, …), to other lists ("List of …") and to other sites; what is in navigation boxes, references, the table of
 * contents, captions and edit links; and all that comes after "See also", "References", "External links" and the like. */
#include "corpus/row.h"

#include <libxml/HTMLparser.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PAGE_MAX = 64 << 20, DEPTH_MAX = 2048 };

struct page {
    struct reading *r;
    struct err *why;
    int is_of_djs; /* the page's title says so */
    int ended;     /* a section begins that tells of something else */
    int result;
};

static void too_deep(struct page *page)
{
    page->result = err_set(page->why, "%s: elements are nested deeper than %d; is this a saved page?",
                           source_name(page->r->source), DEPTH_MAX);
}

static int is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

/* Whether an attribute holds one of these words. */
static int has_word(xmlNode *node, const char *attribute, const char *const *words)
{
    xmlChar *value = xmlGetProp(node, BAD_CAST attribute);
    int found = 0;

    for (const char *at = (const char *)value; at && *at && !found;) {
        size_t length;

        at += strspn(at, " \t\r\n");
        length = strcspn(at, " \t\r\n");
        for (const char *const *word = words; *word && !found; word++)
            found = length && strlen(*word) == length && strncmp(at, *word, length) == 0;
        at += length;
    }
    xmlFree(value);
    return found;
}

/* Parts of a page that are not its text. */
static int is_aside(xmlNode *node)
{
    static const char *const elements[] = {"sup", "nav", "footer", "style", "script", "figure", "noscript"};
    static const char *const classes[] = {"navbox",
                                          "navbox-styles",
                                          "vertical-navbox",
                                          "navigation-not-searchable",
                                          "sidebar",
                                          "infobox",
                                          "metadata",
                                          "ambox",
                                          "hatnote",
                                          "reference",
                                          "references",
                                          "reflist",
                                          "refbegin",
                                          "mw-references-wrap",
                                          "mw-editsection",
                                          "toc",
                                          "toclimit-2",
                                          "toclimit-3",
                                          "catlinks",
                                          "printfooter",
                                          "thumb",
                                          "thumbcaption",
                                          "gallery",
                                          "portalbox",
                                          "portal-bar",
                                          "sistersitebox",
                                          "side-box",
                                          "flagicon",
                                          "noprint",
                                          "shortdescription",
                                          "interlanguage-link",
                                          "mw-jump-link",
                                          NULL};
    static const char *const ids[] = {"toc",           "catlinks", "siteSub",  "contentSub",
                                      "mw-navigation", "footer",   "mw-panel", NULL};

    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (is_element(node, elements[i]))
            return 1;
    return has_word(node, "class", classes) || has_word(node, "id", ids);
}

static void trim(char *text)
{
    size_t length = strlen(text), begin = strspn(text, " \t\r\n");

    while (length > begin && strchr(" \t\r\n", text[length - 1]))
        length--;
    memmove(text, text + begin, length - begin);
    text[length - begin] = '\0';
}

/* ---- links ---- */

static int is_space_of_articles(const char *title)
{
    static const char *const others[] = {
        "File",      "Image",  "Category", "Wikipedia", "WP",        "Help",   "Template", "Talk",
        "Special",   "Portal", "User",     "Media",     "MediaWiki", "Module", "Draft",    "Book",
        "TimedText", "Datei",  "Spezial",  "Hilfe",     "Kategorie", "Vorlage"};
    size_t length = strcspn(title, ":");

    for (size_t i = 0; title[length] && i < sizeof others / sizeof *others; i++)
        if (strlen(others[i]) == length && strncasecmp(title, others[i], length) == 0)
            return 0;
    return !(title[length] && length > 5 && strcasecmp(title + length - 5, "_talk") == 0);
}

/* "Tiësto" of "/wiki/Ti%C3%ABsto", "./Tiësto", "https://en.wikipedia.org/wiki/Tiësto#Life". Caller frees with xmlFree;
 * NULL when the address is no article's. */
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

static int is_list(const char *title)
{
    return strncasecmp(title, "List of ", 8) == 0 || strncasecmp(title, "Lists of ", 9) == 0;
}

/* Whether the words in parentheses tell what somebody is: "DJ", "American rock band". */
static int is_trade(const char *words)
{
    static const char *const trades[] = {
        "dj",      "djs",       "musician",  "musicians", "band",     "singer",      "rapper",     "producer",
        "group",   "duo",       "trio",      "quartet",   "artist",   "entertainer", "songwriter", "composer",
        "project", "jockey",    "performer", "ensemble",  "vocalist", "mc",          "emcee",      "remixer",
        "act",     "guitarist", "drummer",   "bassist",   "pianist"};
    const char *last = strrchr(words, ' ');

    last = last ? last + 1 : words;
    for (size_t i = 0; i < sizeof trades / sizeof *trades; i++)
        if (strcasecmp(last, trades[i]) == 0)
            return 1;
    return 0;
}

/* Takes a trailing " (DJ)" off. Returns whether it said DJ. */
static int take_trade_off(char *name)
{
    size_t length = strlen(name);
    char *open = strrchr(name, '(');
    int is_dj;

    if (!open || open == name || open[-1] != ' ' || name[length - 1] != ')')
        return 0;
    name[length - 1] = '\0';
    if (!is_trade(open + 1)) {
        name[length - 1] = ')';
        return 0;
    }
    is_dj = row_says_dj(open + 1);
    *open = '\0';
    trim(name);
    return is_dj;
}

static int take_name(struct page *page, xmlNode *link, const char *title)
{
    xmlChar *content = xmlNodeGetContent(link);
    char *name = (char *)content;
    struct artist artist = {.mbid = ""};
    long line = xmlGetLineNo(link);
    int says_dj, result = 0;

    if (!content)
        return err_set(page->why, "out of memory");
    trim(name);
    says_dj = take_trade_off(name) || strcasestr(title, "(DJ)");
    if (page->is_of_djs || says_dj)
        artist.kind = "dj";
    page->r->counts->rows++;
    result = row_take(page->r, line, name, strlen(name), &artist, page->why);
    xmlFree(content);
    return result;
}

static int has_text(xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    int has = content && content[strspn((const char *)content, " \t\r\n")] != '\0';

    xmlFree(content);
    return has;
}

/* Looks at a link of an item. Returns 1 when it settles the item, taken or not; 0 to look at the next link. */
static int try_link(struct page *page, xmlNode *link)
{
    static const char *const red[] = {"new", "external", "extiw", "image", "mw-file-description", NULL};
    xmlChar *href = xmlGetProp(link, BAD_CAST "href");
    char *title = href ? title_of((const char *)href) : NULL;
    int settled = 0;

    if (has_word(link, "class", red) || (href && strstr((const char *)href, "redlink=1")))
        settled = has_text(link);
    else if (title && is_space_of_articles(title) && has_text(link)) {
        settled = 1;
        if (!is_list(title))
            page->result = take_name(page, link, title);
    }
    xmlFree(title);
    xmlFree(href);
    return settled;
}

/* The first link within an item that is not in a list within the item. */
static int read_item(struct page *page, xmlNode *node, int depth)
{
    int settled = 0;

    if (depth == DEPTH_MAX) {
        too_deep(page);
        return 1;
    }
    for (node = node->children; node && !settled; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || is_aside(node) || is_element(node, "ul") ||
            is_element(node, "ol"))
            continue;
        settled = is_element(node, "a") ? try_link(page, node) : read_item(page, node, depth + 1);
    }
    return settled;
}

/* ---- the page ---- */

static int is_end(xmlNode *heading)
{
    static const char *const ends[] = {"see also",        "references",          "notes",   "external links",
                                       "further reading", "bibliography",        "sources", "footnotes",
                                       "citations",       "notes and references"};
    xmlChar *content = xmlNodeGetContent(heading);
    int found = 0;

    for (size_t i = 0; content && i < sizeof ends / sizeof *ends; i++)
        found |= strncasecmp((const char *)content + strspn((const char *)content, " \t\r\n"), ends[i],
                             strlen(ends[i])) == 0;
    xmlFree(content);
    return found;
}

static void walk(struct page *page, xmlNode *node, int depth)
{
    if (depth == DEPTH_MAX)
        too_deep(page);
    for (node = node->children; node && page->result == 0; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || is_aside(node))
            continue;
        if (is_element(node, "h2"))
            page->ended = is_end(node);
        if (is_element(node, "li") && !page->ended)
            read_item(page, node, depth + 1);
        if (page->result == 0)
            walk(page, node, depth + 1);
    }
}

/* The first element with this class or id, in the order of the page. */
static xmlNode *find(xmlNode *node, const char *attribute, const char *const *word, int depth)
{
    xmlNode *found = NULL;

    for (; node && !found && depth < DEPTH_MAX; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            found = has_word(node, attribute, word) ? node : find(node->children, attribute, word, depth + 1);
    return found;
}

static xmlNode *text_of_page(xmlNode *root)
{
    static const char *const output[] = {"mw-parser-output", NULL}, *const text[] = {"mw-content-text", NULL},
                             *const body[] = {"bodyContent", NULL};
    xmlNode *found = find(root, "class", output, 0);

    if (!found)
        found = find(root, "id", text, 0);
    if (!found)
        found = find(root, "id", body, 0);
    return found ? found : root;
}

static xmlNode *find_element(xmlNode *node, const char *name, int depth)
{
    xmlNode *found = NULL;

    for (; node && !found && depth < DEPTH_MAX; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            found = is_element(node, name) ? node : find_element(node->children, name, depth + 1);
    return found;
}

static int title_says_dj(xmlNode *root)
{
    xmlNode *title = find_element(root, "title", 0);
    xmlChar *content = title ? xmlNodeGetContent(title) : NULL;
    int says = content && row_says_dj((const char *)content);

    xmlFree(content);
    return says;
}

/* The whole page, at most PAGE_MAX bytes. Caller frees. */
static char *read_page(struct reading *r, size_t *length, struct err *why)
{
    size_t room = 1 << 18;
    char *page = malloc(room);
    long got = 1;

    *length = 0;
    while (page && (got = source_read(r->source, page + *length, room - *length, why)) > 0) {
        char *bigger = page;

        *length += (size_t)got;
        if (*length > PAGE_MAX) {
            got = err_set(why, "%s: larger than 64 MiB; is this a saved page?", source_name(r->source));
            break;
        }
        if (*length == room && !(bigger = realloc(page, room *= 2))) {
            got = err_set(why, "out of memory");
            break;
        }
        page = bigger;
    }
    if (page && got == 0)
        return page;
    if (!page)
        err_set(why, "out of memory");
    free(page);
    return NULL;
}

/* NULL with *why set when it is no HTML, or not all of it was parsed. */
static htmlDocPtr parse(struct reading *r, const char *bytes, size_t length, struct err *why)
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
        const char *said = parser->lastError.message ? parser->lastError.message : "damaged";

        err_set(why, "%s, line %d: cannot be read to its end: %.*s", source_name(r->source),
                parser->lastError.line, (int)strcspn(said, "\n"), said);
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

/* What libxml2 would take for the page's end, or for another letter. */
static int is_text(const struct reading *r, const char *bytes, size_t length, struct err *why)
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

int read_html(struct reading *r, struct err *why)
{
    struct page page = {.r = r, .why = why};
    size_t length;
    char *bytes = read_page(r, &length, why);
    htmlDocPtr document = bytes && is_text(r, bytes, length, why) ? parse(r, bytes, length, why) : NULL;
    xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;

    free(bytes);
    if (!root)
        return -1;
    page.is_of_djs = title_says_dj(root);
    walk(&page, text_of_page(root), 0);
    xmlFreeDoc(document);
    return page.result;
}
