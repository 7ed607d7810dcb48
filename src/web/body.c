/* Reads the bodies of requests. */
#include "web/body.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *request_header(const FCGX_Request *request, const char *name)
{
    const char *value = FCGX_GetParam(name, request->envp);

    return value ? value : "";
}

static int refuse(struct answer *answer, int status, const char *detail)
{
    answer_problem(answer, status, NULL, detail);
    return -1;
}

/* Whether the body has this media type, with or without parameters. */
static int is_of_type(const FCGX_Request *request, const char *type)
{
    const char *sent = request_header(request, "CONTENT_TYPE");
    size_t length = strlen(type);

    return strncasecmp(sent, type, length) == 0 && strchr("; ", sent[length]) != NULL;
}

int body_read_form(FCGX_Request *request, char text[QUERY_MAX + 2], struct answer *answer)
{
    int length = FCGX_GetStr(text, QUERY_MAX + 1, request->in);

    if (length > QUERY_MAX)
        return refuse(answer, 413, "the form is too long");
    if (length > 0 && !is_of_type(request, "application/x-www-form-urlencoded"))
        return refuse(answer, 415, "a form is sent as application/x-www-form-urlencoded");
    text[length] = '\0';
    if (strlen(text) != (size_t)length)
        return refuse(answer, 400, "the form holds a NUL byte");
    return 0;
}

static json_t *parse(const char *text, size_t length, struct answer *answer)
{
    json_error_t error;
    struct err why;
    json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);

    if (json)
        return json;
    if (json_error_code(&error) == json_error_out_of_memory) {
        answer->out_of_memory = 1;
    } else {
        err_set(&why, "the body is not valid JSON: line %d, column %d", error.line, error.column);
        refuse(answer, 400, why.text);
    }
    return NULL;
}

json_t *body_read_json(FCGX_Request *request, struct answer *answer)
{
    char *text = malloc(BODY_JSON_MAX + 1);
    json_t *json = NULL;
    int length;

    if (!text) {
        answer->out_of_memory = 1;
        return NULL;
    }
    length = FCGX_GetStr(text, BODY_JSON_MAX + 1, request->in);
    if (length > BODY_JSON_MAX)
        refuse(answer, 413, "the body is longer than 128 kB");
    else if (length == 0)
        refuse(answer, 400, "the body is empty; send JSON");
    else if (!is_of_type(request, "application/json"))
        refuse(answer, 415, "JSON is sent as application/json");
    else
        json = parse(text, (size_t)length, answer);
    free(text);
    return json;
}
