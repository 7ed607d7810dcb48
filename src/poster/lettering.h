/* Text as outlines: broken into lines, and as large as a box lets it be. Measures ink, not the font's
 * metrics. */
#ifndef STAGENAME_POSTER_LETTERING_H
#define STAGENAME_POSTER_LETTERING_H

#include <cairo.h>
#include <pango/pango.h>

struct box {
    double x, y, w, h;
};

struct face {
    const char *families; /* the first is preferred, the others are for letters it lacks */
    int weight;           /* PangoWeight */
    int capitals;         /* the text is set in capitals */
    double spacing;       /* between letters, in parts of the size */
};

enum setting {
    SET_EVEN, /* all lines have one size */
    SET_BLOCK /* every line is as wide as the box, if its size allows */
};

enum align { LEFT, CENTRE, RIGHT };

/* A line of letters: its ink is measured at LETTERING_SIZE from the start of its baseline. */
enum { LETTERING_SIZE = 100, LETTERING_LINES = 6 };

struct line {
    PangoLayout *layout;
    struct box ink;
    double x, y, scale; /* where its baseline begins, and its size in parts of LETTERING_SIZE */
};

struct lettering {
    int count;
    struct line lines[LETTERING_LINES];
    struct box ink; /* of all lines in their places */
};

/* How a text fills a box. */
struct fill {
    enum setting setting;
    enum align align; /* LEFT begins at the right in scripts that are written from there */
    double below;     /* where the lines stand in a box they do not fill: 0 top, 0.5 middle, 1 bottom */
    double gap;       /* between the ink of lines, in parts of the size */
    double largest;   /* the size at most, in pixels; 0 for any */
    int lines;        /* at most; 0 for LETTERING_LINES */
};

/* Breaks the text and places it into the box. */
void lettering_fill(struct lettering *lettering, const struct face *face, const char *text, struct box box,
                    const struct fill *fill);

/* One line with its baseline at y: it begins, has its middle or ends at x. Its size in pixels is smaller
 * when the line would be wider than width. */
void lettering_line(struct lettering *lettering, const struct face *face, const char *text, double x,
                    double y, double size, double width, enum align align);

/* Appends the outlines of a line, or of all, to the path of cr. */
void lettering_path_line(const struct line *line, cairo_t *cr);
void lettering_path(const struct lettering *lettering, cairo_t *cr);

/* The same for one line along a circle: its middle is at the top of the circle, or with inside at the bottom,
 * where it is read from inside. */
void lettering_path_round(const struct line *line, cairo_t *cr, double x, double y, double radius,
                          int at_bottom);

void lettering_free(struct lettering *lettering);

#endif
