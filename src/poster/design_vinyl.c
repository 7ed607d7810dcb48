/* A record that looks out of its sleeve: the second line runs around its label. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"Old Standard TT, Inter", 700, 0, -0.01};
static const struct face face_round = {"Inter", 600, 1, 0.14};

enum { VINYL = 0x0c0c0e };

static void draw_record(struct page *page, double x, double y, double radius, double label)
{
    cairo_t *cr = page->ground;
    double u = page->u;

    page_circle(page, x, y, radius, VINYL);
    for (double groove = label + 2 * u; groove < radius - u; groove += 0.9 * u)
        page_ring(page, x, y, groove, 0.16 * u, 0x222226);
    for (int i = 0; i < 2; i++) {
        page_colour(cr, WHITE, 0.06);
        cairo_move_to(cr, x, y);
        cairo_arc(cr, x, y, radius, M_PI * (i + 0.14), M_PI * (i + 0.24));
        cairo_close_path(cr);
        cairo_fill(cr);
    }
    page_circle(page, x, y, label, page->accent->vivid);
    page_ring(page, x, y, label * 0.62, 0.2 * u, INK);
    page_circle(page, x, y, label * 0.07, page->accent->deep);
}

static void write_round(struct page *page, double x, double y, double radius, double angle)
{
    struct lettering letters;
    double room = 0.85 * M_PI * radius;

    if (!*page->poster->line)
        return;
    lettering_line(&letters, &face_round, page->poster->line, 0, 0, 2.5 * page->u, room, LEFT);
    cairo_save(page->text);
    cairo_translate(page->text, x, y);
    cairo_rotate(page->text, angle);
    page_colour(page->text, INK, 1);
    lettering_path_round(&letters.lines[0], page->text, 0, 0, radius, 0);
    cairo_fill(page->text);
    cairo_restore(page->text);
    lettering_free(&letters);
}

void design_vinyl(struct page *page)
{
    const struct box *frame = &page->box;
    double u = page->u, x, y, radius, label;
    struct box box = *frame;
    struct lettering name;

    page_fill(page, page->accent->deep);
    if (page->wide) {
        radius = page->h * 0.62;
        x = page->w - radius * 0.5;
        y = page->h * 0.5;
        box.w = x - radius - 5 * u - box.x;
        box.h -= 8 * u;
    } else {
        radius = page->w * 0.56;
        x = page->w / 2;
        y = page->tall ? page->h * 0.68 : page->h * 0.86;
        box.h = y - radius - 5 * u - box.y;
    }
    label = radius * 0.42;
    draw_record(page, x, y, radius, label);
    write_round(page, x, y, label * 0.75, page->wide ? -M_PI / 2 : 0);
    lettering_fill(
        &name, &face_name, page->poster->name, box,
        &(struct fill){.setting = SET_EVEN, .align = LEFT, .below = 0, .gap = 0.16, .largest = 44 * u});
    page_write(page, &name, PAPER);
    page_label(page, &face_label, page->poster->site, frame->x, frame->y + frame->h, 2.4, frame->w / 2, LEFT,
               PAPER);
}
