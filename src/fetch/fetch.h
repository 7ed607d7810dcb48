/* Downloads that survive cuts, restarts and changes of the file: resumed when it is still the same version,
 * started again when it is not, checked, and renamed into place whole.
 *
 * In the folder lie, for a file NAME: NAME.part, what has come so far; NAME.part.meta, which version that
 * belongs to; .NAME.meta, which version NAME is, so that the next run need not fetch it again. */
#ifndef STAGENAME_FETCH_FETCH_H
#define STAGENAME_FETCH_FETCH_H

#include <stdint.h>

#include "base/err.h"
#include "base/rng.h"
#include "fetch/http.h"
#include "fetch/origin.h"

struct fetch {
    struct http *http;
    int retries; /* how often in a row it is tried again before more of a file has come than ever before */
    int64_t max_size; /* bytes that a file may have at most; 0: as its source says */
    double delay;     /* seconds before the first of them; doubles with each up to a minute */
    struct rng rng;

    /* Tells a person one line about what goes on. */
    void (*say)(void *arg, const char *line);
    /* How far: bytes, total -1 when unknown, of which were there before the start. Called several times a
     * second, also while nothing comes; other than 0 from it ends the work. */
    int (*at)(void *arg, const char *what, int64_t done, int64_t total, int64_t before);
    void *arg;
};

/* For MusicBrainz' dumps: finds the newest, and changes the source to its file's address and checksum.
 * Returns 0, or -1 with *why set. */
int fetch_newest(struct fetch *f, struct origin *source, struct err *why);

/* Fetches one file into a folder, unless it is there already and still what the server has. Its time becomes
 * the server's Last-Modified. Returns 0, or -1 with *why set and, when something came, NAME.part left for the
 * next time; NAME is then as it was. */
int fetch_file(struct fetch *f, const struct origin *source, const char *folder, struct err *why);

/* A number of bytes for people, such as "1.8 GB" (of 10^9). Returns text. */
const char *fetch_size(int64_t bytes, char text[32]);

/* A number of bytes from people: a whole number from 1 up, and k, M, G or T behind it for 10^3, 10^6, 10^9,
 * 10^12. Returns 0, or -1 when the text is anything else. */
int fetch_read_size(const char *text, int64_t *bytes);

#endif
