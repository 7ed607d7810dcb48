/* The table of routes, and the dispatch of requests to handlers. */
#include "web/routes.h"

#include <string.h>

#include "base/clock.h"
#include "web/body.h"
#include "web/handlers.h"
#include "web/html.h"

enum method { GET = 1, HEAD = 2, POST = 4 };
enum cacheability {
    NEVER, /* unless the handler says otherwise */
    REVALIDATED,
    A_MINUTE,
    MINUTES
};

static const char *const cache_control[] = {[NEVER] = "no-store",
                                            [REVALIDATED] = ANSWER_REVALIDATED,
                                            [A_MINUTE] = "public, max-age=60",
                                            [MINUTES] = "public, max-age=300"};

/* PAGE: HTML, and errors are pages too. PAGE and PICTURE: the query is read as that of a page, because other
 * sites append parameters of theirs to links. */
enum { DATA, PAGE, PICTURE };

struct route {
    unsigned methods;
    const char *path;                         /* '#' matches the number of a name */
    const struct query_parameter *parameters; /* in the query; in a form when the method is POST */
    enum cacheability cacheability;           /* of status 200 to GET; errors are not cached */
    void (*handler)(const struct call *call);
    int kind; /* DATA, PAGE or PICTURE */
    void (*answer_json)(
        const struct call *call); /* to a POST with JSON, which changes nothing; NULL: forms */
};

static const struct route routes[] = {
    {GET | HEAD, "/api/names", names_parameters, NEVER, serve_names, DATA, NULL},
    {GET | HEAD, "/api/names/#", no_parameters, REVALIDATED, serve_name, DATA, NULL},
    {GET | HEAD | POST, "/api/check", check_parameters, REVALIDATED, serve_check, DATA, serve_checks},
    {GET | HEAD, "/api/invent", invent_parameters, NEVER, serve_invent, DATA, NULL},
    {GET | HEAD, "/api/styles", no_parameters, A_MINUTE, serve_choices, DATA, NULL},
    {GET | HEAD, "/api/about", no_parameters, A_MINUTE, serve_about, DATA, NULL},
    {POST, "/api/names/#/report", report_parameters, NEVER, serve_report, DATA, NULL},
    {GET | HEAD, "/n/#", no_parameters, NEVER, serve_page, PAGE, NULL},
    {GET | HEAD, "/n/#.png", picture_parameters, MINUTES, serve_name_png, PICTURE, NULL},
    {GET | HEAD, "/n/#.svg", picture_parameters, MINUTES, serve_name_svg, PICTURE, NULL},
    {GET | HEAD, "/poster.png", poster_parameters, MINUTES, serve_poster_png, PICTURE, NULL},
    {GET | HEAD, "/poster.svg", poster_parameters, MINUTES, serve_poster_svg, PICTURE, NULL},
    {GET | HEAD, "/list.png", list_parameters, MINUTES, serve_list_png, PICTURE, NULL},
    {GET | HEAD, "/list.svg", list_parameters, MINUTES, serve_list_svg, PICTURE, NULL},
    {GET | HEAD, "/names", names_parameters, NEVER, serve_names_page, PAGE, NULL},
    {GET | HEAD, "/first-names", names_parameters, NEVER, serve_first_names, PAGE, NULL},
    {GET | HEAD, "/check", check_parameters, NEVER, serve_check_page, PAGE, NULL},
    {GET | HEAD, "/healthz", no_parameters, NEVER, serve_health, DATA, NULL},
    {GET | HEAD, "/metrics", no_parameters, NEVER, serve_metrics, DATA, NULL},
};
enum { ROUTES = sizeof routes / sizeof *routes };

_Static_assert((int)ROUTES < (int)METRICS_ROUTES, "one counter per route, and one for unknown paths");

const char *route_name(int route)
{
    return route < ROUTES ? routes[route].path : "none";
}

/* ---- finding the route ---- */

static int matches(const char *pattern, const char *path, int64_t *id)
{
    for (; *pattern; pattern++) {
        size_t digits = *pattern == '#' ? query_id(path, id) : *pattern == *path;

        if (digits == 0)
            return 0;
        path += digits;
    }
    return *path == '\0';
}

/* Returns the index of the route, or ROUTES when none matches. */
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

static void refuse_method(struct answer *answer, const struct route *route)
{
    switch (route->methods) {
    case POST:
        answer_problem(answer, 405, NULL, "this address only accepts POST");
        answer->allow = "POST";
        break;
    case GET | HEAD:
        answer_problem(answer, 405, NULL, "this address accepts only GET and HEAD");
        answer->allow = "GET, HEAD";
        break;
    default:
        answer_problem(answer, 405, NULL, "this address does not take this method");
        answer->allow = "GET, HEAD, POST";
    }
}

