/* A photocopied zine: typewritten strips, torn and pasted a little crooked. */
#include <math.h>

#include "poster/page.h"

static const struct face face_name = {"GNUTypewriter, Inter", 700, 0, 0};
static const struct face face_small = {"GNUTypewriter, Inter", 700, 0, 0};

enum { COPY = 0xe4e1d9, SPECKS = 220, TEETH = 26 };

static void draw_specks(struct page *page)
{
    page_colour(page->ground, 0x3a3835, 0.5);
    for (int i = 0; i < SPECKS; i++) {
        double side = (0.06 + 0.22 * page_random(page) * page_random(page)) * page->u;

        cairo_rectangle(page->ground, page_random(page) * page->w, page_random(page) * page->h, side, side);
    }
    cairo_fill(page->ground);
}

/* A piece of paper with torn ends. */
static void draw_paper(struct page *page, struct box box, colour value)
{
    cairo_t *cr = page->ground;
    double tear = 0.9 * page->u;

    page_colour(cr, value, 1);
    for (int side = 0; side < 2; side++)
        for (int i = 0; i <= TEETH; i++) {
            double part = (double)i / TEETH, out = page_random(page) * tear;

            cairo_line_to(cr, side ? box.x - out : box.x + box.w + out,
                          box.y + box.h * (side ? 1 - part : part));
        }
    cairo_close_path(cr);
    cairo_fill(cr);
}

static void turn(cairo_t *cr, double x, double y, double angle)
{
    cairo_translate(cr, x, y);
    cairo_rotate(cr, angle);
    cairo_translate(cr, -x, -y);
}

/* Both pictures are turned: each once, also when they are one. */
static void begin_turn(struct page *page, struct box box, double angle)
{
    double x = box.x + box.w / 2, y = box.y + box.h / 2;

    cairo_save(page->ground);
    turn(page->ground, x, y, angle);
    if (page->text != page->ground) {
        cairo_save(page->text);
        turn(page->text, x, y, angle);
    }
}

static void end_turn(struct page *page)
{
    cairo_restore(page->ground);
    if (page->text != page->ground)
        cairo_restore(page->text);
}

static void draw_strip(struct page *page, const struct line *line, int number)
{
    const colour papers[] = {INK, 0xfbfaf6, page->accent->vivid}, texts[] = {0xfbfaf6, INK, INK};
    double size = line->scale * LETTERING_SIZE, pad = 0.2 * size;
    struct box ink = {line->x + line->ink.x * line->scale, line->y + line->ink.y * line->scale,
                      line->ink.w * line->scale, line->ink.h * line->scale};
    struct box paper = {ink.x - pad * 1.2, ink.y - pad, ink.w + pad * 2.4, ink.h + pad * 2};
    double limit = 1.6 * page->u / (ink.w / 2), angle = fmin(0.045, limit) * (number & 1 ? 1 : -1);

    begin_turn(page, ink, angle * (0.6 + 0.4 * page_random(page)));
    draw_paper(page, (struct box){paper.x + 0.7 * page->u, paper.y + 0.8 * page->u, paper.w, paper.h},
               0xb9b5ab);
    draw_paper(page, paper, papers[number % 3]);
    page_write_line(page, line, texts[number % 3]);
    end_turn(page);
}

void design_zine(struct page *page)
{
    double u = page->u, foot = page->box.y + page->box.h;
    struct box box = {page->box.x + 5 * u, page->box.y + 5 * u, page->box.w - 10 * u, page->box.h - 17 * u};
    struct box block = {page->w * 0.55, -0.1 * page->h, page->w * 0.3, page->h * 1.2};
    struct lettering name;

    page_fill(page, COPY);
    begin_turn(page, block, 0.2);
    page_rectangle(page, block, page->accent->vivid);
    end_turn(page);
    draw_specks(page);
    lettering_fill(
        &name, &face_name, page->poster->name, box,
        &(struct fill){.setting = SET_EVEN, .align = CENTRE, .below = 0.5, .gap = 0.55, .largest = 44 * u});
    for (int i = 0; i < name.count; i++)
        draw_strip(page, &name.lines[i], i);
    lettering_free(&name);
    page_rectangle(page, (struct box){0, foot - 4.2 * u, page->w, 6 * u}, INK);
    page_labels(page, &face_small, page->box.x, foot - 0.4 * u, page->box.w, 2.6, 0xfbfaf6);
}
