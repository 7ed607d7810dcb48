/* Reads the tables of a saved page that list artists, one per row.
 *
 * The name is in the column whose header is artist, DJ, band or similar; or else in the column with the
 * header name; or else in the first column, unless its header is another one (year, rank, album). A link in
 * the cell is preferred; the text of a cell without a link is used if it can be a name and the header is one
 * of artists. A cell that spans several rows is used once. */
#include "corpus/html_page.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "corpus/wiki_marks.h"

enum { COLUMNS_MAX = 64, ROWS_MAX = 65534, NAME_WORDS = 6, NAME_LETTERS = 60 };

struct wikitable {
    struct html_page *page;
    int column;            /* column of the names, or -1 */
    int has_artist_column; /* the header states that the column has artists */
    int has_header;
    enum wiki_column kind;
    int covered[COLUMNS_MAX]; /* rows still covered by a cell above */
    int result;
};

static int has_element(const xmlNode *node, const char *name)
{
    for (node = node->children; node; node = node->next)
        if (html_is(node, name) || (node->type == XML_ELEMENT_NODE && has_element(node, name)))
            return 1;
    return 0;
}

/* A table without headers that has lists in its cells is used for layout. */
int html_is_wikitable(xmlNode *table)
{
    return mark_has(table, MARK_TABLE) && (has_element(table, "th") || !has_element(table, "li"));
}

static int is_cell(const xmlNode *node)
{
    return html_is(node, "td") || html_is(node, "th");
}

static int span_of(xmlNode *cell, const char *attribute)
{
    xmlChar *value = xmlGetProp(cell, BAD_CAST attribute);
    long span = value ? strtol((const char *)value, NULL, 10) : 1;

    xmlFree(value);
    return span < 1 ? 1 : span > ROWS_MAX ? ROWS_MAX : (int)span;
}

/* Whether a row has cells, and all are headers. */
static int is_header(const xmlNode *row)
{
    int headers = 0;

    for (const xmlNode *cell = row->children; cell; cell = cell->next) {
        if (html_is(cell, "td"))
            return 0;
        headers += html_is(cell, "th");
    }
    return headers > 0;
}

/* Calls a function for each cell of a row, with its first column. */
static void each_cell(struct wikitable *t, xmlNode *row,
                      void (*call)(struct wikitable *, xmlNode *, int, int, void *), void *arg)
{
    int covered[COLUMNS_MAX], at = 0;

    memcpy(covered, t->covered, sizeof covered);
    for (int i = 0; i < COLUMNS_MAX; i++)
        t->covered[i] -= t->covered[i] > 0;
    for (xmlNode *cell = row->children; cell; cell = cell->next) {
        int columns, rows;

        if (!is_cell(cell))
            continue;
        while (at < COLUMNS_MAX && covered[at])
            at++;
        columns = span_of(cell, "colspan");
        rows = span_of(cell, "rowspan");
        call(t, cell, at, columns, arg);
        for (; columns > 0 && at < COLUMNS_MAX; columns--, at++)
            if (rows - 1 > t->covered[at])
                t->covered[at] = rows - 1;
    }
}

/* ---- the header ---- */

static void read_header_cell(struct wikitable *t, xmlNode *cell, int at, int columns, void *arg)
{
    char text[HTML_TEXT_BYTES];
    enum wiki_column kind;

    (void)arg;
    html_text(cell, text);
    kind = wiki_column(t->page->words, text);
    if (at == 0 && columns == 1 && t->column < 0 && kind == COLUMN_UNKNOWN && *text)
        t->column = 0;
    if (kind < COLUMN_NAME || kind <= t->kind)
        return;
    t->column = at;
    t->kind = kind;
    t->has_artist_column = 1;
}

/* ---- rows ---- */

struct found_cell {
    xmlNode *cell;
    int is_wide; /* spans several columns: a heading within the table */
};

static void find_cell(struct wikitable *t, xmlNode *cell, int at, int columns, void *arg)
{
    struct found_cell *found = arg;

    if (at > t->column || at + columns <= t->column)
        return;
    found->cell = cell;
    found->is_wide = columns > 1;
}

/* Whether the text of a cell without a link can be a name: a few words with a letter, not a sentence. */
static int is_sensible(const char *text)
{
    const char *at = text;
    uint32_t code;
    int letters = 0;

    while ((code = utf8_next(&at)))
        letters += u_isalpha((UChar32)code) != 0;
    return letters > 0 && utf8_length(text) <= NAME_LETTERS && utf8_words(text) <= NAME_WORDS &&
           !strstr(text, ". ") && !strchr(text, ';');
}

static int read_name(struct wikitable *t, xmlNode *cell)
{
    struct html_link found = {NULL, NULL, DROP_NO_LINK};
    char text[HTML_TEXT_BYTES];
    int result;

    html_text(cell, text);
    html_find_link(t->page, cell, &found);
    if (found.reason == DROP_REASONS) {
        html_text(found.link, text);
        result = html_take(t->page, found.link, text, found.title);
    } else if (found.reason == DROP_LIST || found.reason == DROP_SPACE)
        result = html_drop(t->page, cell, found.reason, text);
    else if (t->has_artist_column && is_sensible(text))
        result = html_take(t->page, cell, text, "");
    else
        result = html_drop(t->page, cell, DROP_CELL, text);
    xmlFree(found.title);
    return result;
}

static void read_row(struct wikitable *t, xmlNode *row)
{
    struct found_cell found = {NULL, 0};
    int is_covered = t->column >= 0 && t->covered[t->column] > 0;
    char text[HTML_TEXT_BYTES];

    each_cell(t, row, find_cell, &found);
    if (is_covered) /* covered by the name of the row above */
        return;
    html_text(row, text);
    if (!*text)
        return;
    if (t->page->end_level)
        t->result = html_drop(t->page, row, DROP_SECTION, text);
    else if (t->column < 0)
        t->result = html_drop(t->page, row, DROP_TABLE, text);
    else if (!found.cell || found.is_wide)
        t->result = html_drop(t->page, row, DROP_CELL, text);
    else
        t->result = read_name(t, found.cell);
}

/* A table without any header has its names in the first column. */
static void read_rows(struct wikitable *t, xmlNode *node)
{
    for (node = node->children; node && t->result == 0; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (!html_is(node, "tr"))
            read_rows(t, node); /* thead, tbody */
        else if (is_header(node)) {
            each_cell(t, node, read_header_cell, NULL);
            t->has_header = 1;
        } else {
            if (!t->has_header && t->column < 0)
                t->column = 0;
            read_row(t, node);
        }
    }
}

int html_read_wikitable(struct html_page *page, xmlNode *table)
{
    struct wikitable t = {.page = page, .column = -1};

    read_rows(&t, table);
    return t.result;
}
