/* What a design draws on: the size, the margins, the accent, and helpers for shapes and labels.
 *
 * Shapes go to `ground` and texts to `text`, which is the same picture; the tests draw them apart, and
 * hold every pixel of a text against the ground behind it. Shapes that a text stands on come before it. */
#ifndef STAGENAME_POSTER_PAGE_H
#define STAGENAME_POSTER_PAGE_H

#include <cairo.h>
#include <stdint.h>

#include "poster/colour.h"
#include "poster/lettering.h"
#include "poster/poster.h"

struct page {
    cairo_t *ground, *text;
    double w, h;
    double u;       /* a hundredth of the side of a square of the same area: the unit of small things */
    struct box box; /* inside the margins: no text leaves it */
    int tall, wide; /* much taller than wide, or wider than tall */
    const struct accent *accent;
    const struct poster *poster;
    uint64_t random; /* begins with a hash of the name */
};

extern const struct face face_label, face_label_bold;

/* A margin from every edge; more above and below a story, where applications put their buttons. */
struct box page_frame(double w, double h);

/* From 0 up to but without 1; the same sequence for the same name. */
double page_random(struct page *page);

/* The colour of the next shapes. alpha is from 0 to 1. */
void page_colour(cairo_t *cr, colour value, double alpha);

void page_fill(struct page *page, colour value); /* the whole page */
void page_rectangle(struct page *page, struct box box, colour value);
void page_circle(struct page *page, double x, double y, double radius, colour value);
void page_ring(struct page *page, double x, double y, double radius, double width, colour value);

/* Writes the letters, or one line of them, and frees them. */
void page_write(struct page *page, struct lettering *letters, colour value);
void page_write_line(struct page *page, const struct line *line, colour value);

/* Writes one line of small text, size in units; nothing for "". A line that would leave the margin at the
 * bottom is lifted. */
void page_label(struct page *page, const struct face *face, const char *text, double x, double y, double size,
                double width, enum align align, colour value);

/* The second line at the left and the site at the right, with one baseline at y, between x and x + width. */
void page_labels(struct page *page, const struct face *face, double x, double y, double width, double size,
                 colour value);

/* The designs. */
typedef void page_design(struct page *page);
page_design design_club, design_swiss, design_letterpress, design_neon, design_metal, design_festival,
    design_zine, design_vinyl;

/* Draws a poster on a ground and its texts, which may be the same. */
void page_draw(const struct poster *poster, cairo_t *ground, cairo_t *text);

/* Draws the picture of a list. */
void page_draw_list(const char *const *names, int count, const char *line, const char *site, cairo_t *ground,
                    cairo_t *text);

#endif
