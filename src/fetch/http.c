/* The transfers, with the options of libcurl and its callbacks. */
#include "config.h"

#include "fetch/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "fetch/redirects.h"

enum { MOST_REDIRECTS = 10, MOST_REDIRECT_BYTES = 1 << 20 };

struct http {
    CURL *curl;                    /* reused, with its connections */
    long timeout;                  /* seconds */
    long min_speed;                /* bytes a second */
    char problem[CURL_ERROR_SIZE]; /* curl's error message */
};

struct transfer {
    struct http *http;
    const struct http_request *request;
    struct http_answer *answer;
    struct err *why;
    struct redirects redirects;
    int begun, refused, stopped; /* refused: by begin or body */
    int is_redirect_refused,
        is_redirect_too_large; /* a redirect to a private address; a redirect with a large body */
};

struct http *http_new(long timeout, long min_speed, struct err *why)
{
    struct http *http = calloc(1, sizeof *http);

    if (http && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) {
        http->curl = curl_easy_init();
        http->timeout = timeout;
        http->min_speed = min_speed;
        if (http->curl)
            return http;
        curl_global_cleanup();
    }
    free(http);
    err_set(why, "cannot start libcurl: out of memory?");
    return NULL;
}

void http_free(struct http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->curl);
    curl_global_cleanup();
    free(http);
}

/* A header of the last answer, not of redirects. A header that does not fit is ignored. */
static void read_header(CURL *curl, const char *name, char text[RECORD_TEXT_BYTES])
{
    struct curl_header *header;

    *text = '\0';
    if (curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
        strlen(header->value) < RECORD_TEXT_BYTES)
        strcpy(text, header->value);
}

static void read_answer(CURL *curl, struct http_answer *answer)
{
    char range[RECORD_TEXT_BYTES];
    curl_off_t number;

    answer->length = answer->from = answer->of = -1;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &number) == CURLE_OK)
        answer->length = number;
    answer->retry_after = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &number) == CURLE_OK && number > 0)
        answer->retry_after = (long)number;
    read_header(curl, "ETag", answer->etag);
    read_header(curl, "Last-Modified", answer->last_modified);
    read_header(curl, "Content-Type", answer->type);
    read_header(curl, "Content-Range", range);
    if (sscanf(range, "bytes %" SCNd64 "-%*d/%" SCNd64, &answer->from, &answer->of) < 1)
        answer->from = -1;
}

static int has_body(const struct transfer *t)
{
    return t->answer->status == 200 || (t->answer->status == 206 && t->request->from > 0);
}

static int is_expected(const struct transfer *t)
{
    return has_body(t) || (t->answer->status == 304 && t->request->unless) ||
           (t->answer->status == 416 && t->request->from > 0);
}

static void begin(struct transfer *t)
{
    t->begun = 1;
    read_answer(t->http->curl, t->answer);
    if (has_body(t) && t->request->begin(t->request->arg, t->answer, t->why) != 0)
        t->refused = 1;
}

/* Write callback. Returning less than size ends the transfer, as for the body of an error page. */
static size_t write_body(char *data, size_t one, size_t size, void *arg)
{
    struct transfer *t = arg;

    (void)one;
    if (!t->begun)
        begin(t);
    if (t->refused || !has_body(t))
        return 0;
    if (t->request->body(t->request->arg, data, size, t->why) == 0)
        return size;
    t->refused = 1;
    return 0;
}

static int check_progress(void *arg, curl_off_t of, curl_off_t done, curl_off_t up_of, curl_off_t up)
{
    struct transfer *t = arg;

    (void)of, (void)up_of, (void)up;
    t->stopped = t->request->tick(t->request->arg) != 0;
    t->is_redirect_too_large = !t->begun && done > MOST_REDIRECT_BYTES;
    return t->stopped || t->is_redirect_too_large;
}

/* ---- redirects ---- */

static int is_proxied(void)
{
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (getenv(names[i]) && *getenv(names[i]))
            return 1;
    return 0;
}

