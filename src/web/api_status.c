/* /api/about, /api/styles, /healthz and /metrics: the state of the database and of the workers. */
#include "web/handlers.h"

#include <string.h>

const struct query_parameter no_parameters[] = {{0}};

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
