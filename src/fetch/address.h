/* Which network addresses belong to private networks, loopback and the like: where a redirect from the public
 * internet must not lead. Pure: asks neither the network nor a resolver. */
#ifndef STAGENAME_FETCH_ADDRESS_H
#define STAGENAME_FETCH_ADDRESS_H

enum address_kind {
    ADDRESS_NAME, /* no address in numbers: only a resolver knows */
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE, /* RFC 1918, loopback, link-local, shared (100.64/10), multicast, reserved, or an IPv6
                        address that stands for such an IPv4 address; also the name localhost */
};

/* An IPv4 or IPv6 address as text, in brackets or not, with a zone (%eth0) or not; or a host's name. */
enum address_kind address_kind(const char *host);

/* The same of the host of an http or https URL; ADDRESS_NAME when there is none. */
enum address_kind address_kind_of_url(const char *url);

#endif
