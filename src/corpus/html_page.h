/* A saved page while its lists and tables are read. Private to read_html.c and read_wikitable.c. */
#ifndef STAGENAME_CORPUS_HTML_PAGE_H
#define STAGENAME_CORPUS_HTML_PAGE_H

#include <libxml/tree.h>

#include "corpus/plain.h"
#include "corpus/row.h"
#include "corpus/wiki_words.h"

enum { HTML_TEXT_BYTES = 1024 };

struct page {
    struct reading *r;
    struct err *why;
    struct wiki_words *words;
    int is_of_djs; /* the page's title says so */
    int end_level; /* level of the heading since which there are no artists: 2 for h2; 0 elsewhere */
    int result;
};

/* The first link with a text of an item or a cell. */
struct html_link {
    xmlNode *link;           /* NULL when there is none */
    char *title;             /* of the article, for xmlFree; NULL for other links */
    enum drop_reason reason; /* why it is no artist's; DROP_REASONS when it may be one's */
};

int html_is(const xmlNode *node, const char *name);

/* Whether an attribute holds one of these words; words ends with NULL. */
int html_has_word(xmlNode *node, const char *attribute, const char *const *words);

/* Parts of a page that are not its text: navigation, references, captions, and what is hidden. */
int html_is_aside(xmlNode *node);

/* The text of an element without asides and lists in it, white space as one space, cut where it is long. */
void html_text(xmlNode *node, char out[HTML_TEXT_BYTES]);

/* Looks for the link within an element. found: {NULL, NULL, DROP_NO_LINK} before. Returns whether one settled
 * it. */
int html_find_link(struct page *page, xmlNode *node, struct html_link *found);

/* Count a row that does not enter, or hand one on whose name is without its suffixes then; title: of its
 * article, or "". Return 0, or -1 with page->why set. */
int html_drop(struct page *page, xmlNode *node, enum drop_reason reason, const char *text);
int html_take(struct page *page, xmlNode *node, char *name, const char *title);

/* Whether a table is one of data, not of layout. */
int html_is_wikitable(xmlNode *table);

/* Returns 0, or -1 with page->why set. */
int html_read_wikitable(struct page *page, xmlNode *table);

#endif
