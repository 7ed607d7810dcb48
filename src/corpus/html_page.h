/* The state of reading a saved page, shared by read_html.c and read_wikitable.c. */
#ifndef STAGENAME_CORPUS_HTML_PAGE_H
#define STAGENAME_CORPUS_HTML_PAGE_H

#include <libxml/tree.h>

#include "corpus/plain.h"
#include "corpus/row.h"
#include "corpus/wiki_words.h"

enum { HTML_TEXT_BYTES = 1024 };

struct html_page {
    struct row_reader *r;
    struct err *why;
    struct wiki_words *words;
    int is_of_djs; /* the title of the page says that its artists are DJs */
    int end_level; /* within a section without artists: the level of its heading (2 for h2); else 0 */
    int result;
};

/* The first link with text in a list item or cell. */
struct html_link {
    xmlNode *link;           /* NULL when there is none */
    char *title;             /* title of the article, free with xmlFree; NULL for other links */
    enum drop_reason reason; /* why it is not an artist; DROP_REASONS when it may be one */
};

int html_is(const xmlNode *node, const char *name);

/* Whether a node is not part of the text: navigation, references, captions, hidden elements. */
int html_is_aside(xmlNode *node);

/* The text of an element without asides and nested lists; white space is collapsed, and long text is cut. */
void html_text(xmlNode *node, char out[HTML_TEXT_BYTES]);

/* Searches an element for its link. *found must be {NULL, NULL, DROP_NO_LINK} before. Returns whether a link
 * decided the result. */
int html_find_link(struct html_page *page, xmlNode *node, struct html_link *found);

/* html_drop counts a dropped row; html_take removes suffixes from the name and passes the row on. title: of
 * the article, or "". Both return 0, or -1 with page->why set. */
int html_drop(struct html_page *page, xmlNode *node, enum drop_reason reason, const char *text);
int html_take(struct html_page *page, xmlNode *node, char *name, const char *title);

/* Whether a table has data, not layout. */
int html_is_wikitable(xmlNode *table);

/* Returns 0, or -1 with page->why set. */
int html_read_wikitable(struct html_page *page, xmlNode *table);

#endif