static int refuse(struct answer *answer, int status, const char *detail)
{
    answer_problem(answer, status, NULL, detail);
    return -1;
}

static int parse(const char *text, const struct query_parameter *parameters, int for_page,
                 struct query_value *values, struct answer *answer)
{
    struct query_problem problem;

    if (query_parse(text, parameters, for_page, values, &problem) == 0)
        return 0;
    answer_problem(answer, 400, problem.parameter, problem.why.text);
    return -1;
}

/* Reads the parameters of a request. Returns 0, or -1 with an error as the answer. */
static int read_values(const struct route *route, unsigned method, FCGX_Request *request,
                       struct query_value *values, struct call *call)
{
    struct answer *answer = call->answer;
    char form[QUERY_MAX + 2];

    if (strlen(call->query) > QUERY_MAX)
        return refuse(answer, 414, "the address is too long");
    if (method != POST)
        return parse(call->query, route->parameters, route->kind != DATA, values, answer);
    if (parse(call->query, no_parameters, 0, values, answer) != 0)
        return -1;
    if (route->answer_json)
        return (call->body = body_read_json(request, answer)) ? 0 : -1;
    return body_read_form(request, form, answer) == 0 ? parse(form, route->parameters, 0, values, answer)
                                                      : -1;
}

/* Rejects forms of other sites, which could make their visitors report names here. Returns 0, or -1 with an
 * error as the answer. */
static int refuse_foreign(const struct site *site, struct answer *answer, const FCGX_Request *request)
{
    const struct sender sender = {request_header(request, "STAGENAME_FETCH_SITE"),
                                  request_header(request, "STAGENAME_SENT_FROM"),
                                  request_header(request, "STAGENAME_ADDRESS")};

    if (address_allows(site->address, &sender))
        return 0;
    return refuse(answer, 403, "this was sent by a page of another site; send it from a page of this one");
}

static void handle(const struct route *route, unsigned method, FCGX_Request *request, struct call *call)
{
    struct query_value values[QUERY_PARAMETERS];

    call->values = values;
    if (!(route->methods & method)) {
        refuse_method(call->answer, route);
    } else if (read_values(route, method, request, values, call) == 0) {
        (call->body ? route->answer_json : route->handler)(call);
        if (method != POST && call->answer->status == 200 && route->cacheability != NEVER)
            call->answer->cache = cache_control[route->cacheability];
    }
    json_decref(call->body);
}

/* Returns the address of the site for links in its pages; out is a buffer for it. */
static const char *address_of(const struct site *site, const FCGX_Request *request, char out[ADDRESS_BYTES])
{
    struct err why;

    if (*site->address)
        return site->address;
    /* out is "" if the address is not valid. */
    address_read(request_header(request, "STAGENAME_ADDRESS"), out, &why);
    return out;
}

/* Answers the request. Returns the index of the route. */
static int dispatch(struct site *site, struct answer *answer, FCGX_Request *request, unsigned method)
{
    char address[ADDRESS_BYTES];
    struct call call = {.site = site,
                        .query = request_header(request, "QUERY_STRING"),
                        .visitor = request_header(request, "STAGENAME_VISITOR"),
                        .address = "",
                        .answer = answer};
    int number = find_route(request_header(request, "DOCUMENT_URI"), &call.id);
    const struct route *route = number < ROUTES ? &routes[number] : NULL;
    int changes_something = method == POST && !(route && route->answer_json);

    if (changes_something && refuse_foreign(site, answer, request) != 0)
        return number;
    if (!route) {
        refuse(answer, 404, "there is nothing at this address");
        return number;
    }
    if (route->kind == PAGE)
        call.address = address_of(site, request, address);
    handle(route, method, request, &call);
    if (route->kind == PAGE && answer->status >= 400)
        html_problem(answer);
    else if (strcmp(answer->cache, cache_control[NEVER]) != 0)
        answer_validate(answer, request_header(request, "STAGENAME_IF_NONE_MATCH"));
    return number;
}

void routes_serve(struct site *site, struct answer *answer, FCGX_Request *request)
{
    unsigned method = method_of(request_header(request, "REQUEST_METHOD"));
    int64_t began = clock_ns();
    int route;

    answer_begin(answer);
    route = dispatch(site, answer, request, method);
    answer->generation = site->store ? site->generation : NULL;
    answer_send(answer, request->out, method == HEAD);
    metrics_request(site->metrics, route, answer->status, clock_ns() - began);
}
