/* /api/names: random names, as JSON, CSV (also for spreadsheets) or plain text. */
#include "web/handlers.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "web/name_format.h"

enum { TEXT_MAX = 64 };

const char *const verdict_choices[] = {"free", "close", "taken", "any", NULL};
const char *const kind_choices[] = {"dj", "person", "group", NULL};
static const char *const weird_choices[] = {"low", "mid", "high", NULL};
static const char *const format_choices[] = {"json", "csv", "excel", "txt", NULL};

enum {
    NAMES_N,
    NAMES_MIN,
    NAMES_MAX,
    NAMES_STARTS,
    NAMES_ENDS,
    NAMES_CONTAINS,
    NAMES_STYLE,
    NAMES_KIND,
    NAMES_WORDS,
    NAMES_VERDICT,
    NAMES_WEIRD,
    NAMES_SEED,
    NAMES_FORMAT
};
const struct query_parameter names_parameters[] = {
    [NAMES_N] = {"n", QUERY_NUMBER, 1, DRAW_MAX, 10, NULL, 0},
    [NAMES_MIN] = {"min", QUERY_NUMBER, 1, DRAW_LONGEST, 1, NULL, 0},
    [NAMES_MAX] = {"max", QUERY_NUMBER, 1, DRAW_LONGEST, DRAW_LONGEST, NULL, 0},
    [NAMES_STARTS] = {"starts", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_ENDS] = {"ends", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_CONTAINS] = {"contains", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_STYLE] = {"style", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_KIND] = {"kind", QUERY_CHOICE, 0, 0, 0, kind_choices, 0},
    [NAMES_WORDS] = {"words", QUERY_NUMBER, 1, ROSTER_WORDS, 0, NULL, 0},
    [NAMES_VERDICT] = {"verdict", QUERY_CHOICE, 0, 0, 0, verdict_choices, 0},
    [NAMES_WEIRD] = {"weird", QUERY_CHOICE, 0, 0, 0, weird_choices, 0},
    [NAMES_SEED] = {"seed", QUERY_STRING, 1, TEXT_MAX, 0, NULL, 0},
    [NAMES_FORMAT] = {"format", QUERY_CHOICE, 0, 0, 0, format_choices, 0},
    {0}};

/* The folded texts of starts, ends and contains. */
struct folded {
    char starts[NAME_BYTES], ends[NAME_BYTES], contains[NAME_BYTES];
};

/* Returns 0, or -1 with an error as the answer. */
static int fold(const struct call *call, int which, enum name_part part, char *out, const char **filter)
{
    const char *text = call->values[which].text;
    char clean[NAME_BYTES];
    enum clean_result result;
    struct err why = {""};

    if (!text[0])
        return 0;
    result = utf8_clean_part(text, part, clean);
    if (result != CLEAN_OK) {
        call_not_clean(call, names_parameters[which].name, text, result);
        return -1;
    }
    folder_fold(call->site->folder, clean, out, NAME_BYTES);
    if (!out[0]) {
        err_set(&why, "%s holds nothing that a name could have", names_parameters[which].name);
        answer_problem(call->answer, 400, names_parameters[which].name, why.text);
        return -1;
    }
    *filter = out;
    return 0;
}

/* Returns 0, or -1 with an error as the answer. */
static int read_filter(const struct call *call, struct name_filter *filter, struct folded *folded)
{
    const struct query_value *values = call->values;

    *filter = (struct name_filter){
        .verdict = verdict_of_text(values[NAMES_VERDICT].text),
        .style = values[NAMES_STYLE].text[0] ? values[NAMES_STYLE].text : NULL,
        .kind = values[NAMES_KIND].given ? kind_of_text(values[NAMES_KIND].text) : KIND_NONE,
        .weird = values[NAMES_WEIRD].given ? weird_of_text(values[NAMES_WEIRD].text) : WEIRD_ANY,
        .words = (int)values[NAMES_WORDS].number,
        .min = (int)values[NAMES_MIN].number,
        .max = (int)values[NAMES_MAX].number};
    if (filter->min > filter->max) {
        answer_problem(call->answer, 400, "min", "min must not be greater than max");
        return -1;
    }
    if (fold(call, NAMES_STARTS, PART_BEGINNING, folded->starts, &filter->starts) != 0 ||
        fold(call, NAMES_ENDS, PART_END, folded->ends, &filter->ends) != 0 ||
        fold(call, NAMES_CONTAINS, PART_INSIDE, folded->contains, &filter->contains) != 0)
        return -1;
    return 0;
}

static enum name_format format_of(const char *text)
{
    return strcmp(text, "csv") == 0     ? NAMES_AS_CSV
           : strcmp(text, "excel") == 0 ? NAMES_AS_EXCEL
           : strcmp(text, "txt") == 0   ? NAMES_AS_TEXT
                                        : NAMES_AS_JSON;
}

static const char *const types[] = {[NAMES_AS_JSON] = "application/json",
                                    [NAMES_AS_CSV] = "text/csv; charset=utf-8; header=present",
                                    [NAMES_AS_EXCEL] = "text/csv; charset=utf-8; header=present",
                                    [NAMES_AS_TEXT] = "text/plain; charset=utf-8"};

/* The parameters of a draw. */
struct request {
    struct name_filter filter;
    struct folded folded; /* filter points into it */
    enum name_format format;
    int n;
};

