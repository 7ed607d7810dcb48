/* Declarations shared by fetch.c and file.c. */
#ifndef STAGENAME_FETCH_INTERNAL_H
#define STAGENAME_FETCH_INTERNAL_H

#include "fetch/fetch.h"

/* The activities that are passed to fetch.progress. Callers may compare them by address. */
extern const char fetch_downloading[], fetch_checking[], fetch_waiting[];

void fetch_say(const struct fetch *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reports a temporary failure, and waits before the retry. failures: the number of consecutive failures.
 * *why: the reason; replaced by the whole sentence. Returns HTTP_AGAIN, HTTP_STOPPED, or HTTP_FAILED when
 * there are no retries left. */
enum http_outcome fetch_wait_again(struct fetch *f, int failures, const struct http_answer *answer,
                                   struct err *why);

#endif
