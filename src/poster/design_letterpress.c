/* A letterpress gig poster: slab capitals in two inks, in a double frame. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"Roboto Slab, Inter", 700, 1, 0};
static const struct face face_small = {"Roboto Slab, Inter", 700, 1, 0.14};

static void draw_frame(struct page *page, double inset, double width, colour value)
{
    page_colour(page->ground, value, 1);
    cairo_set_line_width(page->ground, width);
    cairo_rectangle(page->ground, inset, inset, page->w - 2 * inset, page->h - 2 * inset);
    cairo_stroke(page->ground);
}

static void draw_star(struct page *page, double x, double y, double radius, colour value)
{
    page_colour(page->ground, value, 1);
    for (int i = 0; i < 10; i++) {
        double reach = i & 1 ? radius * 0.42 : radius, angle = i * M_PI / 5;

        cairo_line_to(page->ground, x + reach * sin(angle), y - reach * cos(angle));
    }
    cairo_close_path(page->ground);
    cairo_fill(page->ground);
}

/* A rule with a thin one beside it and a star in its middle. */
static void draw_rule(struct page *page, double x, double y, double width, colour value)
{
    double u = page->u, gap = 3.2 * u, half = width / 2;

    for (int side = 0; side < 2; side++) {
        double left = side ? x + half + gap : x;

        page_rectangle(page, (struct box){left, y - 0.45 * u, half - gap, 0.6 * u}, value);
        page_rectangle(page, (struct box){left, y + 0.45 * u, half - gap, 0.2 * u}, value);
    }
    draw_star(page, x + half, y, 1.5 * u, value);
}

void design_letterpress(struct page *page)
{
    double u = page->u, x = page->box.x + 2 * u, width = page->box.w - 4 * u, middle = page->w / 2;
    double top = page->box.y + 2.6 * u, bottom = page->box.y + page->box.h - 2.6 * u;
    colour second = colour_mix(page->accent->deep, page->accent->vivid, 0.12);
    int has_line = *page->poster->line != '\0';
    struct lettering name;
    struct box box;

    page_fill(page, 0xf1e6cf);
    draw_frame(page, 2.6 * u, 0.9 * u, second);
    draw_frame(page, 3.7 * u, 0.25 * u, second);
    page_label(page, &face_small, page->poster->line, middle, top + 2.2 * u, 2.6, width, CENTRE, INK);
    top += has_line ? 5.4 * u : 0.8 * u;
    draw_rule(page, x, top, width, second);
    page_label(page, &face_small, page->poster->site, middle, bottom, 1.9, width, CENTRE, INK);
    bottom -= *page->poster->site ? 4.6 * u : 0.8 * u;
    draw_rule(page, x, bottom, width, second);
    box = (struct box){x, top + 4 * u, width, bottom - top - 8 * u};
    lettering_fill(&name, &face_name, page->poster->name, box,
                   &(struct fill){.setting = SET_BLOCK, .align = CENTRE, .below = 0.5, .gap = 0.16});
    for (int i = 0; i < name.count; i++)
        page_write_line(page, &name.lines[i], i & 1 ? second : INK);
    lettering_free(&name);
}
