/* Tests of sources, records, digests, sizes, addresses and redirects. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "fetch/address.h"
#include "fetch/digest.h"
#include "fetch/fetch.h"
#include "fetch/origin.h"
#include "fetch/record.h"
#include "fetch/redirects.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"

static char path[] = "/tmp/stagename-test-fetch.XXXXXX";

static void make_file(void)
{
    close(mkstemp(path));
}

static void remove_file(void)
{
    unlink(path);
    strcpy(path + strlen(path) - 6, "XXXXXX");
}

static void write_file(const char *text)
{
    FILE *out = fopen(path, "w");

    ck_assert_ptr_nonnull(out);
    fputs(text, out);
    ck_assert_int_eq(fclose(out), 0);
}

START_TEST(a_checksum_is_found_by_the_whole_name)
{
    static const char *const lists[] = {
        HEX "  artist.tar.xz\n",
        HEX " *artist.tar.xz",
        "\n# note\n" OTHER " *event-artist.tar.xz\n" OTHER " *artist.tar.xz.asc\r\n" HEX
        " *artist.tar.xz\r\n",
    };
    static const char *const none[] = {
        "",
        HEX "\n",
        HEX " artist.tar.xz\n",
        HEX "  artist.tar\n",
        HEX "  ./artist.tar.xz\n",
        HEX "0  artist.tar.xz\n",
        "z" OTHER "\n",
        "0123  artist.tar.xz\n",
        "zz23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  artist.tar.xz\n",
    };
    char sum[SHA256_HEX_BYTES];

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        ck_assert_int_eq(origin_sum(lists[i], "artist.tar.xz", sum), 0);
        ck_assert_str_eq(sum, HEX);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(origin_sum(none[i], "artist.tar.xz", sum) != 0, "%s", none[i]);
}
END_TEST

START_TEST(checksums_are_lowercased)
{
    char sum[SHA256_HEX_BYTES];

    ck_assert_int_eq(origin_sha256("ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", sum),
                     0);
    ck_assert_str_eq(sum, "abcdef6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    ck_assert_int_ne(origin_sha256("", sum), 0);
    ck_assert_int_ne(origin_sha256(HEX "0", sum), 0);
    ck_assert_int_ne(origin_sha256(HEX "g", sum), 0);
    ck_assert_int_ne(origin_sha256(HEX " ", sum), 0);
}
END_TEST

START_TEST(latest_must_be_one_file_name)
{
    static const char *const bad[] = {"", "\n", "a/b", "../a", ".", "a b", "<html>", "a\nb", "20260131\1"};
    char folder[64];

    ck_assert_int_eq(origin_latest("20260131-001001\n", folder), 0);
    ck_assert_str_eq(folder, "20260131-001001");
    ck_assert_int_eq(origin_latest("20260131-001001 \r\n", folder), 0);
    ck_assert_str_eq(folder, "20260131-001001");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(origin_latest(bad[i], folder) != 0, "%s", bad[i]);
}
END_TEST

static const struct {
    const char *url, *name;
} names[] = {
    {"http://example.org/artists.tsv", "artists.tsv"},
    {"HTTPS://example.org:8443/a/b/list?x=/y#/z", "list"},
    {"https://example.org/a/../b%20c.csv", "b c.csv"},
    {"https://example.org/Beyonc%C3%A9", "Beyonc\xc3\xa9"},
    {"https://example.org/-rf", "-rf"},
    {"https://example.org/%2e%2e%2fetc", NULL},
    {"https://example.org/%2e%2e", NULL},
    {"https://example.org/a%2Fb", NULL},
    {"https://example.org/a%00b", NULL},
    {"https://example.org/a%7f", NULL},
    {"https://example.org/%ff", NULL},
    {"https://example.org/.bashrc", NULL},
    {"https://example.org/a.part", NULL},
    {"https://example.org/a.meta", NULL},
    {"https://example.org/", NULL},
    {"https://example.org", NULL},
    {"https://me@example.org/a", NULL},
    {"file:///a", NULL},
    {"gopher://example.org/a", NULL},
    {"example.org/a", NULL},
};

START_TEST(file_names_come_from_addresses)
{
    struct origin source;
    struct err why = {""};

    if (!names[_i].name) {
        ck_assert_msg(origin_read(&source, names[_i].url, NULL, 0, &why) != 0, "%s", names[_i].url);
        ck_assert_str_ne(why.text, "");
        return;
    }
    ck_assert_msg(origin_read(&source, names[_i].url, NULL, 0, &why) == 0, "%s: %s", names[_i].url, why.text);
    ck_assert_str_eq(source.name, names[_i].name);
    ck_assert_str_eq(source.url, names[_i].url);
    ck_assert_str_eq(source.sha256, "");
}
END_TEST

START_TEST(named_sources_have_their_addresses)
{
    struct origin source;
    struct err why;

    ck_assert_int_eq(origin_read(&source, "musicbrainz", NULL, 0, &why), 0);
    ck_assert_str_eq(source.url, "https://data.metabrainz.org/pub/musicbrainz/data/json-dumps/");
    ck_assert_str_eq(source.name, "artist.tar.xz");
    ck_assert_int_eq(origin_read(&source, "musicbrainz", NULL, 1, &why), 0);
    ck_assert_str_eq(source.url, "https://data.metabrainz.org/pub/musicbrainz/data/fullexport/");
    ck_assert_str_eq(source.name, "mbdump.tar.bz2");
    ck_assert_int_eq(origin_read(&source, "musicbrainz", "http://localhost/mb//", 0, &why), 0);
    ck_assert_str_eq(source.url, "http://localhost/mb/json-dumps/");
    ck_assert_int_eq(origin_read(&source, "wikipedia-djs", NULL, 0, &why), 0);
    ck_assert_str_eq(source.url, "https://en.wikipedia.org/wiki/List_of_club_DJs");
    ck_assert_str_eq(source.name, "List_of_club_DJs.html");
}
END_TEST

START_TEST(records_are_read_back_unchanged)
{
    const struct record written = {"http://x/a b", "W/\"a \\ b\"", "Sat, 31 Jan 2026 12:00:00 GMT",
                                   5000000000, 7};
    const struct record empty = {"http://x/", "", "", -1, -1};
    struct record read;
    struct err why;

    ck_assert_int_eq(record_write(&written, path, &why), 0);
    ck_assert_int_eq(record_read(&read, path, written.url), 1);
    ck_assert_str_eq(read.etag, written.etag);
    ck_assert_str_eq(read.last_modified, written.last_modified);
    ck_assert_int_eq(read.size, written.size);
    ck_assert_int_eq(read.changed, written.changed);
    ck_assert_int_eq(record_read(&read, path, "http://x/another"), 0);
    ck_assert_int_eq(read.size, -1);
    ck_assert_str_eq(read.etag, "");
    ck_assert_int_eq(record_write(&empty, path, &why), 0);
    ck_assert_int_eq(record_read(&read, path, empty.url), 1);
    ck_assert_int_eq(read.size, -1);
    ck_assert_int_eq(read.changed, -1);
}
END_TEST

START_TEST(a_broken_record_is_ignored)
{
    static const char *const broken[] = {
        "",
        "stagename-fetch 1\nurl http://x/\n",
        "stagename-fetch 1\nurl http://x/\nend",
        "stagename-fetch 2\nurl http://x/\nend\n",
        "stagename-fetch 1\nend\n",
        "stagename-fetch 1\nurl http://x/\nsize -3\nend\n",
        "stagename-fetch 1\nurl http://x/\nsize 3x\nend\n",
        "stagename-fetch 1\nurl http://x/\nsize\nend\n",
        "stagename-fetch 1\nurl http://x/\ncolour red\nend\n",
    };
    struct record record;

    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        write_file(broken[i]);
        ck_assert_msg(record_read(&record, path, "http://x/") == 0, "%s", broken[i]);
        ck_assert_int_eq(record.size, -1);
    }
    unlink(path);
    ck_assert_int_eq(record_read(&record, path, "http://x/"), 0);
}
END_TEST

START_TEST(resuming_needs_a_strong_etag_or_a_date)
{
    const struct record strong = {.etag = "\"a\"", .last_modified = "yesterday"};
    const struct record weak = {.etag = "W/\"a\"", .last_modified = "yesterday"},
                        weaker = {.etag = "W/\"a\""};

    ck_assert_str_eq(record_validator(&strong), "\"a\"");
    ck_assert_str_eq(record_validator(&weak), "yesterday");
    ck_assert_ptr_null(record_validator(&weaker));
}
END_TEST

static int end(void *arg, int64_t done, int64_t of)
{
    (void)arg;
    ck_assert_int_eq(done, of);
    return 1;
}

/* The example of FIPS 180-2, B.1. */
START_TEST(the_digest_is_sha_256)
{
    char sum[SHA256_HEX_BYTES];
    struct err why = {""};

    write_file("abc");
    ck_assert_int_eq(digest_file(path, sum, NULL, NULL, &why), 0);
    ck_assert_str_eq(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_int_eq(digest_file(path, sum, end, NULL, &why), 1);
    unlink(path);
    ck_assert_int_eq(digest_file(path, sum, NULL, NULL, &why), -1);
    ck_assert_ptr_nonnull(strstr(why.text, path));
}
END_TEST

START_TEST(sizes_are_printed_with_units)
{
    char text[32];

    ck_assert_str_eq(fetch_size(0, text), "0 bytes");
    ck_assert_str_eq(fetch_size(999, text), "999 bytes");
    ck_assert_str_eq(fetch_size(1000, text), "1.0 kB");
    ck_assert_str_eq(fetch_size(999960, text), "1.0 MB");
    ck_assert_str_eq(fetch_size(1840000000, text), "1.8 GB");
    ck_assert_str_eq(fetch_size(INT64_MAX, text), "9223372.0 TB");
}
END_TEST

START_TEST(sizes_are_parsed_completely)
{
    static const struct {
        const char *text;
        int64_t bytes; /* -1: rejected */
    } cases[] = {
        {"1", 1},
        {"500", 500},
        {"1k", 1000},
        {"20K", 20000},
        {"500M", 500000000},
        {"4G", 4000000000},
        {"16T", 16000000000000},
        {"999999999999999", 999999999999999},
        {"0", -1},
        {"", -1},
        {"-1", -1},
        {"+1", -1},
        {" 1", -1},
        {"1.5G", -1},
        {"1GB", -1},
        {"1 G", -1},
        {"G", -1},
        {"4x", -1},
        {"999999999999T", -1},
        {"1000000000000000", -1},
    };
    int64_t bytes;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int bad = fetch_read_size(cases[i].text, &bytes);

        ck_assert_msg(bad == (cases[i].bytes < 0 ? -1 : 0), "'%s'", cases[i].text);
        if (!bad)
            ck_assert_int_eq(bytes, cases[i].bytes);
    }
}
END_TEST

