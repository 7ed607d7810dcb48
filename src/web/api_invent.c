/* /api/invent: names that the model generates now, each with its verdict. */
#include "web/handlers.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "judging/check.h"
#include "store/withdrawn.h"
#include "web/phrases.h"

enum {
    INVENT_MAX = 20, /* names in an answer */
    INVENT_BEST = 4, /* candidates per name; those with the highest appeal are kept */
    CANDIDATES_MAX = INVENT_MAX * INVENT_BEST,
    PREFIX_LONGEST = 30, /* characters; ten remain for the rest of a name */
};

enum {
    INVENT_PREFIX,
    INVENT_STYLE,
    INVENT_KIND,
    INVENT_TEMPERATURE,
    INVENT_N,
    INVENT_VERDICT,
    INVENT_SEED,
    INVENT_WITH,
    INVENT_WHERE,
    INVENT_THEME
};
const struct query_parameter invent_parameters[] = {
    [INVENT_PREFIX] = {"prefix", QUERY_STRING, 0, 4 * PREFIX_LONGEST, 0, NULL, 0},
    [INVENT_STYLE] = {"style", QUERY_STRING, 0, 64, 0, NULL, 0},
    [INVENT_KIND] = {"kind", QUERY_CHOICE, 0, 0, 0, kind_choices, 0},
    [INVENT_TEMPERATURE] = {"temperature", QUERY_HUNDREDTHS, 20, 150, 80, NULL, 0},
    [INVENT_N] = {"n", QUERY_NUMBER, 1, INVENT_MAX, 10, NULL, 0},
    [INVENT_VERDICT] = {"verdict", QUERY_CHOICE, 0, 0, 0, verdict_choices, 0},
    [INVENT_SEED] = {"seed", QUERY_STRING, 1, 64, 0, NULL, 0},
    [INVENT_WITH] = {"with", QUERY_STRING, 0, 400, 0, NULL, 0},
    [INVENT_WHERE] = {"where", QUERY_CHOICE, 0, 0, 0, where_choices, 0},
    [INVENT_THEME] = {"theme", QUERY_STRING, 0, 64, 0, NULL, 0},
    {0}};

#define JUDGING_SECONDS 0.05

struct inventing {
    struct site *site;
    const char *verdict;
    json_t *names;                         /* candidates */
    char keys[CANDIDATES_MAX][NAME_BYTES]; /* folded names, to drop duplicates */
    struct candidate_facts {
        float appeal;
        struct judge_hit hits[JUDGE_NEAREST];
        int hit_count;
    } facts[CANDIDATES_MAX]; /* of the names */
    int count;
    struct phrases phrases;
    struct coinages coinages; /* of the phrases */
};

static int is_known(const struct inventing *i, const char *key)
{
    for (int k = 0; k < i->count; k++)
        if (strcmp(i->keys[k], key) == 0)
            return 1;
    return 0;
}

/* Returns 1, or -1 with *why set. */
static int keep(struct inventing *i, const struct sampled_name *name, enum verdict verdict, struct err *why)
{
    float appeal = inventor_appeal(i->site->inventor, i->site->folder, name);
    json_t *entry =
        json_pack("{s:s, s:s?, s:s?, s:s, s:f, s:f}", "name", name->name, "style",
                  name->style[0] ? name->style : NULL, "kind", name->kind[0] ? name->kind : NULL, "verdict",
                  verdict_text(verdict), "bits_per_char", name->bits, "appeal", (double)appeal);

    i->facts[i->count].appeal = appeal;
    return entry && json_array_append_new(i->names, entry) == 0 ? 1 : err_set(why, "out of memory");
}

static int consider(void *arg, const struct sampled_name *name, struct err *why)
{
    struct inventing *i = arg;
    struct candidate_facts *facts = &i->facts[i->count];
    struct idea idea;
    enum verdict verdict;
    char folded[NAME_BYTES];
    int withdrawn;

    folder_fold(i->site->folder, name->name, folded, sizeof folded);
    idea_make(i->site->folder, name->name, folded, &idea);
    if (is_known(i, idea.keys.read))
        return 0;
    withdrawn = store_is_withdrawn(i->site->store, folded, idea.keys.read, why);
    if (withdrawn != 0)
        return withdrawn < 0 ? -1 : 0;
    verdict = judge_name(i->site->judge, &idea, facts->hits, &facts->hit_count);
    if (strcmp(i->verdict, "any") != 0 && strcmp(i->verdict, verdict_text(verdict)) != 0)
        return 0;
    snprintf(i->keys[i->count], NAME_BYTES, "%s", idea.keys.read);
    if (keep(i, name, verdict, why) < 0)
        return -1;
    i->count++;
    return 1;
}

