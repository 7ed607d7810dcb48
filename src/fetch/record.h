/* The record of a download: its URL and version. Stored next to the file as a small text file of lines "key
 * value".
 *
 * Records are an optimization: a missing or invalid record is treated as none. */
#ifndef STAGENAME_FETCH_RECORD_H
#define STAGENAME_FETCH_RECORD_H

#include <stdint.h>

#include "base/err.h"
#include "fetch/origin.h"

enum { RECORD_TEXT_BYTES = 256 };

struct record {
    char url[ORIGIN_URL_BYTES];
    char etag[RECORD_TEXT_BYTES];          /* as sent by the server, with quotes; empty when missing */
    char last_modified[RECORD_TEXT_BYTES]; /* likewise */
    int64_t size;                          /* bytes of the whole file, -1 when unknown */
    int64_t changed;                       /* mtime of the complete file, seconds since 1970; -1 for a part */
};

/* Returns 1 when there is a valid record of this URL, 0 when not (*record is then empty). */
int record_read(struct record *record, const char *path, const char *url);

/* Returns 0, or -1 with *why set. */
int record_write(const struct record *record, const char *path, struct err *why);

/* The value for If-Range (RFC 9110, 13.1.5): a strong ETag, or else the date. NULL when there is neither. */
const char *record_validator(const struct record *record);

#endif
