/* Reads CSV with a header (RFC 4180), in particular the list of 1.4 million artists of MusicBrainz and
 * Last.fm with this header in one line:
 *     mbid,artist_mb,artist_lastfm,country_mb,country_lastfm,tags_mb,tags_lastfm,listeners_lastfm,
 *     scrobbles_lastfm,ambiguous_artist
 * The separator may also be ';' or '|', detected in the header or set by a line "sep=;" before it. libcsv
 * splits the fields; it gets one line at a time, so that the line number of each row is known. */
#include "corpus/csv_header.h"
#include "corpus/facts.h"
#include "corpus/row.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"

enum { COLUMNS_MAX = 64, RECORD_MAX = 1 << 20 };

static const char separators[] = ",;|";
static const char *const names[] = {"artist_mb", "name", "artist", "artist_name", NULL};
static const char *const countries[] = {"country_mb", "country", NULL};
static const char *const mbids[] = {"mbid", NULL};
static const char *const tags[] = {"tags_mb", "tags", NULL};
static const char *const styles[] = {"style", "genre", NULL};
static const char *const kinds[] = {"kind", NULL};

struct csv {
    struct row_reader *r;
    struct csv_parser parser;
    struct buffer fields[COLUMNS_MAX]; /* reused for all rows */
    int count;                         /* fields of this row, including those beyond COLUMNS_MAX */
    int columns, name, country, mbid, tags, style, kind;
    int has_separator;
    long first;    /* first line of the row */
    size_t length; /* bytes of the row so far */
    int result;
    struct err *why;
};

/* ---- detection ---- */

/* The separator of a line "sep=;", or '\0'. */
static char stated_separator(const char *line, size_t length)
{
    return length == 5 && strncasecmp(line, "sep=", 4) == 0 && strchr(separators, line[4]) ? line[4] : '\0';
}

/* The number of columns of a line. Separators within quotes are not counted. */
static int count_columns(const char *line, size_t length, char separator)
{
    int columns = 1, is_quoted = 0;

    for (size_t i = 0; i < length; i++) {
        is_quoted ^= line[i] == '"';
        columns += line[i] == separator && !is_quoted;
    }
    return columns;
}

/* Whether one of the columns is that of the name. */
static int has_name(const char *line, size_t length, char separator)
{
    const char *end = line + length;

    while (line < end) {
        size_t room;

        while (line < end && strchr(" \"", *line))
            line++;
        for (room = 0; line + room < end && line[room] != separator && line[room] != '"';)
            room++;
        while (room > 0 && line[room - 1] == ' ')
            room--;
        for (const char *const *name = names; *name; name++)
            if (strlen(*name) == room && strncasecmp(line, *name, room) == 0)
                return 1;
        line = memchr(line, separator, (size_t)(end - line));
        line = line ? line + 1 : end;
    }
    return 0;
}

/* The separator of a header, or '\0'. pandas writes a header with an empty first column; "| name |" is a
 * Markdown table. */
static char header_separator(const char *line, size_t length)
{
    for (const char *separator = separators; *separator; separator++)
        if (!(line[0] == '|' && *separator == '|') && count_columns(line, length, *separator) > 1 &&
            has_name(line, length, *separator))
            return *separator;
    return '\0';
}

/* Whether at least half of the lines have this number of columns. */
static int is_consistent(const char *text, char separator, int columns)
{
    long lines = 0, right = 0;

    for (text += strspn(text, "\r\n"); *text; text += strspn(text, "\r\n")) {
        size_t length = strcspn(text, "\r\n");

        lines++;
        right += count_columns(text, length, separator) == columns;
        text += length;
    }
    return 2 * right >= lines;
}

char csv_separator_of(const char *text)
{
    size_t length = strcspn(text, "\r\n");
    char separator = stated_separator(text, length);

    if (separator)
        return separator;
    separator = header_separator(text, length);
    if (!separator || separator == ',' ||
        is_consistent(text + length, separator, count_columns(text, length, separator)))
        return separator;
    return '\0';
}

/* ---- rows ---- */

static int column(const struct buffer *fields, int count, const char *const *wanted)
{
    for (; *wanted; wanted++)
        for (int i = 0; i < count; i++)
            if (strcasecmp(fields[i].bytes, *wanted) == 0)
                return i;
    return -1;
}

static void take_field(void *data, size_t length, void *arg)
{
    struct csv *c = arg;
    int at = c->count++;

    if (at >= COLUMNS_MAX || c->result != 0)
        return;
    c->fields[at].length = 0;
    buffer_add(&c->fields[at], data, length);
}

static int read_header(struct csv *c)
{
    c->columns = c->count;
    if (c->count > COLUMNS_MAX)
        return err_set(c->why, "%s, line 1: more than %d columns", source_name(c->r->source), COLUMNS_MAX);
    c->name = column(c->fields, c->count, names);
    c->country = column(c->fields, c->count, countries);
    c->mbid = column(c->fields, c->count, mbids);
    c->tags = column(c->fields, c->count, tags);
    c->style = column(c->fields, c->count, styles);
    c->kind = column(c->fields, c->count, kinds);
    if (c->name < 0)
        return err_set(c->why,
                       "%s, line 1: the header of a CSV must name its columns, and one must be '%s', '%s', "
                       "'%s' or '%s'",
                       source_name(c->r->source), names[0], names[1], names[2], names[3]);
    return 0;
}

static const char *text_at(const struct csv *c, int at)
{
    return at >= 0 && c->fields[at].bytes[0] ? c->fields[at].bytes : NULL;
}

