/* /n/ID.png, /poster.png and /list.png, each as .svg, too: names as pictures. */
#include <stdio.h>
#include <string.h>

#include "base/figure.h"
#include "poster/poster.h"
#include "text/utf8.h"
#include "web/handlers.h"

/* Characters of a name and of a second line, at most. */
enum { NAME_LENGTH = 60, LINE_LENGTH = 80, LINE_BYTES = 96 };

enum { SHAPE, DESIGN, COLOUR, LINE, NAME };
/* clang-format off */
#define LOOK \
    [SHAPE] = {"shape", QUERY_CHOICE, 0, 0, 0, poster_shapes, 0}, \
    [DESIGN] = {"design", QUERY_NUMBER, 1, POSTER_DESIGNS, 0, NULL, 0}, \
    [COLOUR] = {"colour", QUERY_CHOICE, 0, 0, 0, poster_colours, 0}, \
    [LINE] = {"line", QUERY_STRING, 0, LINE_LENGTH * 4, 0, NULL, 0}
/* clang-format on */
const struct query_parameter picture_parameters[] = {LOOK, {0}};
const struct query_parameter poster_parameters[] = {
    LOOK, [NAME] = {"name", QUERY_STRING, 1, NAME_BYTES - 1, 0, NULL, 1}, {0}};

enum { LIST_IDS, LIST_LINE };
const struct query_parameter list_parameters[] = {
    [LIST_IDS] = {"ids", QUERY_IDS, 1, QUERY_IDS_MAX, 0, NULL, 1},
    [LIST_LINE] = {"line", QUERY_STRING, 0, LINE_LENGTH * 4, 0, NULL, 0},
    {0}};

/* Cleans the text of a parameter. Returns 0, or -1 with an error as the answer. */
static int clean(const struct call *call, const char *parameter, const char *text, int most,
                 char out[NAME_BYTES])
{
    enum clean_result result = utf8_clean(text, strlen(text), out);
    struct err why;

    if (result != CLEAN_OK) {
        call_not_clean(call, parameter, text, result);
        return -1;
    }
    if (utf8_length(out) <= most)
        return 0;
    err_set(&why, "%s must not be longer than %d characters", parameter, most);
    answer_problem(call->answer, 400, parameter, why.text);
    return -1;
}

/* The second line that was asked for; a blank one is none. Returns 0, or -1 with an error as the answer. */
static int read_line(const struct call *call, const struct query_value *value, char line[NAME_BYTES])
{
    if (value->text[strspn(value->text, " ")] != '\0')
        return clean(call, "line", value->text, LINE_LENGTH, line);
    line[0] = '\0';
    return 0;
}

/* The host of the site, or the name of the program where no address is configured. */
static const char *site_of(const struct call *call)
{
    const char *host = strstr(call->site->address, "://");

    return host ? host + 3 : "stagename";
}

static int append(void *to, const void *bytes, size_t length)
{
    answer_add(to, bytes, length);
    return 0;
}

/* After drawing, with its result. */
static void finish(const struct call *call, enum poster_format format, int result, const struct err *why)
{
    if (result != 0)
        answer_problem(call->answer, 503, NULL, why->text);
    else
        call->answer->type = format == POSTER_PNG ? "image/png" : "image/svg+xml";
}

/* Draws a name; line is "" or what is printed unless another one was asked for. */
static void draw(const struct call *call, enum poster_format format, const char *name, const char *line)
{
    const struct query_value *values = call->values;
    char asked[NAME_BYTES];
    struct poster poster = {.name = name, .line = line, .site = site_of(call), .colour = POSTER_BY_NAME};
    struct err why;

    if (values[LINE].given) {
        if (read_line(call, &values[LINE], asked) != 0)
            return;
        poster.line = asked;
    }
    poster.design = (int)values[DESIGN].number;
    poster.shape = poster_find(poster_shapes, values[SHAPE].text);
    if (values[COLOUR].given)
        poster.colour = poster_find(poster_colours, values[COLOUR].text);
    finish(call, format, poster_render(&poster, format, append, call->answer, &why), &why);
}

