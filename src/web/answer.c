/* Builds and sends answers. */
#include "web/answer.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"

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
    answer->body.length = 0;
}

void answer_add(struct answer *answer, const char *text, size_t length)
{
    buffer_add(&answer->body, text, length);
}

void answer_add_text(struct answer *answer, const char *text)
{
    buffer_add_text(&answer->body, text);
}

/* Formats without printf: an answer holds about fifty numbers, and printf would take a fifth of the time. */
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

/* Whether the byte needs no escape in a JSON string (RFC 8259, section 7). */
static int is_plain(char byte)
{
    return (unsigned char)byte >= ' ' && byte != '"' && byte != '\\';
}

static void add_escaped(struct answer *answer, char byte)
{
    static const char letters[] =
        "\"\"\\\\\bb\ff\nn\rr\tt"; /* pairs: a byte and the letter of its escape sequence */
    char escape[8];
    int length = 2;

    escape[0] = '\\';
    escape[1] = '\0';
    for (const char *at = letters; *at; at += 2)
        if (*at == byte)
            escape[1] = at[1];
    if (!escape[1])
        length = snprintf(escape, sizeof escape, "\\u%04X", (unsigned)byte);
    answer_add(answer, escape, (size_t)length);
}

void answer_add_json(struct answer *answer, const char *text, size_t length)
{
    size_t from = 0;

    if (!text) {
        answer_add(answer, "null", 4);
        return;
    }
    answer_add(answer, "\"", 1);
    for (size_t at = 0; at < length; at++)
        if (!is_plain(text[at])) {
            answer_add(answer, text + from, at - from);
            add_escaped(answer, text[at]);
            from = at + 1;
        }
    answer_add(answer, text + from, length - from);
    answer_add(answer, "\"", 1);
}

void answer_add_json_text(struct answer *answer, const char *text)
{
    answer_add_json(answer, text, text ? strlen(text) : 0);
}

json_t *answer_json(const struct answer *answer)
{
    json_t *json = json_loadb(answer->body.bytes, answer->body.length, 0, NULL);

    if (!json)
        memory_full();
    return json;
}

void answer_add_percent(struct answer *answer, const char *text)
{
    for (; *text; text++)
        answer_print(answer, isalnum((unsigned char)*text) || strchr("-.", *text) ? "%c" : "%%%02X",
                     (unsigned char)*text);
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
    answer_begin(answer);
    answer->status = status;
    answer->type = "application/problem+json";
    if (status == 503)
        answer->retry_after = 5;
    answer_print(answer, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":",
                 reason_phrase(status), status);
    answer_add_json_text(answer, detail);
    if (parameter) {
        answer_add_text(answer, ",\"parameter\":");
        answer_add_json_text(answer, parameter);
    }
    answer_add_text(answer, "}");
}

/* Whether one of the tags in the header matches the answer's. Weak tags match too: nginx makes a tag weak
 * when it compresses an answer (RFC 9110, section 13.1.2). */
static int is_among(const char *etag, const char *list)
{
    size_t length = strlen(etag);

    for (const char *at = list; *at; at += strcspn(at, ","), at += strspn(at, ", \t")) {
        if (strcmp(at, "*") == 0)
            return 1;
        at += strncmp(at, "W/", 2) == 0 ? 2 : 0;
        if (strncmp(at, etag, length) == 0 && strchr(", \t", at[length])) /* and the tag ends here */
            return 1;
    }
    return 0;
}

void answer_validate(struct answer *answer, const char *if_none_match)
{
    if (answer->status != 200)
        return;
    snprintf(answer->etag, sizeof answer->etag, "\"%016llx\"",
             (unsigned long long)hash_bytes(hash_start, answer->body.bytes, answer->body.length));
    if (!is_among(answer->etag, if_none_match))
        return;
    answer->status = 304;
    answer->body.length = 0;
}

void answer_send(const struct answer *answer, FCGX_Stream *out, int head)
{
    FCGX_FPrintF(out, "Status: %d %s\r\nCache-Control: %s\r\n", answer->status, reason_phrase(answer->status),
                 answer->cache);
    if (answer->status != 304)
        FCGX_FPrintF(out, "Content-Type: %s\r\nContent-Length: %d\r\n", answer->type,
                     (int)answer->body.length);
    if (answer->etag[0])
        FCGX_FPrintF(out, "ETag: %s\r\n", answer->etag);
    if (answer->allow)
        FCGX_FPrintF(out, "Allow: %s\r\n", answer->allow);
    if (answer->retry_after)
        FCGX_FPrintF(out, "Retry-After: %d\r\n", answer->retry_after);
    if (answer->generation && *answer->generation)
        FCGX_FPrintF(out, "Stagename-Generation: %s\r\n", answer->generation);
    FCGX_PutStr("\r\n", 2, out);
    if (!head)
        FCGX_PutStr(answer->body.bytes, (int)answer->body.length, out);
}

void answer_free(struct answer *answer)
{
    buffer_free(&answer->body);
    *answer = (struct answer){0};
}