/* Refuses connections that are not allowed; libcurl then tries the next address of the host. */
static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *t = arg;
    const void *address = to->family == AF_INET6 ? (void *)&((struct sockaddr_in6 *)&to->addr)->sin6_addr
                                                 : (void *)&((struct sockaddr_in *)&to->addr)->sin_addr;
    char ip[INET6_ADDRSTRLEN] = "";

    (void)purpose;
    inet_ntop(to->family, address, ip, sizeof ip);
    if (redirects_may_connect(&t->redirects, ip))
        return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    t->is_redirect_refused = 1;
    return CURL_SOCKET_BAD;
}

/* Also called for a request on a reused connection. */
static int check_request(void *arg, char *ip, char *own_ip, int port, int own_port)
{
    struct transfer *t = arg;
    const char *url = NULL;

    (void)own_ip, (void)port, (void)own_port;
    curl_easy_getinfo(t->http->curl, CURLINFO_EFFECTIVE_URL, &url);
    t->is_redirect_refused = !redirects_may_request(&t->redirects, url ? url : t->request->url, ip);
    return t->is_redirect_refused ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

/* ---- the request ---- */

static int add_header(struct curl_slist **list, const char *name, const char *value)
{
    char line[RECORD_TEXT_BYTES + 40];
    struct curl_slist *longer;

    snprintf(line, sizeof line, "%.250s: %s", name, value);
    longer = curl_slist_append(*list, line);
    if (longer)
        *list = longer;
    return longer ? 0 : -1;
}

/* Adds the conditional headers. */
static int add_conditions(struct curl_slist **list, const struct http_request *request)
{
    int bad = 0;

    if (request->unless && *request->unless->etag)
        bad |= add_header(list, "If-None-Match", request->unless->etag);
    if (request->unless && *request->unless->last_modified)
        bad |= add_header(list, "If-Modified-Since", request->unless->last_modified);
    if (request->from > 0 && request->if_range)
        bad |= add_header(list, "If-Range", request->if_range);
    return bad;
}

static int set_up(struct transfer *t, const struct curl_slist *headers)
{
    static const char agent[] = PACKAGE_NAME "/" PACKAGE_VERSION " libcurl/" LIBCURL_VERSION;
    const int tls = strncasecmp(t->request->url, "https:", 6) == 0;
    const char *roots = getenv("SSL_CERT_FILE");
    CURL *curl = t->http->curl;
    char range[32];
    int bad = 0;

    curl_easy_reset(curl);
    *t->http->problem = '\0';
    snprintf(range, sizeof range, "%" PRId64 "-", t->request->from);
    bad |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->http->problem);
    bad |= curl_easy_setopt(curl, CURLOPT_URL, t->request->url);
    bad |= curl_easy_setopt(curl, CURLOPT_USERAGENT, agent);
    bad |= curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (t->request->from > 0)
        bad |= curl_easy_setopt(curl, CURLOPT_RANGE, range);
    if (roots && *roots)
        bad |= curl_easy_setopt(curl, CURLOPT_CAINFO, roots);
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    bad |= curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, tls ? "https" : "http,https");
    bad |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)MOST_REDIRECTS);
    bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, t->http->timeout * 1000);
    bad |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, t->http->min_speed);
    bad |= curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, t->http->timeout);
    bad |= curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    bad |= curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
    bad |= curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, check_request);
    bad |= curl_easy_setopt(curl, CURLOPT_PREREQDATA, t);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, write_body);
    bad |= curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
    bad |= curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    bad |= curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, check_progress);
    bad |= curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
    return bad;
}

/* Explains an unexpected status. */
static enum http_outcome explain_status(const struct transfer *t)
{
    const char *url = t->request->url;
    const long status = t->answer->status;

    if (status == 404 || status == 410)
        err_set(t->why, "%.250s: the server has no such file (%ld): check the address", url, status);
    else if (status == 401 || status == 403)
        err_set(t->why, "%.250s: the server denies access (%ld)", url, status);
    else if (status == 429)
        err_set(t->why, "%.250s: the server has received too many requests (%ld)", url, status);
    else if (status >= 500)
        err_set(t->why, "%.250s: the server has an error (%ld)", url, status);
    else
        err_set(t->why, "%.250s: the server answered with status %ld", url, status);
    return status == 408 || status == 429 || status >= 500 ? HTTP_AGAIN : HTTP_FAILED;
}

