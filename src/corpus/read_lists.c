/* Reads plain text, one name per line, and TSV with a header.
 *
 * TSV has no rule for quotes, and names may contain them: "Weird Al" Yankovic. A field is unquoted only when
 * the whole field is quoted as in RFC 4180, as spreadsheets and pandas do: with a quote at both ends and
 * doubled quotes inside. All other fields are literal. A quoted field may contain tabs and line ends. */
#include "corpus/row.h"

#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/lines.h"

enum { COLUMNS_MAX = 32, ROW_LINES_MAX = 1000 };

/* The indexes of the columns of a TSV; -1 for a missing one. */
struct columns {
    int name, kind, country, style, mbid, count;
};

int row_line(struct row_reader *r, char **line, size_t *length, struct err *why)
{
    int cut, got = source_line(r->source, line, length, &cut, why);

    if (got == 1 && (cut || *length > LINES_MAX))
        return err_set(why, "%s, line %ld: longer than %d bytes; is this a text file?",
                       source_name(r->source), source_line_number(r->source), LINES_MAX);
    return got;
}

int read_text(struct row_reader *r, struct err *why)
{
    size_t length;
    char *line;
    int got;

    while ((got = row_line(r, &line, &length, why)) == 1) {
        struct artist artist = {.mbid = ""};

        r->counts->rows++;
        if (row_take(r, source_line_number(r->source), line, length, &artist, why) != 0)
            return -1;
    }
    return got;
}

/* The index of this column, ignoring case; the last one if there are several, -1 if there is none. */
static int column(char *const *fields, int count, const char *name)
{
    while (count-- > 0)
        if (strcasecmp(fields[count], name) == 0)
            return count;
    return -1;
}

/* field: begins with a quote. Returns its length including the closing quote, which must precede a tab or the
 * end of the row; 0 when there is none, with *is_open set to 1 when the row ends within the quotes. */
static size_t quoted_length(const char *field, int *is_open)
{
    *is_open = 0;
    for (const char *at = strchr(field + 1, '"'); at; at = strchr(at + 2, '"'))
        if (at[1] != '"')
            return at[1] == '\t' || at[1] == '\0' ? (size_t)(at + 1 - field) : 0;
    *is_open = 1;
    return 0;
}

/* Unquotes a quoted field in place. Returns its new start. */
static char *unquote(char *field, size_t length)
{
    char *to = field;

    for (const char *from = field + 1; from < field + length - 1; from++) {
        *to++ = *from;
        from += *from == '"';
    }
    *to = '\0';
    return field;
}

/* Splits a row at its tabs in place, like lines_split_tabs, and unquotes fields. Returns the number of
 * fields, at most COLUMNS_MAX. */
static int split(char *row, char **fields)
{
    int n = 0, is_open;

    for (;;) {
        size_t quoted = *row == '"' ? quoted_length(row, &is_open) : 0;
        char *end = row + (quoted ? quoted : strcspn(row, "\t"));
        int is_last = !*end;

        *end = '\0';
        fields[n++] = quoted ? unquote(row, quoted) : row;
        if (is_last || n == COLUMNS_MAX)
            return n;
        row = end + 1;
    }
}

/* The number of columns of a row, and whether it ends within quotes. -1 when an unquoted field contains a
 * line end: then the lines are several rows. */
static int count_columns(const char *row, int *is_open)
{
    int n = 1;

    *is_open = 0;
    for (;; n++) {
        size_t length = *row == '"' ? quoted_length(row, is_open) : 0;

        if (length == 0 && !*is_open && row[strcspn(row, "\t\n")] == '\n')
            return -1;
        if (length == 0)
            length = strcspn(row, "\t");
        if (!row[length])
            return n;
        row += length + 1;
    }
}

static int read_header(struct row_reader *r, char *line, struct columns *c, struct err *why)
{
    char *fields[COLUMNS_MAX];
    int genre;

    c->count = split(line, fields);
    c->name = column(fields, c->count, "name");
    c->kind = column(fields, c->count, "kind");
    c->country = column(fields, c->count, "country");
    c->mbid = column(fields, c->count, "mbid");
    c->style = column(fields, c->count, "style");
    genre = column(fields, c->count, "genre");
    if (genre > c->style) /* the later of the two */
        c->style = genre;
    if (c->name < 0)
        return err_set(why, "%s, line 1: the header of a TSV must name its columns, and one must be 'name'",
                       source_name(r->source));
    return 0;
}

/* The field, or NULL when it is empty or missing. */
static const char *field(char **fields, int column)
{
    return column >= 0 && fields[column][0] ? fields[column] : NULL;
}

