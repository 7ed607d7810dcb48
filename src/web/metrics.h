/* The counters of all workers: shared memory, atomic additions, printed in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Knows routes by number and name only. */
#ifndef STAGENAME_WEB_METRICS_H
#define STAGENAME_WEB_METRICS_H

#include <stdint.h>

#include "base/err.h"
#include "web/answer.h"

enum { METRICS_ROUTES = 32 };

struct metrics;

/* Call it before forking the workers. Returns NULL with *why set on failure. The memory lives as long as the
 * processes. */
struct metrics *metrics_new(struct err *why);

/* Counts an answered request. route: 0 to METRICS_ROUTES - 1. */
void metrics_request(struct metrics *metrics, int route, int status, int64_t nanoseconds);

/* Counts row numbers that were drawn again because the row was not eligible. */
void metrics_redrawn(struct metrics *metrics, long rows);

/* Counts a report: new, or a repeat of a stored one. */
void metrics_report(struct metrics *metrics, int is_new);

/* Appends all counters. names: visible names, -1 when unknown. */
void metrics_print(const struct metrics *metrics, const char *(*route_name)(int route), long workers,
                   long names, struct answer *answer);

#endif
