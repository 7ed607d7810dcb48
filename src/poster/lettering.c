/* Places letters and turns them into paths. */
#include "poster/lettering.h"

#include <float.h>
#include <glib.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "poster/breaks.h"
#include "poster/fonts.h"

/* ---- measuring ---- */

static PangoLayout *set_text(const struct face *face, const char *text, size_t length)
{
    PangoLayout *layout = pango_layout_new(fonts_context());
    PangoFontDescription *font = pango_font_description_from_string(face->families);
    PangoAttrList *attributes = pango_attr_list_new();

    pango_font_description_set_weight(font, (PangoWeight)face->weight);
    pango_font_description_set_absolute_size(font, LETTERING_SIZE * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (face->spacing != 0)
        pango_attr_list_insert(
            attributes, pango_attr_letter_spacing_new((int)(face->spacing * LETTERING_SIZE * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, text, (int)length);
    return layout;
}

/* Where outlines are measured: nothing is drawn there. It has no bounds, because Cairo drops letters that
 * are far outside of a surface. */
static cairo_t *scratch(void)
{
    static cairo_t *cr;

    if (!cr) {
        cairo_surface_t *surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, NULL);

        cr = cairo_create(surface);
        cairo_surface_destroy(surface);
    }
    return cr;
}

static void put_path(PangoLayout *layout, cairo_t *cr, double x, double y)
{
    cairo_move_to(cr, x, y);
    pango_cairo_layout_line_path(cr, pango_layout_get_line_readonly(layout, 0));
}

static void begin_line(struct line *line, const struct face *face, const char *text, size_t length)
{
    cairo_t *cr = scratch();
    double left, top, right, bottom;

    line->layout = set_text(face, text, length);
    cairo_new_path(cr);
    put_path(line->layout, cr, 0, 0);
    cairo_path_extents(cr, &left, &top, &right, &bottom);
    cairo_new_path(cr);
    line->ink = (struct box){left, top, fmax(right - left, 1), fmax(bottom - top, 1)};
    line->scale = 1;
}

/* ---- placing ---- */

static void add_to_ink(struct lettering *lettering, const struct line *line)
{
    struct box *all = &lettering->ink;
    double left = line->x + line->ink.x * line->scale, top = line->y + line->ink.y * line->scale;
    double right = left + line->ink.w * line->scale, bottom = top + line->ink.h * line->scale;

    if (all->w > 0) {
        right = fmax(right, all->x + all->w);
        bottom = fmax(bottom, all->y + all->h);
        left = fmin(left, all->x);
        top = fmin(top, all->y);
    }
    *all = (struct box){left, top, right - left, bottom - top};
}

/* The sizes that make every line as wide as the box; a short line is at most twice as large as the
 * longest. */
static void size_block(struct lettering *lettering, struct box box, double gap)
{
    double least = DBL_MAX, height = 0;

    for (int i = 0; i < lettering->count; i++)
        least = fmin(least, box.w / lettering->lines[i].ink.w);
    for (int i = 0; i < lettering->count; i++) {
        struct line *line = &lettering->lines[i];

        line->scale = fmin(box.w / line->ink.w, least * 2);
        height += line->ink.h * line->scale + (i ? gap * LETTERING_SIZE * least : 0);
    }
    if (height > box.h)
        for (int i = 0; i < lettering->count; i++)
            lettering->lines[i].scale *= box.h / height;
}

/* The distance of baselines that lets no line touch the next, at LETTERING_SIZE. */
static double even_step(const struct lettering *lettering, double gap)
{
    double step = 0;

    for (int i = 1; i < lettering->count; i++) {
        const struct box *above = &lettering->lines[i - 1].ink, *below = &lettering->lines[i].ink;

        step = fmax(step, above->y + above->h - below->y + gap * LETTERING_SIZE);
    }
    return step;
}

static double even_height(const struct lettering *lettering, double step)
{
    const struct box *first = &lettering->lines[0].ink, *last = &lettering->lines[lettering->count - 1].ink;

    return step * (lettering->count - 1) + last->y + last->h - first->y;
}

static void size_even(struct lettering *lettering, struct box box, double gap)
{
    double widest = 0, scale;

    for (int i = 0; i < lettering->count; i++)
        widest = fmax(widest, lettering->lines[i].ink.w);
    scale = fmin(box.w / widest, box.h / even_height(lettering, even_step(lettering, gap)));
    for (int i = 0; i < lettering->count; i++)
        lettering->lines[i].scale = scale;
}

static void limit_size(struct lettering *lettering, double largest)
{
    double most = 0;

    for (int i = 0; i < lettering->count; i++)
        most = fmax(most, lettering->lines[i].scale * LETTERING_SIZE);
    for (int i = 0; largest > 0 && most > largest && i < lettering->count; i++)
        lettering->lines[i].scale *= largest / most;
}

static double line_x(const struct line *line, double x, double width, enum align align)
{
    double left = width - line->ink.w * line->scale;

    return x + (align == LEFT ? 0 : align == RIGHT ? left : left / 2) - line->ink.x * line->scale;
}

static double smallest_scale(const struct lettering *lettering)
{
    double least = DBL_MAX;

    for (int i = 0; i < lettering->count; i++)
        least = fmin(least, lettering->lines[i].scale);
    return least;
}

static void place(struct lettering *lettering, struct box box, const struct fill *fill, enum align align)
{
    struct line *lines = lettering->lines;
    double least = smallest_scale(lettering), gap = fill->gap * LETTERING_SIZE * least;
    double step = even_step(lettering, fill->gap) * least, height = 0, y;

    if (fill->setting == SET_EVEN)
        height = even_height(lettering, step / least) * least;
    for (int i = 0; i < lettering->count && fill->setting == SET_BLOCK; i++)
        height += lines[i].ink.h * lines[i].scale + (i ? gap : 0);
    y = box.y + (box.h - height) * fill->below;
    for (int i = 0; i < lettering->count; i++) {
        struct line *line = &lines[i];

        if (fill->setting == SET_EVEN)
            line->y = i ? lines[i - 1].y + step : y - line->ink.y * line->scale;
        else
            line->y = y - line->ink.y * line->scale;
        y += line->ink.h * line->scale + gap;
        line->x = line_x(line, box.x, box.w, align);
        add_to_ink(lettering, line);
    }
}

static char *cased(const struct face *face, const char *text)
{
    return face->capitals ? g_utf8_strup(text, -1) : g_strdup(text);
}

/* A text that is read from the right begins there. */
static enum align align_of(PangoLayout *layout, enum align align)
{
    int from_right = pango_layout_get_direction(layout, 0) == PANGO_DIRECTION_RTL;

    return from_right && align != CENTRE ? (align == LEFT ? RIGHT : LEFT) : align;
}

void lettering_fill(struct lettering *lettering, const struct face *face, const char *text, struct box box,
                    const struct fill *fill)
{
    char *letters = cased(face, text);
    PangoLayout *whole = set_text(face, letters, strlen(letters));
    struct breaks breaks;

    *lettering = (struct lettering){0};
    breaks_find(&breaks, whole, letters, fill->setting == SET_BLOCK, box.w / box.h,
                fill->lines ? fill->lines : LETTERING_LINES);
    for (int i = 0; i < breaks.count; i++)
        begin_line(&lettering->lines[lettering->count++], face, letters + breaks.parts[i].start,
                   breaks.parts[i].length);
    if (fill->setting == SET_BLOCK)
        size_block(lettering, box, fill->gap);
    else
        size_even(lettering, box, fill->gap);
    limit_size(lettering, fill->largest);
    place(lettering, box, fill, align_of(whole, fill->align));
    g_object_unref(whole);
    g_free(letters);
}

void lettering_line(struct lettering *lettering, const struct face *face, const char *text, double x,
                    double y, double size, double width, enum align align)
{
    char *letters = cased(face, text);
    struct line *line = &lettering->lines[0];

    *lettering = (struct lettering){.count = 1};
    begin_line(line, face, letters, strlen(letters));
    line->scale = fmin(size / LETTERING_SIZE, width / line->ink.w);
    line->x = line_x(line, x, 0, align);
    line->y = y;
    add_to_ink(lettering, line);
    g_free(letters);
}

/* ---- paths ---- */

void lettering_path_line(const struct line *line, cairo_t *cr)
{
    cairo_matrix_t before;

    cairo_get_matrix(cr, &before);
    cairo_translate(cr, line->x, line->y);
    cairo_scale(cr, line->scale, line->scale);
    put_path(line->layout, cr, 0, 0);
    cairo_set_matrix(cr, &before);
}

void lettering_path(const struct lettering *lettering, cairo_t *cr)
{
    for (int i = 0; i < lettering->count; i++)
        lettering_path_line(&lettering->lines[i], cr);
}

struct circle {
    double x, y, radius, scale, middle;
    int at_bottom;
};

static void bend(const struct circle *circle, cairo_path_data_t *point)
{
    double along = (point->point.x - circle->middle) * circle->scale, up = -point->point.y * circle->scale;
    double angle = along / circle->radius, radius = circle->radius + (circle->at_bottom ? -up : up);

    if (circle->at_bottom)
        angle = G_PI - angle;
    point->point.x = circle->x + radius * sin(angle);
    point->point.y = circle->y - radius * cos(angle);
}

void lettering_path_round(const struct line *line, cairo_t *cr, double x, double y, double radius,
                          int at_bottom)
{
    const struct circle circle = {x, y, radius, line->scale, line->ink.x + line->ink.w / 2, at_bottom};
    cairo_t *flat = scratch();
    cairo_path_t *path;

    cairo_new_path(flat);
    put_path(line->layout, flat, 0, 0);
    path = cairo_copy_path(flat);
    cairo_new_path(flat);
    for (int i = 0; i < path->num_data; i += path->data[i].header.length)
        for (int k = 1; k < path->data[i].header.length; k++)
            bend(&circle, &path->data[i + k]);
    cairo_append_path(cr, path);
    cairo_path_destroy(path);
}

void lettering_free(struct lettering *lettering)
{
    for (int i = 0; i < lettering->count; i++)
        g_object_unref(lettering->lines[i].layout);
    lettering->count = 0;
}
