/* Draws plots with characters. */
#include "report/textplot.h"

#include <math.h>
#include <string.h>

struct canvas {
    char marks[TEXTPLOT_ROWS][TEXTPLOT_COLUMNS];
    double low, high; /* values of the lowest and the highest row */
};

static void find_range(struct canvas *c, const struct textplot_series *series, int series_count, int count)
{
    c->low = INFINITY;
    c->high = -INFINITY;
    for (int s = 0; s < series_count; s++)
        for (int i = 0; i < count; i++) {
            c->low = fmin(c->low, series[s].values[i]);
            c->high = fmax(c->high, series[s].values[i]);
        }
}

static int row_of(const struct canvas *c, double value)
{
    double share = c->high > c->low ? (c->high - value) / (c->high - c->low) : 0;

    return (int)lround(share * (TEXTPLOT_ROWS - 1));
}

static int column_of(int at, int count)
{
    return count > 1 ? (int)lround((double)at * (TEXTPLOT_COLUMNS - 1) / (count - 1)) : 0;
}

static void put_row(FILE *out, const struct canvas *c, int row)
{
    int length = TEXTPLOT_COLUMNS;

    while (length > 0 && c->marks[row][length - 1] == ' ')
        length--;
    if (row == 0 || row == TEXTPLOT_ROWS - 1)
        fprintf(out, "%9.3f |", row == 0 ? c->high : c->low);
    else
        fprintf(out, "%9s |", "");
    fprintf(out, "%.*s\n", length, c->marks[row]);
}

void textplot(FILE *out, const struct textplot_series *series, int series_count, int count)
{
    struct canvas c;

    if (count < 1)
        return;
    memset(c.marks, ' ', sizeof c.marks);
    find_range(&c, series, series_count, count);
    for (int s = 0; s < series_count; s++)
        for (int i = 0; i < count; i++)
            c.marks[row_of(&c, series[s].values[i])][column_of(i, count)] = series[s].mark;
    for (int row = 0; row < TEXTPLOT_ROWS; row++)
        put_row(out, &c, row);
    fprintf(out, "%10s+", "");
    for (int i = 0; i < TEXTPLOT_COLUMNS; i++)
        fputc('-', out);
    fprintf(out, "\n%11s1", "");
    if (count > 1)
        fprintf(out, "%*d", TEXTPLOT_COLUMNS - 1, count);
    fprintf(out, "\n%10s", "");
    for (int s = 0; s < series_count; s++)
        fprintf(out, "  %c %s", series[s].mark, series[s].title);
    fputc('\n', out);
}
