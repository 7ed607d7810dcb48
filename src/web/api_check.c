/* /api/check: the verdict on a name, or on many. */
#include "web/handlers.h"

#include <stdlib.h>
#include <string.h>

#include "judging/check.h"

enum { CHECK_NAME };
const struct query_parameter check_parameters[] = {[CHECK_NAME] = {"name", QUERY_STRING, 1, 400, 0, NULL, 1},
                                                   {0}};

enum { CHECK_NAMES_MAX = 100 };

typedef char clean_name[NAME_BYTES];

/* Appends the verdicts on names, separated by commas, all from one snapshot of the database. Returns 0, or -1
 * with *why set, or with why->text empty when there are no artists. */
static int judge_names(struct site *site, const clean_name *names, int count, struct answer *out,
                       struct err *why)
{
    int result = -1;

    why->text[0] = '\0';
    if (store_read_begin(site->store, why) != 0)
        return -1;
    if (site_refresh_judge(site, why) == 0 && site->corpus.has_artists) {
        const struct compared with = {site->corpus.as_of, site->artists};

        result = 0;
        for (int i = 0; i < count && result == 0; i++) {
            char *json = check_json(site->store, site->judge, site->folder, &with, names[i], why);

            answer_add_text(out, i > 0 ? "," : "");
            if (json)
                answer_add_text(out, json);
            else
                result = -1;
            free(json);
        }
    }
    return store_read_end(site->store, result == 0 ? why : &(struct err){""}) == 0 ? result : -1;
}

/* Like judge_names, after opening the database. Returns 0, or -1 with an error as the answer. */
static int judge_for(const struct call *call, const clean_name *names, int count, struct answer *out)
{
    struct err why;

    if (!call_is_ready(call))
        return -1;
    if (judge_names(call->site, names, count, out, &why) == 0)
        return 0;
    if (why.text[0])
        call_unavailable(call, &why);
    else
        call_no_artists(call);
    return -1;
}

/* ---- one name ---- */

/* Appends the verdict on the requested name to out. Returns 0, or -1 with an error as the answer. */
static int check(const struct call *call, struct answer *out)
{
    const char *text = call->values[CHECK_NAME].text;
    clean_name name;
    enum clean_result clean = utf8_clean(text, strlen(text), name);

    if (clean != CLEAN_OK) {
        call_not_clean(call, "name", text, clean);
        return -1;
    }
    return judge_for(call, &name, 1, out);
}

void serve_check(const struct call *call)
{
    check(call, call->answer);
}

json_t *verdict_json(const struct call *call)
{
    struct answer text = {0};
    json_t *verdict = NULL;

    if (check(call, &text) == 0)
        verdict = answer_json(&text);
    answer_free(&text);
    return verdict;
}

/* ---- many names ---- */

static int refuse(const struct call *call, const struct err *why)
{
    answer_problem(call->answer, 400, "names", why->text);
    return -1;
}

/* Returns 0, or -1 with an error as the answer. */
static int read_name(const struct call *call, const json_t *value, int index, clean_name out)
{
    const char *text = json_string_value(value);
    size_t length = json_string_length(value);
    enum clean_result clean;
    struct err why, reason;

    if (!text) {
        err_set(&why, "names[%d] must be a string", index);
        return refuse(call, &why);
    }
    if (length > (size_t)check_parameters[CHECK_NAME].high) {
        err_set(&why, "names[%d] must not be longer than %ld bytes", index,
                check_parameters[CHECK_NAME].high);
        return refuse(call, &why);
    }
    clean = utf8_clean(text, length, out);
    if (clean == CLEAN_OK)
        return 0;
    utf8_clean_why(text, length, clean, &reason);
    err_set(&why, "names[%d] %s", index, reason.text);
    return refuse(call, &why);
}

/* Returns how many names there are, or -1 with an error as the answer. */
static int read_names(const struct call *call, clean_name out[CHECK_NAMES_MAX])
{
    const json_t *names = json_object_get(call->body, "names");
    size_t count = json_array_size(names); /* 0 unless it is an array */
    struct err why;

    if (!names || json_object_size(call->body) != 1) {
        err_set(&why, "the body must be a JSON object with names and nothing else");
        return refuse(call, &why);
    }
    if (count == 0 || count > CHECK_NAMES_MAX) {
        err_set(&why, "names must be an array of 1 to %d texts", CHECK_NAMES_MAX);
        return refuse(call, &why);
    }
    for (size_t i = 0; i < count; i++)
        if (read_name(call, json_array_get(names, i), (int)i, out[i]) != 0)
            return -1;
    return (int)count;
}

void serve_checks(const struct call *call)
{
    clean_name names[CHECK_NAMES_MAX];
    int count = read_names(call, names);

    if (count < 0)
        return;
    answer_add_text(call->answer, "[");
    if (judge_for(call, names, count, call->answer) == 0)
        answer_add_text(call->answer, "]");
}
