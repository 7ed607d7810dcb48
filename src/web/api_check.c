/* /api/check: the verdict on a name. */
#include "web/handlers.h"

#include <stdlib.h>
#include <string.h>

#include "judging/check.h"

enum { CHECK_NAME };
const struct query_parameter check_parameters[] = {[CHECK_NAME] = {"name", QUERY_STRING, 1, 400, 0, NULL, 1},
                                                   {0}};

/* The verdict as JSON, from one state of the database; NULL with *why set, or with why->text empty when there
 * are no artists. Caller frees. */
static char *judge_name(struct site *site, const char *name, struct err *why)
{
    char *json = NULL;

    why->text[0] = '\0';
    if (store_read_begin(site->store, why) != 0)
        return NULL;
    if (site_refresh_judge(site, why) == 0 && site->corpus.has_artists) {
        const struct compared with = {site->corpus.as_of, site->artists};

        json = check_json(site->store, site->judge, site->folder, &with, name, why);
    }
    if (store_read_end(site->store, why) == 0)
        return json;
    free(json);
    return NULL;
}

/* The verdict on the requested name as JSON, which the caller frees, or NULL with an error as the answer. */
static char *check(const struct call *call)
{
    const char *text = call->values[CHECK_NAME].text;
    char name[NAME_BYTES], *json;
    enum clean_result clean = utf8_clean(text, strlen(text), name);
    struct err why;

    if (clean != CLEAN_OK) {
        call_not_clean(call, "name", text, clean);
        return NULL;
    }
    if (!call_is_ready(call))
        return NULL;
    json = judge_name(call->site, name, &why);
    if (!json && why.text[0])
        call_unavailable(call, &why);
    else if (!json)
        call_no_artists(call);
    return json;
}

void serve_check(const struct call *call)
{
    char *json = check(call);

    if (json)
        answer_add(call->answer, json, strlen(json));
    free(json);
}

json_t *verdict_json(const struct call *call)
{
    char *text = check(call);
    json_t *verdict = text ? json_loads(text, 0, NULL) : NULL;

    if (text && !verdict)
        answer_problem(call->answer, 503, NULL, "out of memory");
    free(text);
    return verdict;
}
