/* /api/about, /api/styles, /healthz and /metrics: the state of the database and of the workers. */
#include "web/handlers.h"

const struct query_parameter no_parameters[] = {{0}};

static void serve_counts(const struct call *call,
                         const struct answer *(*counts_of)(struct site *site, struct err *why))
{
    const struct answer *counts;
    struct err why;

    if (!call_is_ready(call))
        return;
    counts = counts_of(call->site, &why);
    if (!counts) {
        call_unavailable(call, &why);
        return;
    }
    answer_add(call->answer, counts->body, counts->length);
    call->answer->out_of_memory |= counts->out_of_memory;
}

void serve_about(const struct call *call)
{
    serve_counts(call, site_about);
}

void serve_choices(const struct call *call)
{
    serve_counts(call, site_choices);
}

void serve_health(const struct call *call)
{
    if (call_is_ready(call))
        answer_print(call->answer, "{\"status\":\"ok\"}");
}

/* Answered even while the database is unavailable. */
void serve_metrics(const struct call *call)
{
    struct site *site = call->site;
    long names = -1;
    struct err why;

    if (site_refresh(site, &why) == 0)
        names = drawing_visible(site->drawing, &why);
    metrics_print(site->metrics, route_name, site->workers, names, call->answer);
    call->answer->type = "text/plain; version=0.0.4; charset=utf-8";
}
