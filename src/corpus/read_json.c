/* Reads MusicBrainz' JSON dump: one artist per line, in the format of the web service
 * (https://musicbrainz.org/doc/Development/JSON_Data_Dumps). The keys id, name, type, country, area,
 * disambiguation, aliases, tags and genres are used.
 *
 * Most of a row is not used, so json_members.h skips over the rest; jansson decodes strings with escapes.
 * Worker threads parse blocks of lines, while one thread decompresses the input and the caller's thread
 * passes on the rows. */
#include "corpus/row.h"
#include "corpus/json_members.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/conveyor.h"
#include "base/memory.h"
#include "base/team.h"
#include "corpus/facts.h"

enum { BLOCK_BYTES = 1 << 18 };

/* The result of parsing one line. Strings are offsets into the pool of the block. */
struct parsed_row {
    size_t line, line_length; /* offset into the lines of the block */
    struct ruling ruling;
    const char *kind, *style; /* borrowed; they outlive the block */
    const char *country;      /* from places, or NULL */
    int is_country_unknown;   /* if set, unknown_country is the offset of its text */
    size_t unknown_country;
    size_t name, mbid;
    size_t what,
        what_length; /* the text for the report, when the row is dropped or enters for the verdict only */
    size_t aliases;  /* a sequence of a byte for the type and the name with its NUL */
    int alias_count;
};

struct json_block {
    struct row_reader *reading;
    long first;                /* number of the first line */
    struct buffer lines, pool; /* texts with their NULs */
    struct parsed_row *items;
    size_t count, room;
};

static void block_free(void *piece)
{
    struct json_block *b = piece;

    if (!b)
        return;
    buffer_free(&b->lines);
    buffer_free(&b->pool);
    free(b->items);
    free(b);
}

static void add_line(struct json_block *b, const char *line, size_t length, int cut)
{
    struct parsed_row *m = array_add(b);

    *m = (struct parsed_row){.line_length = cut ? MESSAGE_BYTES : length,
                             .ruling = {.reason = cut ? DROP_LINE : DROP_REASONS}};
    m->line = buffer_put(&b->lines, line, m->line_length);
}

static int fetch(void *arg, void **piece, struct err *why)
{
    struct row_reader *r = arg;
    struct json_block *b = memory_new(sizeof *b);
    char *line;
    size_t length;
    int got = 1, cut;

    *b = (struct json_block){.reading = r, .first = source_line_number(r->source) + 1};
    while (b->lines.length < BLOCK_BYTES && (got = source_line(r->source, &line, &length, &cut, why)) == 1)
        add_line(b, line, length, cut);
    if (got < 0 || b->count == 0) {
        block_free(b);
        return got;
    }
    *piece = b;
    return 1;
}

/* ---- one artist ---- */

enum { J_ID, J_NAME, J_TYPE, J_COUNTRY, J_AREA, J_REMARK, J_ALIASES, J_TAGS, J_GENRES, MEMBERS };

static const char *const members[MEMBERS + 1] = {
    [J_ID] = "id",           [J_NAME] = "name", [J_TYPE] = "type",
    [J_COUNTRY] = "country", [J_AREA] = "area", [J_REMARK] = "disambiguation",
    [J_ALIASES] = "aliases", [J_TAGS] = "tags", [J_GENRES] = "genres",
};

/* A decoded string; text is NULL for other values. */
struct decoded_text {
    const char *text;
    size_t length;
    json_t *owner; /* NULL when text points into the line */
};

static struct decoded_text text_open(const struct json_value *value)
{
    struct decoded_text t = {0};

