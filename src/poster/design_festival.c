/* A festival bill: a bright sky with rays, a sun that is lighter than the sky, and hills. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"League Spartan, Inter", 800, 1, -0.01};
static const struct face face_small = {"League Spartan, Inter", 700, 1, 0.08};

enum { WEDGES = 32 };

static void draw_rays(struct page *page, double x, double y)
{
    double reach = hypot(page->w, page->h);

    page_colour(page->ground, colour_mix(page->accent->vivid, page->accent->pale, 0.38), 1);
    for (int i = 0; i < WEDGES; i++) {
        double from = i * 2 * M_PI / WEDGES, to = from + M_PI / WEDGES;

        cairo_move_to(page->ground, x, y);
        cairo_line_to(page->ground, x + reach * cos(from), y + reach * sin(from));
        cairo_line_to(page->ground, x + reach * cos(to), y + reach * sin(to));
        cairo_close_path(page->ground);
    }
    cairo_fill(page->ground);
}

/* A ridge of waves across the page, filled down to the bottom. */
static void draw_hills(struct page *page, double y, double height, double phase, colour value)
{
    cairo_t *cr = page->ground;
    double step = page->w / 60;

    page_colour(cr, value, 1);
    cairo_move_to(cr, 0, page->h);
    for (double x = 0; x <= page->w + step; x += step) {
        double t = x / page->w * 2 * M_PI;

        cairo_line_to(cr, x, y - height * (0.6 * sin(t + phase) + 0.4 * sin(2.3 * t + phase * 2)));
    }
    cairo_line_to(cr, page->w, page->h);
    cairo_close_path(cr);
    cairo_fill(cr);
}

void design_festival(struct page *page)
{
    const struct accent *accent = page->accent;
    double u = page->u, x = page->w / 2, radius = 0.43 * fmin(page->w, page->h);
    double foot = page->box.y + page->box.h, ridge = foot - 10 * u, phase = page_random(page) * 6;
    colour dark = colour_mix(accent->deep, INK, 0.55);
    double y = page->box.y + (ridge - 4 * u - page->box.y) * 0.5;
    struct box box = {page->box.x, page->box.y, page->box.w, ridge - 6 * u - page->box.y};
    struct lettering name;

    page_fill(page, accent->vivid);
    draw_rays(page, x, y);
    page_circle(page, x, y, radius, accent->pale);
    page_ring(page, x, y, radius + 2 * u, 0.7 * u, accent->pale);
    draw_hills(page, ridge, 2.6 * u, phase, colour_mix(accent->deep, accent->vivid, 0.35));
    draw_hills(page, ridge + 3 * u, 1.8 * u, phase + 2, accent->deep);
    draw_hills(page, ridge + 5.6 * u, 0.8 * u, phase + 4, dark);
    lettering_fill(
        &name, &face_name, page->poster->name, box,
        &(struct fill){.setting = SET_EVEN, .align = CENTRE, .below = 0.5, .gap = 0.16, .largest = 54 * u});
    page_write(page, &name, dark);
    page_labels(page, &face_small, page->box.x, foot, page->box.w, 2.5, PAPER);
}
