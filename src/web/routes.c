#include "web/routes.h"

#include <stdlib.h>
#include <string.h>

#include "web/handlers.h"

enum method { GET = 1, HEAD = 2, POST = 4 };
enum cacheability { NEVER, A_MINUTE };

static const char *const cache_control[] = {[NEVER] = "no-store", [A_MINUTE] = "public, max-age=60"};

struct route {
    unsigned methods;
    const char *path;                         /* '#' stands for a name's number */
    const struct query_parameter *parameters; /* in the query; in a form when the method is POST */
    enum cacheability cacheability;           /* of a success; errors never are */
    void (*handler)(const struct call *call);
};

static const struct route routes[] = {
    {GET | HEAD, "/api/names", names_parameters, NEVER, serve_names},
    {GET | HEAD, "/api/check", check_parameters, NEVER, serve_check},
    {GET | HEAD, "/api/styles", no_parameters, A_MINUTE, serve_choices},
    {GET | HEAD, "/api/about", no_parameters, A_MINUTE, serve_about},
    {GET | HEAD, "/n/#", no_parameters, NEVER, serve_page},
    {GET | HEAD, "/healthz", no_parameters, NEVER, serve_health},
};
enum { ROUTES = sizeof routes / sizeof *routes };

/* ---- finding the route ---- */

/* A name's number as it is written in an address: one form a number, so no zero before it. Returns how long it is, or
 * 0. */
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

static const struct route *find_route(const char *path, int64_t *id)
{
    for (int i = 0; i < ROUTES; i++)
        if (matches(routes[i].path, path, id))
            return &routes[i];
    return NULL;
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
                   form ? "this address only takes what is sent to it by POST"
                        : "this address can only be read");
    answer->allow = form ? "POST" : "GET, HEAD";
}

/* Reads the values of a request's parameters. Returns 0, or -1 with the answer made. */
static int read_values(const struct route *route, FCGX_Request *request, struct query_value *values,
                       struct answer *answer)
{
    const char *query = parameter_of(request, "QUERY_STRING");
    struct query_problem problem;

    if (strlen(query) > QUERY_MAX) {
        answer_problem(answer, 414, NULL, "the address is too long");
        return -1;
    }
    if (query_parse(query, route->parameters, values, &problem) != 0) {
        answer_problem(answer, 400, problem.parameter, problem.why.text);
        return -1;
    }
    return 0;
}

static void dispatch(struct site *site, struct answer *answer, FCGX_Request *request, unsigned method)
{
    struct query_value values[QUERY_PARAMETERS];
    struct call call = {.site = site,
                        .values = values,
                        .query = parameter_of(request, "QUERY_STRING"),
                        .origin = parameter_of(request, "STAGENAME_ORIGIN"),
                        .visitor = parameter_of(request, "STAGENAME_VISITOR"),
                        .answer = answer};
    const struct route *route = find_route(parameter_of(request, "DOCUMENT_URI"), &call.id);

    if (!route) {
        answer_problem(answer, 404, NULL, "there is nothing at this address");
    } else if (!(route->methods & method)) {
        refuse_method(answer, route);
    } else if (read_values(route, request, values, answer) == 0) {
        route->handler(&call);
        if (answer->status == 200)
            answer->cache = cache_control[route->cacheability];
    }
}

void routes_serve(struct site *site, struct answer *answer, FCGX_Request *request)
{
    unsigned method = method_of(parameter_of(request, "REQUEST_METHOD"));

    answer_begin(answer);
    dispatch(site, answer, request, method);
    answer_send(answer, request->out, method == HEAD);
}
