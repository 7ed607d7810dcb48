/* Classifies the elements of a Wikipedia page by their names, classes and ids (data/wiki_marks.tsv). */
#ifndef STAGENAME_CORPUS_WIKI_MARKS_H
#define STAGENAME_CORPUS_WIKI_MARKS_H

#include <libxml/tree.h>

enum mark {
    MARK_ASIDE,    /* not part of the text: navigation, references, captions */
    MARK_RED,      /* a link to a missing page */
    MARK_AWAY,     /* a link to another site */
    MARK_PICTURE,  /* a link around a picture */
    MARK_TABLE,    /* a table of data */
    MARK_CONTENT,  /* the text of the page */
    MARK_CATEGORY, /* in the text of a category: the lists of its contents */
    MARK_MEMBERS   /* within MARK_CATEGORY: the list of pages */
};

/* Whether an element has a mark of this kind. */
int mark_has(xmlNode *node, enum mark kind);

/* The first element, in document order, with a mark of this kind, among a node, its following siblings and
 * all their descendants. The rows of the table are tried in order: the first that any element matches is
 * used. NULL when there is none. */
xmlNode *mark_find(xmlNode *node, enum mark kind);

#endif
