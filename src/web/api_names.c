/* /api/names: random names, or names by their numbers, as JSON, CSV (also for spreadsheets) or plain text. */
#include "web/handlers.h"

#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "judge/nearest.h"
#include "store/name_reader.h"
#include "store/trait_counts.h"
#include "text/themes.h"
#include "web/name_format.h"

enum { TEXT_MAX = 64, LETTERS = 26 };

const char *const verdict_choices[] = {"free", "close", "taken", "any", NULL};
const char *const kind_choices[] = {"dj", "person", "group", NULL};
static const char *const weird_choices[] = {"low", "mid", "high", NULL};
static const char *const switch_choices[] = {"0", "1", NULL};
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
    NAMES_SYLLABLES,
    NAMES_EASY,
    NAMES_ALLITERATION,
    NAMES_WITHOUT,
    NAMES_THEME,
    NAMES_TAG,
    NAMES_FEATURED,
    NAMES_LIKE,
    NAMES_UNLIKE,
    NAMES_SEED,
    NAMES_EXCLUDE,
    NAMES_IDS,
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
    [NAMES_SYLLABLES] = {"syllables", QUERY_NUMBER, 1, SYLLABLES_MAX, 0, NULL, 0},
    [NAMES_EASY] = {"easy", QUERY_CHOICE, 0, 0, 0, switch_choices, 0},
    [NAMES_ALLITERATION] = {"alliteration", QUERY_CHOICE, 0, 0, 0, switch_choices, 0},
    [NAMES_WITHOUT] = {"without", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_THEME] = {"theme", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_TAG] = {"tag", QUERY_STRING, 0, TEXT_MAX, 0, NULL, 0},
    [NAMES_FEATURED] = {"featured", QUERY_CHOICE, 0, 0, 0, switch_choices, 0},
    [NAMES_LIKE] = {"like", QUERY_IDS, 0, TASTE_NAMES, 0, NULL, 0},
    [NAMES_UNLIKE] = {"unlike", QUERY_IDS, 0, TASTE_NAMES, 0, NULL, 0},
    [NAMES_SEED] = {"seed", QUERY_STRING, 1, TEXT_MAX, 0, NULL, 0},
    [NAMES_EXCLUDE] = {"exclude", QUERY_IDS, 0, DRAW_MAX, 0, NULL, 0},
    [NAMES_IDS] = {"ids", QUERY_IDS, 1, DRAW_MAX, 0, NULL, 0}, /* excludes all others except format */
    [NAMES_FORMAT] = {"format", QUERY_CHOICE, 0, 0, 0, format_choices, 0},
    {0}};

/* The folded texts of starts, ends and contains, and the letters of without. */
struct folded {
    char starts[NAME_BYTES], ends[NAME_BYTES], contains[NAME_BYTES], without[LETTERS + 1];
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

/* Sets the filter's letters, sorted and without duplicates. Returns 0, or -1 with an error as the answer. */
static int read_without(const struct call *call, char without[LETTERS + 1], const char **filter)
{
    static const char alphabet[LETTERS + 1] = "abcdefghijklmnopqrstuvwxyz";
    char folded[NAME_BYTES];
    const char *letters = NULL;
    size_t count = 0;

    if (fold(call, NAMES_WITHOUT, PART_INSIDE, folded, &letters) != 0)
        return -1;
    if (!letters)
        return 0;
    if (letters[strspn(letters, alphabet)]) {
        answer_problem(call->answer, 400, "without",
                       "without must have letters only, without spaces between them");
        return -1;
    }
    for (const char *letter = alphabet; *letter; letter++)
        if (strchr(letters, *letter))
            without[count++] = *letter;
    without[count] = '\0';
    *filter = without;
    return 0;
}

/* Sets a filter's theme. Returns 0, or -1 with an error as the answer. */
static int read_theme(const struct call *call, uint64_t *filter)
{
    const char *text = call->values[NAMES_THEME].text;
    int theme = text[0] ? theme_find(text) : -1;
    struct nearest nearest = {0};
    char shown[3 * TEXT_MAX];
    struct err why;

    if (theme >= 0)
        *filter = UINT64_C(1) << theme;
    if (theme >= 0 || !text[0])
        return 0;
    for (int t = 0; t < theme_count(); t++)
        nearest_compare(&nearest, text, theme_name(t));
    utf8_printable(text, shown, sizeof shown);
    if (nearest_is_likely(&nearest))
        err_set(&why, "there is no theme '%s'; the nearest is '%s' (/api/styles lists all)", shown,
                nearest.word);
    else
        err_set(&why, "there is no theme '%s' (/api/styles lists all)", shown);
    answer_problem(call->answer, 400, "theme", why.text);
    return -1;
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
        .max = (int)values[NAMES_MAX].number,
        .syllables = (int)values[NAMES_SYLLABLES].number,
        .easy = values[NAMES_EASY].text[0] == '1',
        .alliteration = values[NAMES_ALLITERATION].text[0] == '1',
        .tag = values[NAMES_TAG].text[0] ? values[NAMES_TAG].text : NULL,
        .featured = values[NAMES_FEATURED].text[0] == '1'};
    if (filter->min > filter->max) {
        answer_problem(call->answer, 400, "min", "min must not be greater than max");
        return -1;
    }
    if (fold(call, NAMES_STARTS, PART_BEGINNING, folded->starts, &filter->starts) != 0 ||
        fold(call, NAMES_ENDS, PART_END, folded->ends, &filter->ends) != 0 ||
        fold(call, NAMES_CONTAINS, PART_INSIDE, folded->contains, &filter->contains) != 0 ||
        read_without(call, folded->without, &filter->without) != 0 || read_theme(call, &filter->theme) != 0)
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

/* A parsed request: a draw, or names by number. */
struct request {
    struct name_filter filter;
    struct folded folded;       /* filter points into it */
    int64_t excluded[DRAW_MAX]; /* likewise */
    struct likes likes;
    int64_t ids[DRAW_MAX];
    int id_count; /* 0: a draw */
    enum name_format format;
    int n;
};

enum { NO_SUCH_NAMES = 1 };

static int has_likes(const struct request *request)
{
    return request->likes.liked_count + request->likes.disliked_count > 0;
}

static void put_as_of(struct answer *answer, const struct draw *draw)
{
    answer_add_text(answer, ",\"as_of\":");
    answer_add_json_text(answer, draw->as_of[0] ? draw->as_of : NULL);
    answer_add_text(answer, "}");
}

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
    put_as_of(answer, draw);
}