static const struct {
    const char *host;
    enum address_kind kind;
} hosts[] = {
    {"8.8.8.8", ADDRESS_PUBLIC},
    {"1.1.1.1", ADDRESS_PUBLIC},
    {"198.51.100.1", ADDRESS_PUBLIC},
    {"0.0.0.0", ADDRESS_PRIVATE},
    {"0.255.255.255", ADDRESS_PRIVATE},
    {"1.0.0.0", ADDRESS_PUBLIC},
    {"9.255.255.255", ADDRESS_PUBLIC},
    {"10.0.0.0", ADDRESS_PRIVATE},
    {"10.255.255.255", ADDRESS_PRIVATE},
    {"11.0.0.0", ADDRESS_PUBLIC},
    {"100.63.255.255", ADDRESS_PUBLIC},
    {"100.64.0.0", ADDRESS_PRIVATE},
    {"100.127.255.255", ADDRESS_PRIVATE},
    {"100.128.0.0", ADDRESS_PUBLIC},
    {"126.255.255.255", ADDRESS_PUBLIC},
    {"127.0.0.0", ADDRESS_PRIVATE},
    {"127.0.0.1", ADDRESS_PRIVATE},
    {"127.255.255.255", ADDRESS_PRIVATE},
    {"128.0.0.0", ADDRESS_PUBLIC},
    {"169.253.255.255", ADDRESS_PUBLIC},
    {"169.254.0.0", ADDRESS_PRIVATE},
    {"169.254.169.254", ADDRESS_PRIVATE},
    {"169.255.0.0", ADDRESS_PUBLIC},
    {"172.15.255.255", ADDRESS_PUBLIC},
    {"172.16.0.0", ADDRESS_PRIVATE},
    {"172.31.255.255", ADDRESS_PRIVATE},
    {"172.32.0.0", ADDRESS_PUBLIC},
    {"192.0.0.8", ADDRESS_PRIVATE},
    {"192.0.1.0", ADDRESS_PUBLIC},
    {"192.167.255.255", ADDRESS_PUBLIC},
    {"192.168.0.0", ADDRESS_PRIVATE},
    {"192.168.255.255", ADDRESS_PRIVATE},
    {"192.169.0.0", ADDRESS_PUBLIC},
    {"198.17.255.255", ADDRESS_PUBLIC},
    {"198.18.0.0", ADDRESS_PRIVATE},
    {"198.19.255.255", ADDRESS_PRIVATE},
    {"198.20.0.0", ADDRESS_PUBLIC},
    {"223.255.255.255", ADDRESS_PUBLIC},
    {"224.0.0.1", ADDRESS_PRIVATE},
    {"240.0.0.1", ADDRESS_PRIVATE},
    {"255.255.255.255", ADDRESS_PRIVATE},
    {"::", ADDRESS_PRIVATE},
    {"::1", ADDRESS_PRIVATE},
    {"[::1]", ADDRESS_PRIVATE},
    {"0:0:0:0:0:0:0:1", ADDRESS_PRIVATE},
    {"::10.0.0.1", ADDRESS_PRIVATE},
    {"::8.8.8.8", ADDRESS_PUBLIC},
    {"::ffff:127.0.0.1", ADDRESS_PRIVATE},
    {"::ffff:7f00:1", ADDRESS_PRIVATE},
    {"::ffff:192.168.1.1", ADDRESS_PRIVATE},
    {"::ffff:8.8.8.8", ADDRESS_PUBLIC},
    {"64:ff9b::10.1.2.3", ADDRESS_PRIVATE},
    {"64:ff9b::8.8.8.8", ADDRESS_PUBLIC},
    {"64:ff9b:1::8.8.8.8", ADDRESS_PRIVATE},
    {"2002:7f00:1::", ADDRESS_PRIVATE},
    {"2002:a00:1::1", ADDRESS_PRIVATE},
    {"2002:808:808::1", ADDRESS_PUBLIC},
    {"2606:4700::1111", ADDRESS_PUBLIC},
    {"[2606:4700::1111]", ADDRESS_PUBLIC},
    {"fbff::1", ADDRESS_PUBLIC},
    {"fc00::1", ADDRESS_PRIVATE},
    {"fdff:ffff::1", ADDRESS_PRIVATE},
    {"fe7f::1", ADDRESS_PUBLIC},
    {"fe80::1", ADDRESS_PRIVATE},
    {"fe80::1%eth0", ADDRESS_PRIVATE},
    {"[fe80::1%25eth0]", ADDRESS_PRIVATE},
    {"febf::1", ADDRESS_PRIVATE},
    {"fec0::1", ADDRESS_PRIVATE},
    {"ff02::1", ADDRESS_PRIVATE},
    {"localhost", ADDRESS_PRIVATE},
    {"LocalHost.", ADDRESS_PRIVATE},
    {"a.localhost", ADDRESS_PRIVATE},
    {"notlocalhost", ADDRESS_NAME},
    {"localhost.example", ADDRESS_NAME},
    {"example.org", ADDRESS_NAME},
    {"10.0.0.1.example", ADDRESS_NAME},
    {"", ADDRESS_NAME},
    {".", ADDRESS_NAME},
};

