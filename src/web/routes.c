#include "web/routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/import.h"
#include "web/query.h"

enum method { GET = 1, HEAD = 2 };
enum cacheability { NEVER, A_MINUTE };

static const char *const cache_control[] = {[NEVER] = "no-store", [A_MINUTE] = "public, max-age=60"};

struct route {
    unsigned methods;
    const char *path;
    const struct query_parameter *parameters;
    enum cacheability cacheability; /* of a success; errors never are */
    void (*handler)(struct site *site, const struct query_value *values, struct answer *answer);
};

/* ---- the table ---- */

static const char *const verdict_choices[] = {"free", "close", "taken", "any", NULL};

enum { NAMES_N, NAMES_MIN, NAMES_MAX, NAMES_STARTS, NAMES_STYLE, NAMES_VERDICT };
static const struct query_parameter names_parameters[] = {
    [NAMES_N] = {"n", QUERY_NUMBER, 1, DRAW_MAX, 10, NULL, 0},
    [NAMES_MIN] = {"min", QUERY_NUMBER, 1, DRAW_LONGEST, 1, NULL, 0},
    [NAMES_MAX] = {"max", QUERY_NUMBER, 1, DRAW_LONGEST, DRAW_LONGEST, NULL, 0},
    [NAMES_STARTS] = {"starts", QUERY_STRING, 0, 64, 0, NULL, 0},
    [NAMES_STYLE] = {"style", QUERY_STRING, 0, 64, 0, NULL, 0},
    [NAMES_VERDICT] = {"verdict", QUERY_CHOICE, 0, 0, 0, verdict_choices, 0},
    {0}};

enum { CHECK_NAME };
static const struct query_parameter check_parameters[] = {
    [CHECK_NAME] = {"name", QUERY_STRING, 1, 400, 0, NULL, 1}, {0}};
static const struct query_parameter no_parameters[] = {{0}};

static void serve_names(struct site *site, const struct query_value *values, struct answer *answer);
static void serve_check(struct site *site, const struct query_value *values, struct answer *answer);
static void serve_about(struct site *site, const struct query_value *values, struct answer *answer);
static void serve_health(struct site *site, const struct query_value *values, struct answer *answer);

static const struct route routes[] = {
    {GET | HEAD, "/api/names", names_parameters, NEVER, serve_names},
    {GET | HEAD, "/api/check", check_parameters, NEVER, serve_check},
    {GET | HEAD, "/api/about", no_parameters, A_MINUTE, serve_about},
    {GET | HEAD, "/healthz", no_parameters, NEVER, serve_health},
};
enum { ROUTES = sizeof routes / sizeof *routes };

/* ---- the handlers ---- */

/* The visitor learns when to come back; why is for the log, once until the database is back. */
static void unavailable(struct site *site, struct answer *answer, const struct err *why)
{
    if (!site->told)
        fprintf(stderr, "stagename-fcgi: %s\n", why->text);
    site->told = 1;
    site_lost(site);
    answer_problem(answer, 503, NULL, "the database cannot be read just now; try again in a few seconds");
}

static int ready(struct site *site, struct answer *answer)
{
    struct err why;

    if (site_refresh(site, &why) != 0) {
        unavailable(site, answer, &why);
        return 0;
    }
    if (site->told)
        fputs("stagename-fcgi: the database is back\n", stderr);
    site->told = 0;
    return 1;
}

/* Returns 0, or -1 with the answer made. */
static int read_filter(struct site *site, const struct query_value *values, struct draw_filter *filter,
                       char *starts, size_t size, struct answer *answer)
{
    *filter = (struct draw_filter){.verdict = values[NAMES_VERDICT].text,
                                   .style = values[NAMES_STYLE].text[0] ? values[NAMES_STYLE].text : NULL,
                                   .min = (int)values[NAMES_MIN].number,
                                   .max = (int)values[NAMES_MAX].number};
    if (filter->min > filter->max) {
        answer_problem(answer, 400, "min", "min must not be greater than max");
        return -1;
    }
    if (!values[NAMES_STARTS].text[0])
        return 0;
    folder_fold(site->folder, values[NAMES_STARTS].text, starts, size);
    if (!starts[0]) {
        answer_problem(answer, 400, "starts", "starts holds nothing that a name could start with");
        return -1;
    }
    filter->starts = starts;
    return 0;
}

