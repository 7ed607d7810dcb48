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
    double u = page->u, band = 6.2 * u, foot = page->box.y + page->box.h;
    double top = page->tall ? page->box.y : 5 * u, end = page->tall ? foot - band - 3 * u : page->h - band - 4.5 * u;
    struct box box = {page->box.x, page->box.y, page->box.w, end - page->box.y};
    struct lettering name;
    double bottom = page->tall ? foot - band : page->h - band;

    page_fill(page, page->accent->vivid);
    draw_halftone(page);
    page_rectangle(page, (struct box){0, bottom, page->w, page->h - bottom}, INK);
    page_labels(page, &face_small, page->box.x, bottom + band / 2 + 1.25 * u, page->box.w, 3.5, page->accent->vivid);
    (void)top;
    lettering_fill(&name, &face_name, page->poster->name, box,
                   &(struct fill){.setting = SET_BLOCK, .align = LEFT, .below = 1, .gap = 0.09});
    page_write(page, &name, INK);
}
