/* Plots as SVG, drawn by gnuplot. Independent of the meaning of the data. */
#ifndef STAGENAME_REPORT_PLOT_H
#define STAGENAME_REPORT_PLOT_H

#include "base/err.h"

enum { PLOT_SERIES_MAX = 4 };

struct plot {
    const char *x, *y;         /* labels of the axes; constants without quotes */
    int count;                 /* points of each series */
    const double *at;          /* [count] x coordinates */
    const char *const *labels; /* [count] tick labels instead of numbers, or NULL */
    int series_count;
    struct plot_series {
        const char *title;
        const double *values; /* [count]; NaN leaves a gap */
    } series[PLOT_SERIES_MAX];
    int bars;   /* bars side by side rather than lines */
    int shares; /* y goes from 0 to 1 and is written in percent */
};

/* The plot as an <svg> element. Caller frees; NULL with *why set: gnuplot is not installed, or failed. */
char *plot_svg(const struct plot *plot, struct err *why);

#endif