/* ---- a stored name ---- */

static void copy_name(const struct drawn_name *drawn, char name[NAME_BYTES])
{
    snprintf(name, NAME_BYTES, "%.*s", (int)drawn->name.length, drawn->name.data);
}

/* Writes what may be said of a free name: with how many artists it was compared, and when. Returns 0, or
 * -1 with an error as the answer. */
static int describe_free(const struct call *call, const char *as_of, char line[LINE_BYTES])
{
    struct err why;
    long artists = site_artists(call->site, as_of, &why);
    char figure[FIGURE_BYTES];

    if (artists < 0) {
        call_unavailable(call, &why);
        return -1;
    }
    if (artists > 0)
        snprintf(line, LINE_BYTES, "not among %s artists, %s", figure_text(artists, figure), as_of);
    else
        snprintf(line, LINE_BYTES, "checked %s", as_of);
    return 0;
}

static void serve_stored(const struct call *call, enum poster_format format)
{
    struct drawn_names drawn = {.count = 0};
    char as_of[NAME_AS_OF], name[NAME_BYTES], line[LINE_BYTES] = "";

    if (call_find_name(call, &drawn, as_of)) {
        copy_name(&drawn.names[0], name);
        if (drawn.names[0].verdict != VERDICT_FREE || describe_free(call, as_of, line) == 0)
            draw(call, format, name, line);
    }
    buffer_free(&drawn.texts);
}

void serve_name_png(const struct call *call)
{
    serve_stored(call, POSTER_PNG);
}

void serve_name_svg(const struct call *call)
{
    serve_stored(call, POSTER_SVG);
}

/* ---- any name ---- */

static void serve_poster(const struct call *call, enum poster_format format)
{
    char name[NAME_BYTES];

    if (clean(call, "name", call->values[NAME].text, NAME_LENGTH, name) == 0)
        draw(call, format, name, "");
}

void serve_poster_png(const struct call *call)
{
    serve_poster(call, POSTER_PNG);
}

void serve_poster_svg(const struct call *call)
{
    serve_poster(call, POSTER_SVG);
}

/* ---- a list ---- */

/* Finds the first POSTER_LIST of the names that are there. Returns how many, or -1 with an error as the
 * answer. */
static int find_names(const struct call *call, char names[POSTER_LIST][NAME_BYTES])
{
    struct drawn_names drawn = {.count = 0};
    int64_t ids[QUERY_IDS_MAX];
    int count = query_ids(call->values[LIST_IDS].text, ids, QUERY_IDS_MAX), found = 0, result = 0;
    char as_of[NAME_AS_OF];
    struct err why;

    for (int i = 0; i < count && found < POSTER_LIST && result >= 0; i++) {
        result = store_name_get(call->site->store, ids[i], &drawn, as_of, &why);
        if (result == NAME_FOUND)
            copy_name(&drawn.names[0], names[found++]);
    }
    buffer_free(&drawn.texts);
    if (result >= 0)
        return found;
    call_unavailable(call, &why);
    return -1;
}

static void serve_list(const struct call *call, enum poster_format format)
{
    char names[POSTER_LIST][NAME_BYTES], line[NAME_BYTES] = "Artist names to choose from";
    const char *list[POSTER_LIST];
    struct err why;
    int count;

    if (call->values[LIST_LINE].given && read_line(call, &call->values[LIST_LINE], line) != 0)
        return;
    if (!call_is_ready(call) || (count = find_names(call, names)) < 0)
        return;
    if (count == 0) {
        answer_problem(call->answer, 404, "ids", "there are no names with these numbers");
        return;
    }
    for (int i = 0; i < count; i++)
        list[i] = names[i];
    finish(call, format,
           poster_render_list(list, count, line, site_of(call), format, append, call->answer, &why), &why);
}

void serve_list_png(const struct call *call)
{
    serve_list(call, POSTER_PNG);
}

void serve_list_svg(const struct call *call)
{
    serve_list(call, POSTER_SVG);
}
