/* The policy for redirects: none from the public internet into a private network. Otherwise a foreign server
 * could make this program read data that only this machine or its neighbours may read. Uses addresses only,
 * not the network.
 *
 * An address that the user specified may be private, and so may all that it redirects to. The decision uses
 * the address of the connection, not the name, which may resolve to any address. Behind a proxy, which
 * resolves names itself, only numeric hosts and localhost are recognized. */
#ifndef STAGENAME_FETCH_REDIRECTS_H
#define STAGENAME_FETCH_REDIRECTS_H

/* Zero-initialize it, except is_proxied. */
struct redirects {
    int is_proxied;     /* a proxy is set, so the address of a connection may be that of the proxy */
    int begun;          /* the first request was sent */
    int may_be_private; /* the first request was to a private address */
    char first_ip[64];
};

/* Call it before connecting. Returns whether the connection is allowed. */
int redirects_may_connect(const struct redirects *r, const char *ip);

/* Call it before sending a request on a connection. Returns whether it is allowed; the first one always
 * is. */
int redirects_may_request(struct redirects *r, const char *url, const char *ip);

#endif
