/* The table of routes, and the way of a request to its handler. */
#include "web/routes.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "web/handlers.h"
#include "web/html.h"

enum method { GET = 1, HEAD = 2, POST = 4 };
enum cacheability { NEVER, A_MINUTE };

static const char *const cache_control[] = {[NEVER] = "no-store", [A_MINUTE] = "public, max-age=60"};

struct route {
    unsigned methods;
    const char *path;                         /* '#' matches the number of a name */
    const struct query_parameter *parameters; /* in the query; in a form when the method is POST */
    enum cacheability cacheability;           /* of status 200; errors are not cached */
    void (*handler)(const struct call *call);
    int is_page; /* HTML: empty form fields count as absent, and errors are pages too */
};

static const struct route routes[] = {
    {GET | HEAD, "/api/names", names_parameters, NEVER, serve_names, 0},
    {GET | HEAD, "/api/check", check_parameters, NEVER, serve_check, 0},
    {GET | HEAD, "/api/invent", invent_parameters, NEVER, serve_invent, 0},
    {GET | HEAD, "/api/styles", no_parameters, A_MINUTE, serve_choices, 0},
    {GET | HEAD, "/api/about", no_parameters, A_MINUTE, serve_about, 0},
    {POST, "/api/names/#/report", report_parameters, NEVER, serve_report, 0},
    {GET | HEAD, "/n/#", no_parameters, NEVER, serve_page, 1},
    {GET | HEAD, "/names", names_parameters, NEVER, serve_names_page, 1},
    {GET | HEAD, "/first-names", names_parameters, NEVER, serve_first_names, 1},
    {GET | HEAD, "/check", check_parameters, NEVER, serve_check_page, 1},
    {GET | HEAD, "/healthz", no_parameters, NEVER, serve_health, 0},
    {GET | HEAD, "/metrics", no_parameters, NEVER, serve_metrics, 0},
};
enum { ROUTES = sizeof routes / sizeof *routes };

_Static_assert((int)ROUTES < (int)METRICS_ROUTES, "there is a counter for each route, and for unknown ones");

const char *route_name(int route)
{
    return route < ROUTES ? routes[route].path : "none";
}

/* ---- finding the route ---- */

/* The number of a name in a path, without leading zeros. Returns its length, or 0. */
static size_t read_id(const char *text, int64_t *id)
{
    size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 18 || text[0] == '0')
        return 0;
    *id = strtoll(text, NULL, 10);
    return digits;
}

static int matches(const char *pattern, const char *path, int64_t *id)
{
    for (; *pattern; pattern++) {
        size_t digits = *pattern == '#' ? read_id(path, id) : *pattern == *path;

        if (digits == 0)
            return 0;
        path += digits;
    }
    return *path == '\0';
}

/* Returns its number, ROUTES for none. */
static int find_route(const char *path, int64_t *id)
{
    int i = 0;

    while (i < ROUTES && !matches(routes[i].path, path, id))
        i++;
    return i;
}

static unsigned method_of(const char *text)
{
    return strcmp(text, "GET") == 0    ? GET
           : strcmp(text, "HEAD") == 0 ? HEAD
           : strcmp(text, "POST") == 0 ? POST
                                       : 0;
}

/* ---- answering ---- */

static const char *parameter_of(const FCGX_Request *request, const char *name)
{
    const char *value = FCGX_GetParam(name, request->envp);

    return value ? value : "";
}

static void refuse_method(struct answer *answer, const struct route *route)
{
    int form = route->methods & POST;

    answer_problem(answer, 405, NULL,
                   form ? "this address only accepts POST" : "this address can only be read");
    answer->allow = form ? "POST" : "GET, HEAD";
}

static int refuse(struct answer *answer, int status, const char *detail)
{
    answer_problem(answer, status, NULL, detail);
    return -1;
}

static int parse(const char *text, const struct query_parameter *parameters, int is_page,
                 struct query_value *values, struct answer *answer)
{
    struct query_problem problem;

