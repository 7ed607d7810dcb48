/* The helpers of designs. */
#include "poster/page.h"

#include <math.h>

#include "base/hash.h"

const struct face face_label = {"Inter", 500, 0, 0};
const struct face face_label_bold = {"Inter", 700, 0, 0};

struct box page_frame(double w, double h)
{
    double margin = 0.06 * sqrt(w * h), high = h > 1.3 * w ? 0.13 * h : margin;

    return (struct box){margin, high, w - 2 * margin, h - 2 * high};
}

/* splitmix64 (Vigna, public domain). */
double page_random(struct page *page)
{
    uint64_t z = page->random += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

void page_colour(cairo_t *cr, colour value, double alpha)
{
    cairo_set_source_rgba(cr, (value >> 16 & 0xff) / 255.0, (value >> 8 & 0xff) / 255.0,
                          (value & 0xff) / 255.0, alpha);
}

void page_fill(struct page *page, colour value)
{
    page_colour(page->ground, value, 1);
    cairo_paint(page->ground);
}

void page_rectangle(struct page *page, struct box box, colour value)
{
    page_colour(page->ground, value, 1);
    cairo_rectangle(page->ground, box.x, box.y, box.w, box.h);
    cairo_fill(page->ground);
}

void page_circle(struct page *page, double x, double y, double radius, colour value)
{
    page_colour(page->ground, value, 1);
    cairo_new_sub_path(page->ground);
    cairo_arc(page->ground, x, y, radius, 0, 2 * M_PI);
    cairo_fill(page->ground);
}

void page_ring(struct page *page, double x, double y, double radius, double width, colour value)
{
    page_colour(page->ground, value, 1);
    cairo_set_line_width(page->ground, width);
    cairo_new_sub_path(page->ground);
    cairo_arc(page->ground, x, y, radius, 0, 2 * M_PI);
    cairo_stroke(page->ground);
}

void page_write_line(struct page *page, const struct line *line, colour value)
{
    page_colour(page->text, value, 1);
    lettering_path_line(line, page->text);
    cairo_fill(page->text);
}

void page_write(struct page *page, struct lettering *letters, colour value)
{
    for (int i = 0; i < letters->count; i++)
        page_write_line(page, &letters->lines[i], value);
    lettering_free(letters);
}

/* How far letters must be lifted for what hangs below their baseline to stay inside the margin. */
static double overhang(const struct page *page, const struct lettering *letters)
{
    return letters->count ? fmax(letters->ink.y + letters->ink.h - page->box.y - page->box.h, 0) : 0;
}

static void write_lifted(struct page *page, struct lettering *letters, double lift, colour value)
{
    for (int i = 0; i < letters->count; i++)
        letters->lines[i].y -= lift;
    page_write(page, letters, value);
}

void page_label(struct page *page, const struct face *face, const char *text, double x, double y, double size,
                double width, enum align align, colour value)
{
    struct lettering letters;

    if (!*text)
        return;
    lettering_line(&letters, face, text, x, y, size * page->u, width, align);
    write_lifted(page, &letters, overhang(page, &letters), value);
}

void page_labels(struct page *page, const struct face *face, double x, double y, double width, double size,
                 colour value)
{
    const char *line_text = page->poster->line, *site_text = page->poster->site;
    struct lettering line = {.count = 0}, site = {.count = 0};
    double room = width, lift;

    if (*site_text) {
        lettering_line(&site, face, site_text, x + width, y, size * page->u, width * 0.4, RIGHT);
        room -= site.ink.w + 4 * page->u;
    }
    if (*line_text)
        lettering_line(&line, face, line_text, x, y, size * page->u, room, LEFT);
    lift = fmax(overhang(page, &line), overhang(page, &site));
    write_lifted(page, &line, lift, value);
    write_lifted(page, &site, lift, value);
}

void page_draw(const struct poster *poster, cairo_t *ground, cairo_t *text)
{
    static page_design *const designs[POSTER_DESIGNS] = {design_club, design_swiss, design_letterpress,
                                                         design_neon, design_metal, design_festival,
                                                         design_zine, design_vinyl};
    struct page page = {.ground = ground,
                        .text = text,
                        .accent = &accents[poster_colour(poster)],
                        .poster = poster,
                        .random = hash_text(hash_start, poster->name)};
    int width, height;

    poster_size(poster->shape, &width, &height);
    page.w = width;
    page.h = height;
    page.u = sqrt(page.w * page.h) / 100;
    page.box = page_frame(page.w, page.h);
    page.tall = height > 1.3 * width;
    page.wide = width > 1.3 * height;
    designs[poster_design(poster) - 1](&page);
}