/* The cleaned prefix. Returns 0, or -1 with an error as the answer. */
static int read_prefix(const struct call *call, char prefix[NAME_BYTES])
{
    const char *text = call->values[INVENT_PREFIX].text;
    int symbols[PREFIX_LONGEST];
    enum clean_result result = CLEAN_OK;
    struct err why;

    prefix[0] = '\0';
    if (*text)
        result = utf8_clean_part(text, PART_BEGINNING, prefix);
    if (result != CLEAN_OK) {
        call_not_clean(call, "prefix", text, result);
        return -1;
    }
    if (utf8_length(prefix) > PREFIX_LONGEST) {
        err_set(&why, "prefix must not be longer than %d characters", PREFIX_LONGEST);
        answer_problem(call->answer, 400, "prefix", why.text);
        return -1;
    }
    if (vocab_encode(inventor_vocab(call->site->inventor), prefix, symbols, PREFIX_LONGEST) < 0) {
        answer_problem(call->answer, 400, "prefix", "prefix has a character that the model does not know");
        return -1;
    }
    if (inventor_is_blocked(call->site->inventor, call->site->folder, prefix)) {
        answer_problem(call->answer, 400, "prefix", "prefix contains a blocked word");
        return -1;
    }
    return 0;
}

/* Reads the options; the error names the parameter that the model does not support. Returns 0, or -1 with an
 * error as the answer. */
static int read_request(const struct call *call, char prefix[NAME_BYTES], struct sample_options *options)
{
    const struct vocab *vocab = inventor_vocab(call->site->inventor);
    const char *style = call->values[INVENT_STYLE].text;
    struct err why;

    if (read_prefix(call, prefix) != 0)
        return -1;
    if (*style && vocab_style(vocab, style) < 0) {
        vocab_no_style(vocab, style, &why);
        answer_problem(call->answer, 400, "style", why.text);
        return -1;
    }
    if (call->values[INVENT_KIND].given && vocab_kind(vocab, call->values[INVENT_KIND].text) < 0) {
        vocab_no_kind(vocab, call->values[INVENT_KIND].text, &why);
        answer_problem(call->answer, 400, "kind", why.text);
        return -1;
    }
    options->prefix = prefix;
    options->kind = call->values[INVENT_KIND].given ? call->values[INVENT_KIND].text : NULL;
    options->style = *style ? style : NULL;
    options->temperature = (double)call->values[INVENT_TEMPERATURE].number / 100;
    return 0;
}

/* Keeps the n candidates with the highest appeal; of equal ones, the earlier. */
static void keep_best(struct inventing *i, int n)
{
    for (; i->count > n; i->count--) {
        int worst = 0;

        for (int k = 1; k < i->count; k++)
            worst = i->facts[k].appeal <= i->facts[worst].appeal ? k : worst;
        json_array_remove(i->names, (size_t)worst);
        memmove(i->facts + worst, i->facts + worst + 1, (size_t)(i->count - 1 - worst) * sizeof *i->facts);
    }
}

/* Looks up the nearest artists of the remaining names. Returns 0, or -1 with *why set. */
static int add_nearest(struct inventing *i, struct err *why)
{
    for (int k = 0; k < i->count; k++) {
        const struct candidate_facts *facts = &i->facts[k];
        char *nearest =
            check_nearest_json(i->site->store, i->site->judge, facts->hits, facts->hit_count, why);
        int failed;

        if (!nearest)
            return -1;
        failed =
            json_object_set_new(json_array_get(i->names, (size_t)k), "nearest", json_loads(nearest, 0, NULL));
        free(nearest);
        if (failed)
            return err_set(why, "out of memory");
    }
    return 0;
}

/* Judges the candidates of the phrases, best first, until n are accepted or JUDGING_SECONDS of processor time
 * are used. Returns 0, or -1 with *why set. */
