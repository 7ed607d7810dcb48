/* Reads MusicBrainz' table dump: each member is the output of PostgreSQL's COPY … TO
 * (https://www.postgresql.org/docs/current/sql-copy.html, text format), with the schema of
 * musicbrainz-server's CreateTables.sql. Members come in any order, so all data is kept until the last one
 * was read: about 100 bytes per artist.
 *
 * The country of an artist is that of its area: iso_3166_1 has the codes of areas; for any other area, the
 * areas that contain it are searched, nearest first (l_area_area: entity0 contains entity1).
 *
 * The tables of tags are not in mbdump.tar.bz2 but in mbdump-derived.tar.bz2 (rules->tags). The largest
 * members of the archive come after the needed ones: when the five core tables were read, reading stops at a
 * member of more than 16 MiB. */
#include "base/array.h"
#include "base/buffer.h"
#include "base/day.h"
#include "corpus/pg_copy.h"
#include "corpus/facts.h"
#include "corpus/relation.h"
#include "corpus/tables.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 24, ANCESTORS_MAX = 256, SMALL_MEMBER = 16 << 20 };

struct artist_row {
    int64_t id, area, type; /* -1: none */
    long line;
    size_t texts; /* offset of gid and name, each with its NUL */
    size_t name_length;
    int is_dj;
};

/* The cleaned aliases of one artist. */
struct known_as {
    struct alias aliases[ALIASES_MAX];
    char bytes[1 << 18];
};

struct dump {
    struct row_reader *r;
    struct known_as *known_as;
    struct buffer texts;
    struct artist_row *rows;
    size_t row_count, row_room;
    struct relation aliases; /* the count of each row is the number of its type */
    struct relation alias_types, codes, parents, types, tags, artist_tags;
    unsigned seen; /* bit set of the tables that were read */
};

/* ---- collecting ---- */

static size_t put(struct dump *d, const char *text, struct err *why)
{
    size_t length = strlen(text);

    if (buffer_try_reserve(&d->texts, length + 1) == 0)
        return buffer_put(&d->texts, text, length);
    err_set(why, "out of memory");
    return (size_t)-1;
}

static int64_t number(const char *field)
{
    return field && *field ? strtoll(field, NULL, 10) : -1;
}

static int add_counted(struct dump *d, struct relation *relation, const char *key, const char *text,
                       int32_t count, struct err *why)
{
    size_t at = put(d, text ? text : "", why);

    return at == (size_t)-1 ? -1 : relation_add(relation, number(key), (int64_t)at, count, why);
}

static int add_text(struct dump *d, struct relation *relation, const char *key, const char *text,
                    struct err *why)
{
    return add_counted(d, relation, key, text, 0, why);
}

static int add_artist(struct dump *d, char **f, struct err *why)
{
    struct artist_row *row, *rows = array_try_grow(d->rows, d->row_count, 1, &d->row_room, sizeof *rows);
    size_t at;

    if (!rows)
        return err_set(why, "out of memory");
    d->rows = rows;
    at = put(d, row_mbid(f[1] ? f[1] : ""), why);
    if (at == (size_t)-1 || put(d, f[2] ? f[2] : "", why) == (size_t)-1)
        return -1;
    row = &d->rows[d->row_count++];
    *row = (struct artist_row){number(f[0]),
                               number(f[11]),
                               number(f[10]),
                               source_line_number(d->r->source),
                               at,
                               f[2] ? strlen(f[2]) : 0,
                               f[13] && row_is_dj(f[13])};
    return 0;
}

static int add_alias(struct dump *d, char **f, struct err *why)
{
    return add_counted(d, &d->aliases, f[1], f[2], (int32_t)number(f[6]), why);
}

static int add_alias_type(struct dump *d, char **f, struct err *why)
{
    return add_text(d, &d->alias_types, f[0], f[1], why);
}

static int add_type(struct dump *d, char **f, struct err *why)
{
    return add_text(d, &d->types, f[0], f[1], why);
}

static int add_code(struct dump *d, char **f, struct err *why)
{
    return add_text(d, &d->codes, f[0], f[1], why);
}

static int add_parent(struct dump *d, char **f, struct err *why)
{
    return relation_add(&d->parents, number(f[3]), number(f[2]), 0, why);
}

static int add_tag(struct dump *d, char **f, struct err *why)
{
    return add_text(d, &d->tags, f[0], f[1], why);
}

static int add_artist_tag(struct dump *d, char **f, struct err *why)
{
    return relation_add(&d->artist_tags, number(f[0]), number(f[1]), (int32_t)number(f[2]), why);
}

enum {
    T_ARTIST,
    T_ALIAS,
    T_TYPE,
    T_CODE,
    T_PARENT,
    T_ALIAS_TYPE,
    T_TAG,
    T_ARTIST_TAG,
    TABLES,
    CORE = (1 << T_ALIAS_TYPE) - 1, /* the table of alias types is small, and its numbers are fixed */
    TAGS = 1 << T_TAG | 1 << T_ARTIST_TAG
};

