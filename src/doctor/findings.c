/* Collects findings and prints them. */
#include "doctor/findings.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/jsons.h"
#include "base/memory.h"

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->items[i].where);
        free(findings->items[i].what);
        free(findings->items[i].advice);
    }
    free(findings->items);
    *findings = (struct findings){0};
}

static void add(struct findings *findings, int is_problem, const char *where, const char *advice,
                const char *format, va_list arguments)
{
    struct finding *new = array_add(findings);
    char *what;

    if (vasprintf(&what, format, arguments) < 0)
        memory_full();
    *new = (struct finding){findings->check, is_problem, memory_copy(where), what, memory_copy(advice)};
}

void findings_problem(struct findings *findings, const char *where, const char *advice, const char *format,
                      ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(findings, 1, where, advice, format, arguments);
    va_end(arguments);
}

void findings_note(struct findings *findings, const char *where, const char *advice, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add(findings, 0, where, advice, format, arguments);
    va_end(arguments);
}

size_t findings_problems(const struct findings *findings)
{
    size_t problems = 0;

    for (size_t i = 0; i < findings->count; i++)
        problems += findings->items[i].is_problem ? 1 : 0;
    return problems;
}

void findings_print(const struct findings *findings, FILE *out)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];

        fprintf(out, "%s: %s: %s.\n", finding->is_problem ? "problem" : "note", finding->where,
                finding->what);
        if (*finding->advice)
            fprintf(out, "    %s\n", finding->advice);
    }
}

json_t *findings_json(const struct findings *findings, const char *database)
{
    json_t *all = json_array(), *result = json_object();

    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        json_t *one = json_object();

        jsons_put(&one, "check", json_string(finding->check));
        jsons_put(&one, "problem", json_boolean(finding->is_problem));
        jsons_put(&one, "where", json_string(finding->where));
        jsons_put(&one, "what", json_string(finding->what));
        jsons_put(&one, "advice", json_string(finding->advice));
        jsons_append(&all, one);
    }
    jsons_put(&result, "database", json_string(database));
    jsons_put(&result, "well", json_boolean(findings_problems(findings) == 0));
    jsons_put(&result, "findings", all);
    return result;
}
