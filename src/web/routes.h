/* The table of routes: methods, paths, parameters and handlers. All other paths are 404. Builds no SQL and
 * opens no socket. */
#ifndef STAGENAME_WEB_ROUTES_H
#define STAGENAME_WEB_ROUTES_H

#include <fcgiapp.h>

#include "web/answer.h"
#include "web/site.h"

/* Answers one request. Reads REQUEST_METHOD, DOCUMENT_URI (decoded, without the query) and QUERY_STRING; also
 * a form if the route takes one. Rejects a POST from a page of another site (site_address.h). Counts the
 * request in the metrics. answer only lends its memory. */
void routes_serve(struct site *site, struct answer *answer, FCGX_Request *request);

#endif