/* Appends names requested by number. JSON marks the missing ones as withdrawn; other formats omit them. */
static void put_by_ids(struct answer *answer, const struct request *request, const struct draw *draw)
{
    const struct drawn_name *next = draw->names, *end = next + draw->found;

    if (request->format != NAMES_AS_JSON) {
        name_format_append(answer, request->format, draw);
        return;
    }
    answer_add_text(answer, "{\"names\":[");
    for (int i = 0; i < request->id_count; i++) {
        answer_add_text(answer, i > 0 ? "," : "");
        if (next < end && next->id == request->ids[i])
            name_format_object(answer, next++, NULL);
        else
            answer_print(answer, "{\"id\":%lld,\"withdrawn\":true}", (long long)request->ids[i]);
    }
    answer_add_text(answer, "]");
    put_as_of(answer, draw);
}

/* Appends the answer of a draw, in the caller's transaction. Returns 0, NO_SUCH_NAMES when no name of likes
 * is visible, or -1 with *why set. The functions below return the same. */
static int draw_names(struct site *site, const struct request *request, const char *seed,
                      struct answer *answer, struct err *why)
{
    struct rng rng;
    struct draw draw;
    int result;

    rng_seed(&rng, hash_text(hash_start, seed), 0);
    result = has_likes(request) ? drawing_draw_similar(site->drawing, &request->filter, &request->likes,
                                                       request->n, &rng, &draw, why)
                                : drawing_draw(site->drawing, &request->filter, request->n, &rng, &draw, why);
    if (result != 0)
        return result < 0 ? -1 : NO_SUCH_NAMES;
    metrics_redrawn(site->metrics, draw.redrawn);
    put_names(answer, request->format, &draw, seed);
    return 0;
}

/* Appends the answer for names by number. */
static int fetch_names(struct site *site, const struct request *request, struct answer *answer,
                       struct err *why)
{
    struct draw draw;

    if (drawing_fetch(site->drawing, request->ids, request->id_count, &draw, why) != 0)
        return -1;
    put_by_ids(answer, request, &draw);
    return 0;
}

/* Draws with a fresh seed. The answer contains the seed, so the draw can be repeated. */
static int draw_any(struct site *site, const struct request *request, struct answer *answer, struct err *why)
{
    char seed[SITE_SEED];

    site_draw_seed(site, seed);
    return draw_names(site, request, seed, answer, why);
}

/* Makes one answer in a transaction. seed: NULL for a fresh one, or for names by number. */
static int draw_one(struct site *site, const struct request *request, const char *seed, struct answer *answer,
                    struct err *why)
{
    int result;

    if (store_read_begin(site->store, why) != 0)
        return -1;
    result = request->id_count ? fetch_names(site, request, answer, why)
             : seed            ? draw_names(site, request, seed, answer, why)
                               : draw_any(site, request, answer, why);
    if (store_read_end(site->store, result >= 0 ? why : &(struct err){""}) != 0)
        result = -1;
    return result;
}

/* Makes a batch of answers in one transaction. */
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

/* Serves a request without a seed: takes a prepared answer, or makes a new batch. */
static int serve_any(const struct call *call, const struct request *request, struct err *why)
{
    struct site *site = call->site;
    int result;

    if (ahead_take(&site->ahead, call->query, site->version, call->answer))
        return 0;
    if (strlen(call->query) >= AHEAD_QUERY)
        return draw_one(site, request, NULL, call->answer, why);
    result = draw_ahead(site, request, call->query, why);
    if (result == 0)
        ahead_take(&site->ahead, call->query, site->version, call->answer);
    return result;
}

