/* Reads the table of styles, and searches it. */
#include "corpus/styles.h"

#include <stdlib.h>
#include <string.h>

#include "base/lines.h"

enum { TAG_BYTES = 64 };

struct entry {
    char *tag, *style; /* both in one allocation */
};

struct styles {
    struct entry *entries; /* sorted by tag */
    size_t count, room;
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->tag, ((const struct entry *)b)->tag);
}

static int add(struct styles *styles, const char *tag, const char *style, struct err *why)
{
    size_t length = strlen(tag) + 1;
    struct entry *entry;

    if (styles->count == styles->room) {
        size_t room = styles->room ? 2 * styles->room : 256;
        struct entry *more = realloc(styles->entries, room * sizeof *more);

        if (!more)
            return err_set(why, "out of memory");
        styles->entries = more;
        styles->room = room;
    }
    entry = &styles->entries[styles->count];
    entry->tag = malloc(length + strlen(style) + 1);
    if (!entry->tag)
        return err_set(why, "out of memory");
    entry->style = entry->tag + length;
    memcpy(entry->tag, tag, length);
    strcpy(entry->style, style);
    styles->count++;
    return 0;
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
        if (add(styles, fields[0], fields[1], why) != 0)
            return -1;
    }
    return got;
}

struct styles *styles_open(const char *path, struct err *why)
{
    struct styles *styles = calloc(1, sizeof *styles);
    struct lines in;
    int result;

    if (!styles) {
        err_set(why, "out of memory");
        return NULL;
    }
    if (lines_open(&in, path, why) != 0) {
        free(styles);
        return NULL;
    }
    result = read_rows(styles, &in, why);
    lines_close(&in);
    if (result != 0) {
        styles_free(styles);
        return NULL;
    }
    if (styles->count)
        qsort(styles->entries, styles->count, sizeof *styles->entries, compare);
    return styles;
}

void styles_free(struct styles *styles)
{
    if (!styles)
        return;
    for (size_t i = 0; i < styles->count; i++)
        free(styles->entries[i].tag);
    free(styles->entries);
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
    found = bsearch(&wanted, styles->entries, styles->count, sizeof wanted, compare);
    return found ? found->style : NULL;
}