static int read_row(struct row_reader *r, const struct columns *c, long number, char *line, size_t length,
                    struct err *why)
{
    char *fields[COLUMNS_MAX];
    struct artist artist;
    const char *mbid;
    int is_open;

    r->counts->rows++;
    if (utf8_invalid_at(line, length) != length)
        return row_drop(r, number, DROP_NOT_UTF8, line, length);
    row_mask_nuls(line, length);
    if (count_columns(line, &is_open) < c->count)
        return row_drop(r, number, length == 0 ? DROP_EMPTY : DROP_COLUMNS, line, length);
    split(line, fields);
    mbid = field(fields, c->mbid);
    artist = (struct artist){.mbid = row_mbid(mbid ? mbid : ""),
                             .kind = row_kind(field(fields, c->kind)),
                             .country = row_country(r, number, field(fields, c->country)),
                             .style = row_style(field(fields, c->style))};
    return row_take(r, number, fields[c->name], strlen(fields[c->name]), &artist, why);
}

/* Lines that may form one row: the first has an unclosed quote. */
struct joined {
    struct buffer text; /* joined with LF */
    long first;         /* number of the first line; 0 when there are none */
    int lines;
};

static void join(struct joined *j, const char *line, size_t length, long number)
{
    if (j->lines++ == 0)
        j->first = number;
    else
        buffer_add(&j->text, "\n", 1);
    buffer_add(&j->text, line, length);
}

/* Removes the lines; their text is valid until the next line is joined. */
static void clear(struct joined *j)
{
    j->text.length = 0;
    j->first = j->lines = 0;
}

/* Processes each of the joined lines as a row: the quote was literal. */
static int read_apart(struct row_reader *r, const struct columns *c, struct joined *j, struct err *why)
{
    const char *end_of_text = j->text.bytes + j->text.length;
    char *line = j->text.bytes;
    int result = 0;

    for (long number = j->first; result == 0 && number < j->first + j->lines; number++) {
        char *end = memchr(line, '\n', (size_t)(end_of_text - line));
        size_t length = (size_t)((end ? end : end_of_text) - line);

        line[length] = '\0';
        result = read_row(r, c, number, line, length, why);
        line += length + 1;
    }
    clear(j);
    return result;
}

static int read_joined(struct row_reader *r, const struct columns *c, struct joined *j, struct err *why)
{
    int result = read_row(r, c, j->first, j->text.bytes, j->text.length, why);

    clear(j);
    return result;
}

/* Processes a line that begins a row: at once, unless its quote is open. */
static int read_or_join(struct row_reader *r, const struct columns *c, struct joined *j, char *line,
                        size_t length, int is_open, struct err *why)
{
    if (!is_open)
        return read_row(r, c, source_line_number(r->source), line, length, why);
    join(j, line, length, source_line_number(r->source));
    return 0;
}

/* Processes a line that follows lines with an unclosed quote. If it has all columns, it starts a new row,
 * unless the lines before it have too few columns: then it may complete their row. */
static int add_line(struct row_reader *r, const struct columns *c, struct joined *j, char *line,
                    size_t length, struct err *why)
{
    int is_open, has_all = count_columns(j->text.bytes, &is_open) >= c->count, columns;

    if (has_all && count_columns(line, &is_open) >= c->count) {
        if (read_apart(r, c, j, why) != 0)
            return -1;
        return read_or_join(r, c, j, line, length, is_open, why);
    }
    join(j, line, length, source_line_number(r->source));
    columns = count_columns(j->text.bytes, &is_open);
    if (is_open && j->lines < ROW_LINES_MAX && j->text.length < LINES_MAX)
        return 0;
    return !is_open && columns == c->count ? read_joined(r, c, j, why) : read_apart(r, c, j, why);
}

static int read_line(struct row_reader *r, const struct columns *c, struct joined *j, char *line,
                     size_t length, struct err *why)
{
    int is_open = 0;

    if (j->lines > 0)
        return add_line(r, c, j, line, length, why);
    if (memchr(line, '"', length))
        count_columns(line, &is_open);
    return read_or_join(r, c, j, line, length, is_open, why);
}

int read_tsv(struct row_reader *r, struct err *why)
{
    struct joined joined = {0};
    struct columns columns;
    size_t length;
    char *line;
    int got = row_line(r, &line, &length, why);

    if (got != 1 || read_header(r, line, &columns, why) != 0)
        return got != 1 ? got : -1;
    while ((got = row_line(r, &line, &length, why)) == 1)
        if (read_line(r, &columns, &joined, line, length, why) != 0) {
            got = -1;
            break;
        }
    if (got == 0 && joined.lines > 0)
        got = read_apart(r, &columns, &joined, why);
    buffer_free(&joined.text);
    return got;
}