static const struct {
    const char *name;
    int columns; /* minimum number; a newer schema may add some */
    int (*add)(struct dump *d, char **fields, struct err *why); /* a missing field is NULL */
} tables[TABLES] = {
    [T_ARTIST] = {"artist", 19, add_artist},
    [T_ALIAS] = {"artist_alias", 3, add_alias},
    [T_TYPE] = {"artist_type", 2, add_type},
    [T_CODE] = {"iso_3166_1", 2, add_code},
    [T_PARENT] = {"l_area_area", 4, add_parent},
    [T_ALIAS_TYPE] = {"artist_alias_type", 2, add_alias_type},
    [T_TAG] = {"tag", 2, add_tag},
    [T_ARTIST_TAG] = {"artist_tag", 3, add_artist_tag},
};

int tables_is(const char *member, const char *table)
{
    const char *slash = strrchr(member, '/');

    return strcmp(slash ? slash + 1 : member, table) == 0;
}

int tables_wants(const char *member)
{
    for (int i = 0; i < TABLES; i++)
        if (tables_is(member, tables[i].name))
            return 1;
    return 0;
}

int tables_read_date(struct row_reader *r, struct err *why)
{
    char day[DAY_BYTES], today[DAY_BYTES];
    size_t length;
    const char *text = source_peek(r->source, &length, why);

    if (!text)
        return -1;
    day_of(time(NULL), today);
    snprintf(day, sizeof day, "%.10s", text);
    r->counts->is_as_of_odd = !day_is(day) || strcmp(day, today) > 0;
    snprintf(r->counts->as_of, sizeof r->counts->as_of, "%s", r->counts->is_as_of_odd ? "" : day);
    return 0;
}

/* ---- reading ---- */

/* The reason why a line is not a valid row, or DROP_REASONS. */
static enum drop_reason judge_line(const char *line, size_t length, int cut, int columns)
{
    if (cut)
        return DROP_LINE;
    if (memchr(line, '\0', length))
        return DROP_CONTROL;
    if (utf8_invalid_at(line, length) != length)
        return DROP_NOT_UTF8;
    return pg_copy_columns(line, length) < columns ? DROP_COLUMNS : DROP_REASONS;
}

/* Invalid rows of artist are dropped; in other tables they are an error. */
static int read_table(struct dump *d, int which, struct err *why)
{
    struct row_reader *r = d->r;
    size_t length;
    char *line;
    int got, cut;

    while ((got = source_line(r->source, &line, &length, &cut, why)) == 1) {
        long at = source_line_number(r->source);
        enum drop_reason reason;
        char *fields[COLUMNS_MAX] = {0};

        if (which == T_ARTIST)
            row_mask_nuls(line, length);
        if (strcmp(line, "\\.") == 0) /* end marker of pg_dump */
            break;
        r->counts->rows += which == T_ARTIST;
        reason = judge_line(line, length, cut, tables[which].columns);
        if (reason != DROP_REASONS && which != T_ARTIST)
            return err_set(why, "%s, line %ld: %s", source_name(r->source), at, drop_reason_text(reason));
        if (reason != DROP_REASONS)
            row_drop(r, at, length ? reason : DROP_EMPTY, line, length < 100 ? length : 100);
        else if (pg_copy_split(line, fields, COLUMNS_MAX) < tables[which].columns ||
                 tables[which].add(d, fields, why) != 0)
            return -1;
    }
    return got < 0 ? -1 : 0;
}

/* Reads the current member of the source, if it is one of the tables from `first` on. */
static int read_member(struct dump *d, int first, struct err *why)
{
    for (int i = first; i < TABLES; i++)
        if (tables_is(source_member(d->r->source), tables[i].name)) {
            d->seen |= 1u << i;
            return read_table(d, i, why);
        }
    return 0;
}

static int read_all(struct dump *d, struct err *why)
{
    struct source *source = d->r->source;
    int got = 1;

    for (; got == 1; got = source_next(source, why)) {
        if ((d->seen & CORE) == CORE && source_size(source) > SMALL_MEMBER)
            return 0;
        if (tables_is(source_member(source), "TIMESTAMP") && tables_read_date(d->r, why) != 0)
            return -1;
        if (read_member(d, T_ARTIST, why) != 0)
            return -1;
    }
    return got;
}

/* Reads the tables of tags from another archive or directory. */
static int read_tags(struct dump *d, const char *path, struct err *why)
{
    struct source *artists = d->r->source;
    int got;

    d->r->source = source_open(path, why);
    got = d->r->source ? 0 : -1;
    while (d->r->source && (d->seen & TAGS) != TAGS && (got = source_next(d->r->source, why)) == 1)
        if (read_member(d, T_TAG, why) != 0) {
            got = -1;
            break;
        }
    source_close(d->r->source);
    d->r->source = artists;
    if (got == 0 && (d->seen & TAGS) != TAGS)
        return err_set(why, "%s has no members mbdump/artist_tag and mbdump/tag", path);
    return got < 0 ? -1 : 0;
}

/* ---- joining the tables ---- */

static const char *text_of(const struct dump *d, const struct relation *relation, int64_t key)
{
    size_t count;
    const struct relation_row *found = relation_find(relation, key, &count);

    return found ? d->texts.bytes + found->value : NULL;
}

