/* Compares the addresses of requests with the first one. */
#include "fetch/redirects.h"

#include <stdio.h>
#include <string.h>

#include "fetch/address.h"

int redirects_may_connect(const struct redirects *r, const char *ip)
{
    if (!r->begun || r->may_be_private || (r->is_proxied && strcmp(ip, r->first_ip) == 0))
        return 1;
    return address_kind(ip) == ADDRESS_PUBLIC;
}

int redirects_may_request(struct redirects *r, const char *url, const char *ip)
{
    const int is_private = address_kind_of_url(url) == ADDRESS_PRIVATE;

    if (r->begun)
        return redirects_may_connect(r, ip) && (r->may_be_private || !is_private);
    r->begun = 1;
    r->may_be_private = is_private || (!r->is_proxied && address_kind(ip) != ADDRESS_PUBLIC);
    snprintf(r->first_ip, sizeof r->first_ip, "%s", ip);
    return 1;
}
