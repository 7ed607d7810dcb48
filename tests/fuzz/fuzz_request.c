/* Whole requests, as nginx hands them to a worker: an input is an HTTP request, with a path, a query, headers
 * and a body. libfcgi's streams are replaced by memory, so no socket is opened. */
#include "fuzz.h"

#include <fcgiapp.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "database.h"
#include "web/routes.h"

enum { PARAMS_MAX = 64 };

static struct site site;
static struct answer answer;

/* ---- libfcgi's streams ---- */

static void no_more(FCGX_Stream *in)
{
    in->isClosed = 1;
}

static struct {
    char *text;
    size_t length, room;
} sent;
static unsigned char buffer[1000];

static void take(FCGX_Stream *out, int is_closing)
{
    size_t length = (size_t)(out->wrNext - buffer);

    (void)is_closing;
    if (sent.length + length + 1 > sent.room) {
        sent.room = 2 * (sent.length + length + 1);
        sent.text = realloc(sent.text, sent.room);
        FUZZ_CHECK(sent.text != NULL);
    }
    memcpy(sent.text + sent.length, buffer, length);
    sent.length += length;
    sent.text[sent.length] = '\0';
    out->wrNext = buffer;
}

/* ---- the request ---- */

struct params {
    char *list[PARAMS_MAX + 1];
    int count;
};

static void add_param(struct params *params, const char *name, const char *value)
{
    if (params->count == PARAMS_MAX)
        return;
    FUZZ_CHECK(asprintf(&params->list[params->count++], "%s=%s", name, value) > 0);
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, c | 0x20) : NULL;

    return found ? (int)(found - digits) : -1;
}

/* nginx decodes the path; it refuses one with a NUL. In place. */
static void decode_path(char *path)
{
    char *out = path;

    for (; *path; path++) {
        int high = *path == '%' ? hex_digit(path[1]) : -1, low = high >= 0 ? hex_digit(path[2]) : -1;

        if (low >= 0 && (high | low)) {
            *out++ = (char)(high << 4 | low);
            path += 2;
        } else {
            *out++ = *path;
        }
    }
    *out = '\0';
}

/* The next line of a text, cut off it in place; "" behind the last. */
static char *cut_line(char **text)
{
    char *line = *text, *end = line + strcspn(line, "\n");

    *text = *end ? end + 1 : end;
    if (end > line && end[-1] == '\r')
        end[-1] = '\0';
    *end = '\0';
    return line;
}

static void add_request_line(struct params *params, char *line)
{
    char root[] = "/", *method = strsep(&line, " "), *target = line ? strsep(&line, " ") : root;
    char *query = strchr(target, '?');

    if (query)
        *query++ = '\0';
    decode_path(target);
    add_param(params, "REQUEST_METHOD", method);
    add_param(params, "DOCUMENT_URI", target);
    add_param(params, "QUERY_STRING", query ? query : "");
}

/* A header with a NAME of CGI's in capitals goes in under that name. */
static void add_header(struct params *params, char *line)
{
    char *name = strsep(&line, ":"), *value = line ? line + strspn(line, " ") : "";

    if (strcasecmp(name, "Content-Type") == 0)
        name = "CONTENT_TYPE";
    else if (strcasecmp(name, "Content-Length") == 0)
        name = "CONTENT_LENGTH";
    else if (strcasecmp(name, "Host") == 0)
        name = "STAGENAME_ADDRESS";
    else if (strcasecmp(name, "If-None-Match") == 0)
        name = "STAGENAME_IF_NONE_MATCH";
    else if (strcasecmp(name, "X-Visitor") == 0)
        name = "STAGENAME_VISITOR";
    add_param(params, name, value);
}

/* Returns where the body begins. */
static char *read_head(struct params *params, char *text)
{
    add_request_line(params, cut_line(&text));
    for (char *line; *(line = cut_line(&text));)
        add_header(params, line);
    return text;
}

/* ---- the answer ---- */

static const char *header_of(const char *head, const char *name)
{
    const char *found = strstr(head, name);

    FUZZ_CHECK(found != NULL);
    return found + strlen(name);
}

static void check_body(const char *type, const char *body, size_t length)
{
    json_t *json;

    FUZZ_CHECK(strlen(body) == length && fuzz_is_utf8(body));
    if (strncmp(type, "application/json", 16) != 0 && strncmp(type, "application/problem+json", 24) != 0)
        return;
    json = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
    FUZZ_CHECK(json != NULL);
    json_decref(json);
}

static void check_answer(const char *method)
{
    char *end = strstr(sent.text, "\r\n\r\n"), *body;
    long status, length;

    FUZZ_CHECK(end != NULL);
    *end = '\0';
    body = end + 4;
    status = strtol(header_of(sent.text, "Status: "), NULL, 10);
    FUZZ_CHECK(status >= 200 && status < 600 && status != 500);
    if (status == 304) {
        FUZZ_CHECK(!*body);
        return;
    }
    length = strtol(header_of(sent.text, "Content-Length: "), NULL, 10);
    FUZZ_CHECK(!strpbrk(header_of(sent.text, "Content-Type: "), "<>"));
    if (strcmp(method, "HEAD") == 0) {
        FUZZ_CHECK(!*body);
        return;
    }
    FUZZ_CHECK((size_t)length == sent.length - (size_t)(body - sent.text));
    check_body(header_of(sent.text, "Content-Type: "), body, (size_t)length);
}

static void begin(void)
{
    static const char words[] = "night\tcN\nriver\tkN\nblue\tcJ\n";
    struct err why = {""};
    struct lexicon *lexicon = lexicon_open(fuzz_file(1, words, sizeof words - 1), &why);

    site.workers = 1;
    FUZZ_CHECK(lexicon != NULL);
    site.inventor = inventor_new(fuzz_model_file(), fuzz_blocklist(), lexicon, &why);
    FUZZ_CHECK(site.inventor != NULL && site_open(&site, fuzz_database(), &why) == 0);
    site_begin(&site);
    while (site_idle(&site))
        ;
    rng_seed(&site.rng, 1, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size), *body;
    struct params params = {.count = 0};
    FCGX_Stream in = {.isReader = 1, .fillBuffProc = no_more}, out = {.emptyBuffProc = take};
    FCGX_Request request = {.in = &in, .out = &out, .envp = params.list};

    if (!site.workers)
        begin();
    body = read_head(&params, text);
    in.rdNext = in.stopUnget = (unsigned char *)body;
    in.stop = (unsigned char *)text + size;
    out.wrNext = buffer;
    out.stop = buffer + sizeof buffer;
    sent.length = 0;
    routes_serve(&site, &answer, &request);
    take(&out, 1);
    check_answer(params.list[0] + strlen("REQUEST_METHOD="));
    for (int i = 0; i < params.count; i++)
        free(params.list[i]);
    free(text);
    return 0;
}