/* Searches the containing areas breadth first. Each area is visited once, so cycles end. */
static const char *country_of(const struct dump *d, int64_t area)
{
    int64_t visited[ANCESTORS_MAX] = {area};
    int count = area >= 0, next = 0;

    while (next < count) {
        const char *text = text_of(d, &d->codes, visited[next]);
        const char *code = text ? places_code(d->r->places, text) : NULL;
        size_t parents;
        const struct relation_row *parent = relation_find(&d->parents, visited[next++], &parents);

        if (code)
            return code;
        for (size_t i = 0; i < parents && count < ANCESTORS_MAX; i++) {
            int known = 0;

            for (int k = 0; k < count && !known; k++)
                known = visited[k] == parent[i].value;
            if (!known)
                visited[count++] = parent[i].value;
        }
    }
    return NULL;
}

static const char *style_of(const struct dump *d, int64_t artist, int *is_dj)
{
    size_t count;
    const struct relation_row *pair = relation_find(&d->artist_tags, artist, &count);
    struct votes votes = {0};

    for (size_t i = 0; i < count; i++) {
        const char *tag = text_of(d, &d->tags, pair[i].value);

        if (tag)
            facts_vote(&votes, d->r->styles, tag, strlen(tag), pair[i].count);
    }
    *is_dj |= votes.is_dj;
    return votes.style;
}

static const char *kind_of(const struct dump *d, const struct artist_row *row)
{
    const char *type = text_of(d, &d->types, row->type);

    if (d->types.count == 0) /* without the table: the numbers are fixed */
        return row->type == 1                                       ? "person"
               : row->type == 2 || row->type == 5 || row->type == 6 ? "group"
                                                                    : NULL;
    return type ? row_kind_of_type(type) : NULL;
}

static enum alias_type alias_type_of(const struct dump *d, int32_t type)
{
    if (d->alias_types.count == 0) /* without the table: the numbers are fixed */
        return type == 2 ? ALIAS_LEGAL : type == 3 ? ALIAS_HINT : ALIAS_NAME;
    return facts_alias_type(text_of(d, &d->alias_types, type), NULL);
}

/* Sets d->known_as to the aliases that enter. Returns their number. */
static int aliases_of(const struct dump *d, int64_t artist)
{
    struct known_as *as = d->known_as;
    size_t count, length = 0;
    const struct relation_row *pair = relation_find(&d->aliases, artist, &count);
    int n = 0;

    for (size_t i = 0; i < count && n < ALIASES_MAX && length + NAME_BYTES <= sizeof as->bytes; i++) {
        const char *alias = d->texts.bytes + pair[i].value;

        if (!row_alias(alias, strlen(alias), as->bytes + length))
            continue;
        as->aliases[n++] = (struct alias){as->bytes + length, alias_type_of(d, pair[i].count)};
        length += strlen(as->bytes + length) + 1;
    }
    return n;
}

static int hand_on(struct dump *d, const struct artist_row *row, struct err *why)
{
    const char *mbid = d->texts.bytes + row->texts;
    int is_dj = row->is_dj;
    struct artist artist = {.mbid = mbid, .country = country_of(d, row->area)};

    artist.style = style_of(d, row->id, &is_dj);
    artist.kind = is_dj ? "dj" : kind_of(d, row);
    artist.aliases = d->known_as->aliases;
    artist.alias_count = aliases_of(d, row->id);
    return row_take(d->r, row->line, mbid + strlen(mbid) + 1, row->name_length, &artist, why);
}

static int hand_on_all(struct dump *d, struct err *why)
{
    struct relation *const sorted[] = {&d->aliases, &d->alias_types, &d->codes,      &d->parents,
                                       &d->types,   &d->tags,        &d->artist_tags};

    if (!(d->seen & 1u << T_ARTIST))
        return err_set(why, "%s has no member mbdump/artist", source_path(d->r->source));
    if (d->r->rules->countries && !(d->seen & 1u << T_CODE))
        return err_set(why, "%s has no member mbdump/iso_3166_1, which is needed for countries",
                       source_path(d->r->source));
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++)
        relation_sort(sorted[i]);
    source_rename(d->r->source, "mbdump/artist");
    for (size_t i = 0; i < d->row_count; i++)
        if (hand_on(d, &d->rows[i], why) != 0)
            return -1;
    return 0;
}

int read_tables(struct row_reader *r, struct err *why)
{
    struct dump d = {.r = r, .known_as = malloc(sizeof *d.known_as)};
    int result = d.known_as ? read_all(&d, why) : err_set(why, "out of memory");

    if (result == 0 && r->rules->tags)
        result = read_tags(&d, r->rules->tags, why);
    if (result == 0)
        result = hand_on_all(&d, why);
    free(d.known_as);
    buffer_free(&d.texts);
    free(d.rows);
    free(d.aliases.list);
    free(d.alias_types.list);
    free(d.codes.list);
    free(d.parents.list);
    free(d.types.list);
    free(d.tags.list);
    free(d.artist_tags.list);
    return result;
}