    if (!value->text || value->text[0] != '"')
        return t;
    if (!memchr(value->text, '\\', value->length))
        return (struct decoded_text){value->text + 1, value->length - 2, NULL};
    t.owner = json_loadb(value->text, value->length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    t.text = json_string_value(t.owner);
    t.length = json_string_length(t.owner);
    return t;
}

/* Copies a short string: "" for other values, or one that does not fit. */
static const char *short_text(const struct json_value *value, char *out, size_t size)
{
    struct decoded_text t = text_open(value);
    size_t length = t.length < size ? t.length : 0;

    if (length)
        memcpy(out, t.text, length);
    out[length] = '\0';
    json_decref(t.owner);
    return out;
}

static const char *country_of_area(const struct places *places, const struct json_value *area)
{
    static const char *const keys[] = {"iso-3166-1-codes", "iso-3166-2-codes", NULL};
    struct json_value codes[2], code;
    const char *country = NULL;
    char text[8];

    if (!area->text || json_find_members(area->text, area->length, keys, codes) != 0)
        return NULL;
    for (int i = 0; i < 2 && !country; i++) {
        const char *at = NULL;

        if (json_next_element(&codes[i], &at, &code) == 1)
            country = facts_area_country(places, short_text(&code, text, sizeof text));
    }
    return country;
}

/* Sets the country from the key country, or else from the area. */
static void find_country(struct json_block *b, struct parsed_row *m, const struct json_value *values)
{
    const struct places *places = b->reading->places;
    char text[256];

    m->country = places_code(places, short_text(&values[J_COUNTRY], text, sizeof text));
    if (!m->country && !places_is_none(text)) {
        m->is_country_unknown = 1;
        m->unknown_country = buffer_put(&b->pool, text, strlen(text));
    }
    if (!m->country)
        m->country = country_of_area(places, &values[J_AREA]);
}

/* Parses a count; 0 when it is not an integer. */
static long long count_of(const struct json_value *count)
{
    long long number;
    char *end;

    if (!count->text)
        return VOTES_UNCOUNTED;
    number = strtoll(count->text, &end, 10);
    return end == count->text + count->length ? number : 0;
}

/* Returns 0, or -1 for an invalid array. */
static int read_tags(const struct styles *styles, const struct json_value *tags, struct votes *votes)
{
    static const char *const keys[] = {"name", "count", NULL};
    struct json_value tag, parts[2];
    const char *at = NULL;
    int got;

    while ((got = json_next_element(tags, &at, &tag)) == 1) {
        char name[64];

        if (json_find_members(tag.text, tag.length, keys, parts) != 0)
            return -1;
        short_text(&parts[0], name, sizeof name);
        facts_vote(votes, styles, name, strlen(name), count_of(&parts[1]));
    }
    return got;
}

static const char *kind_of(const struct json_value *values, int has_dj_tag)
{
    char remark[1024], type[32];

    return facts_kind(NULL, short_text(&values[J_TYPE], type, sizeof type),
                      short_text(&values[J_REMARK], remark, sizeof remark), has_dj_tag);
}

static enum alias_type type_of(const struct json_value *word, const struct json_value *id)
{
    char words[64], ids[64];

