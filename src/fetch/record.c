/* Reads and writes records. */
#include "fetch/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fileout.h"

static const char head[] = "stagename-fetch 1";

static void clear(struct record *record)
{
    memset(record, 0, sizeof *record);
    record->size = -1;
    record->changed = -1;
}

static int take_text(char *out, size_t size, const char *value)
{
    if (strlen(value) >= size)
        return -1;
    strcpy(out, value);
    return 0;
}

static int take_number(int64_t *out, const char *value)
{
    char *end;

    *out = strtoll(value, &end, 10);
    return *value && !*end && *out >= 0 ? 0 : -1;
}

static int take_line(struct record *record, const char *key, const char *value)
{
    if (strcmp(key, "url") == 0)
        return take_text(record->url, sizeof record->url, value);
    if (strcmp(key, "etag") == 0)
        return take_text(record->etag, sizeof record->etag, value);
    if (strcmp(key, "last-modified") == 0)
        return take_text(record->last_modified, sizeof record->last_modified, value);
    if (strcmp(key, "size") == 0)
        return take_number(&record->size, value);
    if (strcmp(key, "changed") == 0)
        return take_number(&record->changed, value);
    return -1;
}

int record_read(struct record *record, const char *path, const char *url)
{
    char line[ORIGIN_URL_BYTES + 64];
    FILE *in = fopen(path, "re");
    int good = 1, ended = 0;

    clear(record);
    if (!in)
        return 0;
    for (int first = 1; good && !ended && fgets(line, sizeof line, in); first = 0) {
        char *value = strchr(line, ' ');

        good = strchr(line, '\n') != NULL;
        line[strcspn(line, "\r\n")] = '\0';
        ended = strcmp(line, "end") == 0;
        if (first) {
            good = good && strcmp(line, head) == 0;
        } else if (good && !ended) {
            good = value != NULL;
            if (good)
                *value = '\0';
            good = good && take_line(record, line, value + 1) == 0;
        }
    }
    fclose(in);
    if (good && ended && strcmp(record->url, url) == 0)
        return 1;
    clear(record);
    return 0;
}

int record_write(const struct record *record, const char *path, struct err *why)
{
    struct fileout out;

    if (fileout_open(&out, path, why) != 0)
        return -1;
    fprintf(out.stream, "%s\nurl %s\n", head, record->url);
    if (*record->etag)
        fprintf(out.stream, "etag %s\n", record->etag);
    if (*record->last_modified)
        fprintf(out.stream, "last-modified %s\n", record->last_modified);
    if (record->size >= 0)
        fprintf(out.stream, "size %" PRId64 "\n", record->size);
    if (record->changed >= 0)
        fprintf(out.stream, "changed %" PRId64 "\n", record->changed);
    fputs("end\n", out.stream);
    return fileout_commit(&out, why);
}

const char *record_validator(const struct record *record)
{
    if (*record->etag && strncmp(record->etag, "W/", 2) != 0)
        return record->etag;
    return *record->last_modified ? record->last_modified : NULL;
}
