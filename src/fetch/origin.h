/* The sources of downloads: their names, the addresses of their files, and the file name for a URL. Uses
 * neither network nor disk.
 *
 * MusicBrainz (https://musicbrainz.org/doc/MusicBrainz_Database/Download) has two kinds of dumps in
 * json-dumps/ and fullexport/. In each, the text file LATEST contains the name of the folder of the newest
 * dump, and SHA256SUMS in that folder contains checksums in the format of sha256sum(1). */
#ifndef STAGENAME_FETCH_ORIGIN_H
#define STAGENAME_FETCH_ORIGIN_H

#include <stdint.h>

#include "base/err.h"

enum {
    ORIGIN_URL_BYTES = 2048, /* with the terminating NUL */
    ORIGIN_NAME_BYTES = 201, /* leaves room for suffixes within the 255 bytes of a file name */
    SHA256_HEX_BYTES = 65,
};

enum origin_kind { ORIGIN_URL, ORIGIN_MUSICBRAINZ, ORIGIN_WIKIPEDIA_DJS };

/* A source, and what is known about its file before the download. */
struct origin {
    enum origin_kind kind;
    const char *licence;        /* static; for the user */
    int64_t max_size;           /* maximum plausible size in bytes */
    char url[ORIGIN_URL_BYTES]; /* MusicBrainz: the folder of LATEST, with a trailing slash */
    char name[ORIGIN_NAME_BYTES];
    char sha256[SHA256_HEX_BYTES]; /* in lower case; empty when unknown */
};

/* Parses "musicbrainz", "wikipedia-djs" or an http or https URL. mirror: replaces the base address of a named
 * source, or NULL; tables: selects MusicBrainz' tables instead of its JSON. Returns 0, or -1 with *why
 * set. */
int origin_read(struct origin *source, const char *word, const char *mirror, int tables, struct err *why);

/* MusicBrainz: parses the name of the newest folder in LATEST. Returns 0, or -1 when it is not a plain folder
 * name. */
int origin_latest(const char *text, char folder[64]);

/* Finds the checksum of a file in a list of sha256sum, in lower case. Returns 0, or -1 when there is none. */
int origin_sum(const char *sums, const char *name, char sha256[SHA256_HEX_BYTES]);

/* Copies 64 hexadecimal digits in lower case. Returns 0, or -1 for any other text. */
int origin_sha256(const char *text, char sha256[SHA256_HEX_BYTES]);

#endif
