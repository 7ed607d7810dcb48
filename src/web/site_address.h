/* Parses the site's address, "https://names.example", and compares it with the sender of a form. Knows no
 * request and no page. */
#ifndef STAGENAME_WEB_SITE_ADDRESS_H
#define STAGENAME_WEB_SITE_ADDRESS_H

#include "base/err.h"

enum { ADDRESS_BYTES = 8 + 253 + 6 + 1 }; /* "https://", a host, ":65535" */

/* Reads "http://HOST[:PORT]" or "https://…", optionally with a trailing "/", and nothing else: no user, path,
 * query or fragment. HOST is a name of ASCII letters, digits, hyphens and dots, an IPv4 address, or an IPv6
 * address in brackets. out receives it in the form that browsers use: lower case, IPv6 compressed, without
 * the scheme's default port and without "/". Returns 0, or -1 with *why set. */
int address_read(const char *text, char out[ADDRESS_BYTES], struct err *why);

/* The headers of a POST that identify its sender; "" when absent. */
struct sender {
    const char *fetch_site; /* Sec-Fetch-Site: the browser's own comparison */
    const char *origin;     /* Origin: "https://host", or "null" when it is hidden */
    const char *asked;      /* "https://host" of the request, from its header Host */
};

/* Whether a POST may come from this sender. site is what address_read made, or "" when none is configured.
 *
 * Sec-Fetch-Site must be same-origin or none; same-site is refused, since other hosts of the domain may
 * belong to other people. Origin must be the site's address, or scheme and Host of the request where no
 * address is configured. A browser that sends Sec-Fetch-Site has already compared the origins, so its Origin
 * may also be "null", or have the Host of the request (an alias of the site, or a proxy that terminates TLS).
 * A request without both headers is not from a browser, and is allowed. */
int address_allows(const char *site, const struct sender *sender);

#endif