/* "rock; pop; dj": the first tag that has a style. */
static const char *style_of(const struct csv *c, int *is_dj)
{
    const char *tag = text_at(c, c->tags);
    struct votes votes = {0};

    while (tag && *tag) {
        size_t length;

        tag += strspn(tag, "; ");
        length = strcspn(tag, ";");
        facts_vote(&votes, c->r->styles, tag, length, VOTES_UNCOUNTED);
        tag += length;
    }
    *is_dj |= votes.is_dj;
    return votes.style ? votes.style : row_style(text_at(c, c->style));
}

static int read_row(struct csv *c)
{
    const struct buffer *name = &c->fields[c->name];
    const char *country = text_at(c, c->country), *mbid = text_at(c, c->mbid);
    struct artist artist = {.mbid = row_mbid(mbid ? mbid : "")};
    int is_dj = 0;

    c->r->counts->rows++;
    if (c->count != c->columns)
        return row_drop(c->r, c->first, DROP_COLUMNS, c->fields[0].bytes, c->fields[0].length);
    artist.country = row_country(c->r, c->first, country);
    artist.style = style_of(c, &is_dj);
    artist.kind = is_dj ? "dj" : row_kind(text_at(c, c->kind));
    return row_take(c->r, c->first, name->bytes, name->length, &artist, c->why);
}

static void take_row(int end, void *arg)
{
    struct csv *c = arg;

    (void)end;
    if (c->result == 0)
        c->result = c->columns ? read_row(c) : read_header(c);
    c->count = 0;
    c->length = 0;
}

static int is_open(struct csv *c)
{
    return err_set(c->why,
                   "%s, line %ld: a quote that is opened in this row is not closed; is the file complete?",
                   source_name(c->r->source), c->first);
}

/* Passes a line to libcsv in its strict mode; but a quote within an unquoted field is literal ("12\" Mix").
 * Returns 0, 1 when the quotes of the row are invalid, or -1 with *why set. */
static int parse(struct csv *c, const char *line, size_t length)
{
    size_t at = 0;

    while (at < length) {
        at += csv_parse(&c->parser, line + at, length - at, take_field, take_row, c);
        if (at == length)
            return 0;
        if (csv_error(&c->parser) != CSV_EPARSE)
            return err_set(c->why, "%s, line %ld: %s", source_name(c->r->source), c->first,
                           csv_strerror(csv_error(&c->parser)));
        if (c->parser.quoted)
            return 1;
        csv_set_opts(&c->parser, CSV_APPEND_NULL);
        at += csv_parse(&c->parser, line + at, 1, take_field, take_row, c);
        csv_set_opts(&c->parser, CSV_APPEND_NULL | CSV_STRICT);
    }
    return 0;
}

/* There is text after a closing quote ("x"y). In a row of one line that row is invalid. In a row of several
 * lines the closing quote is in fact the opening quote of a later row. */
static int drop_broken(struct csv *c, const char *line, size_t length)
{
    if (source_line_number(c->r->source) != c->first)
        return is_open(c);
    if (!c->columns)
        return err_set(c->why, "%s, line %ld: the header has text after a closing quote",
                       source_name(c->r->source), c->first);
    csv_fini(&c->parser, NULL, NULL, NULL); /* discards the row */
    c->count = 0;
    c->length = 0;
    c->r->counts->rows++;
    return row_drop(c->r, c->first, DROP_QUOTES, line, length);
}

/* Sets the separator from the first line. Returns 1 when that line is only "sep=;". */
static int begin_header(struct csv *c, const char *line, size_t length)
{
    char stated = stated_separator(line, length);
    char separator = stated ? stated : header_separator(line, length);

    if (!c->has_separator && separator)
        csv_set_delim(&c->parser, (unsigned char)separator);
    c->has_separator |= separator != '\0';
    return stated != '\0';
}

static int read_lines(struct csv *c)
{
    size_t length;
    char *line;
    int got;

    while ((got = row_line(c->r, &line, &length, c->why)) == 1) {
        int broken;

        if (!c->columns && c->length == 0 && begin_header(c, line, length))
            continue;
        if (c->length == 0) {
            c->first = source_line_number(c->r->source);
            if (strspn(line, " \t\r") == length) { /* libcsv skips empty lines */
                c->r->counts->rows++;
                row_drop(c->r, c->first, DROP_EMPTY, "", 0);
                continue;
            }
        }
        c->length += length + 1;
        line[length] = '\n'; /* replaces the NUL */
        broken = parse(c, line, length + 1);
        if (broken < 0 || (broken && drop_broken(c, line, length) != 0))
            return -1;
        if (c->length > RECORD_MAX)
            return is_open(c);
        if (c->result != 0)
            return -1;
    }
    if (got == 0 && c->length > 0) /* each line had an end, so the row ends within quotes */
        return is_open(c);
    return got < 0 ? -1 : c->result;
}

int read_csv(struct row_reader *r, struct err *why)
{
    struct csv *c = calloc(1, sizeof *c);
    int result;

    if (!c || csv_init(&c->parser, CSV_APPEND_NULL | CSV_STRICT) != 0) {
        free(c);
        return err_set(why, "out of memory");
    }
    c->r = r;
    c->why = why;
    result = read_lines(c);
    csv_free(&c->parser);
    for (int i = 0; i < COLUMNS_MAX; i++)
        buffer_free(&c->fields[i]);
    free(c);
    return result;
}
