/* Where a redirect may lead: not from the public internet into a private network, where a server of
 * somebody else could have us read what only this machine or its neighbours may read. Pure: knows
 * addresses, not the network.
 *
 * An address that the user gave may be private, and so may all that it redirects to. What counts is the
 * address that a connection has, not the name, which may resolve to anything. A proxy resolves names
 * itself: behind one, only hosts in numbers and localhost are recognised. */
#ifndef STAGENAME_FETCH_REDIRECTS_H
#define STAGENAME_FETCH_REDIRECTS_H

/* All zero before the first request, but for is_proxied. */
struct redirects {
    int is_proxied;     /* the environment names a proxy, so that a connection's address may be the proxy's */
    int begun;          /* the first request was made */
    int may_be_private; /* it was to a private address */
    char first_ip[64];
};

/* Before a connection is made. Returns 1, or 0 when it must not be. */
int redirects_may_connect(const struct redirects *r, const char *ip);

/* Before a request is sent through a connection. The first is always allowed. Returns 1, or 0 when it must
 * not be sent. */
int redirects_may_ask(struct redirects *r, const char *url, const char *ip);

#endif
