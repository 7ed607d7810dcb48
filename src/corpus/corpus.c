/* Detects the format of a source, and calls the reader for it. */
#include "corpus/corpus.h"

#include <stdio.h>
#include <string.h>

#include "corpus/guess.h"
#include "corpus/row.h"
#include "corpus/tables.h"
#include "corpus/zip.h"

static const struct {
    const char *text;
    int (*read)(struct row_reader *r, struct err *why);
    int of_archives; /* the format is an archive with members */
    int has_tags;    /* needs the table of styles */
} formats[CORPUS_FORMATS] = {
    [CORPUS_AUTO] = {"auto", NULL, 0, 0},
    [CORPUS_TEXT] = {"text", read_text, 0, 0},
    [CORPUS_TSV] = {"tsv", read_tsv, 0, 0},
    [CORPUS_CSV] = {"csv", read_csv, 0, 1},
    [CORPUS_JSON] = {"json", read_objects, 0, 1},
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

static int is_called_archive(const char *path)
{
    static const char *const ends[] = {".tar", ".tar.xz", ".tar.bz2", ".tar.gz", ".tgz", NULL};

    return guess_ends_in(path, ends);
}

/* Advances to the member that the reader starts with, and for "auto" sets *format to the format of the
 * archive. */
static int find_member(struct row_reader *r, enum corpus_format *format, struct err *why)
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
        return err_set(why, "cannot read %s: it is a directory without MusicBrainz' table artist",
                       source_path(r->source));
    return err_set(why, "%s has no member mbdump/artist: is it MusicBrainz' artist.tar.xz or mbdump.tar.bz2?",
                   source_path(r->source));
}

static int begin_archive(struct row_reader *r, enum corpus_format *format, struct err *why)
{
    if (*format != CORPUS_AUTO && !formats[*format].of_archives)
        return err_set(why, "%s is an archive, which --format %s does not read", source_path(r->source),
                       corpus_format_text(*format));
    return find_member(r, format, why) == 0 ? 1 : -1;
}

/* Detects the format of a file that is not an archive, or of the only file of a zip. */
static int begin_file(struct row_reader *r, enum corpus_format *format, struct err *why)
{
    int is_in_zip = source_is_archive(r->source);
    const char *bytes, *name = is_in_zip ? source_member(r->source) : source_path(r->source);
    size_t length;

    if (*format == CORPUS_MUSICBRAINZ_TABLES || (!is_in_zip && is_called_archive(name)))
        return err_set(why, "%s is not a supported archive", source_path(r->source));
    if (source_decode(r->source, why) != 0 || !(bytes = source_peek(r->source, &length, why)))
        return -1;
    if (*format == CORPUS_AUTO && guess_format(name, source_name(r->source), bytes, length, format, why) != 0)
        return -1;
    return 1;
}

static int begin_zip(struct row_reader *r, const char *path, enum corpus_format *format, struct err *why)
{
    int got;

    if (strcmp(path, "-") != 0 && zip_check(path, why) != 0) /* standard input is checked at its end */
        return -1;
    got = zip_find(r->source, why);
    return got == 1 ? begin_file(r, format, why) : got;
}

/* Sets *format to the detected format, and positions the source for the reader. Returns 1; 0 for an empty
 * file; -1 with *why set. */
static int begin(struct row_reader *r, const char *path, enum corpus_format *format, struct err *why)
{
    int got;

    if (source_is_directory(r->source) && *format != CORPUS_AUTO && !formats[*format].of_archives)
        return err_set(why, "cannot read %s: Is a directory", source_path(r->source));
    got = source_next(r->source, why);
    if (got == 0 && source_is_directory(r->source))
        return err_set(why, "cannot read %s: it is an empty directory", source_path(r->source));
    if (got < 0 || (got == 0 && !source_is_archive(r->source)))
        return got;
    if (source_is_zip(r->source))
        return begin_zip(r, path, format, why);
    return source_is_archive(r->source) ? begin_archive(r, format, why) : begin_file(r, format, why);
}

static int is_encoding_right(const struct row_reader *r, struct err *why)
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
    struct row_reader r = {source_open(path, why), rules, sink, arg, counts, NULL, NULL};
    int got;

    memset(counts, 0, sizeof *counts);
    if (!r.source)
        return -1;
    got = begin(&r, path, &format, why);
    counts->format = format;
    if (got == 1 && formats[format].has_tags && rules->styles &&
        !(r.styles = styles_open(rules->styles, why)))
        got = -1;
    if (got == 1 && !(r.places = places_new(why)))
        got = -1;
    if (got == 1)
        got = formats[format].read(&r, why);
    if (got == 0 && source_is_zip(r.source))
        got = zip_end(r.source, why);
    if (got == 0 && !is_encoding_right(&r, why))
        got = -1;
    styles_free(r.styles);
    places_free(r.places);
    source_close(r.source);
    return got;
}
