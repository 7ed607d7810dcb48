/* An HTTP answer, built in memory and sent at once: status, headers with Content-Length, body.
 * Errors are problem details (RFC 9457). Knows HTTP and FastCGI's output; no routes, no database. */
#ifndef STAGENAME_WEB_ANSWER_H
#define STAGENAME_WEB_ANSWER_H

#include <fcgiapp.h>
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Cache-Control of an answer that a cache may keep but must validate by its ETag before each use. */
#define ANSWER_REVALIDATED "no-cache"

/* Zero it before first use; it reuses its memory from request to request. */
struct answer {
    int status;
    const char *type;       /* Content-Type */
    const char *cache;      /* Cache-Control */
    const char *allow;      /* Allow, or NULL */
    char etag[24];          /* ETag with its quotes, or "" */
    int retry_after;        /* seconds, or 0 */
    const char *generation; /* Stagename-Generation, or NULL or "" */
    struct buffer body;
};

/* Starts an empty answer: 200, JSON, no-store. */
void answer_begin(struct answer *answer);

/* text may be NULL when length is 0. */
void answer_add(struct answer *answer, const char *text, size_t length);
void answer_add_text(struct answer *answer, const char *text);
void answer_add_number(struct answer *answer, int64_t number);
#define answer_print(answer, ...) buffer_print(&(answer)->body, __VA_ARGS__)

/* length bytes of UTF-8 as a JSON string in its quotes; null for NULL. */
void answer_add_json(struct answer *answer, const char *text, size_t length);
void answer_add_json_text(struct answer *answer, const char *text); /* the same, ended by NUL */

/* The body of a JSON answer as a value, for a page; the caller releases it. */
json_t *answer_json(const struct answer *answer);

/* text escaped for HTML elements and quoted attributes. */
void answer_add_html(struct answer *answer, const char *text);

/* Appends a text as a value in a query: every byte that is no letter, digit, hyphen or dot as %XX. */
void answer_add_percent(struct answer *answer, const char *text);

/* Replaces the answer by problem details. parameter, the cause, may be NULL; both texts are UTF-8. */
void answer_problem(struct answer *answer, int status, const char *parameter, const char *detail);

/* Gives the answer an ETag made from its body; if_none_match, the header of the request or "", may turn it
 * into 304 without a body. Does nothing unless the status is 200. */
void answer_validate(struct answer *answer, const char *if_none_match);

/* head: the method was HEAD, so only the length of the body is sent. A closed connection is not an error. */
void answer_send(const struct answer *answer, FCGX_Stream *out, int head);

void answer_free(struct answer *answer);

#endif
