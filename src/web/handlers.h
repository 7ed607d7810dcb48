/* What answers a request: one function a route, called by routes.c when method and parameters are right. */
#ifndef STAGENAME_WEB_HANDLERS_H
#define STAGENAME_WEB_HANDLERS_H

#include <jansson.h>

#include "base/log.h"
#include "web/answer.h"
#include "web/query.h"
#include "web/site.h"

struct call {
    struct site *site;
    const struct query_value *values; /* of the parameters below, in their order */
    const char *query;                /* as it was sent */
    int64_t id;                       /* of an address with a number in it */
    const char *visitor;              /* network, for reports alone; "" when unknown */
    struct answer *answer;
};

/* The database is open and up to date, or the answer says that it is not. Returns whether it is. */
int call_is_ready(const struct call *call);

/* The database failed: 503, and why once in the log. */
void call_unavailable(const struct call *call, const struct err *why);

/* 503: "free" would be true of every name and help nobody. */
void call_no_artists(const struct call *call);

/* 400: the text of a parameter is no name, or no part of one. */
void call_not_clean(const struct call *call, const char *parameter, const char *text,
                    enum clean_result result);

/* What a verdict may be asked for as; free is the default. */
extern const char *const verdict_choices[];

/* The kinds of artist that a name may be for; no default, so ask whether one was given. */
extern const char *const kind_choices[];

extern const struct query_parameter no_parameters[], names_parameters[], check_parameters[],
    invent_parameters[], report_parameters[];

void serve_names(const struct call *call);
void serve_check(const struct call *call);
void serve_invent(const struct call *call);
void serve_report(const struct call *call);
void serve_page(const struct call *call);
void serve_names_page(const struct call *call);
void serve_check_page(const struct call *call);
void serve_choices(const struct call *call);
void serve_about(const struct call *call);
void serve_health(const struct call *call);
void serve_metrics(const struct call *call);

/* The page that thanks for a report. */
void page_put_received(struct answer *answer, int64_t id);

/* The names that the call's parameters, which are names_parameters, ask for, as /api/names tells them; or NULL with the answer
 * made. Caller frees. */
json_t *names_json(const struct call *call);

/* The verdict on a name as /api/check tells it; likewise. */
json_t *verdict_json(const struct call *call);

/* What a route is called in the metrics; "none" for one that there is not. */
const char *route_name(int route);

#endif