/* A transfer with a sufficient average speed was interrupted; otherwise it is slow. */
static enum http_outcome explain_timeout(const struct transfer *t)
{
    const struct http *http = t->http;
    curl_off_t speed = 0, bytes = 0;

    curl_easy_getinfo(http->curl, CURLINFO_SPEED_DOWNLOAD_T, &speed);
    curl_easy_getinfo(http->curl, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    t->answer->is_slow = speed < http->min_speed;
    if (bytes == 0)
        err_set(t->why, "%.250s: received no data for %ld s", t->request->url, http->timeout);
    else
        err_set(t->why, "%.250s: received less than %ld bytes a second for %ld s", t->request->url,
                http->min_speed, http->timeout);
    return HTTP_AGAIN;
}

static enum http_outcome explain_refused_redirect(const struct transfer *t)
{
    const char *to = NULL;

    curl_easy_getinfo(t->http->curl, CURLINFO_EFFECTIVE_URL, &to);
    err_set(t->why,
            "%.200s: refused a redirect to a private network (%.200s): use that address directly if it is "
            "right",
            t->request->url, to ? to : "?");
    return HTTP_FAILED;
}

/* Explains an error of the transfer. */
static enum http_outcome explain_error(const struct transfer *t, CURLcode code)
{
    const char *words = *t->http->problem ? t->http->problem : curl_easy_strerror(code);
    const char *url = t->request->url;

    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        err_set(t->why, "%.250s: cannot find the host (%.200s): check the address and the network", url,
                words);
        return HTTP_AGAIN;
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
        err_set(t->why, "%.250s: cannot connect (%.200s)", url, words);
        return HTTP_AGAIN;
    case CURLE_OPERATION_TIMEDOUT:
        return explain_timeout(t);
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        err_set(t->why, "%.250s: the connection was lost (%.200s)", url, words);
        return HTTP_AGAIN;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
        err_set(t->why,
                "%.250s: cannot verify the certificate of the server (%.200s): is the package "
                "ca-certificates installed?",
                url, words);
        return HTTP_FAILED;
    case CURLE_UNSUPPORTED_PROTOCOL:
        err_set(t->why, "%.250s: refused a redirect from https, or to another protocol (%.200s)", url, words);
        return HTTP_FAILED;
    case CURLE_TOO_MANY_REDIRECTS:
        err_set(t->why, "%.250s: redirects more than %d times", url, MOST_REDIRECTS);
        return HTTP_FAILED;
    default:
        err_set(t->why, "%.250s: %.200s", url, words);
        return HTTP_FAILED;
    }
}

enum http_outcome http_get(struct http *http, const struct http_request *request, struct http_answer *answer,
                           struct err *why)
{
    struct transfer t = {.http = http,
                         .request = request,
                         .answer = answer,
                         .why = why,
                         .redirects = {.is_proxied = is_proxied()}};
    struct curl_slist *headers = NULL;
    CURLcode code;

    memset(answer, 0, sizeof *answer);
    if (add_conditions(&headers, request) != 0 || set_up(&t, headers) != 0) {
        curl_slist_free_all(headers);
        err_set(why, "cannot set up libcurl: out of memory, or it lacks a required feature");
        return HTTP_FAILED;
    }
    code = curl_easy_perform(http->curl);
    if (!t.begun && code == CURLE_OK)
        begin(&t); /* an answer without body */
    else if (!t.begun)
        read_answer(http->curl, answer); /* interrupted after the headers */
    curl_slist_free_all(headers);
    if (t.stopped)
        return HTTP_STOPPED;
    if (t.refused)
        return HTTP_FAILED;
    if (t.is_redirect_refused && code != CURLE_OK)
        return explain_refused_redirect(&t);
    if (t.is_redirect_too_large) {
        err_set(why, "%.250s: a redirect has a body of more than %d bytes", request->url,
                MOST_REDIRECT_BYTES);
        return HTTP_FAILED;
    }
    if ((t.begun || answer->status >= 400) && !is_expected(&t))
        return explain_status(&t);
    return code == CURLE_OK || answer->status == 416 ? HTTP_DONE : explain_error(&t, code);
}
