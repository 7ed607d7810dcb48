/* A metal record: blackletter over a dark sun with thorns. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"Gamaliel, Old Standard TT, Inter", 700, 0, 0};
static const struct face face_small = {"Old Standard TT, Inter", 700, 1, 0.2};

enum { NIGHT = 0x0a0a0b, BONE = 0xece5d6, RAYS = 72 };

/* Thin rays of uneven length, the same at the left and the right. */
static void draw_rays(struct page *page, double x, double y, double radius)
{
    page_colour(page->ground, colour_mix(NIGHT, page->accent->deep, 0.75), 1);
    for (int i = 0; i <= RAYS / 2; i++) {
        double length = radius * (1.18 + 0.75 * page_random(page) * (i & 1 ? 1 : 0.4)),
               half = M_PI / RAYS * 0.62;

        for (int side = -1; side <= 1; side += 2) {
            double angle = side * i * 2 * M_PI / RAYS;

            cairo_move_to(page->ground, x + radius * sin(angle - half), y - radius * cos(angle - half));
            cairo_line_to(page->ground, x + length * sin(angle), y - length * cos(angle));
            cairo_line_to(page->ground, x + radius * sin(angle + half), y - radius * cos(angle + half));
            cairo_close_path(page->ground);
        }
    }
    cairo_fill(page->ground);
}

/* A rule that ends in points, with a diamond in its middle. */
static void draw_thorn(struct page *page, double y, double width)
{
    double u = page->u, x = page->w / 2, half = width / 2;
    cairo_t *cr = page->ground;

    page_colour(cr, BONE, 1);
    cairo_move_to(cr, x - half, y);
    cairo_line_to(cr, x, y - 0.28 * u);
    cairo_line_to(cr, x + half, y);
    cairo_line_to(cr, x, y + 0.28 * u);
    cairo_close_path(cr);
    cairo_move_to(cr, x - 1.3 * u, y);
    cairo_line_to(cr, x, y - 1.3 * u);
    cairo_line_to(cr, x + 1.3 * u, y);
    cairo_line_to(cr, x, y + 1.3 * u);
    cairo_close_path(cr);
    cairo_fill(cr);
}

void design_metal(struct page *page)
{
    double u = page->u, radius = 0.36 * fmin(page->w, page->h), x = page->w / 2, y = page->h / 2;
    double foot = page->box.y + page->box.h;
    struct box box = {page->box.x, page->box.y + 5 * u, page->box.w, page->box.h - 15 * u};
    struct lettering name;

    page_fill(page, NIGHT);
    draw_rays(page, x, y, radius);
    page_circle(page, x, y, radius, colour_mix(NIGHT, page->accent->deep, 0.9));
    page_ring(page, x, y, radius * 0.94, 0.25 * u, colour_mix(NIGHT, page->accent->deep, 0.4));
    draw_thorn(page, page->box.y, page->box.w * 0.7);
    draw_thorn(page, foot - 6 * u, page->box.w * 0.7);
    lettering_fill(
        &name, &face_name, page->poster->name, box,
        &(struct fill){.setting = SET_EVEN, .align = CENTRE, .below = 0.5, .gap = 0.1, .largest = 64 * u});
    page_write(page, &name, BONE);
    page_labels(page, &face_small, page->box.x, foot, page->box.w, 2.3, BONE);
}
