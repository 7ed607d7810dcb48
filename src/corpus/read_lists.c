/* Plain text, one name a line, and TSV with a header. */
#include "corpus/row.h"

#include <string.h>
#include <strings.h>

#include "base/lines.h"

enum { COLUMNS_MAX = 32 };

/* Where the columns of a TSV stand; -1 for one that is not there. */
struct columns {
    int name, kind, country, style, mbid, count;
};

int row_line(struct reading *r, char **line, size_t *length, struct err *why)
{
    int cut, got = source_line(r->source, line, length, &cut, why);

    if (got == 1 && (cut || *length > LINES_MAX))
        return err_set(why, "%s, line %ld: longer than %d bytes; is this a text file?",
                       source_name(r->source), source_line_number(r->source), LINES_MAX);
    return got;
}

int read_text(struct reading *r, struct err *why)
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

/* Which column this is, whatever its case; the last if there are several, -1 for none. */
static int column(char *const *fields, int count, const char *name)
{
    while (count-- > 0)
        if (strcasecmp(fields[count], name) == 0)
            return count;
    return -1;
}

static int read_header(struct reading *r, char *line, struct columns *c, struct err *why)
{
    char *fields[COLUMNS_MAX];
    int genre;

    c->count = lines_split_tabs(line, fields, COLUMNS_MAX);
    c->name = column(fields, c->count, "name");
    c->kind = column(fields, c->count, "kind");
    c->country = column(fields, c->count, "country");
    c->mbid = column(fields, c->count, "mbid");
    c->style = column(fields, c->count, "style");
    genre = column(fields, c->count, "genre");
    if (genre > c->style) /* of the two the later */
        c->style = genre;
    if (c->name < 0)
        return err_set(why, "%s, line 1: the header of a TSV names its columns and must have 'name'",
                       source_name(r->source));
    return 0;
}

/* The field, or NULL when it is empty or not there. */
static const char *field(char **fields, int column)
{
    return column >= 0 && fields[column][0] ? fields[column] : NULL;
}

static int read_row(struct reading *r, const struct columns *c, char *line, size_t length, struct err *why)
{
    long number = source_line_number(r->source);
    char *fields[COLUMNS_MAX];
    struct artist artist;
    const char *mbid;
    int tabs = 1;

    for (size_t i = 0; i < length; i++)
        tabs += line[i] == '\t';
    if (utf8_invalid_at(line, length) != length)
        return row_drop(r, number, DROP_NOT_UTF8, line, length);
    row_mask_nuls(line, length);
    if (tabs < c->count)
        return row_drop(r, number, length == 0 ? DROP_EMPTY : DROP_COLUMNS, line, length);
    lines_split_tabs(line, fields, COLUMNS_MAX);
    mbid = field(fields, c->mbid);
    artist = (struct artist){.mbid = row_mbid(mbid ? mbid : ""),
                             .kind = row_kind(field(fields, c->kind)),
                             .country = row_country(field(fields, c->country)),
                             .style = row_style(field(fields, c->style))};
    return row_take(r, number, fields[c->name], strlen(fields[c->name]), &artist, why);
}

int read_tsv(struct reading *r, struct err *why)
{
    struct columns columns;
    size_t length;
    char *line;
    int got = row_line(r, &line, &length, why);

    if (got != 1 || read_header(r, line, &columns, why) != 0)
        return got != 1 ? got : -1;
    while ((got = row_line(r, &line, &length, why)) == 1) {
        r->counts->rows++;
        if (read_row(r, &columns, line, length, why) != 0)
            return -1;
    }
    return got;
}
