/* A club flyer: condensed capitals as wide as the page, on a colour with a fading halftone. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"Bebas Neue, Inter", 700, 1, 0};
static const struct face face_small = {"Bebas Neue, Inter", 700, 1, 0.04};

/* Dots on a turned grid that grow towards the upper right corner. */
static void draw_halftone(struct page *page)
{
    double step = 3.4 * page->u, reach = hypot(page->w, page->h) * 0.72;

    page_colour(page->ground, colour_mix(page->accent->vivid, WHITE, 0.42), 1);
    for (int row = 0; row * step / 2 < page->h; row++)
        for (int column = 0; column * step < page->w + step; column++) {
            double x = page->w - (column + (row & 1) / 2.0) * step, y = row * step / 2;
            double radius = step * 0.40 * (1 - hypot(page->w - x, y) / reach);

            if (radius < 0.2 * page->u)
                continue;
            cairo_new_sub_path(page->ground);
            cairo_arc(page->ground, x, y, radius, 0, 2 * M_PI);
        }
    cairo_fill(page->ground);
}

void design_club(struct page *page)
{
    const struct box *frame = &page->box;
    double u = page->u, foot = frame->y + frame->h, band = foot - 6.6 * u;
    struct box box = {frame->x, frame->y, frame->w, band - 3.4 * u - frame->y};
    struct lettering name;

    page_fill(page, page->accent->vivid);
    draw_halftone(page);
    page_rectangle(page, (struct box){0, band, page->w, page->h - band}, INK);
    page_labels(page, &face_small, frame->x, foot - 0.2 * u, frame->w, 3.6, page->accent->vivid);
    lettering_fill(&name, &face_name, page->poster->name, box,
                   &(struct fill){.setting = SET_BLOCK, .align = LEFT, .below = 1, .gap = 0.09});
    page_write(page, &name, INK);
}
