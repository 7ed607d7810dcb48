/* Plots as text, for a terminal: one mark per value, and axes labelled at their ends. */
#ifndef STAGENAME_REPORT_TEXTPLOT_H
#define STAGENAME_REPORT_TEXTPLOT_H

#include <stdio.h>

enum { TEXTPLOT_COLUMNS = 60, TEXTPLOT_ROWS = 12 };

struct textplot_series {
    const char *title;
    char mark;
    const double *values; /* [count], finite */
};

/* Draws `count` values of each series, the last one on top, from left to right. */
void textplot(FILE *out, const struct textplot_series *series, int series_count, int count);

#endif
