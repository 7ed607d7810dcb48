/* Lookups in the table of marks. */
#include "corpus/wiki_marks.h"

#include <string.h>

static const struct row {
    enum mark kind;
    const char *attribute, *word; /* attribute: class, id, or "element" for the name of the element */
} rows[] = {
#include "corpus/wiki_marks.inc"
};

enum { ROWS = sizeof rows / sizeof *rows };

/* Whether a list of words, separated by white space, has this one. */
static int has_word(const char *list, const char *word)
{
    size_t wanted = strlen(word);

    for (;;) {
        size_t length;

        list += strspn(list, " \t\r\n");
        length = strcspn(list, " \t\r\n");
        if (length == 0)
            return 0;
        if (length == wanted && strncmp(list, word, length) == 0)
            return 1;
        list += length;
    }
}

static int has_row(xmlNode *node, const struct row *row)
{
    xmlChar *value;
    int found;

    if (node->type != XML_ELEMENT_NODE)
        return 0;
    if (strcmp(row->attribute, "element") == 0)
        return strcmp((const char *)node->name, row->word) == 0;
    value = xmlGetProp(node, BAD_CAST row->attribute);
    found = value && has_word((const char *)value, row->word);
    xmlFree(value);
    return found;
}

int mark_has(xmlNode *node, enum mark kind)
{
    for (int i = 0; i < ROWS; i++)
        if (rows[i].kind == kind && has_row(node, &rows[i]))
            return 1;
    return 0;
}

static xmlNode *find_row(xmlNode *node, const struct row *row)
{
    xmlNode *found = NULL;

    for (; node && !found; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            found = has_row(node, row) ? node : find_row(node->children, row);
    return found;
}

xmlNode *mark_find(xmlNode *node, enum mark kind)
{
    xmlNode *found = NULL;

    for (int i = 0; i < ROWS && !found; i++)
        if (rows[i].kind == kind)
            found = find_row(node, &rows[i]);
    return found;
}