START_TEST(an_address_is_private_or_public)
{
    const enum address_kind kind = address_kind(hosts[_i].host);

    ck_assert_msg(kind == hosts[_i].kind, "%s is %d", hosts[_i].host, (int)kind);
}
END_TEST

START_TEST(a_url_is_private_when_its_host_is)
{
    ck_assert_int_eq(address_kind_of_url("http://127.0.0.1:8080/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("http://2130706433/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("http://0x7f.1/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("http://0177.0.0.1/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("http://8.8.8.8@10.0.0.1/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("https://[::ffff:10.0.0.1]/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("https://localhost/x"), ADDRESS_PRIVATE);
    ck_assert_int_eq(address_kind_of_url("https://8.8.8.8/127.0.0.1"), ADDRESS_PUBLIC);
    ck_assert_int_eq(address_kind_of_url("https://example.org/x"), ADDRESS_NAME);
    ck_assert_int_eq(address_kind_of_url("nonsense ://"), ADDRESS_NAME);
}
END_TEST

/* Whether the second of two consecutive requests is allowed. */
static const struct {
    const char *what;
    int is_proxied;
    const char *first_url, *first_ip, *url, *ip;
    int is_allowed;
} redirections[] = {
    {"public to public", 0, "http://a.example/", "8.8.8.8", "http://b.example/", "9.9.9.9", 1},
    {"public to a private address", 0, "http://a.example/", "8.8.8.8", "http://10.0.0.1/", "10.0.0.1", 0},
    {"public to a name that resolves to loopback", 0, "http://a.example/", "8.8.8.8", "http://b.example/",
     "::1", 0},
    {"public to its own name, resolved again", 0, "http://a.example/", "8.8.8.8", "http://a.example/x",
     "127.0.0.1", 0},
    {"public to a mapped address", 0, "http://a.example/", "8.8.8.8", "http://b.example/", "::ffff:10.0.0.1",
     0},
    {"public to an unknown address", 0, "http://a.example/", "8.8.8.8", "http://b.example/", "", 0},
    {"loopback to loopback", 0, "http://127.0.0.1/", "127.0.0.1", "http://127.0.0.1:81/", "127.0.0.1", 1},
    {"a private name to a private address", 0, "http://mirror/", "10.0.0.2", "http://10.0.0.3/", "10.0.0.3",
     1},
    {"private to public", 0, "http://mirror/", "10.0.0.2", "http://b.example/", "8.8.8.8", 1},
    {"public to public by a proxy", 1, "http://a.example/", "10.0.0.9", "http://b.example/", "10.0.0.9", 1},
    {"public to private by a proxy", 1, "http://a.example/", "10.0.0.9", "http://10.0.0.1/", "10.0.0.9", 0},
    {"public to localhost by a proxy", 1, "http://a.example/", "10.0.0.9", "http://localhost/", "10.0.0.9",
     0},
    {"public by a proxy to private without it", 1, "http://a.example/", "10.0.0.9", "http://b.example/",
     "10.0.0.1", 0},
    {"private to private by a proxy", 1, "http://10.0.0.1/", "10.0.0.9", "http://10.0.0.2/", "10.0.0.9", 1},
};

START_TEST(a_redirect_does_not_lead_from_public_to_private)
{
    struct redirects r = {.is_proxied = redirections[_i].is_proxied};

    ck_assert_int_eq(redirects_may_connect(&r, redirections[_i].first_ip), 1);
    ck_assert_int_eq(redirects_may_request(&r, redirections[_i].first_url, redirections[_i].first_ip), 1);
    ck_assert_msg(redirects_may_request(&r, redirections[_i].url, redirections[_i].ip) ==
                      redirections[_i].is_allowed,
                  "%s", redirections[_i].what);
    if (redirections[_i].is_allowed)
        ck_assert_int_eq(redirects_may_connect(&r, redirections[_i].ip), 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fetch");

    tcase_add_checked_fixture(tests, make_file, remove_file);
    tcase_add_test(tests, a_checksum_is_found_by_the_whole_name);
    tcase_add_test(tests, checksums_are_lowercased);
    tcase_add_test(tests, latest_must_be_one_file_name);
    tcase_add_loop_test(tests, file_names_come_from_addresses, 0, (int)(sizeof names / sizeof *names));
    tcase_add_test(tests, named_sources_have_their_addresses);
    tcase_add_test(tests, records_are_read_back_unchanged);
    tcase_add_test(tests, a_broken_record_is_ignored);
    tcase_add_test(tests, resuming_needs_a_strong_etag_or_a_date);
    tcase_add_test(tests, the_digest_is_sha_256);
    tcase_add_test(tests, sizes_are_printed_with_units);
    tcase_add_test(tests, sizes_are_parsed_completely);
    tcase_add_loop_test(tests, an_address_is_private_or_public, 0, (int)(sizeof hosts / sizeof *hosts));
    tcase_add_test(tests, a_url_is_private_when_its_host_is);
    tcase_add_loop_test(tests, a_redirect_does_not_lead_from_public_to_private, 0,
                        (int)(sizeof redirections / sizeof *redirections));
    return run_case("fetch", tests);
}
