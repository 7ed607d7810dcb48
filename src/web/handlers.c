#include "web/handlers.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/import.h"

const struct query_parameter no_parameters[] = {{0}};

enum { CHECK_NAME };
const struct query_parameter check_parameters[] = {[CHECK_NAME] = {"name", QUERY_STRING, 1, 400, 0, NULL, 1},
                                                   {0}};

/* The visitor learns when to come back; why is for the log, once until the database is back. */
void call_unavailable(const struct call *call, const struct err *why)
{
    if (!call->site->told)
        log_event("%s", why->text);
    call->site->told = 1;
    site_lost(call->site);
    answer_problem(call->answer, 503, NULL,
                   "the database cannot be read just now; try again in a few seconds");
}

void call_no_artists(const struct call *call)
{
    answer_problem(call->answer, 503, NULL, "there are no artists to compare with yet");
}

void call_not_clean(const struct call *call, const char *parameter, const char *text,
                    enum clean_result result)
{
    struct err reason, why;

    utf8_clean_why(text, strlen(text), result, &reason);
    err_set(&why, "%s %s", parameter, reason.text);
    answer_problem(call->answer, 400, parameter, why.text);
}

int call_is_ready(const struct call *call)
{
    struct err why;

    if (site_refresh(call->site, &why) != 0) {
        call_unavailable(call, &why);
        return 0;
    }
    if (call->site->told)
        log_event("the database is back");
    call->site->told = 0;
    return 1;
}

/* The verdict as JSON, of one state of the database; NULL with *why set, or with why->text empty when there are no artists.
 * Caller frees. */
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

/* The verdict on the name that was asked for as JSON, which the caller frees, or NULL with the answer made. */
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

static void serve_text(const struct call *call, const char *(*text_of)(struct site *site, struct err *why))
{
    const char *text;
    struct err why;

    if (!call_is_ready(call))
        return;
    text = text_of(call->site, &why);
    if (text)
        answer_add(call->answer, text, strlen(text));
    else
        call_unavailable(call, &why);
}

void serve_about(const struct call *call)
{
    serve_text(call, site_about);
}

void serve_choices(const struct call *call)
{
    serve_text(call, site_choices);
}

void serve_health(const struct call *call)
{
    if (call_is_ready(call))
        answer_print(call->answer, "{\"status\":\"ok\"}");
}

/* Told even while the database is away. */
void serve_metrics(const struct call *call)
{
    struct site *site = call->site;
    long names = -1;
    struct err why;

    if (site_refresh(site, &why) == 0)
        names = store_visible(site->store, &why);
    metrics_tell(site->metrics, route_name, site->workers, names, call->answer);
    call->answer->type = "text/plain; version=0.0.4; charset=utf-8";
}
