/* Tables of private ranges, and the parsing of addresses. */
#include "fetch/address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { HOST_BYTES = 256, V4_BYTES = 4, V6_BYTES = 16 };

/* A range of addresses with the same prefix of bits. */
struct address_range {
    unsigned char bytes[V6_BYTES];
    int bits;
};

static const struct address_range private_v4[] = {
    {{0}, 8},          /* this network */
    {{10}, 8},         /* RFC 1918 */
    {{100, 64}, 10},   /* shared by providers, RFC 6598 */
    {{127}, 8},        /* loopback */
    {{169, 254}, 16},  /* link-local */
    {{172, 16}, 12},   /* RFC 1918 */
    {{192, 0, 0}, 24}, /* protocol assignments, RFC 6890 */
    {{192, 168}, 16},  /* RFC 1918 */
    {{198, 18}, 15},   /* benchmarks, RFC 2544 */
    {{224}, 4},        /* multicast */
    {{240}, 4},        /* reserved, and broadcast */
};

static const struct address_range private_v6[] = {
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48}, /* translation within a network, RFC 8215 */
    {{0xfc}, 7},                                /* unique local */
    {{0xfe, 0x80}, 10},                         /* link-local */
    {{0xfe, 0xc0}, 10},                         /* site-local, deprecated */
    {{0xff}, 8},                                /* multicast */
};

/* IPv6 ranges that embed an IPv4 address, and its offset. */
static const struct {
    struct address_range block;
    int at;
} embedded_v4[] = {
    {{{0}, 96}, 12},                        /* compatible; also :: and ::1, which are then in 0.0.0.0/8 */
    {{{[10] = 0xff, [11] = 0xff}, 96}, 12}, /* mapped */
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},   /* translated, RFC 6052 */
    {{{0x20, 0x02}, 16}, 2},                /* 6to4 */
};

static int is_in(const unsigned char *address, const struct address_range *block)
{
    const int whole = block->bits / 8, rest = block->bits % 8;

    return memcmp(address, block->bytes, (size_t)whole) == 0 &&
           (rest == 0 || (address[whole] ^ block->bytes[whole]) >> (8 - rest) == 0);
}

static int is_in_any(const unsigned char *address, const struct address_range *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_in(address, &blocks[i]))
            return 1;
    return 0;
}

static enum address_kind kind_of_v4(const unsigned char address[V4_BYTES])
{
    return is_in_any(address, private_v4, sizeof private_v4 / sizeof *private_v4) ? ADDRESS_PRIVATE
                                                                                  : ADDRESS_PUBLIC;
}

static enum address_kind kind_of_v6(const unsigned char address[V6_BYTES])
{
    for (size_t i = 0; i < sizeof embedded_v4 / sizeof *embedded_v4; i++)
        if (is_in(address, &embedded_v4[i].block))
            return kind_of_v4(address + embedded_v4[i].at);
    return is_in_any(address, private_v6, sizeof private_v6 / sizeof *private_v6) ? ADDRESS_PRIVATE
                                                                                  : ADDRESS_PUBLIC;
}

/* localhost and its subdomains, RFC 6761; a name may end in a dot. */
static int is_localhost(const char *name)
{
    static const char localhost[] = "localhost";
    const size_t wanted = sizeof localhost - 1;
    size_t length = strlen(name);

    length -= length > 0 && name[length - 1] == '.';
    return length >= wanted && strncasecmp(name + length - wanted, localhost, wanted) == 0 &&
           (length == wanted || name[length - wanted - 1] == '.');
}

enum address_kind address_kind(const char *host)
{
    unsigned char address[V6_BYTES];
    char text[HOST_BYTES];

    host += *host == '[';
    snprintf(text, sizeof text, "%.*s", (int)strcspn(host, "]%"), host);
    if (inet_pton(AF_INET, text, address) == 1)
        return kind_of_v4(address);
    if (inet_pton(AF_INET6, text, address) == 1)
        return kind_of_v6(address);
    return is_localhost(text) ? ADDRESS_PRIVATE : ADDRESS_NAME;
}

enum address_kind address_kind_of_url(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    /* libcurl parses 0x7f.1 and 2130706433 as 127.0.0.1 */
    const int known = parts && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
                      curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    const enum address_kind kind = known ? address_kind(host) : ADDRESS_NAME;

    curl_free(host);
    curl_url_cleanup(parts);
    return kind;
}
