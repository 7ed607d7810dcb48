/* Searches the members of a zip for files with data. */
#include "corpus/zip.h"

#include <stdio.h>
#include <string.h>

enum { MEMBER_BYTES = 300 }; /* for the name of a member in a message */

static int begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static int holds_data(const char *member)
{
    const char *slash = strrchr(member, '/'), *file = slash ? slash + 1 : member;

    return *file && *file != '.' && !begins(member, "__MACOSX/") && strcmp(file, "Thumbs.db") != 0;
}

/* What is known about a zip from the members seen so far. */
struct contents {
    char first[MEMBER_BYTES], second[MEMBER_BYTES]; /* the first files with data; "" before they are found */
    int is_office, is_workbook;
};

/* Records the current member of the source. Office documents are detected by one file: OOXML by
 * [Content_Types].xml, OpenDocument by mimetype, their first. Returns 0, or -1 with *why set. */
static int record_member(struct source *source, struct contents *zip, struct err *why)
{
    const char *member = source_member(source), *bytes;
    size_t length;

    zip->is_office |= strcmp(member, "[Content_Types].xml") == 0;
    zip->is_workbook |= begins(member, "xl/");
    if (!zip->first[0] && strcmp(member, "mimetype") == 0) {
        if (!(bytes = source_peek(source, &length, why)))
            return -1;
        zip->is_office |= begins(bytes, "application/");
        zip->is_workbook |= strstr(bytes, "spreadsheet") != NULL;
    }
    if (holds_data(member) && !zip->second[0])
        snprintf(zip->first[0] ? zip->second : zip->first, MEMBER_BYTES, "%s", member);
    return 0;
}

/* Records all members after the current one. Returns 0, or -1 with *why set. */
static int record_remaining(struct source *source, struct contents *zip, struct err *why)
{
    int got;

    while ((got = source_next(source, why)) == 1)
        if (record_member(source, zip, why) != 0)
            return -1;
    return got;
}

/* Call it when all members are recorded. Returns 0, or -1 with *why set when the zip is rejected. */
static int judge(const struct source *source, const struct contents *zip, struct err *why)
{
    const char *path = source_path(source);

    if (zip->is_office && zip->is_workbook)
        return err_set(why, "%s is a workbook (.xlsx or .ods); save its sheet as CSV in UTF-8, and read that",
                       path);
    if (zip->is_office)
        return err_set(why, "%s is an office document; copy its names to a text file in UTF-8, one per line",
                       path);
    if (zip->second[0])
        return err_set(why, "%s has several files (%s, %s); unpack it, and read the one with the artists",
                       path, zip->first, zip->second);
    return zip->first[0] ? 0 : err_set(why, "%s has no file with artists", path);
}

int zip_find(struct source *source, struct err *why)
{
    struct contents zip = {0};
    int got = 1;

    for (; got == 1; got = source_next(source, why)) {
        if (record_member(source, &zip, why) != 0)
            return -1;
        if (zip.is_office)
            return record_remaining(source, &zip, why) == 0 ? judge(source, &zip, why) : -1;
        if (zip.first[0])
            return 1;
    }
    return got;
}

int zip_end(struct source *source, struct err *why)
{
    struct contents zip = {.is_workbook = begins(source_member(source), "xl/")};

    snprintf(zip.first, sizeof zip.first, "%s", source_member(source));
    return record_remaining(source, &zip, why) == 0 ? judge(source, &zip, why) : -1;
}

int zip_check(const char *path, struct err *why)
{
    struct source *source = source_open(path, why);
    struct contents zip = {0};
    int result = source ? record_remaining(source, &zip, why) : -1;

    if (result == 0)
        result = judge(source, &zip, why);
    source_close(source);
    return result;
}
