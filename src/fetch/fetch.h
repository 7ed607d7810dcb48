/* Downloads files robustly: resumes after lost connections and restarts of the program, starts over when the
 * file has changed on the server, verifies checksums, and renames complete files into place.
 *
 * The folder contains for a file NAME: NAME.part, the bytes received so far; NAME.part.meta, the version that
 * they belong to; .NAME.meta, the version of the complete file, so that the next run does not download it
 * again. */
#ifndef STAGENAME_FETCH_FETCH_H
#define STAGENAME_FETCH_FETCH_H

#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"
#include "fetch/http.h"
#include "fetch/origin.h"

struct fetch {
    struct http *http;
    int retries;      /* maximum consecutive retries without progress */
    int64_t max_size; /* maximum size of a file in bytes; 0: the limit of its source */
    double delay;     /* seconds before the first retry; doubled for each further one, up to a minute */
    struct rng rng;

    /* Reports a line for the user. */
    void (*say)(void *arg, const char *line);
    /* Reports progress in bytes. total: -1 when unknown; before: the bytes that were there before the start.
     * Called several times a second, also while no data arrives; a nonzero result cancels. */
    int (*progress)(void *arg, const char *what, int64_t done, int64_t total, int64_t before);
    void *arg;
};

/* Finds MusicBrainz' newest dump, and sets the address and checksum of source to those of its file. Returns
 * 0, or -1 with *why set. */
int fetch_newest(struct fetch *f, struct origin *source, struct err *why);

/* Downloads a file into a folder, unless the folder has its current version. Sets its modification time to
 * the server's Last-Modified. Returns 0, or -1 with *why set: then NAME is unchanged, and bytes received are
 * kept in NAME.part for the next run. */
int fetch_file(struct fetch *f, const struct origin *source, const char *folder, struct err *why);

/* Formats a number of bytes with decimal units, such as "1.8 GB". Returns text. */
const char *fetch_size(int64_t bytes, char text[32]);

/* Parses a number of bytes: a positive integer, optionally followed by k, M, G or T for 10^3, 10^6, 10^9,
 * 10^12. Returns 0, or -1 for any other text. */
int fetch_read_size(const char *text, int64_t *bytes);

#endif
