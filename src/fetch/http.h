/* One GET over http or https, by libcurl: what was asked, what came, and in one sentence why not.
 *
 * Redirects are followed, but never from https to http, nor from a public address to a private one
 * (fetch/redirects.h); certificates are checked against the system's, or those of the
 * file that the environment's SSL_CERT_FILE names. Proxies come from the environment as libcurl reads it. */
#ifndef STAGENAME_FETCH_HTTP_H
#define STAGENAME_FETCH_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "fetch/record.h"

struct http;

/* timeout, in seconds: how long a connection may take to be made, and how long one that is made may bring
 * less than min_speed bytes a second. Returns NULL with *why set. */
struct http *http_new(long timeout, long min_speed, struct err *why);
void http_free(struct http *http);

struct http_answer {
    long status;      /* 0 when none came */
    int64_t length;   /* bytes of the body, -1 unknown */
    int64_t from, of; /* 206: where the body begins in a file of how many bytes; -1 untold */
    char etag[RECORD_TEXT_BYTES], last_modified[RECORD_TEXT_BYTES],
        type[RECORD_TEXT_BYTES]; /* empty when untold */
    long retry_after;            /* seconds, 0 untold */
    int is_slow;                 /* given up as too slow, and too slow from its start to its end */
};

struct http_request {
    const char *url;
    const struct record *unless; /* answer 304 if it is still this version; NULL: in any case */
    int64_t from;                /* > 0: only what comes after this many bytes … */
    const char *if_range;        /* … if that is still the version, else all */

    /* Called with the head of a 200 or 206, then with each piece of the body; -1 with *why set ends it. */
    int (*begin)(void *arg, const struct http_answer *answer, struct err *why);
    int (*body)(void *arg, const void *data, size_t size, struct err *why);
    /* Called often; other than 0 ends it. */
    int (*tick)(void *arg);
    void *arg;
};

enum http_outcome {
    HTTP_DONE,    /* 200 or 206 with all of the body, or 304, or 416 to a request with from */
    HTTP_AGAIN,   /* *why set; may go better later */
    HTTP_FAILED,  /* *why set */
    HTTP_STOPPED, /* by tick */
};

enum http_outcome http_get(struct http *http, const struct http_request *request, struct http_answer *answer,
                           struct err *why);

#endif
