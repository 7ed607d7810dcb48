/* Reads JSON with any white space: objects with a name, or strings that are names, in arrays or concatenated,
 * on one line or several. jansson parses one value at a time, so that a file may be larger than the memory.
 *
 * The members of an object, ignoring case, are those of a CSV's columns (name, kind, country, style or genre,
 * mbid, tags) and of MusicBrainz' web service (id, type, area, disambiguation, aliases, genres). The web
 * service's result of a search, an object with an array "artists", is read like that array.
 *
 * While each value so far was on its own line, an invalid line is dropped. Within an array, or after values
 * of several lines, the start of the next value is unknown, and the file is rejected. */
#include "corpus/row.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "base/memory.h"
#include "corpus/facts.h"
#include "corpus/places.h"

enum { WINDOW = 1 << 18, EDGE = 16 };

struct objects {
    struct row_reader *r;
    struct err *why;
    char *bytes; /* read from the source; at: the next byte to parse */
    size_t at, end, room;
    long line; /* line number of the byte at `at` */
    int has_ended;
    int in_array, needs_comma;
    int are_lines; /* each value so far was on its own line */
    char (*alias_bytes)[NAME_BYTES];
    struct alias *aliases;
};

/* ---- one artist ---- */

/* The first existing member with one of these keys, ignoring case. */
static json_t *member(json_t *object, const char *const *keys)
{
    for (; *keys; keys++) {
        json_t *value = json_object_get(object, *keys);
        const char *key;

        if (value)
            return value;
        json_object_foreach(object, key, value) if (strcasecmp(key, *keys) == 0) return value;
    }
    return NULL;
}

static json_t *one(json_t *object, const char *key)
{
    const char *const keys[] = {key, NULL};

    return member(object, keys);
}

/* The string if it contains no NUL, or NULL. */
static const char *text_of(json_t *value)
{
    const char *text = json_string_value(value);

    return text && *text && strlen(text) == json_string_length(value) ? text : NULL;
}

/* The string, or the name of an object: tags, genres and aliases can be either. */
static json_t *name_or_text(json_t *value)
{
    return json_is_object(value) ? one(value, "name") : value;
}

/* The country of the object, or else of its area. */
static const char *country_of(struct row_reader *r, long line, json_t *artist)
{
    static const char *const codes[] = {"iso-3166-1-codes", "iso-3166-2-codes"};
    const char *country = row_country(r, line, text_of(one(artist, "country")));
    json_t *area = one(artist, "area");

    for (size_t i = 0; i < sizeof codes / sizeof *codes && !country; i++)
        country = facts_area_country(r->places, text_of(json_array_get(json_object_get(area, codes[i]), 0)));
    return country;
}

/* A count; 0 when it is not an integer. */
static long long count_of(json_t *tag)
{
    json_t *count = json_is_object(tag) ? one(tag, "count") : NULL;

    return count ? json_integer_value(count) : VOTES_UNCOUNTED;
}

/* Counts tags: an array of strings, or of objects with a name and a count; or a string, "rock; pop". */
static void read_tags(const struct styles *styles, json_t *tags, struct votes *votes)
{
    json_t *tag;
    size_t i;

    json_array_foreach(tags, i, tag)
    {
        const char *text = text_of(name_or_text(tag));

        if (text)
            facts_vote(votes, styles, text, strlen(text), count_of(tag));
    }
    for (const char *text = text_of(tags); text && *text;) {
        size_t length = strcspn(text, ";,");

        facts_vote(votes, styles, text, length, VOTES_UNCOUNTED);
        text += length;
        text += strspn(text, ";, ");
    }
}

/* A string member of an alias or another object; NULL when there is none. */
static const char *text_member(json_t *value, const char *key)
{
    return json_is_object(value) ? text_of(one(value, key)) : NULL;
}

static int read_aliases(const struct objects *o, json_t *aliases)
{
    json_t *alias;
    size_t i;
    int count = 0;

    json_array_foreach(aliases, i, alias)
    {
        json_t *name = name_or_text(alias);

        if (count < ALIASES_MAX && json_is_string(name) &&
            row_alias(json_string_value(name), json_string_length(name), o->alias_bytes[count])) {
            o->aliases[count] =
                (struct alias){o->alias_bytes[count],
                               facts_alias_type(text_member(alias, "type"), text_member(alias, "type-id"))};
            count++;
        }
    }
    return count;
}

