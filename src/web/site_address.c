/* Parses and compares addresses of sites. */
#include "web/site_address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

enum { HOST_MAX = 253, LABEL_MAX = 63 };

struct parts {
    int is_https;
    char host[HOST_MAX + 1];
    long port; /* 0: the scheme's default */
};

/* ---- reading ---- */

/* Reads the scheme. Returns what follows it, or NULL. */
static const char *read_scheme(const char *text, struct parts *parts)
{
    parts->is_https = strncasecmp(text, "https://", 8) == 0;
    if (parts->is_https)
        return text + 8;
    return strncasecmp(text, "http://", 7) == 0 ? text + 7 : NULL;
}

/* One label of a host's name, lower case. */
static int is_label(const char *label, size_t length)
{
    return length > 0 && length <= LABEL_MAX && label[0] != '-' && label[length - 1] != '-' &&
           strspn(label, LETTERS DIGITS "-") >= length;
}

/* Browsers parse a host whose last label is a number as an IPv4 address, so it must be one. */
static int is_host(const char *host)
{
    const char *last = strrchr(host, '.');
    struct in_addr address;

    last = last ? last + 1 : host;
    if (last[strspn(last, DIGITS)] == '\0')
        return inet_pton(AF_INET, host, &address) == 1;
    for (;; host++) {
        size_t length = strcspn(host, ".");

        if (!is_label(host, length))
            return 0;
        host += length;
        if (!*host)
            return 1;
    }
}

/* Rewrites "[ADDRESS]" in the form that browsers use. Returns 0, or -1. */
static int read_ipv6(struct parts *parts)
{
    size_t length = strlen(parts->host);
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;

    if (length < 4 || length - 2 >= sizeof text || parts->host[length - 1] != ']')
        return -1;
    memcpy(text, parts->host + 1, length - 2);
    text[length - 2] = '\0';
    if (inet_pton(AF_INET6, text, &address) != 1 || !inet_ntop(AF_INET6, &address, text, sizeof text))
        return -1;
    snprintf(parts->host, sizeof parts->host, "[%s]", text);
    return 0;
}

/* Reads the host. Returns what follows it, or NULL. */
static const char *read_host(const char *text, struct parts *parts)
{
    size_t length = text[0] == '[' ? strcspn(text, "]") + 1 : strcspn(text, ":/");

    if (length > HOST_MAX || length > strlen(text))
        return NULL;
    for (size_t i = 0; i < length; i++)
        parts->host[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
    parts->host[length] = '\0';
    if (text[0] == '[' ? read_ipv6(parts) != 0 : !is_host(parts->host))
        return NULL;
    return text + length;
}

/* Reads the optional port. Returns what follows it, or NULL. */
static const char *read_port(const char *text, struct parts *parts)
{
    size_t digits;

    parts->port = 0;
    if (*text != ':')
        return text;
    digits = strspn(++text, DIGITS);
    if (digits == 0 || digits > 5 || text[0] == '0')
        return NULL;
    parts->port = strtol(text, NULL, 10);
    if (parts->port > 65535)
        return NULL;
    if (parts->port == (parts->is_https ? 443 : 80))
        parts->port = 0;
    return text + digits;
}

/* Returns NULL, or an error message. */
static const char *read_parts(const char *text, struct parts *parts)
{
    const char *at = read_scheme(text, parts);

    if (!at)
        return "it must begin with http:// or https://";
    if (strchr(at, '@'))
        return "it must not name a user";
    at = read_host(at, parts);
    if (!at)
        return "its host is not a name of ASCII letters, digits, hyphens and dots, nor an IP address";
    at = read_port(at, parts);
    if (!at)
        return "its port is not a number from 1 to 65535";
    if (*at && strcmp(at, "/") != 0)
        return "nothing may follow the host and port, for the site is at the root";
    return NULL;
}

int address_read(const char *text, char out[ADDRESS_BYTES], struct err *why)
{
    struct parts parts;
    const char *wrong = read_parts(text, &parts);
    int length;

    out[0] = '\0';
    if (wrong)
        return err_set(why, "'%.300s' is not a site address such as https://names.example: %s", text, wrong);
    length = snprintf(out, ADDRESS_BYTES, "%s://%s", parts.is_https ? "https" : "http", parts.host);
    if (parts.port)
        snprintf(out + length, ADDRESS_BYTES - (size_t)length, ":%ld", parts.port);
    return 0;
}

/* ---- comparing ---- */

static int is_same(const char *origin, const char *address)
{
    char one[ADDRESS_BYTES], other[ADDRESS_BYTES];
    struct err why;

    return address_read(origin, one, &why) == 0 && address_read(address, other, &why) == 0 &&
           strcmp(one, other) == 0;
}

/* Compares host and port, as sent. */
static int is_same_host(const char *origin, const char *address)
{
    const char *one = strstr(origin, "://"), *other = strstr(address, "://");

    return one && other && one[3] && strcasecmp(one, other) == 0;
}

int address_allows(const char *site, const struct sender *sender)
{
    int is_judged = *sender->fetch_site != '\0';

    if (is_judged && strcmp(sender->fetch_site, "same-origin") != 0 &&
        strcmp(sender->fetch_site, "none") != 0)
        return 0;
    if (!*sender->origin || is_same(sender->origin, *site ? site : sender->asked))
        return 1;
    return is_judged && (strcmp(sender->origin, "null") == 0 || is_same_host(sender->origin, sender->asked));
}