static void serve_names(struct site *site, const struct query_value *values, struct answer *answer)
{
    char starts[NAME_BYTES];
    struct draw_filter filter;
    struct draw draw;
    struct err why;

    if (read_filter(site, values, &filter, starts, sizeof starts, answer) != 0 || !ready(site, answer))
        return;
    site->names.length = 0;
    if (store_draw(site->store, &filter, (int)values[NAMES_N].number, &site->rng, &site->names, &draw,
                   &why) != 0) {
        unavailable(site, answer, &why);
        return;
    }
    answer_print(answer, "{\"names\":[");
    if (site->names.length > 0)
        answer_add(answer, site->names.data, site->names.length);
    answer_print(answer, "],\"pool\":%ld,\"as_of\":", draw.pool);
    if (draw.as_of[0])
        answer_print(answer, "\"%s\"}", draw.as_of);
    else
        answer_print(answer, "null}");
}

static void serve_check(struct site *site, const struct query_value *values, struct answer *answer)
{
    const char *text = values[CHECK_NAME].text;
    char name[NAME_BYTES], *json = NULL;
    enum clean_result clean = utf8_clean(text, strlen(text), name);
    struct err why;

    if (clean != CLEAN_OK) {
        err_set(&why, "name is %s", clean_result_text(clean));
        answer_problem(answer, 400, "name", why.text);
        return;
    }
    if (!ready(site, answer))
        return;
    if (site->corpus.artists == 0) { /* "free" would be true of every name and help nobody */
        answer_problem(answer, 503, NULL, "there are no artists to compare with yet");
        return;
    }
    if (site_refresh_judge(site, &why) == 0)
        json = check_json(site->store, site->judge, site->folder, site->corpus.as_of, name, &why);
    if (json)
        answer_add(answer, json, strlen(json));
    else
        unavailable(site, answer, &why);
    free(json);
}

static void serve_about(struct site *site, const struct query_value *values, struct answer *answer)
{
    const char *about;
    struct err why;

    (void)values;
    if (!ready(site, answer))
        return;
    about = site_about(site, &why);
    if (about)
        answer_add(answer, about, strlen(about));
    else
        unavailable(site, answer, &why);
}

static void serve_health(struct site *site, const struct query_value *values, struct answer *answer)
{
    (void)values;
    if (ready(site, answer))
        answer_print(answer, "{\"status\":\"ok\"}");
}

/* ---- finding the handler ---- */

static const struct route *find_route(const char *path)
{
    for (int i = 0; i < ROUTES; i++)
        if (strcmp(routes[i].path, path) == 0)
            return &routes[i];
    return NULL;
}

static unsigned method_of(const char *text)
{
    return strcmp(text, "GET") == 0 ? GET : strcmp(text, "HEAD") == 0 ? HEAD : 0;
}

static const char *allowed(unsigned methods)
{
    return methods & HEAD ? "GET, HEAD" : "GET";
}

static void dispatch(struct site *site, struct answer *answer, const char *path, unsigned method,
                     const char *query)
{
    const struct route *route = find_route(path);
    struct query_value values[QUERY_PARAMETERS];
    struct query_problem problem;

    if (!route) {
        answer_problem(answer, 404, NULL, "there is nothing at this address");
    } else if (!(route->methods & method)) {
        answer_problem(answer, 405, NULL, "this address can only be read");
        answer->allow = allowed(route->methods);
    } else if (strlen(query) > QUERY_MAX) {
        answer_problem(answer, 414, NULL, "the address is too long");
    } else if (query_parse(query, route->parameters, values, &problem) != 0) {
        answer_problem(answer, 400, problem.parameter, problem.why.text);
    } else {
        route->handler(site, values, answer);
        if (answer->status == 200)
            answer->cache = cache_control[route->cacheability];
    }
}

static const char *parameter_of(const FCGX_Request *request, const char *name)
{
    const char *value = FCGX_GetParam(name, request->envp);

    return value ? value : "";
}

void routes_serve(struct site *site, struct answer *answer, FCGX_Request *request)
{
    unsigned method = method_of(parameter_of(request, "REQUEST_METHOD"));

    answer_begin(answer);
    dispatch(site, answer, parameter_of(request, "DOCUMENT_URI"), method,
             parameter_of(request, "QUERY_STRING"));
    answer_send(answer, request->out, method == HEAD);
}
