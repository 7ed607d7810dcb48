/* A neon sign on a brick wall at night. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"Comfortaa, Inter", 700, 0, 0.01};
static const struct face face_small = {"Comfortaa, Inter", 700, 0, 0.06};

enum { WALL = 0x0d0b14 };

static void draw_wall(struct page *page)
{
    double high = 4.2 * page->u, wide = 10.5 * page->u;
    cairo_pattern_t *light = cairo_pattern_create_radial(page->w / 2, page->h / 2, 0, page->w / 2,
                                                         page->h / 2, hypot(page->w, page->h) * 0.5);
    colour lit = colour_mix(WALL, page->accent->deep, 0.55);

    page_fill(page, WALL);
    cairo_pattern_add_color_stop_rgb(light, 0, (lit >> 16) / 255.0, (lit >> 8 & 255) / 255.0,
                                     (lit & 255) / 255.0);
    cairo_pattern_add_color_stop_rgb(light, 1, (WALL >> 16) / 255.0, (WALL >> 8 & 255) / 255.0,
                                     (WALL & 255) / 255.0);
    cairo_set_source(page->ground, light);
    cairo_paint(page->ground);
    cairo_pattern_destroy(light);
    page_colour(page->ground, 0x05040a, 0.75);
    cairo_set_line_width(page->ground, 0.32 * page->u);
    for (int row = 0; row * high < page->h; row++) {
        cairo_move_to(page->ground, 0, row * high);
        cairo_line_to(page->ground, page->w, row * high);
        for (double x = (row & 1) * wide / 2; x < page->w; x += wide) {
            cairo_move_to(page->ground, x, row * high);
            cairo_line_to(page->ground, x, (row + 1) * high);
        }
    }
    cairo_stroke(page->ground);
}

static void put_tube(struct page *page, struct box box, double radius)
{
    cairo_new_sub_path(page->ground);
    cairo_arc(page->ground, box.x + box.w - radius, box.y + radius, radius, -M_PI / 2, 0);
    cairo_arc(page->ground, box.x + box.w - radius, box.y + box.h - radius, radius, 0, M_PI / 2);
    cairo_arc(page->ground, box.x + radius, box.y + box.h - radius, radius, M_PI / 2, M_PI);
    cairo_arc(page->ground, box.x + radius, box.y + radius, radius, M_PI, M_PI * 1.5);
    cairo_close_path(page->ground);
}

/* Light around the current path, which it uses up: wide and weak to narrow and strong. */
static void glow(struct page *page, double size, double strength)
{
    cairo_set_line_join(page->ground, CAIRO_LINE_JOIN_ROUND);
    for (int i = 0; i < 8; i++) {
        page_colour(page->ground, page->accent->vivid, strength * (0.3 + i * 0.1));
        cairo_set_line_width(page->ground, size * (1 - i * 0.115));
        cairo_stroke_preserve(page->ground);
    }
    cairo_new_path(page->ground);
}

static void draw_frame(struct page *page)
{
    double u = page->u, inset = 4.2 * u, high = page->tall ? page->box.y - 6 * u : inset;
    struct box box = {inset, high, page->w - 2 * inset, page->h - 2 * high};

    put_tube(page, box, 5 * u);
    glow(page, 4.5 * u, 0.1);
    put_tube(page, box, 5 * u);
    page_colour(page->ground, page->accent->pale, 1);
    cairo_set_line_width(page->ground, 0.5 * u);
    cairo_stroke(page->ground);
}

void design_neon(struct page *page)
{
    double u = page->u, x = page->box.x + 5 * u, width = page->box.w - 10 * u;
    double foot = page->box.y + page->box.h - 3 * u;
    struct box box = {x, page->box.y + 4 * u, width, page->box.h - 15 * u};
    struct lettering name;

    draw_wall(page);
    draw_frame(page);
    lettering_fill(
        &name, &face_name, page->poster->name, box,
        &(struct fill){.setting = SET_EVEN, .align = CENTRE, .below = 0.5, .gap = 0.22, .largest = 52 * u});
    lettering_path(&name, page->ground);
    glow(page, fmin(name.lines[0].scale * LETTERING_SIZE * 0.3, 5 * u), 0.055);
    page_write(page, &name, colour_mix(page->accent->pale, WHITE, 0.55));
    page_labels(page, &face_small, x, foot, width, 2.5, page->accent->pale);
}
