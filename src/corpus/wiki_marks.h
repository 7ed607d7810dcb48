/* What the elements of a Wikipedia page are, by their names, classes and ids: data/wiki_marks.tsv. */
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
    MARK_CATEGORY, /* of a category's text: the lists of what is in it */
    MARK_MEMBERS   /* of these: the list of pages */
};

/* Whether an element has a mark of this kind. */
int mark_has(xmlNode *node, enum mark kind);

/* The first element with a mark of this kind, among a node, those after it, and all in them: in document
 * order, by the first row of the table that any has. NULL when there is none. */
xmlNode *mark_find(xmlNode *node, enum mark kind);

#endif
