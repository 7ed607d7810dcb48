/* The international style: one shape, a thin grid, a tight grotesque at the lower left. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"Inter", 800, 0, -0.035};

enum { SHAPES = 3 };

static void draw_circle(struct page *page)
{
    double radius = 0.44 * fmin(page->w, page->h) * (page->wide ? 1.15 : 1);

    page_circle(page, page->w - radius * 0.86, radius * 0.88 + (page->tall ? page->h * 0.06 : 0), radius,
                page->accent->vivid);
}

static void draw_arcs(struct page *page)
{
    double side = fmin(page->w, page->h) * 0.92;

    for (int i = 0; i < 5; i++)
        page_circle(page, page->w, 0, side * (1 - i * 0.2), i & 1 ? 0xf6f4ee : page->accent->vivid);
}

static void draw_bars(struct page *page)
{
    double side = fmin(page->w, page->h);

    cairo_save(page->ground);
    cairo_translate(page->ground, page->w, page->tall ? page->h * 0.2 : 0);
    cairo_rotate(page->ground, -M_PI / 4);
    for (int i = 0; i < 6; i++)
        page_rectangle(page, (struct box){-side * 1.2, side * (0.17 * i - 0.52), side * 2.4, side * 0.105},
                       i == 2 ? page->accent->pale : page->accent->vivid);
    cairo_restore(page->ground);
}

void design_swiss(struct page *page)
{
    static void (*const shapes[SHAPES])(struct page *) = {draw_circle, draw_arcs, draw_bars};
    const struct box *frame = &page->box;
    double u = page->u, from = page->wide ? 0.26 : 0.34;
    struct box box = {frame->x, frame->y + frame->h * from, frame->w, frame->h * (1 - from)};
    struct lettering name;

    page_fill(page, 0xf6f4ee);
    shapes[(int)(page_random(page) * SHAPES)](page);
    page_rectangle(page, (struct box){frame->x, frame->y, frame->w, 0.4 * u}, INK);
    page_labels(page, &face_label_bold, frame->x, frame->y + 4.4 * u, frame->w, 2.7, INK);
    lettering_fill(
        &name, &face_name, page->poster->name, box,
        &(struct fill){.setting = SET_EVEN, .align = LEFT, .below = 1, .gap = 0.14, .largest = 66 * u});
    page_write(page, &name, INK);
}