    if (query_parse(text, parameters, is_page, values, &problem) == 0)
        return 0;
    answer_problem(answer, 400, problem.parameter, problem.why.text);
    return -1;
}

static int is_form(const char *type)
{
    static const char form[] = "application/x-www-form-urlencoded";

    return strncasecmp(type, form, sizeof form - 1) == 0 && strchr("; ", type[sizeof form - 1]) != NULL;
}

/* Reads a form into text of QUERY_MAX + 2 bytes. Returns 0, or -1 with an error as the answer. */
static int read_form(FCGX_Request *request, char *text, struct answer *answer)
{
    int length = FCGX_GetStr(text, QUERY_MAX + 1, request->in);

    if (length > QUERY_MAX)
        return refuse(answer, 413, "the form is too long");
    if (length > 0 && !is_form(parameter_of(request, "CONTENT_TYPE")))
        return refuse(answer, 415, "a form is sent as application/x-www-form-urlencoded");
    text[length] = '\0';
    if (strlen(text) != (size_t)length)
        return refuse(answer, 400, "the form holds a NUL byte");
    return 0;
}

/* Reads the values of a request's parameters. Returns 0, or -1 with an error as the answer. */
static int read_values(const struct route *route, FCGX_Request *request, struct query_value *values,
                       struct answer *answer)
{
    const char *query = parameter_of(request, "QUERY_STRING");
    char form[QUERY_MAX + 2];

    if (strlen(query) > QUERY_MAX)
        return refuse(answer, 414, "the address is too long");
    if (!(route->methods & POST))
        return parse(query, route->parameters, route->is_page, values, answer);
    if (parse(query, no_parameters, 0, values, answer) != 0 || read_form(request, form, answer) != 0)
        return -1;
    return parse(form, route->parameters, 0, values, answer);
}

/* A form of another site could make its visitors report names here. Returns 0, or -1 with an error as the
 * answer. */
static int refuse_foreign(const struct site *site, struct answer *answer, const FCGX_Request *request)
{
    const struct sender sender = {parameter_of(request, "STAGENAME_FETCH_SITE"),
                                  parameter_of(request, "STAGENAME_SENT_FROM"),
                                  parameter_of(request, "STAGENAME_ADDRESS")};

    if (address_allows(site->address, &sender))
        return 0;
    return refuse(answer, 403, "this was sent by a page of another site; send it from a page of this one");
}

/* Returns the number of the route. */
static int dispatch(struct site *site, struct answer *answer, FCGX_Request *request, unsigned method)
{
    struct query_value values[QUERY_PARAMETERS];
    struct call call = {.site = site,
                        .values = values,
                        .query = parameter_of(request, "QUERY_STRING"),
                        .visitor = parameter_of(request, "STAGENAME_VISITOR"),
                        .answer = answer};
    int number = find_route(parameter_of(request, "DOCUMENT_URI"), &call.id);
    const struct route *route = &routes[number];

    if (method == POST && refuse_foreign(site, answer, request) != 0)
        return number;
    if (number == ROUTES) {
        refuse(answer, 404, "there is nothing at this address");
    } else if (!(route->methods & method)) {
        refuse_method(answer, route);
    } else if (read_values(route, request, values, answer) == 0) {
        route->handler(&call);
        if (answer->status == 200)
            answer->cache = cache_control[route->cacheability];
    }
    if (number < ROUTES && route->is_page && answer->status >= 400)
        html_problem(answer);
    return number;
}

void routes_serve(struct site *site, struct answer *answer, FCGX_Request *request)
{
    unsigned method = method_of(parameter_of(request, "REQUEST_METHOD"));
    int64_t began = clock_ns();
    int route;

    answer_begin(answer);
    route = dispatch(site, answer, request, method);
    answer_send(answer, request->out, method == HEAD);
    metrics_request(site->metrics, route, answer->out_of_memory ? 503 : answer->status, clock_ns() - began);
}
