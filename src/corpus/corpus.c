#include "corpus/corpus.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "corpus/csv_header.h"
#include "corpus/row.h"
#include "corpus/tables.h"

static const struct {
    const char *text;
    int (*read)(struct reading *r, struct err *why);
    int of_archives; /* reads members of an archive */
    int has_tags;    /* and needs the table of styles */
} formats[CORPUS_FORMATS] = {
    [CORPUS_AUTO] = {"auto", NULL, 0, 0},
    [CORPUS_TEXT] = {"text", read_text, 0, 0},
    [CORPUS_TSV] = {"tsv", read_tsv, 0, 0},
    [CORPUS_CSV] = {"csv", read_csv, 0, 1},
    [CORPUS_MUSICBRAINZ_JSON] = {"musicbrainz-json", read_json, 1, 1},
    [CORPUS_MUSICBRAINZ_TABLES] = {"musicbrainz-tables", read_tables, 1, 1},
    [CORPUS_WIKIPEDIA_HTML] = {"wikipedia-html", read_html, 0, 0},
};

int corpus_format_from(const char *text, enum corpus_format *format)
{
    for (*format = CORPUS_AUTO; *format < CORPUS_FORMATS; ++*format)
        if (strcmp(text, corpus_format_text(*format)) == 0)
            return 0;
    return -1;
}

const char *corpus_format_text(enum corpus_format format)
{
    return formats[format].text;
}

static int ends_in(const char *path, const char *const *ends)
{
    for (; *ends; ends++)
        if (strlen(path) > strlen(*ends) && strcasecmp(path + strlen(path) - strlen(*ends), *ends) == 0)
            return 1;
    return 0;
}

/* What a file that is no archive is, by its beginning. No name holds a tab, so a first line with one is a TSV's header. What
 * begins as anything may begin is what it is called. */
static enum corpus_format format_of(const char *path, const char *begin)
{
    static const char *const csv[] = {".csv", ".csv.gz", ".csv.bz2", ".csv.xz", ".csv.zst", NULL};
    static const char *const tsv[] = {".tsv", ".tsv.gz", ".tsv.bz2", ".tsv.xz", ".tsv.zst", NULL};
    char first[2048];

    if (strncmp(begin, "\xef\xbb\xbf", 3) == 0)
        begin += 3;
    begin += strspn(begin, " \t\r\n");
    if (begin[0] == '<' && (strcasestr(begin, "<html") || strcasestr(begin, "<!doctype html")))
        return CORPUS_WIKIPEDIA_HTML;
    if (strncmp(begin, "{\"", 2) == 0)
        return CORPUS_MUSICBRAINZ_JSON;
    snprintf(first, sizeof first, "%.*s", (int)strcspn(begin, "\r\n"), begin);
    if (strchr(first, '\t') || (strcasecmp(first, "name") == 0 && !ends_in(path, csv)))
        return CORPUS_TSV;
    if (csv_has_header(first) || ends_in(path, csv))
        return CORPUS_CSV;
    return ends_in(path, tsv) ? CORPUS_TSV : CORPUS_TEXT;
}

static int is_called_archive(const char *path)
{
    static const char *const ends[] = {".tar", ".tar.xz", ".tar.bz2", ".tar.gz", ".tgz", NULL};

    return ends_in(path, ends);
}

/* Steps to the member with which a reader begins, and tells "auto" what the archive is. */
static int find_member(struct reading *r, enum corpus_format *format, struct err *why)
{
    int got = 1;

    for (; got == 1; got = source_next(r->source, why)) {
        const char *member = source_member(r->source), *begin;
        size_t length;

        if (tables_is(member, "TIMESTAMP") && tables_read_date(r, why) != 0)
            return -1;
        if (!tables_is(member, "artist") && (*format == CORPUS_MUSICBRAINZ_JSON || !tables_wants(member)))
            continue;
        if (!(begin = source_peek(r->source, &length, why)))
            return -1;
        if (*format == CORPUS_AUTO)
            *format = tables_is(member, "artist") && begin[0] == '{' ? CORPUS_MUSICBRAINZ_JSON
                                                                     : CORPUS_MUSICBRAINZ_TABLES;
        return 0;
    }
    if (got < 0)
        return -1;
    if (source_is_directory(r->source))
        return err_set(why, "cannot read %s: Is a directory, and without MusicBrainz' table artist",
                       source_path(r->source));
    return err_set(why, "%s has no member mbdump/artist: is it MusicBrainz' artist.tar.xz or mbdump.tar.bz2?",
                   source_path(r->source));
}

/* Leaves in *format what "auto" comes to, and the source where the reader begins. Returns 1; 0 for an empty file; or
 * -1. */
static int begin(struct reading *r, enum corpus_format *format, struct err *why)
{
    const char *bytes;
    size_t length;
    int got;

    if (source_is_directory(r->source) && *format != CORPUS_AUTO && !formats[*format].of_archives)
        return err_set(why, "cannot read %s: Is a directory", source_path(r->source));
    got = source_next(r->source, why);
    if (got == 0 && source_is_directory(r->source))
        return err_set(why, "cannot read %s: Is a directory, and an empty one", source_path(r->source));
    if (got < 0 || (got == 0 && !source_is_archive(r->source)))
        return got;
    if (source_is_archive(r->source)) {
        if (*format != CORPUS_AUTO && !formats[*format].of_archives)
            return err_set(why, "%s is an archive, which --format %s does not read", source_path(r->source),
                           corpus_format_text(*format));
        return find_member(r, format, why) == 0 ? 1 : -1;
    }
    if (*format == CORPUS_MUSICBRAINZ_TABLES || is_called_archive(source_path(r->source)))
        return err_set(why, "%s is no archive that can be read here", source_path(r->source));
    if (!(bytes = source_peek(r->source, &length, why)))
        return -1;
    if (*format == CORPUS_AUTO)
        *format = format_of(source_path(r->source), bytes);
    return 1;
}

static int is_encoding_right(const struct reading *r, struct err *why)
{
    const struct corpus_counts *c = r->counts;

    if (c->dropped[DROP_NOT_UTF8] * 100 <= c->rows)
        return 1;
    err_set(
        why,
        "%s: %ld of %ld rows are not UTF-8, the first in line %ld; convert the file (iconv -f … -t UTF-8)",
        source_name(r->source), c->dropped[DROP_NOT_UTF8], c->rows, c->first_dropped[DROP_NOT_UTF8]);
    return 0;
}

int corpus_read(const char *path, enum corpus_format format, const struct corpus_rules *rules,
                corpus_sink *sink, void *arg, struct corpus_counts *counts, struct err *why)
{
    struct reading r = {source_open(path, why), rules, sink, arg, counts, NULL, NULL};
    int got;

    memset(counts, 0, sizeof *counts);
    if (!r.source)
        return -1;
    got = begin(&r, &format, why);
    counts->format = format;
    if (got == 1 && formats[format].has_tags && rules->styles &&
        !(r.styles = styles_open(rules->styles, why)))
        got = -1;
    if (got == 1 && !(r.places = places_new(why)))
        got = -1;
    if (got == 1)
        got = formats[format].read(&r, why);
    if (got == 0 && !is_encoding_right(&r, why))
        got = -1;
    styles_free(r.styles);
    places_free(r.places);
    source_close(r.source);
    return got;
}