static int consider_phrases(struct inventing *i, const struct sample_options *options, long n,
                            struct err *why)
{
    const struct phrases *phrases = &i->phrases;
    double until;
    const struct coinage *coinage;

    if (inventor_coin(i->site->inventor, i->site->folder, phrases->items, phrases->count, phrases->where,
                      options, &i->coinages, why) != 0)
        return -1;
    until = clock_thread_seconds() + JUDGING_SECONDS;
    while (i->count < n && clock_thread_seconds() < until && (coinage = coinages_next(&i->coinages))) {
        const struct sampled_name name = {coinage->name, coinage->style, coinage->kind, (double)coinage->bits,
                                          0};
        int wanted = consider(i, &name, why);

        if (wanted < 0)
            return -1;
        if (wanted)
            coinages_take(&i->coinages, coinage);
    }
    return 0;
}

/* Adds the reason when the answer has fewer names than requested. */
static int add_reason(const struct inventing *i, long n, json_t *answer)
{
    struct err reason;

    if (i->phrases.count == 0 || i->count >= n)
        return 0;
    err_set(&reason, "only %d of %ld names with these words were found; ask again, or for other words",
            i->count, n);
    return json_object_set_new(answer, "reason", json_string(reason.text));
}

/* Returns the answer's text, or NULL with *why set, or with why->text empty when there are no artists. Caller
 * frees. */
static char *invent(struct inventing *i, const struct sample_options *options, long n, const char *seed,
                    struct err *why)
{
    struct site *site = i->site;
    json_t *answer;
    char *text;

    why->text[0] = '\0';
    if (site_refresh_judge(site, why) != 0 || !site->corpus.has_artists)
        return NULL;
    if (i->phrases.count > 0
            ? consider_phrases(i, options, n, why)
            : inventor_sample(site->inventor, site->folder, options, n * INVENT_BEST, consider, i, why))
        return NULL;
    keep_best(i, (int)n);
    if (add_nearest(i, why) != 0)
        return NULL;
    answer = json_pack("{s:O, s:f, s:s, s:s}", "names", i->names, "temperature", options->temperature, "seed",
                       seed, "as_of", site->corpus.as_of);
    text = answer && add_reason(i, n, answer) == 0 ? json_dumps(answer, JSON_COMPACT | JSON_REAL_PRECISION(5))
                                                   : NULL;
    json_decref(answer);
    if (!text)
        err_set(why, "out of memory");
    return text;
}

/* Generates the names of a parsed request and answers it. */
static void answer_invented(const struct call *call, struct inventing *inventing,
                            const struct sample_options *options, const char *seed)
{
    struct err why;
    char *text = NULL;

    inventing->names = json_array();
    if (store_read_begin(call->site->store, &why) == 0) {
        text = invent(inventing, options, call->values[INVENT_N].number, seed, &why);
        if (store_read_end(call->site->store, &why) != 0) {
            free(text);
            text = NULL;
        }
    }
    json_decref(inventing->names);
    if (text)
        answer_add(call->answer, text, strlen(text));
    else if (why.text[0])
        call_unavailable(call, &why);
    else
        call_no_artists(call);
    free(text);
}

void serve_invent(const struct call *call)
{
    const struct query_value *v = call->values;
    const struct phrase_parameters given = {&v[INVENT_WITH], &v[INVENT_WHERE], &v[INVENT_THEME],
                                            &v[INVENT_PREFIX]};
    struct inventing *inventing;
    struct sample_options options = sample_plainly(0);
    char fresh[SITE_SEED], prefix[NAME_BYTES];
    const char *seed = v[INVENT_SEED].given ? v[INVENT_SEED].text : fresh;
    struct err why;

    if (!call->site->inventor) {
        answer_problem(call->answer, 503, NULL, "this server has no model to invent with");
        return;
    }
    inventing = calloc(1, sizeof *inventing);
    if (!inventing) {
        err_set(&why, "out of memory");
        call_unavailable(call, &why);
        return;
    }
    inventing->site = call->site;
    inventing->verdict = v[INVENT_VERDICT].text;
    site_draw_seed(call->site, fresh);
    options.seed = hash_text(hash_start, seed);
    if (read_request(call, prefix, &options) == 0 &&
        phrases_read(call, &given, options.seed, &inventing->phrases) == 0 && call_is_ready(call))
        answer_invented(call, inventing, &options, seed);
    free(inventing);
}