    return facts_alias_type(short_text(word, words, sizeof words), short_text(id, ids, sizeof ids));
}

static void put_alias(struct buffer *pool, const char *clean, enum alias_type type)
{
    char byte = (char)type;

    buffer_add(pool, &byte, 1);
    buffer_put(pool, clean, strlen(clean));
}

/* Returns 0, or -1 for an invalid array. */
static int add_aliases(struct json_block *b, struct parsed_row *m, const struct json_value *aliases)
{
    static const char *const keys[] = {"name", "type", "type-id", NULL};
    struct json_value alias, parts[3];
    const char *at = NULL;
    int got;

    m->aliases = b->pool.length;
    while ((got = json_next_element(aliases, &at, &alias)) == 1) {
        char clean[NAME_BYTES];
        struct decoded_text t;

        if (json_find_members(alias.text, alias.length, keys, parts) != 0)
            return -1;
        t = text_open(&parts[0]);
        if (t.text && m->alias_count < ALIASES_MAX && row_alias(t.text, t.length, clean)) {
            put_alias(&b->pool, clean, type_of(&parts[1], &parts[2]));
            m->alias_count++;
        }
        json_decref(t.owner);
    }
    return got;
}

/* Parses the other members of an artist whose name enters. Returns the same values as add_aliases. */
static int add_rest(struct json_block *b, struct parsed_row *m, const struct json_value *values)
{
    struct votes votes = {0};
    char mbid[64];
    const char *id = row_mbid(short_text(&values[J_ID], mbid, sizeof mbid));

    if (read_tags(b->reading->styles, &values[J_GENRES], &votes) != 0 ||
        read_tags(b->reading->styles, &values[J_TAGS], &votes) != 0)
        return -1;
    m->style = votes.style;
    m->kind = kind_of(values, votes.is_dj);
    m->mbid = buffer_put(&b->pool, id, strlen(id));
    return add_aliases(b, m, &values[J_ALIASES]);
}

/* Stores the original name for the report. */
static void put_what(struct json_block *b, struct parsed_row *m, const char *text, size_t length)
{
    m->what_length = length;
    m->what = buffer_put(&b->pool, text, length);
}

static void leave_out(struct parsed_row *m, enum drop_reason reason)
{
    m->ruling = (struct ruling){.reason = reason};
}

static void make(struct json_block *b, struct parsed_row *m, const struct json_value *values)
{
    struct decoded_text name = text_open(&values[J_NAME]);
    char clean[NAME_BYTES];

    if (!name.text) {
        leave_out(m, DROP_JSON);
        return;
    }
    find_country(b, m, values);
    m->ruling = row_judge(b->reading->rules, name.text, name.length, m->country, clean);
    if (m->ruling.reason != DROP_REASONS)
        put_what(b, m, name.text, name.length);
    if (m->ruling.enters) {
        m->name = buffer_put(&b->pool, clean, strlen(clean));
        if (add_rest(b, m, values) != 0)
            leave_out(m, DROP_JSON);
    }
    json_decref(name.owner);
}

static int is_row_whole(enum drop_reason reason)
{
    return reason == DROP_JSON || reason == DROP_EMPTY || reason == DROP_NOT_UTF8 || reason == DROP_LINE;
}

/* Stores the beginning of an invalid line for the report. */
static void work(void *arg, void *piece)
{
    struct json_block *b = piece;

    (void)arg;
    for (size_t i = 0; i < b->count; i++) {
        struct parsed_row *m = &b->items[i];
        const char *line = b->lines.bytes + m->line;
        size_t length = m->line_length;
        struct json_value values[MEMBERS];

        if (length == 0)
            leave_out(m, DROP_EMPTY);
        else if (m->ruling.reason == DROP_REASONS && utf8_invalid_at(line, length) != length)
            leave_out(m, DROP_NOT_UTF8);
        else if (m->ruling.reason == DROP_REASONS && json_find_members(line, length, members, values) != 0)
            leave_out(m, DROP_JSON);
        else if (m->ruling.reason == DROP_REASONS)
            make(b, m, values);
        if (is_row_whole(m->ruling.reason))
            put_what(b, m, line, length < MESSAGE_BYTES ? length : MESSAGE_BYTES);
    }
    buffer_free(&b->lines); /* early, because the block may wait for its turn */
}

/* ---- output in order ---- */

static int hand_on(struct row_reader *r, const struct json_block *b, const struct parsed_row *m, long line,
                   struct err *why)
{
    const char *pool = b->pool.bytes, *next = pool + m->aliases;
    struct alias aliases[ALIASES_MAX];
    struct artist artist = {.name = pool + m->name,
                            .mbid = pool + m->mbid,
                            .kind = m->kind,
                            .country = m->country,
                            .style = m->style,
                            .aliases = aliases,
                            .alias_count = m->alias_count};

    for (int i = 0; i < m->alias_count; i++) {
        aliases[i] = (struct alias){next + 1, (enum alias_type)next[0]};
        next += 1 + strlen(next + 1) + 1;
    }
    return row_keep(r, line, &m->ruling, pool + m->what, m->what_length, &artist, why);
}

static int take(void *arg, void *piece, struct err *why)
{
    struct row_reader *r = arg;
    const struct json_block *b = piece;
    int result = 0;

    for (size_t i = 0; i < b->count && result == 0; i++) {
        const struct parsed_row *m = &b->items[i];

        r->counts->rows++;
        if (m->is_country_unknown)
            row_country_unknown(r, b->first + (long)i, b->pool.bytes + m->unknown_country);
        if (m->ruling.enters)
            result = hand_on(r, b, m, b->first + (long)i, why);
        else
            row_drop(r, b->first + (long)i, m->ruling.reason, b->pool.bytes + m->what, m->what_length);
    }
    return result;
}

int read_json(struct row_reader *r, struct err *why)
{
    const struct conveyor conveyor = {fetch, work, take, block_free, r};
    int helpers = team_processors() - 1;

    return conveyor_run(&conveyor, helpers > 1 ? helpers : 1, why);
}