static void read_rest(const struct objects *o, json_t *value, long line, struct artist *artist)
{
    static const char *const styles[] = {"style", "genre", NULL}, *const tags[] = {"tags", "tags_mb", NULL},
                             *const mbids[] = {"mbid", "id", NULL};
    const char *mbid = text_of(member(value, mbids)), *style = text_of(member(value, styles));
    struct votes votes = {0};

    read_tags(o->r->styles, one(value, "genres"), &votes);
    read_tags(o->r->styles, one(value, "styles"), &votes);
    read_tags(o->r->styles, member(value, tags), &votes);
    artist->mbid = row_mbid(mbid ? mbid : "");
    artist->country = country_of(o->r, line, value);
    artist->style = style && row_style(style) ? row_style(style) : votes.style;
    artist->kind = facts_kind(text_member(value, "kind"), text_member(value, "type"),
                              text_member(value, "disambiguation"), votes.is_dj);
    artist->aliases = o->aliases;
    artist->alias_count = read_aliases(o, one(value, "aliases"));
}

/* from, length: the source text of the value. */
static int take_value(struct objects *o, json_t *value, long line, const char *from, size_t length)
{
    static const char *const names[] = {"name", "artist", "artist_name", "artist_mb", NULL};
    json_t *name = json_is_object(value) ? member(value, names) : value;
    struct artist artist = {.mbid = ""};

    o->r->counts->rows++;
    if (!json_is_string(name))
        return row_drop(o->r, line, DROP_JSON, from, length < MESSAGE_BYTES ? length : MESSAGE_BYTES);
    if (json_is_object(value))
        read_rest(o, value, line, &artist);
    return row_take(o->r, line, json_string_value(name), json_string_length(name), &artist, o->why);
}

/* Processes a top-level value; unwraps an object with an array "artists". */
static int take(struct objects *o, json_t *value, long line, const char *from, size_t length)
{
    json_t *artists = json_is_object(value) && !json_object_get(value, "name") ? one(value, "artists") : NULL;
    json_t *artist;
    size_t i;

    if (!json_is_array(artists))
        return take_value(o, value, line, from, length);
    json_array_foreach(artists, i, artist) if (take_value(o, artist, line, from, length) != 0) return -1;
    return 0;
}

/* ---- value by value ---- */

/* Appends more bytes to those not yet parsed. Returns 1; 0 at the end; -1 with *why set. */
static int fill(struct objects *o)
{
    long got;

    memmove(o->bytes, o->bytes + o->at, o->end - o->at);
    o->end -= o->at;
    o->at = 0;
    if (o->end == o->room)
        o->bytes = array_grow(o->bytes, o->end, o->room, &o->room, 1); /* at most 2 * SOURCE_LINE_MAX */
    source_set_line(o->r->source, o->line - 1);
    got = source_read(o->r->source, o->bytes + o->end, o->room - o->end, o->why);
    if (got < 0)
        return -1;
    o->end += (size_t)got;
    o->has_ended = got == 0;
    return got > 0;
}