static void put_names(struct answer *answer, enum name_format format, const struct draw *draw,
                      const char *seed)
{
    if (format == NAMES_AS_JSON)
        answer_add_text(answer, "{\"names\":[");
    name_format_append(answer, format, draw);
    if (format != NAMES_AS_JSON)
        return;
    answer_add_text(answer, "],\"seed\":");
    answer_add_json_text(answer, seed);
    answer_add_text(answer, ",\"pool\":");
    answer_add_number(answer, draw->pool);
    answer_add_text(answer, ",\"as_of\":");
    answer_add_json_text(answer, draw->as_of[0] ? draw->as_of : NULL);
    answer_add_text(answer, "}");
}

/* Appends an answer, within a transaction of the caller. Returns 0, or -1 with *why set. */
static int draw_names(struct site *site, const struct request *request, const char *seed,
                      struct answer *answer, struct err *why)
{
    struct rng rng;
    struct draw draw;

    rng_seed(&rng, hash_text(hash_start, seed), 0);
    if (drawing_draw(site->drawing, &request->filter, request->n, &rng, &draw, why) != 0)
        return -1;
    metrics_redrawn(site->metrics, draw.redrawn);
    put_names(answer, request->format, &draw, seed);
    return 0;
}

/* With a fresh seed, which the answer states: it gives the same names again. */
static int draw_any(struct site *site, const struct request *request, struct answer *answer, struct err *why)
{
    char seed[SITE_SEED];

    site_draw_seed(site, seed);
    return draw_names(site, request, seed, answer, why);
}

/* One answer in a transaction; seed: NULL for a fresh one. Returns 0, or -1 with *why set. */
static int draw_one(struct site *site, const struct request *request, const char *seed, struct answer *answer,
                    struct err *why)
{
    int result;

    if (store_read_begin(site->store, why) != 0)
        return -1;
    result = seed ? draw_names(site, request, seed, answer, why) : draw_any(site, request, answer, why);
    if (store_read_end(site->store, result == 0 ? why : &(struct err){""}) != 0)
        result = -1;
    return result;
}

/* Makes a batch of answers in one transaction. Returns 0, or -1 with *why set. */
static int draw_ahead(struct site *site, const struct request *request, const char *query, struct err *why)
{
    int result = 0;

    ahead_begin(&site->ahead, query, site->version);
    if (store_read_begin(site->store, why) != 0)
        return -1;
    while (result == 0 && ahead_has_room(&site->ahead)) {
        result = draw_any(site, request, ahead_text(&site->ahead), why);
        if (result == 0)
            ahead_add(&site->ahead);
    }
    if (result != 0)
        ahead_drop(&site->ahead);
    if (store_read_end(site->store, why) != 0)
        result = -1;
    return result;
}

/* Without a seed: an answer that was made ahead, or a new batch. */
static int serve_any(const struct call *call, const struct request *request, struct err *why)
{
    struct site *site = call->site;

    if (ahead_take(&site->ahead, call->query, site->version, call->answer))
        return 0;
    if (strlen(call->query) >= AHEAD_QUERY)
        return draw_one(site, request, NULL, call->answer, why);
    if (draw_ahead(site, request, call->query, why) != 0)
        return -1;
    ahead_take(&site->ahead, call->query, site->version, call->answer);
    return 0;
}

/* Refuses a style that no name has. Returns 0, or -1 with an error as the answer. */
static int check_style(const struct call *call, const char *style)
{
    struct style_hint hint;
    char shown[3 * TEXT_MAX];
    struct err why;
    int found = style ? store_has_style(call->site->store, style, &hint, &why) : 1;

    if (found > 0)
        return 0;
    if (found < 0) {
        call_unavailable(call, &why);
        return -1;
    }
    utf8_printable(style, shown, sizeof shown);
    if (!hint.any)
        err_set(&why, "there is no style '%s' here: no name has a style", shown);
    else if (hint.nearest[0])
        err_set(&why, "there is no style '%s' here; the nearest is '%s' (/api/styles lists all)", shown,
                hint.nearest);
    else
        err_set(&why, "there is no style '%s' here (/api/styles lists all)", shown);
    answer_problem(call->answer, 400, "style", why.text);
    return -1;
}

/* Returns 0, or -1 with an error as the answer. */
static int read_request(const struct call *call, struct request *request)
{
    *request = (struct request){.format = format_of(call->values[NAMES_FORMAT].text),
                                .n = (int)call->values[NAMES_N].number};
    return read_filter(call, &request->filter, &request->folded) == 0 && call_is_ready(call) &&
                   check_style(call, request->filter.style) == 0
               ? 0
               : -1;
}

json_t *names_json(const struct call *call)
{
    const struct query_value *seed = &call->values[NAMES_SEED];
    struct answer text = {0};
    json_t *names = NULL;
    struct request request;
    struct err why = {"out of memory"}; /* the only other reason for json_loadb to fail */

    if (call->values[NAMES_FORMAT].given)
        answer_problem(call->answer, 400, "format", "format is for /api/names; this is a page");
    else if (read_request(call, &request) == 0) {
        if (draw_one(call->site, &request, seed->given ? seed->text : NULL, &text, &why) != 0 ||
            !(names = json_loadb(text.body.bytes, text.body.length, 0, NULL)))
            call_unavailable(call, &why);
        answer_free(&text);
    }
    return names;
}

void serve_names(const struct call *call)
{
    const struct query_value *seed = &call->values[NAMES_SEED];
    struct request request;
    struct err why;
    int result;

    if (read_request(call, &request) != 0)
        return;
    result = seed->given ? draw_one(call->site, &request, seed->text, call->answer, &why)
                         : serve_any(call, &request, &why);
    if (result != 0)
        call_unavailable(call, &why);
    else
        call->answer->type = types[request.format];
}
