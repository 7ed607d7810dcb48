#include "corpus/corpus.h"

#include <string.h>
#include <unicode/uchar.h>

#include "base/lines.h"
#include "text/utf8.h"

enum { COLUMNS_MAX = 32, STYLE_BYTES = 64 };

/* Where the columns of a TSV stand; -1 for one that is not there. */
struct columns {
    int name, kind, country, style, mbid, count;
};

struct reading {
    struct lines in;
    const struct corpus_rules *rules;
    struct columns columns;
    corpus_sink *sink;
    void *arg;
    struct corpus_counts *counts;
};

int corpus_format_from(const char *text, enum corpus_format *format)
{
    for (*format = CORPUS_AUTO; *format <= CORPUS_TSV; ++*format)
        if (strcmp(text, corpus_format_text(*format)) == 0)
            return 0;
    return -1;
}

const char *corpus_format_text(enum corpus_format format)
{
    static const char *const texts[] = {"auto", "text", "tsv"};

    return texts[format];
}

const char *drop_reason_text(enum drop_reason reason)
{
    static const char *const texts[DROP_REASONS] = {
        [DROP_NOT_UTF8] = "not UTF-8",
        [DROP_EMPTY] = "empty",
        [DROP_CONTROL] = "control or broken character",
        [DROP_TOO_LONG] = "too long",
        [DROP_COLUMNS] = "too few columns",
        [DROP_COUNTRY] = "another country",
        [DROP_LETTERS] = "not letters only",
        [DROP_WORDS] = "several words",
    };

    return texts[reason];
}

static int drop(struct reading *r, enum drop_reason reason)
{
    if (r->counts->dropped[reason]++ == 0)
        r->counts->first_dropped[reason] = r->in.number;
    return 0;
}

static int is_country_wanted(const char *countries, const char *country)
{
    const char *at = countries;

    if (!countries)
        return 1;
    while (country && (at = strstr(at, country))) {
        if ((at == countries || at[-1] == ',') && (at[2] == '\0' || at[2] == ','))
            return 1;
        at++;
    }
    return 0;
}

static int is_letters_only(const char *name)
{
    uint32_t code;

    while ((code = utf8_next(&name)))
        if (code != ' ' && !u_isalpha((UChar32)code))
            return 0;
    return 1;
}

/* Decides about one row, and hands on what enters. */
static int take(struct reading *r, const char *name, size_t length, struct artist *artist, struct err *why)
{
    static const enum drop_reason reasons[] = {
        [CLEAN_NOT_UTF8] = DROP_NOT_UTF8,
        [CLEAN_EMPTY] = DROP_EMPTY,
        [CLEAN_CONTROL] = DROP_CONTROL,
        [CLEAN_TOO_LONG] = DROP_TOO_LONG,
    };
    char clean[NAME_BYTES];
    enum clean_result result = utf8_clean(name, length, clean);

    if (result != CLEAN_OK)
        return drop(r, reasons[result]);
    if (!is_country_wanted(r->rules->countries, artist->country))
        return drop(r, DROP_COUNTRY);
    if (r->rules->letters_only && !is_letters_only(clean))
        return drop(r, DROP_LETTERS);
    if (r->rules->single_word && utf8_words(clean) > 1)
        return drop(r, DROP_WORDS);
    artist->name = clean;
    r->counts->kept++;
    return r->sink(r->arg, artist, why);
}

static int read_text_row(struct reading *r, struct err *why)
{
    struct artist artist = {.mbid = ""};

    return take(r, r->in.line, r->in.length, &artist, why);
}

