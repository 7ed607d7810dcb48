/* Sends GET requests over http or https with libcurl, and explains failures in one sentence.
 *
 * Redirects are followed, but not from https to http, and not from a public address to a private one
 * (fetch/redirects.h). Certificates are verified with those of the system, or of the file $SSL_CERT_FILE.
 * libcurl takes proxies from the environment. */
#ifndef STAGENAME_FETCH_HTTP_H
#define STAGENAME_FETCH_HTTP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "fetch/record.h"

struct http;

/* timeout: seconds for connecting, and seconds for which a transfer may be slower than min_speed bytes a
 * second. Returns NULL with *why set. */
struct http *http_new(long timeout, long min_speed, struct err *why);
void http_free(struct http *http);

struct http_answer {
    long status;      /* 0 for no answer */
    int64_t length;   /* bytes of the body, -1 when unknown */
    int64_t from, of; /* for 206: offset of the body, and size of the file; -1 when unknown */
    char etag[RECORD_TEXT_BYTES], last_modified[RECORD_TEXT_BYTES],
        type[RECORD_TEXT_BYTES]; /* empty when missing */
    long retry_after;            /* seconds, 0 when missing */
    int is_slow;                 /* stopped as too slow, and its average speed was too low, too */
};

struct http_request {
    const char *url;
    const struct record *unless; /* the server answers 304 for this version; NULL: no condition */
    int64_t from;                /* > 0: requests only the bytes from this offset on … */
    const char *if_range;        /* … if the version is still this one, or else all */

    /* Called with the headers of a 200 or 206, then with each piece of the body; -1 with *why set cancels. */
    int (*begin)(void *arg, const struct http_answer *answer, struct err *why);
    int (*body)(void *arg, const void *data, size_t size, struct err *why);
    /* Called often; a nonzero result cancels. */
    int (*tick)(void *arg);
    void *arg;
};

enum http_outcome {
    HTTP_DONE,    /* 200 or 206 with the whole body, or 304, or 416 for a request with from */
    HTTP_AGAIN,   /* *why set; a retry may succeed */
    HTTP_FAILED,  /* *why set */
    HTTP_STOPPED, /* cancelled by tick */
};

enum http_outcome http_get(struct http *http, const struct http_request *request, struct http_answer *answer,
                           struct err *why);

#endif
