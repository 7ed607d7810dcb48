/* The site's address, "https://names.example": read from an option, and compared with where a form was sent
 * from. Knows no request and no page. */
#ifndef STAGENAME_WEB_ADDRESS_H
#define STAGENAME_WEB_ADDRESS_H

#include "base/err.h"

enum { ADDRESS_BYTES = 8 + 253 + 6 + 1 }; /* "https://", a host, ":65535" */

/* Reads "http://HOST[:PORT]" or "https://…", perhaps with a "/" at its end, and nothing else: no user, path,
 * query or fragment. HOST is a name of ASCII letters, digits, hyphens and dots, an address of IPv4, or one of
 * IPv6 in brackets. out gets it as a browser writes one: lower case, IPv6 compressed, without the scheme's
 * own port and without "/". Returns 0, or -1 with *why set. */
int address_read(const char *text, char out[ADDRESS_BYTES], struct err *why);

/* What a browser says of a POST's sender; each "" when it says nothing. */
struct sender {
    const char *fetch_site; /* Sec-Fetch-Site: the sender as the browser itself judged it */
    const char *origin;     /* Origin: "https://host", or "null" when it is hidden */
    const char *asked;      /* "https://host" of the request, from its header Host */
};

/* Whether a POST may come from this sender. site is what address_read made, or "" when none is configured.
 *
 * A Sec-Fetch-Site but same-origin and none is refused; same-site too, since another host of the domain
 * may belong to others, and no page of ours is there. An Origin must be the site's address, or the request's
 * own where none is configured. A browser that sends Sec-Fetch-Site has compared already, so its Origin may
 * also be hidden, or have the host of the request: the site by another name, or behind a proxy that ends TLS.
 * Neither header: no browser sent it. */
int address_allows(const char *site, const struct sender *sender);

#endif
