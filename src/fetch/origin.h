/* What can be fetched: the sources that have names, the addresses they publish, and what a file is called
 * that comes from an address. Touches neither network nor disk.
 *
 * MusicBrainz (https://musicbrainz.org/doc/MusicBrainz_Database/Download) keeps two kinds of dumps below one
 * address, json-dumps/ and fullexport/. In each, the text file LATEST holds the name of the newest dump's
 * folder, and in that folder SHA256SUMS lists checksums as sha256sum(1) prints them. */
#ifndef STAGENAME_FETCH_ORIGIN_H
#define STAGENAME_FETCH_ORIGIN_H

#include <stdint.h>

#include "base/err.h"

enum {
    ORIGIN_URL_BYTES = 2048, /* with the closing NUL */
    ORIGIN_NAME_BYTES = 201, /* leaves room for what is put behind a name, where names may have 255 bytes */
    SHA256_HEX_BYTES = 65,
};

enum origin_kind { ORIGIN_URL, ORIGIN_MUSICBRAINZ, ORIGIN_WIKIPEDIA_DJS };

/* What to fetch and what is known of it beforehand. */
struct origin {
    enum origin_kind kind;
    const char *licence;        /* static; what the user should know of it */
    int64_t max_size;           /* bytes that it has at most, if it is what it should be */
    char url[ORIGIN_URL_BYTES]; /* MusicBrainz: the folder of LATEST, with a slash at its end */
    char name[ORIGIN_NAME_BYTES];
    char sha256[SHA256_HEX_BYTES]; /* in lower case; empty when unknown */
};

/* Reads "musicbrainz", "wikipedia-djs" or an http or https address. mirror, unless NULL, is the address that
 * a named source's own is replaced by; tables asks for MusicBrainz' tables in place of its JSON. Returns 0,
 * or -1 with *why set. */
int origin_read(struct origin *source, const char *word, const char *mirror, int tables, struct err *why);

/* MusicBrainz: from the text of LATEST the name of the newest folder, which may not lead anywhere else.
 * Returns 0, or -1 when the text is no such name. */
int origin_latest(const char *text, char folder[64]);

/* The checksum that a list in sha256sum's format has for a file, in lower case. Returns 0, or -1 when it has
 * none. */
int origin_sum(const char *sums, const char *name, char sha256[SHA256_HEX_BYTES]);

/* 64 hexadecimal digits, copied in lower case. Returns 0, or -1 when the text is anything else. */
int origin_sha256(const char *text, char sha256[SHA256_HEX_BYTES]);

#endif
