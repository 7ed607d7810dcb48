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

/* Whether a list of words, separated by white space, contains this word. */
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

/* The properties of an element that rows are compared with; a missing one is NULL. */
struct element {
    const char *name;
    xmlChar *class, *id;
};

static void read_element(xmlNode *node, struct element *element)
{
    *element = (struct element){(const char *)node->name, xmlGetProp(node, BAD_CAST "class"),
                                xmlGetProp(node, BAD_CAST "id")};
}

static void free_element(struct element *element)
{
    xmlFree(element->class);
    xmlFree(element->id);
}

static int has_row(const struct element *element, const struct row *row)
{
    const xmlChar *words = strcmp(row->attribute, "id") == 0 ? element->id : element->class;

    if (strcmp(row->attribute, "element") == 0)
        return strcmp(element->name, row->word) == 0;
    return words && has_word((const char *)words, row->word);
}

int mark_has(xmlNode *node, enum mark kind)
{
    struct element element;
    int found = 0;

    if (node->type != XML_ELEMENT_NODE)
        return 0;
    read_element(node, &element); /* once for all rows, because every element of a page is checked */
    for (int i = 0; i < ROWS && !found; i++)
        found = rows[i].kind == kind && has_row(&element, &rows[i]);
    free_element(&element);
    return found;
}

static int is_of_row(xmlNode *node, const struct row *row)
{
    struct element element;
    int found;

    read_element(node, &element);
    found = has_row(&element, row);
    free_element(&element);
    return found;
}

static xmlNode *find_row(xmlNode *node, const struct row *row)
{
    xmlNode *found = NULL;

    for (; node && !found; node = node->next)
        if (node->type == XML_ELEMENT_NODE)
            found = is_of_row(node, row) ? node : find_row(node->children, row);
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
