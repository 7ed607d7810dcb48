/* What is served where: one table of methods, paths, parameters and handlers. What it does not list is 404.
 * Builds no SQL and opens no socket. */
#ifndef STAGENAME_WEB_ROUTES_H
#define STAGENAME_WEB_ROUTES_H

#include <fcgiapp.h>

#include "web/answer.h"
#include "web/site.h"

/* Answers one request. Reads REQUEST_METHOD, DOCUMENT_URI (decoded, without the query) and QUERY_STRING; a
 * form is read where the route takes one. A POST that a page of another site sent is refused (address.h).
 * Counts the request. answer lends its memory. */
void routes_serve(struct site *site, struct answer *answer, FCGX_Request *request);

#endif
