/* MusicBrainz' JSON dump: one artist a line, as an object of the web service's layout
 * (https://musicbrainz.org/doc/Development/JSON_Data_Dumps). Of its keys we read id, name, type, country,
 * area, disambiguation, aliases, tags and genres.
 *
 * A row is long and little of it is wanted, so the rest is skimmed over (skim.h); jansson decodes texts that
 * have escapes. The work is shared out to helpers, block by block, while one thread decompresses and the
 * caller's enters the rows. */
#include "corpus/row.h"
#include "corpus/skim.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/conveyor.h"
#include "base/team.h"
#include "corpus/facts.h"

enum { BLOCK_BYTES = 1 << 18 };

/* One line, and what became of it. Texts are offsets into the block's pool. */
struct made {
    size_t line, line_length; /* offset in the block's lines */
    struct ruling ruling;
    const char *kind, *style; /* not owned: they outlive the block */
    const char *country;      /* of places, or NULL */
    int is_country_unknown;   /* then unknown_country is where its text stands */
    size_t unknown_country;
    size_t name, mbid;
    size_t what, what_length; /* what was there, when it does not enter or for the verdict only */
    size_t aliases;           /* one after the other: a byte for the type, the name with its NUL */
    int alias_count;
};

struct bytes {
    char *data;
    size_t length, room;
};

struct block {
    struct reading *reading;
    long first; /* number of its first line */
    struct bytes lines, pool;
    struct made *made;
    size_t count, room;
    int out_of_memory;
};

static void block_free(void *piece)
{
    struct block *b = piece;

    if (!b)
        return;
    free(b->lines.data);
    free(b->pool.data);
    free(b->made);
    free(b);
}

/* Adds bytes and a NUL. Returns their offset, or (size_t)-1. */
static size_t put(struct bytes *to, const char *text, size_t length)
{
    size_t at = to->length;

    if (at + length + 1 > to->room) {
        size_t room = 2 * (at + length + 1);
        char *bigger = realloc(to->data, room);

        if (!bigger)
            return (size_t)-1;
        to->data = bigger;
        to->room = room;
    }
    memcpy(to->data + at, text, length);
    to->data[at + length] = '\0';
    to->length += length + 1;
    return at;
}

static int add_line(struct block *b, const char *line, size_t length, int cut)
{
    struct made *m;

    if (b->count == b->room) {
        size_t room = b->room ? 2 * b->room : 512;
        struct made *bigger = realloc(b->made, room * sizeof *bigger);

        if (!bigger)
            return -1;
        b->made = bigger;
        b->room = room;
    }
    m = &b->made[b->count++];
    *m = (struct made){.line_length = cut ? MESSAGE_BYTES : length,
                       .ruling = {.reason = cut ? DROP_LINE : DROP_REASONS}};
    m->line = put(&b->lines, line, m->line_length);
    return m->line == (size_t)-1 ? -1 : 0;
}

