/* What the parts of fetch share. */
#ifndef STAGENAME_FETCH_INTERNAL_H
#define STAGENAME_FETCH_INTERNAL_H

#include "fetch/fetch.h"

/* The words that fetch.at is told: always these, so that they can be compared by address. */
extern const char fetch_downloading[], fetch_checking[], fetch_waiting[];

void fetch_say(const struct fetch *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* After a failure that may pass, of so many in a row: tells it, and waits. Returns HTTP_AGAIN, HTTP_STOPPED,
 * or HTTP_FAILED when no other try is made; *why holds the reason before and the whole sentence after. */
enum http_outcome fetch_wait_again(struct fetch *f, int failures, const struct http_answer *answer,
                                   struct err *why);

#endif