/* Answers with the error after a draw failed. */
static void refuse(const struct call *call, int result, const struct err *why)
{
    const char *parameter =
        names_parameters[call->values[NAMES_LIKE].text[0] ? NAMES_LIKE : NAMES_UNLIKE].name;
    struct err sentence;

    if (result == NO_SUCH_NAMES) {
        err_set(&sentence, "%s contains no number of a visible name", parameter);
        answer_problem(call->answer, 404, parameter, sentence.text);
    } else {
        call_unavailable(call, why);
    }
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

/* A search for a tag among those of visible names. */
struct tag_search {
    const char *tag;
    int found;
};

static void compare_tag(void *arg, const struct trait_count *count)
{
    struct tag_search *search = arg;

    search->found |= strcmp(count->text, search->tag) == 0;
}

/* Refuses a tag that no name has, except featured, which need not be used. Returns 0, or -1 with an error as
 * the answer. */
static int check_tag(const struct call *call, const char *tag)
{
    struct tag_search search = {tag, !tag || strcmp(tag, "featured") == 0};
    char shown[3 * TEXT_MAX];
    struct err why;

    if (!search.found && store_each_trait_count(call->site->store, "tag", compare_tag, &search, &why) != 0) {
        call_unavailable(call, &why);
        return -1;
    }
    if (search.found)
        return 0;
    utf8_printable(tag, shown, sizeof shown);
    err_set(&why, "there is no tag '%s' here (/api/styles lists all)", shown);
    answer_problem(call->answer, 400, "tag", why.text);
    return -1;
}

static int compare_ids(const void *one, const void *other)
{
    int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

    return (a > b) - (a < b);
}

/* Reads a list of numbers that the table has allowed. Returns how many there are. */
static int read_list(const struct call *call, int which, int64_t *ids, int most)
{
    return call->values[which].given ? query_ids(call->values[which].text, ids, most) : 0;
}

static void read_excluded(const struct call *call, struct request *request)
{
    int count = read_list(call, NAMES_EXCLUDE, request->excluded, DRAW_MAX);

    if (count > 0)
        qsort(request->excluded, (size_t)count, sizeof *request->excluded, compare_ids);
    request->filter.excluded = request->excluded;
    request->filter.excluded_count = count;
}

/* Rejects ids together with a filter: their combined meaning would be unclear. Returns 0, or -1 with an error
 * as the answer. */
static int read_ids(const struct call *call, struct request *request)
{
    struct err why;

    for (int i = 0; names_parameters[i].name; i++)
        if (i != NAMES_IDS && i != NAMES_FORMAT && call->values[i].given) {
            err_set(&why, "%s cannot be given together with ids", names_parameters[i].name);
            answer_problem(call->answer, 400, names_parameters[i].name, why.text);
            return -1;
        }
    request->id_count = read_list(call, NAMES_IDS, request->ids, DRAW_MAX);
    return call_is_ready(call) ? 0 : -1;
}

/* Returns 0, or -1 with an error as the answer. */
static int read_request(const struct call *call, struct request *request)
{
    request->format = format_of(call->values[NAMES_FORMAT].text);
    request->n = (int)call->values[NAMES_N].number;
    request->id_count = 0;
    if (call->values[NAMES_IDS].given)
        return read_ids(call, request);
    if (read_filter(call, &request->filter, &request->folded) != 0)
        return -1;
    read_excluded(call, request);
    request->likes.liked_count = read_list(call, NAMES_LIKE, request->likes.liked, TASTE_NAMES);
    request->likes.disliked_count = read_list(call, NAMES_UNLIKE, request->likes.disliked, TASTE_NAMES);
    if (!call_is_ready(call) || check_style(call, request->filter.style) != 0)
        return -1;
    return check_tag(call, request->filter.tag);
}

json_t *names_json(const struct call *call)
{
    const struct query_value *seed = &call->values[NAMES_SEED];
    struct answer text = {0};
    json_t *names = NULL;
    struct request request;
    struct err why;
    int result;

    if (call->values[NAMES_FORMAT].given)
        answer_problem(call->answer, 400, "format", "format is for /api/names; this is a page");
    else if (read_request(call, &request) == 0) {
        result = draw_one(call->site, &request, seed->given ? seed->text : NULL, &text, &why);
        if (result == 0)
            names = answer_json(&text);
        else
            refuse(call, result, &why);
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
    result = seed->given || request.id_count
                 ? draw_one(call->site, &request, seed->given ? seed->text : NULL, call->answer, &why)
                 : serve_any(call, &request, &why);
    if (result != 0)
        refuse(call, result, &why);
    else
        call->answer->type = types[request.format];
    if (result == 0 && (seed->given || request.id_count))
        call->answer->cache = ANSWER_REVALIDATED;
}
