/* Parses names of sources and URLs. */
#include "fetch/origin.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text/utf8.h"

/* Limits: at least twice the size of MusicBrainz' artist.tar.xz and mbdump.tar.bz2 in 2026. */
static const int64_t MAX_SIZE = 4000000000, MAX_TABLES_SIZE = 16000000000;

static const char hex_digits[] = "0123456789abcdefABCDEF";

/* The file name is the last segment of the path, with escapes decoded. It must not leave the folder, begin
 * with a dot, or look like a file of this module. */
static int name_from_path(char name[ORIGIN_NAME_BYTES], const char *path, const char *word, struct err *why)
{
    int length = 0;
    char *text = curl_easy_unescape(NULL, strrchr(path, '/') + 1, 0, &length);
    size_t ends = text ? strlen(text) : 0;
    int bad = 0;

    if (!text)
        return err_set(why, "out of memory");
    if (length == 0) {
        curl_free(text);
        return err_set(why, "%.250s does not end in a file name: use the address of a file", word);
    }
    for (const char *p = text; *p; p++)
        bad |= (unsigned char)*p < 0x20 || *p == 0x7f || *p == '/' || *p == '\\';
    bad |= (size_t)length != ends || utf8_invalid_at(text, ends) < ends;
    bad |= *text == '.' || (ends > 5 && strcmp(text + ends - 5, ".part") == 0) ||
           (ends > 5 && strcmp(text + ends - 5, ".meta") == 0);
    if (!bad && ends < ORIGIN_NAME_BYTES)
        strcpy(name, text);
    curl_free(text);
    if (bad)
        return err_set(why, "%.250s ends in a file name that can't be used", word);
    if (ends >= ORIGIN_NAME_BYTES)
        return err_set(why, "%.250s ends in a file name of more than %d bytes", word, ORIGIN_NAME_BYTES - 1);
    return 0;
}

/* Checks a URL: http or https, without a password, which would appear in messages and files. */
static int check_address(CURLU *parts, const char *word, struct err *why)
{
    char *scheme = NULL;
    int known;

    if (strlen(word) >= ORIGIN_URL_BYTES)
        return err_set(why, "an address is longer than %d bytes", ORIGIN_URL_BYTES - 1);
    if (!strstr(word, "://"))
        return err_set(why, "'%.250s' is not an http or https address", word);
    switch (curl_url_set(parts, CURLUPART_URL, word, CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)) {
    case CURLUE_OK:
        break;
    case CURLUE_OUT_OF_MEMORY:
        return err_set(why, "out of memory");
    case CURLUE_USER_NOT_ALLOWED:
        return err_set(why, "addresses with a user name or password are not supported");
    default:
        return err_set(why, "'%.250s' is not a valid address", word);
    }
    if (curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        return err_set(why, "out of memory");
    known = strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0;
    curl_free(scheme);
    return known ? 0 : err_set(why, "'%.250s' is neither an http nor an https address", word);
}

static int read_url(struct origin *source, const char *word, struct err *why)
{
    CURLU *parts = curl_url();
    char *path = NULL;
    int result = -1;

    source->licence = "unknown: see the site";
    if (!parts)
        return err_set(why, "out of memory");
    if (check_address(parts, word, why) != 0)
        goto out;
    if (curl_url_get(parts, CURLUPART_PATH, &path, 0) != CURLUE_OK)
        err_set(why, "out of memory");
    else
        result = name_from_path(source->name, path, word, why);
    strcpy(source->url, word);
out:
    curl_free(path);
    curl_url_cleanup(parts);
    return result;
}

/* Builds an address of a named source, at its site or the mirror. */
static int read_named(struct origin *source, const char *home, const char *mirror, const char *rest,
                      struct err *why)
{
    const char *base = mirror ? mirror : home;
    CURLU *parts = curl_url();
    size_t length = strlen(base);
    int result = parts ? check_address(parts, base, why) : err_set(why, "out of memory");

    curl_url_cleanup(parts);
    if (result != 0)
        return -1;
    while (length > 0 && base[length - 1] == '/')
        length--;
    if (length + strlen(rest) + 100 > ORIGIN_URL_BYTES)
        return err_set(why, "the address of the mirror is too long");
    snprintf(source->url, sizeof source->url, "%.*s%s", (int)length, base, rest);
    return 0;
}

int origin_read(struct origin *source, const char *word, const char *mirror, int tables, struct err *why)
{
    memset(source, 0, sizeof *source);
    source->max_size = MAX_SIZE;
    if (strcmp(word, "musicbrainz") == 0) {
        source->kind = ORIGIN_MUSICBRAINZ;
        source->max_size = tables ? MAX_TABLES_SIZE : MAX_SIZE;
        source->licence = tables
                              ? "CC0 1.0 (MusicBrainz, core data)"
                              : "CC0 1.0 (MusicBrainz, core data), but CC BY-NC-SA 3.0 for tags and ratings";
        strcpy(source->name, tables ? "mbdump.tar.bz2" : "artist.tar.xz");
        return read_named(source, "https://data.metabrainz.org/pub/musicbrainz/data", mirror,
                          tables ? "/fullexport/" : "/json-dumps/", why);
    }
    if (strcmp(word, "wikipedia-djs") == 0) {
        source->kind = ORIGIN_WIKIPEDIA_DJS;
        source->licence = "CC BY-SA 4.0 (Wikipedia)";
        strcpy(source->name, "List_of_club_DJs.html");
        return read_named(source, "https://en.wikipedia.org/wiki", mirror, "/List_of_club_DJs", why);
    }
    source->kind = ORIGIN_URL;
    if (!strstr(word, "://"))
        return err_set(why, "'%.250s' is neither musicbrainz, wikipedia-djs nor an http or https address",
                       word);
    return read_url(source, word, why);
}

int origin_latest(const char *text, char folder[64])
{
    static const char usual[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.";
    size_t length = strspn(text, usual);

    if (length == 0 || length >= 64 || *text == '.' ||
        text[length + strspn(text + length, " \t\r\n")] != '\0')
        return -1;
    memcpy(folder, text, length);
    folder[length] = '\0';
    return 0;
}

int origin_sha256(const char *text, char sha256[SHA256_HEX_BYTES])
{
    if (strlen(text) != SHA256_HEX_BYTES - 1 || strspn(text, hex_digits) != SHA256_HEX_BYTES - 1)
        return -1;
    for (int i = 0; i < SHA256_HEX_BYTES; i++)
        sha256[i] = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];
    return 0;
}

/* A line has the digits, a space, a space or an asterisk (binary mode), and the name. */
int origin_sum(const char *sums, const char *name, char sha256[SHA256_HEX_BYTES])
{
    enum { DIGITS = SHA256_HEX_BYTES - 1 };
    const char *line = sums;

    while (*line) {
        size_t length = strcspn(line, "\r\n");
        char digits[SHA256_HEX_BYTES];

        if (length == DIGITS + 2 + strlen(name) && line[DIGITS] == ' ' && strchr(" *", line[DIGITS + 1]) &&
            strncmp(line + DIGITS + 2, name, strlen(name)) == 0) {
            memcpy(digits, line, DIGITS);
            digits[DIGITS] = '\0';
            return origin_sha256(digits, sha256);
        }
        line += length;
        line += strspn(line, "\r\n");
    }
    return -1;
}
