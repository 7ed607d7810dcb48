/* Chooses what a description leaves open, and writes pictures. */
#include "poster/poster.h"

#include <cairo-svg.h>
#include <cairo.h>
#include <string.h>

#include "base/hash.h"
#include "poster/fonts.h"
#include "poster/page.h"

const char *const poster_shapes[] = {"wide", "square", "story", "banner", NULL};
const char *const poster_colours[] = {"red",    "orange", "yellow", "green", "teal", "blue",
                                      "violet", "pink",   "mono",   NULL}; /* in the order of accents */
const char *const poster_designs[] = {"club",     "swiss", "letterpress", "neon", "metal",
                                      "festival", "zine",  "vinyl",       NULL};

int poster_find(const char *const *list, const char *word)
{
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], word) == 0)
            return i;
    return -1;
}

void poster_size(int shape, int *width, int *height)
{
    static const int sizes[][2] = {{1200, 630}, {1080, 1080}, {1080, 1920}, {1500, 500}};

    *width = sizes[shape][0];
    *height = sizes[shape][1];
}

/* The low bits of FNV-1a alone would follow the last letter. */
static uint64_t chosen_by(const char *name)
{
    uint64_t hash = hash_text(hash_start, name);

    return (hash ^ hash >> 32) * 0x9e3779b97f4a7c15u >> 32;
}

int poster_design(const struct poster *poster)
{
    return poster->design ? poster->design : 1 + (int)(chosen_by(poster->name) % POSTER_DESIGNS);
}

/* mono only when it is asked for. */
int poster_colour(const struct poster *poster)
{
    return poster->colour >= 0 ? poster->colour
                               : (int)(chosen_by(poster->name) / POSTER_DESIGNS % (ACCENTS - 1));
}

/* ---- output ---- */

struct output {
    poster_sink *sink;
    void *to;
};

static cairo_status_t pass_on(void *closure, const unsigned char *bytes, unsigned length)
{
    const struct output *output = closure;

    return output->sink(output->to, bytes, length) == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static cairo_surface_t *begin(int shape, enum poster_format format, struct output *output)
{
    cairo_surface_t *surface;
    int width, height;

    poster_size(shape, &width, &height);
    if (format == POSTER_PNG)
        return cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    surface = cairo_svg_surface_create_for_stream(pass_on, output, width, height);
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PX);
    return surface;
}

static int end(cairo_t *cr, cairo_surface_t *surface, enum poster_format format, struct output *output,
               struct err *why)
{
    cairo_status_t status = cairo_status(cr);

    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS && format == POSTER_PNG)
        status = cairo_surface_write_to_png_stream(surface, pass_on, output);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return status == CAIRO_STATUS_SUCCESS
               ? 0
               : err_set(why, "the picture cannot be made: %s", cairo_status_to_string(status));
}

static int need_fonts(struct err *why)
{
    return fonts_context() ? 0 : err_set(why, "the picture cannot be made: out of memory");
}

int poster_render(const struct poster *poster, enum poster_format format, poster_sink *sink, void *to,
                  struct err *why)
{
    struct output output = {sink, to};
    cairo_surface_t *surface;
    cairo_t *cr;

    if (need_fonts(why) != 0)
        return -1;
    surface = begin(poster->shape, format, &output);
    cr = cairo_create(surface);
    page_draw(poster, cr, cr);
    return end(cr, surface, format, &output, why);
}

int poster_render_list(const char *const *names, int count, const char *line, const char *site,
                       enum poster_format format, poster_sink *sink, void *to, struct err *why)
{
    struct output output = {sink, to};
    cairo_surface_t *surface;
    cairo_t *cr;

    if (need_fonts(why) != 0)
        return -1;
    surface = begin(POSTER_WIDE, format, &output);
    cr = cairo_create(surface);
    page_draw_list(names, count, line, site, cr, cr);
    return end(cr, surface, format, &output, why);
}