static int fetch(void *arg, void **piece, struct err *why)
{
    struct reading *r = arg;
    struct block *b = calloc(1, sizeof *b);
    char *line;
    size_t length;
    int got = 1, cut;

    if (!b)
        return err_set(why, "out of memory");
    b->reading = r;
    b->first = source_line_number(r->source) + 1;
    while (b->lines.length < BLOCK_BYTES && (got = source_line(r->source, &line, &length, &cut, why)) == 1)
        if (add_line(b, line, length, cut) != 0) {
            got = err_set(why, "out of memory");
            break;
        }
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

/* A value that is a text, decoded; text is NULL for other values. */
struct text {
    const char *text;
    size_t length;
    json_t *owner; /* NULL when the text stands in the line itself */
};

static struct text text_open(const struct skimmed *value)
{
    struct text t = {0};

    if (!value->text || value->text[0] != '"')
        return t;
    if (!memchr(value->text, '\\', value->length))
        return (struct text){value->text + 1, value->length - 2, NULL};
    t.owner = json_loadb(value->text, value->length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    t.text = json_string_value(t.owner);
    t.length = json_string_length(t.owner);
    return t;
}

/* A short text as a string: "" for another value, or one that does not fit. */
static const char *short_text(const struct skimmed *value, char *out, size_t size)
{
    struct text t = text_open(value);
    size_t length = t.length < size ? t.length : 0;

    if (length)
        memcpy(out, t.text, length);
    out[length] = '\0';
    json_decref(t.owner);
    return out;
}

static const char *country_of_area(const struct places *places, const struct skimmed *area)
{
    static const char *const keys[] = {"iso-3166-1-codes", "iso-3166-2-codes", NULL};
    struct skimmed codes[2], code;
    const char *country = NULL;
    char text[8];

    if (!area->text || skim(area->text, area->length, keys, codes) != 0)
        return NULL;
    for (int i = 0; i < 2 && !country; i++) {
        const char *at = NULL;

        if (skim_next(&codes[i], &at, &code) == 1)
            country = facts_area_country(places, short_text(&code, text, sizeof text));
    }
    return country;
}

/* Of the key country, otherwise of the area. Returns -1 when memory is short. */
static int find_country(struct block *b, struct made *m, const struct skimmed *values)
{
    const struct places *places = b->reading->places;
    char text[256];

    m->country = places_code(places, short_text(&values[J_COUNTRY], text, sizeof text));
    if (!m->country && !places_is_none(text)) {
        m->is_country_unknown = 1;
        m->unknown_country = put(&b->pool, text, strlen(text));
        if (m->unknown_country == (size_t)-1)
            return -1;
    }
    if (!m->country)
        m->country = country_of_area(places, &values[J_AREA]);
    return 0;
}

/* A count that is no whole number is 0. */
static long long count_of(const struct skimmed *count)
{
    long long number;
    char *end;

    if (!count->text)
        return VOTES_UNCOUNTED;
    number = strtoll(count->text, &end, 10);
    return end == count->text + count->length ? number : 0;
}

/* Returns -1 when the array is broken. */
static int read_tags(const struct styles *styles, const struct skimmed *tags, struct votes *votes)
{
    static const char *const keys[] = {"name", "count", NULL};
    struct skimmed tag, parts[2];
    const char *at = NULL;
    int got;

    while ((got = skim_next(tags, &at, &tag)) == 1) {
        char name[64];

        if (skim(tag.text, tag.length, keys, parts) != 0)
            return -1;
        short_text(&parts[0], name, sizeof name);
        facts_vote(votes, styles, name, strlen(name), count_of(&parts[1]));
    }
    return got;
}

static const char *kind_of(const struct skimmed *values, int has_dj_tag)
{
    char remark[1024], type[32];

    return facts_kind(NULL, short_text(&values[J_TYPE], type, sizeof type),
                      short_text(&values[J_REMARK], remark, sizeof remark), has_dj_tag);
}

static enum alias_type type_of(const struct skimmed *word, const struct skimmed *id)
{
    char words[64], ids[64];

    return facts_alias_type(short_text(word, words, sizeof words), short_text(id, ids, sizeof ids));
}

/* Returns 0, or -1 when memory is short. */
static int put_alias(struct bytes *pool, const char *clean, enum alias_type type)
{
    char typed[NAME_BYTES + 1];

    typed[0] = (char)type;
    memcpy(typed + 1, clean, strlen(clean) + 1);
    return put(pool, typed, strlen(clean) + 1) == (size_t)-1 ? -1 : 0;
}

/* Returns 0; -1 when the array is broken; -2 when memory is short. */
static int add_aliases(struct block *b, struct made *m, const struct skimmed *aliases)
{
    static const char *const keys[] = {"name", "type", "type-id", NULL};
    struct skimmed alias, parts[3];
    const char *at = NULL;
    int got;

    m->aliases = b->pool.length;
    while ((got = skim_next(aliases, &at, &alias)) == 1) {
        char clean[NAME_BYTES];
        struct text t;

        if (skim(alias.text, alias.length, keys, parts) != 0)
            return -1;
        t = text_open(&parts[0]);
        if (t.text && m->alias_count < ALIASES_MAX && row_alias(t.text, t.length, clean)) {
            if (put_alias(&b->pool, clean, type_of(&parts[1], &parts[2])) != 0)
                got = -2;
            m->alias_count++;
        }
        json_decref(t.owner);
        if (got < 0)
            return got;
    }
    return got;
}

/* What else there is about an artist whose name enters. Returns as add_aliases does. */
static int add_rest(struct block *b, struct made *m, const struct skimmed *values)
{
    struct votes votes = {0};
    char mbid[64];
    const char *id = row_mbid(short_text(&values[J_ID], mbid, sizeof mbid));

    if (read_tags(b->reading->styles, &values[J_GENRES], &votes) != 0 ||
        read_tags(b->reading->styles, &values[J_TAGS], &votes) != 0)
        return -1;
    m->style = votes.style;
    m->kind = kind_of(values, votes.is_dj);
    m->mbid = put(&b->pool, id, strlen(id));
    return m->mbid == (size_t)-1 ? -2 : add_aliases(b, m, &values[J_ALIASES]);
}

/* Keeps what stood in place of a name. Returns 0, or -2 when memory is short. */
static int put_what(struct block *b, struct made *m, const char *text, size_t length)
{
    m->what_length = length;
    m->what = put(&b->pool, text, length);
    return m->what == (size_t)-1 ? -2 : 0;
}

static void leave_out(struct made *m, enum drop_reason reason)
{
    m->ruling = (struct ruling){.reason = reason};
}

/* Returns -1 when memory is short. */
static int make(struct block *b, struct made *m, const struct skimmed *values)
{
    struct text name = text_open(&values[J_NAME]);
    char clean[NAME_BYTES];
    int result = 0;

    if (!name.text) {
        leave_out(m, DROP_JSON);
        return 0;
    }
    if (find_country(b, m, values) != 0) {
        json_decref(name.owner);
        return -1;
    }
    m->ruling = row_judge(b->reading->rules, name.text, name.length, m->country, clean);
    if (m->ruling.reason != DROP_REASONS)
        result = put_what(b, m, name.text, name.length);
    if (m->ruling.enters && result == 0) {
        m->name = put(&b->pool, clean, strlen(clean));
        result = m->name == (size_t)-1 ? -2 : add_rest(b, m, values);
        if (result == -1)
            leave_out(m, DROP_JSON);
    }
    json_decref(name.owner);
    return result == -2 ? -1 : 0;
}

static int is_row_whole(enum drop_reason reason)
{
    return reason == DROP_JSON || reason == DROP_EMPTY || reason == DROP_NOT_UTF8 || reason == DROP_LINE;
}

/* Of a line that is dropped as a whole the beginning is kept, for the report. */
static void work(void *arg, void *piece)
{
    struct block *b = piece;

    (void)arg;
    for (size_t i = 0; i < b->count && !b->out_of_memory; i++) {
        struct made *m = &b->made[i];
        const char *line = b->lines.data + m->line;
        size_t length = m->line_length;
        struct skimmed values[MEMBERS];

        if (length == 0)
            leave_out(m, DROP_EMPTY);
        else if (m->ruling.reason == DROP_REASONS && utf8_invalid_at(line, length) != length)
            leave_out(m, DROP_NOT_UTF8);
        else if (m->ruling.reason == DROP_REASONS && skim(line, length, members, values) != 0)
            leave_out(m, DROP_JSON);
        else if (m->ruling.reason == DROP_REASONS)
            b->out_of_memory = make(b, m, values) != 0;
        if (is_row_whole(m->ruling.reason))
            b->out_of_memory |= put_what(b, m, line, length < MESSAGE_BYTES ? length : MESSAGE_BYTES) != 0;
    }
    free(b->lines.data); /* long before the block's turn comes */
    b->lines = (struct bytes){0};
}

/* ---- in order again ---- */

static int hand_on(struct reading *r, const struct block *b, const struct made *m, long line, struct err *why)
{
    const char *pool = b->pool.data, *next = pool + m->aliases;
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
    struct reading *r = arg;
    const struct block *b = piece;
    int result = b->out_of_memory ? err_set(why, "out of memory") : 0;

    for (size_t i = 0; i < b->count && result == 0; i++) {
        const struct made *m = &b->made[i];

        r->counts->rows++;
        if (m->is_country_unknown)
            row_country_unknown(r, b->first + (long)i, b->pool.data + m->unknown_country);
        if (m->ruling.enters)
            result = hand_on(r, b, m, b->first + (long)i, why);
        else
            row_drop(r, b->first + (long)i, m->ruling.reason, b->pool.data + m->what, m->what_length);
    }
    return result;
}

int read_json(struct reading *r, struct err *why)
{
    const struct conveyor conveyor = {fetch, work, take, block_free, r};
    int helpers = team_processors() - 1;

    return conveyor_run(&conveyor, helpers > 1 ? helpers : 1, why);
}
