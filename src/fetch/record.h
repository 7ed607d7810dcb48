/* What is remembered of a download beside its file: which version of what it is. A small text file, a line
 * "key value" each, so that a person can read it, too.
 *
 * A record only ever saves work: one that is missing, cut or not understood is as good as none. */
#ifndef STAGENAME_FETCH_RECORD_H
#define STAGENAME_FETCH_RECORD_H

#include <stdint.h>

#include "base/err.h"
#include "fetch/origin.h"

enum { RECORD_TEXT_BYTES = 256 };

struct record {
    char url[ORIGIN_URL_BYTES];
    char etag[RECORD_TEXT_BYTES];          /* as the server sent it, quotes and all; empty when it did not */
    char last_modified[RECORD_TEXT_BYTES]; /* likewise */
    int64_t size;                          /* bytes of the whole file, -1 unknown */
    int64_t changed; /* the finished file's time, seconds since 1970; -1 as long as it is partial */
};

/* Returns 1 when a record of this address was read, 0 when there is none (*record is then empty). */
int record_read(struct record *record, const char *path, const char *url);

/* Returns 0, or -1 with *why set. */
int record_write(const struct record *record, const char *path, struct err *why);

/* What If-Range may hold (RFC 9110, 13.1.5): a strong ETag, or else the date. NULL when there is neither. */
const char *record_validator(const struct record *record);

#endif
