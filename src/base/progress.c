/* Prints the progress line. */
#include "base/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void progress_start(struct progress *p, const char *what, const char *unit, double total, int quiet)
{
    memset(p, 0, sizeof *p);
    p->what = what;
    p->unit = unit;
    p->total = total;
    p->on = !quiet && isatty(STDERR_FILENO);
    p->start = clock_seconds();
}

void progress_show(struct progress *p, double done, const char *note)
{
    double now = clock_seconds(), seconds, rate;

    if (!p->on || (p->shown > 0 && now - p->shown < 0.1))
        return;
    p->shown = now;
    seconds = now - p->start;
    rate = seconds > 0 ? (done - p->before) / seconds : 0;
    fprintf(stderr, "\r\033[K%s: %.0f", p->what, done);
    if (p->total > 0)
        fprintf(stderr, " of %.0f", p->total);
    fprintf(stderr, " %s, %.0f a second", p->unit, rate);
    if (p->total > 0 && rate > 0) {
        double left = (p->total - done) / rate;

        fprintf(stderr, ", %d:%02d left", (int)left / 60, (int)left % 60);
    }
    if (note)
        fprintf(stderr, ", %s", note);
    fflush(stderr);
}

void progress_end(struct progress *p)
{
    if (p->on && p->shown > 0)
        fputs("\r\033[K", stderr);
}

double progress_seconds(const struct progress *p)
{
    return clock_seconds() - p->start;
}
