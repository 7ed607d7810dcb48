/* The handlers: one function per route. routes.c calls them after it has checked method and parameters. */
#ifndef STAGENAME_WEB_HANDLERS_H
#define STAGENAME_WEB_HANDLERS_H

#include <jansson.h>

#include "web/call.h"

/* Values of the parameter verdict; free is the default. */
extern const char *const verdict_choices[];

/* Values of the parameter kind; it has no default, so check `given`. */
extern const char *const kind_choices[];

extern const struct query_parameter no_parameters[], names_parameters[], check_parameters[],
    invent_parameters[], report_parameters[];

extern const struct query_parameter picture_parameters[], poster_parameters[], list_parameters[];

void serve_names(const struct call *call);
void serve_name(const struct call *call);
void serve_check(const struct call *call);
void serve_checks(const struct call *call);
void serve_invent(const struct call *call);
void serve_report(const struct call *call);
void serve_page(const struct call *call);
void serve_name_png(const struct call *call);
void serve_name_svg(const struct call *call);
void serve_poster_png(const struct call *call);
void serve_poster_svg(const struct call *call);
void serve_list_png(const struct call *call);
void serve_list_svg(const struct call *call);
void serve_names_page(const struct call *call);
void serve_first_names(const struct call *call);
void serve_check_page(const struct call *call);
void serve_choices(const struct call *call);
void serve_about(const struct call *call);
void serve_health(const struct call *call);
void serve_metrics(const struct call *call);

/* Appends the page that confirms a report. */
void page_put_received(struct answer *answer, int64_t id);

/* The answer of /api/names to the call, whose parameters must be names_parameters, or NULL with an error as
 * the answer. Caller decrefs. */
json_t *names_json(const struct call *call);

/* The answer of /api/names/ID to the call; likewise. */
json_t *name_json(const struct call *call);

/* The answer of /api/check to the call; likewise. */
json_t *verdict_json(const struct call *call);

/* The name of a route in the metrics; "none" for an unknown one. */
const char *route_name(int route);

#endif
