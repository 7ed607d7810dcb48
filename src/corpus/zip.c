#include "corpus/zip.h"

#include <stdio.h>
#include <string.h>

static int begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static int holds_data(const char *member)
{
    const char *slash = strrchr(member, '/'), *file = slash ? slash + 1 : member;

    return *file && *file != '.' && !begins(member, "__MACOSX/") && strcmp(file, "Thumbs.db") != 0;
}

/* A file that only office documents hold: those of Microsoft (OOXML), or of OpenDocument, which begins
 * with it. */
static int is_of_office(const char *member)
{
    static const char *const prefixes[] = {"_rels/", "docProps/", "customXml/", "xl/", "word/", "ppt/", NULL};

    for (const char *const *prefix = prefixes; *prefix; prefix++)
        if (begins(member, *prefix))
            return 1;
    return strcmp(member, "[Content_Types].xml") == 0 || strcmp(member, "mimetype") == 0;
}

/* The members that are left say which document it is. */
static int refuse_office(struct source *source, struct err *why)
{
    int got = 1, is_workbook = 0;

    for (; got == 1 && !is_workbook; got = source_next(source, why)) {
        size_t length;
        const char *member = source_member(source), *bytes = NULL;

        is_workbook = begins(member, "xl/");
        if (strcmp(member, "mimetype") == 0 && !(bytes = source_peek(source, &length, why)))
            return -1;
        is_workbook |= bytes && strstr(bytes, "spreadsheet") != NULL;
    }
    if (got < 0)
        return -1;
    if (is_workbook)
        return err_set(why, "%s is a workbook (.xlsx or .ods); save its sheet as CSV in UTF-8, and read that",
                       source_path(source));
    return err_set(why, "%s is an office document; copy its names to a text file in UTF-8, one per line",
                   source_path(source));
}

int zip_find(struct source *source, struct err *why)
{
    int got = 1;

    for (; got == 1; got = source_next(source, why)) {
        if (is_of_office(source_member(source)))
            return refuse_office(source, why);
        if (holds_data(source_member(source)))
            return 1;
    }
    return got;
}

static int refuse_several(struct source *source, const char *first, struct err *why)
{
    return err_set(why, "%s holds several files (%s, %s); unpack it, and read the one with the artists",
                   source_path(source), first, source_member(source));
}

int zip_end(struct source *source, struct err *why)
{
    char first[300];
    int got;

    snprintf(first, sizeof first, "%s", source_member(source));
    got = source_next(source, why);
    if (got == 1)
        got = zip_find(source, why);
    return got == 1 ? refuse_several(source, first, why) : got;
}

int zip_check(const char *path, struct err *why)
{
    struct source *source = source_open(path, why);
    int got = source ? source_next(source, why) : -1;

    if (got == 1)
        got = zip_find(source, why);
    if (got == 1)
        got = zip_end(source, why);
    else if (got == 0)
        got = err_set(why, "%s holds no file with artists", path);
    source_close(source);
    return got;
}
