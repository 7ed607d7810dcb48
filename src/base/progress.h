/* A line of progress on standard error: amount, rate and time left. Shown only on a terminal and at
 * most ten times a second, so that a loop may report every step. */
#ifndef STAGENAME_BASE_PROGRESS_H
#define STAGENAME_BASE_PROGRESS_H

struct progress {
    const char *what;    /* borrowed: "reading artists" */
    const char *unit;    /* borrowed: "rows" */
    double total;        /* 0 when unknown */
    double before;       /* done before the start: not counted in the rate */
    double start, shown; /* seconds of the monotonic clock; shown: 0 before the first time */
    int on;
};

/* Shows nothing when quiet is set or standard error is not a terminal. */
void progress_start(struct progress *p, const char *what, const char *unit, double total, int quiet);

/* note may be NULL: a few words at the end of the line. */
void progress_show(struct progress *p, double done, const char *note);

/* Clears the line. */
void progress_end(struct progress *p);

/* Seconds since the start, even when nothing is shown. */
double progress_seconds(const struct progress *p);

#endif
