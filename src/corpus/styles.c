/* Reads the table of styles, and searches it. */
#include "corpus/styles.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/lines.h"
#include "base/memory.h"

enum { TAG_BYTES = 64 };

struct entry {
    char *tag, *style; /* both in one allocation */
};

struct styles {
    struct entry *items; /* sorted by tag */
    size_t count, room;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->tag, ((const struct entry *)b)->tag);
}

static void add(struct styles *styles, const char *tag, const char *style)
{
    size_t length = strlen(tag) + 1;
    char *texts = memory_new(length + strlen(style) + 1);

    memcpy(texts, tag, length);
    strcpy(texts + length, style);
    *array_add(styles) = (struct entry){texts, texts + length};
}

static int read_rows(struct styles *styles, struct lines *in, struct err *why)
{
    int got;

    while ((got = lines_next(in, why)) == 1) {
        char *fields[3];

        if (in->number == 1)
            continue;
        if (lines_split_tabs(in->line, fields, 3) != 2 || !fields[0][0] || strlen(fields[0]) >= TAG_BYTES ||
            !fields[1][0])
            return err_set(why, "%s, line %ld: expected a tag (shorter than %d bytes), a tab and a style",
                           in->path, in->number, TAG_BYTES);
        add(styles, fields[0], fields[1]);
    }
    return got;
}

struct styles *styles_open(const char *path, struct err *why)
{
    struct styles *styles;
    struct lines in;
    int result;

    if (lines_open(&in, path, why) != 0)
        return NULL;
    styles = memory_new(sizeof *styles);
    *styles = (struct styles){0};
    result = read_rows(styles, &in, why);
    lines_close(&in);
    if (result != 0) {
        styles_free(styles);
        return NULL;
    }
    if (styles->count)
        qsort(styles->items, styles->count, sizeof *styles->items, compare);
    return styles;
}

void styles_free(struct styles *styles)
{
    if (!styles)
        return;
    for (size_t i = 0; i < styles->count; i++)
        free(styles->items[i].tag);
    free(styles->items);
    free(styles);
}

const char *styles_of(const struct styles *styles, const char *tag, size_t length)
{
    char lower[TAG_BYTES];
    struct entry wanted = {lower, NULL}, *found;

    if (!styles || !styles->count || length >= sizeof lower)
        return NULL;
    for (size_t i = 0; i < length; i++)
        lower[i] = (char)(tag[i] >= 'A' && tag[i] <= 'Z' ? tag[i] + 32 : tag[i]);
    lower[length] = '\0';
    found = bsearch(&wanted, styles->items, styles->count, sizeof wanted, compare);
    return found ? found->style : NULL;
}