/* Skips parsed bytes, and counts their lines. */
static void step(struct objects *o, size_t length)
{
    const char *end = o->bytes + o->at + length;

    for (const char *at = o->bytes + o->at; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        o->line++;
    o->at += length;
}

/* Skips white space. Returns 1; 0 at the end; -1 with *why set. */
static int skip_space(struct objects *o)
{
    for (;;) {
        size_t from = o->at;
        int got;

        while (from < o->end && strchr(" \t\r\n", o->bytes[from]) && o->bytes[from])
            from++;
        step(o, from - o->at);
        if (o->at < o->end)
            return 1;
        got = fill(o);
        if (got <= 0)
            return got;
    }
}

static int refuse(const struct objects *o, long line, const char *what, int is_encoding)
{
    if (is_encoding)
        return err_set(o->why, "%s, line %ld: not UTF-8; convert the file (iconv -f … -t UTF-8)",
                       source_name(o->r->source), line);
    return err_set(o->why, "%s, line %ld: invalid JSON (%s); is the file complete?",
                   source_name(o->r->source), line, what);
}

/* Doubles the number of buffered bytes, so that a large value is parsed only a few times. Returns 0, or -1
 * with *why set. */
static int fill_double(struct objects *o)
{
    size_t wanted = 2 * (o->end - o->at);

    if (wanted > SOURCE_LINE_MAX)
        wanted = SOURCE_LINE_MAX;
    do {
        if (fill(o) < 0)
            return -1;
    } while (o->end - o->at < wanted && !o->has_ended);
    return 0;
}

/* Parses the next value. Returns 1 with *value and its *length in bytes; 0 for invalid JSON, with *error set;
 * -1 with *why set. */
static int read_value(struct objects *o, json_t **value, size_t *length, json_error_t *error)
{
    const size_t flags = JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK | JSON_ALLOW_NUL;

    for (;;) {
        size_t have = o->end - o->at;

        *value = json_loadb(o->bytes + o->at, have, flags, error);
        *length = (size_t)error->position;
        if (o->has_ended ||
            (*value ? *length < have
                    : json_error_code(error) != json_error_premature_end_of_input && *length + EDGE < have))
            return *value != NULL;
        json_decref(*value); /* it may continue in the next bytes */
        *value = NULL;
        if (have >= SOURCE_LINE_MAX)
            return err_set(o->why,
                           "%s, line %ld: a JSON value larger than %d MiB; write the artists as an array, or "
                           "as one object a "
                           "line (jq -c '.artists[]')",
                           source_name(o->r->source), o->line, SOURCE_LINE_MAX >> 20);
        if (fill_double(o) < 0)
            return -1;
    }
}

/* Drops an invalid line. */
static int drop_line(struct objects *o)
{
    const char *from = o->bytes + o->at, *end;
    enum drop_reason reason;
    size_t length;

    while (!(end = memchr(o->bytes + o->at, '\n', o->end - o->at)) && !o->has_ended &&
           o->end - o->at < SOURCE_LINE_MAX)
        if (fill(o) < 0)
            return -1;
    from = o->bytes + o->at;
    length = end ? (size_t)(end - from) : o->end - o->at;
    reason = utf8_invalid_at(from, length) != length ? DROP_NOT_UTF8 : DROP_JSON;
    o->r->counts->rows++;
    row_drop(o->r, o->line, reason, from, length < MESSAGE_BYTES ? length : MESSAGE_BYTES);
    step(o, length);
    return 0;
}

static int next_value(struct objects *o)
{
    json_error_t error;
    json_t *value;
    size_t length;
    int got = read_value(o, &value, &length, &error);
    long line = o->line;
    char problem[sizeof error.text];

    if (got < 0)
        return -1;
    if (got == 0 && (o->in_array || !o->are_lines || o->r->counts->rows == 0)) {
        utf8_printable(error.text, problem,
                       sizeof problem); /* the message of jansson may be cut within a character */
        return refuse(o, line + error.line - 1, problem, json_error_code(&error) == json_error_invalid_utf8);
    }
    if (got == 0)
        return drop_line(o);
    got = take(o, value, line, o->bytes + o->at, length);
    json_decref(value);
    step(o, length);
    o->are_lines &= line == o->line;
    o->needs_comma = 1;
    return got;
}

/* Parses the tokens between values: brackets of top-level arrays, and commas in them. Returns 1 before a
 * value; 0 at the end; -1 with *why set. */
static int next(struct objects *o)
{
    int got;

    while ((got = skip_space(o)) == 1) {
        char c = o->bytes[o->at];

        if (c == '[' && !o->in_array)
            o->in_array = 1;
        else if (c == ']' && o->in_array)
            o->in_array = 0;
        else if (c == ',' && o->in_array && o->needs_comma)
            o->needs_comma = 0;
        else if (o->in_array && (o->needs_comma || c == ','))
            return refuse(o, o->line, "expected ',' or ']'", 0);
        else
            return 1;
        if (c != ',')
            o->needs_comma = 0;
        step(o, 1);
    }
    return got == 0 && o->in_array ? refuse(o, o->line, "the array is not closed", 0) : got;
}

static int read_all(struct objects *o)
{
    int got;

    if (fill(o) < 0)
        return -1;
    if (o->end >= 3 && memcmp(o->bytes, "\xef\xbb\xbf", 3) == 0)
        step(o, 3);
    while ((got = next(o)) == 1)
        if (next_value(o) != 0)
            return -1;
    return got;
}

int read_objects(struct row_reader *r, struct err *why)
{
    struct objects o = {.r = r, .why = why, .room = WINDOW, .line = 1, .are_lines = 1};
    int result;

    o.bytes = memory_new(WINDOW);
    o.alias_bytes = memory_new(ALIASES_MAX * sizeof *o.alias_bytes);
    o.aliases = memory_new(ALIASES_MAX * sizeof *o.aliases);
    result = read_all(&o);
    free(o.bytes);
    free(o.alias_bytes);
    free(o.aliases);
    return result;
}
