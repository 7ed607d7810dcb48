/* /api/names: random names, as JSON, CSV or plain text. */
#include "web/handlers.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"

enum { TEXT_MAX = 64 };

static const char *const verdict_choices[] = {"free", "close", "taken", "any", NULL};
static const char *const weird_choices[] = {"low", "mid", "high", NULL};
static const char *const format_choices[] = {"json", "csv", "txt", NULL};

enum {
    NAMES_N,
    NAMES_MIN,
    NAMES_MAX,
    NAMES_STARTS,
    NAMES_ENDS,
    NAMES_CONTAINS,
    NAMES_STYLE,
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
    [NAMES_WORDS] = {"words", QUERY_NUMBER, 1, 99, 0, NULL, 0},
    [NAMES_VERDICT] = {"verdict", QUERY_CHOICE, 0, 0, 0, verdict_choices, 0},
    [NAMES_WEIRD] = {"weird", QUERY_CHOICE, 0, 0, 0, weird_choices, 0},
    [NAMES_SEED] = {"seed", QUERY_STRING, 1, TEXT_MAX, 0, NULL, 0},
    [NAMES_FORMAT] = {"format", QUERY_CHOICE, 0, 0, 0, format_choices, 0},
    {0}};

/* Texts that a name is looked through for, as the database has them. */
struct folded {
    char starts[NAME_BYTES], ends[NAME_BYTES], contains[NAME_BYTES];
};

/* Returns 0, or -1 with the answer made. */
static int fold(const struct call *call, int which, char *out, const char **filter)
{
    const char *text = call->values[which].text;

    if (!text[0])
        return 0;
    folder_fold(call->site->folder, text, out, NAME_BYTES);
    if (!out[0]) {
        struct err why;

        err_set(&why, "%s holds nothing that a name could have", names_parameters[which].name);
        answer_problem(call->answer, 400, names_parameters[which].name, why.text);
        return -1;
    }
    *filter = out;
    return 0;
}

/* Returns 0, or -1 with the answer made. */
static int read_filter(const struct call *call, struct draw_filter *filter, struct folded *folded)
{
    const struct query_value *values = call->values;

    *filter = (struct draw_filter){.verdict = values[NAMES_VERDICT].text,
                                   .style = values[NAMES_STYLE].text[0] ? values[NAMES_STYLE].text : NULL,
                                   .weird = values[NAMES_WEIRD].given ? values[NAMES_WEIRD].text : NULL,
                                   .words = (int)values[NAMES_WORDS].number,
                                   .min = (int)values[NAMES_MIN].number,
                                   .max = (int)values[NAMES_MAX].number};
    if (filter->min > filter->max) {
        answer_problem(call->answer, 400, "min", "min must not be greater than max");
        return -1;
    }
    if (fold(call, NAMES_STARTS, folded->starts, &filter->starts) != 0 ||
        fold(call, NAMES_ENDS, folded->ends, &filter->ends) != 0 ||
        fold(call, NAMES_CONTAINS, folded->contains, &filter->contains) != 0)
        return -1;
    return 0;
}

static enum draw_format format_of(const char *text)
{
    return strcmp(text, "csv") == 0 ? DRAW_CSV : strcmp(text, "txt") == 0 ? DRAW_TEXT : DRAW_JSON;
}

/* The seed in the answer gives the same names again. One that nobody named is made here. */
static void choose_seed(const struct call *call, char *seed, size_t size)
{
    if (call->values[NAMES_SEED].given)
        snprintf(seed, size, "%s", call->values[NAMES_SEED].text);
    else
        snprintf(seed, size, "%016llx", (unsigned long long)rng_u64(&call->site->rng));
}

static void add_names(struct answer *answer, const struct json_text *names, enum draw_format format,
                      const struct draw *draw, const char *seed)
{
    if (format == DRAW_JSON)
        answer_print(answer, "{\"names\":[");
    if (format == DRAW_CSV)
        answer_print(answer, "id,name,style,verdict,bits_per_char\r\n");
    if (names->length > 0)
        answer_add(answer, names->data, names->length);
    if (format == DRAW_CSV)
        answer->type = "text/csv; charset=utf-8; header=present";
    if (format == DRAW_TEXT)
        answer->type = "text/plain; charset=utf-8";
    if (format != DRAW_JSON)
        return;
    answer_print(answer, "],\"seed\":");
    answer_add_json_text(answer, seed);
    answer_print(answer, ",\"pool\":%ld,\"as_of\":", draw->pool);
    answer_add_json_text(answer, draw->as_of[0] ? draw->as_of : NULL);
    answer_add(answer, "}", 1);
}

void serve_names(const struct call *call)
{
    enum draw_format format = format_of(call->values[NAMES_FORMAT].text);
    struct site *site = call->site;
    struct draw_filter filter;
    struct folded folded;
    char seed[QUERY_TEXT];
    struct rng rng;
    struct draw draw;
    struct err why;

    if (read_filter(call, &filter, &folded) != 0 || !call_is_ready(call))
        return;
    choose_seed(call, seed, sizeof seed);
    rng_seed(&rng, hash_text(hash_start, seed), 0);
    site->names.length = 0;
    if (store_draw(site->store, &filter, (int)call->values[NAMES_N].number, format, &rng, &site->names, &draw,
                   &why) != 0)
        call_unavailable(call, &why);
    else
        add_names(call->answer, &site->names, format, &draw, seed);
}
