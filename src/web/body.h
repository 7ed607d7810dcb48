/* Reads the headers and the body of a request, a form or JSON. Knows no routes. */
#ifndef STAGENAME_WEB_BODY_H
#define STAGENAME_WEB_BODY_H

#include <fcgiapp.h>
#include <jansson.h>

#include "web/answer.h"
#include "web/query.h"

/* Enough for 100 names of 400 bytes, even if JSON escapes every character outside ASCII. nginx/api.conf has
 * the same limit. */
enum { BODY_JSON_MAX = 128 * 1024 };

/* A parameter that nginx sent; "" when absent. */
const char *request_header(const FCGX_Request *request, const char *name);

/* Reads a form into text. Returns 0, or -1 with an error as the answer. */
int body_read_form(FCGX_Request *request, char text[QUERY_MAX + 2], struct answer *answer);

/* Reads JSON of at most BODY_JSON_MAX bytes. Caller decrefs; NULL with an error as the answer. */
json_t *body_read_json(FCGX_Request *request, struct answer *answer);

#endif
