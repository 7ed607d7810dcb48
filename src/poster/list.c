/* The wide picture of a list of names: a numbered line-up. */
#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "poster/page.h"

static const struct face face_name = {"Inter", 800, 0, -0.025};

/* The number and the name stand on one baseline. */
static void draw_row(struct page *page, const char *text, int number, struct box row)
{
    double u = page->u, indent = 6.2 * u, size = fmin(0.5 * row.h / u, 9);
    double baseline = row.y + row.h / 2 + 0.36 * size * u;
    char digits[12];

    page_rectangle(page, (struct box){row.x, row.y, row.w, 0.2 * u}, 0x4a4a50);
    snprintf(digits, sizeof digits, "%d", number);
    page_label(page, &face_label_bold, digits, row.x, baseline, 2.6, 5 * u, LEFT, page->accent->vivid);
    page_label(page, &face_name, text, row.x + indent, baseline, size, row.w - indent, LEFT, PAPER);
}

void page_draw_list(const char *const *names, int count, const char *line, const char *site, cairo_t *ground,
                    cairo_t *text)
{
    const struct poster poster = {.name = names[0], .line = line, .site = site, .colour = POSTER_BY_NAME};
    struct page page = {.ground = ground,
                        .text = text,
                        .poster = &poster,
                        .accent = &accents[poster_colour(&poster)],
                        .random = hash_text(hash_start, names[0])};
    int width, height, columns = count > 5 ? 2 : 1, rows = (count + columns - 1) / columns;
    double gap, step, top;

    poster_size(POSTER_WIDE, &width, &height);
    page.w = width;
    page.h = height;
    page.u = sqrt(page.w * page.h) / 100;
    page.box = page_frame(page.w, page.h);
    page_fill(&page, INK);
    page_rectangle(&page, (struct box){0, 0, page.w, 1.4 * page.u}, page.accent->vivid);
    page_labels(&page, &face_label_bold, page.box.x, page.box.y + 2.6 * page.u, page.box.w, 3,
                page.accent->vivid);
    gap = columns > 1 ? 5 * page.u : 0;
    top = page.box.y + 7 * page.u;
    step = (page.box.y + page.box.h - top) / (rows < 3 ? 3 : rows);
    for (int i = 0; i < count; i++) {
        double w = (page.box.w - gap) / columns;

        draw_row(&page, names[i], i + 1,
                 (struct box){page.box.x + i / rows * (w + gap), top + i % rows * step, w, step});
    }
}
