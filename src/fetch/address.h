/* Classifies network addresses as public or private (private networks, loopback and similar). A redirect
 * from a public address must not lead to a private one. Uses neither the network nor a resolver. */
#ifndef STAGENAME_FETCH_ADDRESS_H
#define STAGENAME_FETCH_ADDRESS_H

enum address_kind {
    ADDRESS_NAME, /* not a numeric address: needs a resolver */
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE, /* RFC 1918, loopback, link-local, shared (100.64/10), multicast, reserved, or an IPv6
                        address that embeds such an IPv4 address; also the name localhost */
};

/* host: an IPv4 or IPv6 address, optionally with brackets and a zone (%eth0), or a host name. */
enum address_kind address_kind(const char *host);

/* The same for the host of an http or https URL; ADDRESS_NAME when it has none. */
enum address_kind address_kind_of_url(const char *url);

#endif
