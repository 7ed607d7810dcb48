/* Builds and sends answers. */
#include "web/answer.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

static const char *reason_phrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 202:
        return "Accepted";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 410:
        return "Gone";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 503:
        return "Service Unavailable";
    }
    return "Internal Server Error";
}

void answer_begin(struct answer *answer)
{
    answer->status = 200;
    answer->type = "application/json";
    answer->cache = "no-store";
    answer->allow = NULL;
    answer->etag[0] = '\0';
    answer->retry_after = 0;
    answer->length = 0;
    answer->out_of_memory = 0;
}

void answer_add(struct answer *answer, const char *text, size_t length)
{
    if (length == 0)
        return;
    if (answer->length + length > answer->capacity) {
        size_t capacity = (answer->length + length) * 2;
        char *body = realloc(answer->body, capacity);

        if (!body) {
            answer->out_of_memory = 1;
            return;
        }
        answer->body = body;
        answer->capacity = capacity;
    }
    memcpy(answer->body + answer->length, text, length);
    answer->length += length;
}

void answer_add_text(struct answer *answer, const char *text)
{
    answer_add(answer, text, strlen(text));
}

/* By hand, as an answer holds some fifty numbers and printf would take a fifth of its time. */
void answer_add_number(struct answer *answer, int64_t number)
{
    uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
    char digits[24], *at = digits + sizeof digits;

    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (number < 0)
        *--at = '-';
    answer_add(answer, at, (size_t)(digits + sizeof digits - at));
}

void answer_print(struct answer *answer, const char *format, ...)
{
    char text[256];
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof text)
        answer->out_of_memory = 1;
    else
        answer_add(answer, text, (size_t)length);
}

/* Whether a JSON string holds the bytes as they are (RFC 8259, section 7). */
static int is_plain(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == '"' || text[i] == '\\')
            return 0;
    return 1;
}

static void add_escaped(struct answer *answer, const char *text, size_t length)
{
    json_t *value = json_stringn(text, length);
    char *dump = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

    if (dump)
        answer_add(answer, dump, strlen(dump));
    else
        answer->out_of_memory = 1;
    free(dump);
    json_decref(value);
}

void answer_add_json(struct answer *answer, const char *text, size_t length)
{
    if (!text) {
        answer_add(answer, "null", 4);
    } else if (is_plain(text, length)) {
        answer_add(answer, "\"", 1);
        answer_add(answer, text, length);
        answer_add(answer, "\"", 1);
    } else {
        add_escaped(answer, text, length);
    }
}

void answer_add_json_text(struct answer *answer, const char *text)
{
    answer_add_json(answer, text, text ? strlen(text) : 0);
}

void answer_add_html(struct answer *answer, const char *text)
{
    for (; *text; text++) {
        size_t plain = strcspn(text, "&<>\"'");
        char entity[8];

        answer_add(answer, text, plain);
        text += plain;
        if (!*text)
            break;
        answer_add(answer, entity, (size_t)snprintf(entity, sizeof entity, "&#%d;", *text));
    }
}

void answer_problem(struct answer *answer, int status, const char *parameter, const char *detail)
{
    json_t *problem =
        json_pack("{s:s, s:s, s:i, s:s, s:s*}", "type", "about:blank", "title", reason_phrase(status),
                  "status", status, "detail", detail, "parameter", parameter);
    char *text = problem ? json_dumps(problem, JSON_COMPACT) : NULL;

    answer_begin(answer);
    answer->status = status;
    answer->type = "application/problem+json";
    if (status == 503)
        answer->retry_after = 5;
    if (text)
        answer_add(answer, text, strlen(text));
    else
        answer->out_of_memory = 1;
    free(text);
    json_decref(problem);
}

/* Whether one of the tags in the header is that of the answer. Weak ones count: nginx makes a tag weak when it
 * compresses an answer (RFC 9110, section 13.1.2). */
static int is_among(const char *etag, const char *list)
{
    size_t length = strlen(etag);

    for (const char *at = list; *at; at += strcspn(at, ","), at += strspn(at, ", \t")) {
        if (strcmp(at, "*") == 0)
            return 1;
        at += strncmp(at, "W/", 2) == 0 ? 2 : 0;
        if (strncmp(at, etag, length) == 0 && strchr(", \t", at[length])) /* its end also */
            return 1;
    }
    return 0;
}

void answer_validate(struct answer *answer, const char *if_none_match)
{
    if (answer->status != 200 || answer->out_of_memory)
        return;
    snprintf(answer->etag, sizeof answer->etag, "\"%016llx\"",
             (unsigned long long)hash_bytes(hash_start, answer->body, answer->length));
    if (!is_among(answer->etag, if_none_match))
        return;
    answer->status = 304;
    answer->length = 0;
}

void answer_send(const struct answer *answer, FCGX_Stream *out, int head)
{
    static const char sorry[] = "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                                "\"detail\":\"the server is out of memory\"}";
    static const struct answer memory = {.status = 503,
                                         .type = "application/problem+json",
                                         .cache = "no-store",
                                         .retry_after = 5,
                                         .body = (char *)sorry,
                                         .length = sizeof sorry - 1};

    if (answer->out_of_memory)
        answer = &memory;
    FCGX_FPrintF(out, "Status: %d %s\r\nCache-Control: %s\r\n", answer->status, reason_phrase(answer->status),
                 answer->cache);
    if (answer->status != 304)
        FCGX_FPrintF(out, "Content-Type: %s\r\nContent-Length: %d\r\n", answer->type, (int)answer->length);
    if (answer->etag[0])
        FCGX_FPrintF(out, "ETag: %s\r\n", answer->etag);
    if (answer->allow)
        FCGX_FPrintF(out, "Allow: %s\r\n", answer->allow);
    if (answer->retry_after)
        FCGX_FPrintF(out, "Retry-After: %d\r\n", answer->retry_after);
    FCGX_PutStr("\r\n", 2, out);
    if (!head)
        FCGX_PutStr(answer->body, (int)answer->length, out);
}

void answer_free(struct answer *answer)
{
    free(answer->body);
    *answer = (struct answer){0};
}