static int read_header(struct reading *r, struct err *why)
{
    char *fields[COLUMNS_MAX];
    struct columns *c = &r->columns;
    int genre;

    c->count = lines_split_tabs(r->in.line, fields, COLUMNS_MAX);
    c->name = lines_column(fields, c->count, "name");
    c->kind = lines_column(fields, c->count, "kind");
    c->country = lines_column(fields, c->count, "country");
    c->mbid = lines_column(fields, c->count, "mbid");
    c->style = lines_column(fields, c->count, "style");
    genre = lines_column(fields, c->count, "genre");
    if (genre > c->style) /* of the two the later */
        c->style = genre;
    if (c->name < 0)
        return err_set(why, "%s, line 1: the header of a TSV names its columns and must have 'name'",
                       r->in.path);
    return 0;
}

/* The field, or NULL when it is empty or not there. */
static const char *field(char **fields, int column)
{
    return column >= 0 && fields[column][0] ? fields[column] : NULL;
}

static const char *known_kind(const char *kind)
{
    static const char *const kinds[] = {"dj", "person", "group"};

    for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i]) == 0)
            return kinds[i];
    return NULL;
}

static const char *known_country(const char *country)
{
    return country && strlen(country) == 2 && country[0] >= 'A' && country[0] <= 'Z' && country[1] >= 'A' &&
                   country[1] <= 'Z'
               ? country
               : NULL;
}

/* Longer ones are no styles but sentences. */
static const char *known_style(const char *style)
{
    return style && strlen(style) < STYLE_BYTES ? style : NULL;
}

static int read_tsv_row(struct reading *r, struct err *why)
{
    char *fields[COLUMNS_MAX];
    struct artist artist;
    const char *mbid;

    if (utf8_invalid_at(r->in.line, r->in.length) != r->in.length)
        return drop(r, DROP_NOT_UTF8);
    if (strlen(r->in.line) != r->in.length)
        return drop(r, DROP_CONTROL);
    if (lines_split_tabs(r->in.line, fields, COLUMNS_MAX) < r->columns.count)
        return drop(r, r->in.length == 0 ? DROP_EMPTY : DROP_COLUMNS);
    mbid = field(fields, r->columns.mbid);
    artist = (struct artist){.mbid = mbid ? mbid : "",
                             .kind = known_kind(field(fields, r->columns.kind)),
                             .country = known_country(field(fields, r->columns.country)),
                             .style = known_style(field(fields, r->columns.style))};
    return take(r, fields[r->columns.name], strlen(fields[r->columns.name]), &artist, why);
}

/* A first line with a tab is a TSV's header; no name holds a tab. */
static enum corpus_format format_of(const char *line)
{
    return strchr(line, '\t') || strcmp(line, "name") == 0 ? CORPUS_TSV : CORPUS_TEXT;
}

int corpus_read(const char *path, enum corpus_format format, const struct corpus_rules *rules,
                corpus_sink *sink, void *arg, struct corpus_counts *counts, struct err *why)
{
    struct reading r = {.rules = rules, .sink = sink, .arg = arg, .counts = counts};
    int got = -1;

    memset(counts, 0, sizeof *counts);
    if (lines_open(&r.in, path, why) != 0)
        return -1;
    while ((got = lines_next(&r.in, why)) == 1) {
        if (r.in.number == 1) {
            counts->format = format == CORPUS_AUTO ? format_of(r.in.line) : format;
            if (counts->format == CORPUS_TSV) {
                if ((got = read_header(&r, why)) != 0)
                    break;
                continue;
            }
        }
        counts->rows++;
        got = counts->format == CORPUS_TSV ? read_tsv_row(&r, why) : read_text_row(&r, why);
        if (got != 0)
            break;
    }
    if (got == 0 && counts->dropped[DROP_NOT_UTF8] * 100 > counts->rows)
        got = err_set(why,
                      "%s: %ld of %ld rows are not UTF-8, the first in line %ld; convert the file (iconv -f "
                      "… -t UTF-8)",
                      r.in.path, counts->dropped[DROP_NOT_UTF8], counts->rows,
                      counts->first_dropped[DROP_NOT_UTF8]);
    lines_close(&r.in);
    return got;
}
