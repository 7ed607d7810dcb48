/* Tests posters: ink inside the margins, contrast of every pixel of text, letters of many scripts, files. */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "poster/fonts.h"
#include "poster/page.h"
#include "run.h"

/* The pictures of the many names are this much smaller than in use. */
static const double reduced = 0.2;

enum { SHAPES = 4, SAMPLE = 500, SAMPLE_EVERY = 64, PARTS = 20 };

/* Of all lengths and scripts, and with what letters do above and below a line. */
static const char *const hard_names[] = {
    "X",
    "!!!",
    "A$AP",
    "Velvet Static",
    "i",
    "...",
    "gypsy jungle gigs",
    "Ångström Ñandú Éclair",
    "The Unbearable Heaviness of Paper Planes",
    "Donaudampfschifffahrtsgesellschaftskapit",
    "a b c d e f g h i j k l m n o p q r s t",
    "Кино Ночь",
    "Ελευθερία Ψ",
    "宇多田ヒカル",
    "きゃりーぱみゅぱみゅ",
    "방탄소년단",
    "أم كلثوم",
    "שלום חנוך",
    "लता मंगेशकर",
    "คาราบาว",
    "z̷̡̛a̵̧͝l̶̢͠g̸̨̕o",
    "👩‍🎤 Star 🎸",
    "AC/DC & the <b>\"Quotes\"</b> \\ %s",
    "ﷺ",
};
enum { HARD_NAMES = sizeof hard_names / sizeof *hard_names };

/* ---- one picture in two parts ---- */

struct parts {
    cairo_surface_t *ground, *text;
    cairo_t *on_ground, *on_text;
    int width, height;
};

static void begin_parts(struct parts *parts, int shape, double scale)
{
    int width, height;

    poster_size(shape, &width, &height);
    parts->width = (int)(width * scale);
    parts->height = (int)(height * scale);
    parts->ground = cairo_image_surface_create(CAIRO_FORMAT_RGB24, parts->width, parts->height);
    parts->text = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, parts->width, parts->height);
    parts->on_ground = cairo_create(parts->ground);
    parts->on_text = cairo_create(parts->text);
    cairo_scale(parts->on_ground, scale, scale);
    cairo_scale(parts->on_text, scale, scale);
}

static void end_parts(struct parts *parts)
{
    ck_assert_int_eq(cairo_status(parts->on_ground), CAIRO_STATUS_SUCCESS);
    ck_assert_int_eq(cairo_status(parts->on_text), CAIRO_STATUS_SUCCESS);
    cairo_destroy(parts->on_ground);
    cairo_destroy(parts->on_text);
    cairo_surface_destroy(parts->ground);
    cairo_surface_destroy(parts->text);
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y)
{
    uint32_t value;

    memcpy(&value,
           cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface) + x * 4,
           sizeof value);
    return value;
}

/* What was found in a picture: the ink of its text, and the least contrast of a pixel that the text fills. */
struct finding {
    int left, top, right, bottom, filled;
    double least;
};

static struct finding look_at(struct parts *parts)
{
    struct finding found = {parts->width, parts->height, 0, 0, 0, 21};
    uint32_t last_ink = 0, last_ground = 0;

    cairo_surface_flush(parts->ground);
    cairo_surface_flush(parts->text);
    for (int y = 0; y < parts->height; y++)
        for (int x = 0; x < parts->width; x++) {
            uint32_t ink = pixel(parts->text, x, y), ground = pixel(parts->ground, x, y) & 0xffffff;

            if (ink >> 24 > 16) {
                found.left = x < found.left ? x : found.left;
                found.top = y < found.top ? y : found.top;
                found.right = x + 1 > found.right ? x + 1 : found.right;
                found.bottom = y + 1 > found.bottom ? y + 1 : found.bottom;
            }
            if (ink >> 24 < 255)
                continue;
            found.filled++;
            if (ink != last_ink || ground != last_ground)
                found.least = fmin(found.least, colour_contrast(ink & 0xffffff, ground));
            last_ink = ink;
            last_ground = ground;
        }
    return found;
}

static void check_poster(const struct poster *poster, double scale)
{
    struct parts parts;
    struct finding found;
    int width, height;
    struct box frame;

    poster_size(poster->shape, &width, &height);
    frame = page_frame(width, height);
    begin_parts(&parts, poster->shape, scale);
    page_draw(poster, parts.on_ground, parts.on_text);
    found = look_at(&parts);
    end_parts(&parts);
    ck_assert_msg(found.right > found.left, "'%s', design %d, shape %d: no ink", poster->name, poster->design,
                  poster->shape);
    ck_assert_msg(found.left >= (int)(frame.x * scale) - 1 && found.top >= (int)(frame.y * scale) - 1 &&
                      found.right <= (frame.x + frame.w) * scale + 2 &&
                      found.bottom <= (frame.y + frame.h) * scale + 2,
                  "'%s', design %d, shape %d: the ink %d,%d to %d,%d leaves the frame", poster->name,
                  poster->design, poster->shape, found.left, found.top, found.right, found.bottom);
    ck_assert_msg(found.least >= 4.5, "'%s', design %d, shape %d, colour %d: contrast %.2f", poster->name,
                  poster->design, poster->shape, poster_colour(poster), found.least);
}

/* As under valgrind. */
static int is_quick(void)
{
    return getenv("QUICK_TESTS") != NULL;
}

/* In every design and shape; quickly: in one of both. */
static void check_in_all(const char *name, int which)
{
    for (int design = 1; design <= POSTER_DESIGNS; design++)
        for (int shape = 0; shape < SHAPES; shape++)
            if (!is_quick() || (design == which % POSTER_DESIGNS + 1 && shape == which % SHAPES))
                check_poster(&(struct poster){name, "not among 2,500,000 artists, 2026-11-28", "stagename",
                                              design, shape, POSTER_BY_NAME},
                             reduced);
}

START_TEST(hard_names_stay_inside_and_readable)
{
    check_in_all(hard_names[_i], _i);
}
END_TEST

START_TEST(names_of_artists_stay_inside_and_readable)
{
    struct lines in;
    struct err why;
    int row = 0, taken = 0;

    ck_assert_int_eq(lines_open(&in, source_file("data/artists.tsv"), &why), 0);
    while (lines_next(&in, &why) == 1) {
        if (row++ % SAMPLE_EVERY != 1 || row / SAMPLE_EVERY % PARTS != _i)
            continue;
        in.line[strcspn(in.line, "\t")] = '\0';
        check_in_all(in.line, _i);
        taken++;
        if (is_quick())
            break;
    }
    lines_close(&in);
    ck_assert_int_ge(taken, is_quick() ? 1 : SAMPLE / PARTS);
}
END_TEST

START_TEST(every_colour_is_readable_in_every_design)
{
    for (int design = 1; design <= (is_quick() ? 1 : POSTER_DESIGNS); design++)
        for (int shape = 0; shape < SHAPES; shape++)
            check_poster(
                &(struct poster){"Gold Avenue", "in the park, all night", "names.example", design, shape, _i},
                0.5);
}
END_TEST

START_TEST(a_list_stays_inside_and_readable)
{
    const struct box frame = page_frame(1200, 630);
    struct parts parts;
    struct finding found;

    begin_parts(&parts, POSTER_WIDE, 0.5);
    page_draw_list(hard_names + 2, _i, "ten names", "stagename", parts.on_ground, parts.on_text);
    found = look_at(&parts);
    end_parts(&parts);
    ck_assert_double_ge(found.least, 4.5);
    ck_assert_int_ge(found.left, (int)(frame.x * 0.5) - 1);
    ck_assert_int_le(found.right, (int)((frame.x + frame.w) * 0.5) + 1);
    ck_assert_int_le(found.bottom, (int)((frame.y + frame.h) * 0.5) + 1);
}
END_TEST

/* ---- letters ---- */

START_TEST(all_scripts_have_letters)
{
    struct lettering letters;

    lettering_line(&letters, &face_label, hard_names[_i], 0, 0, 100, 10000, LEFT);
    ck_assert_msg(pango_layout_get_unknown_glyphs_count(letters.lines[0].layout) == 0, "'%s' has boxes",
                  hard_names[_i]);
    lettering_free(&letters);
}
END_TEST

static const struct {
    const char *text;
    double width, height;
    int lines;
    const char *first;
} broken[] = {
    {"Velvet", 1000, 1000, 1, "Velvet"},
    {"Velvet Static", 1000, 100, 1, "Velvet Static"},
    {"Velvet Static", 1000, 1000, 2, "Velvet"},
    {"Owls & Foxes Hill", 1000, 450, 2, "Owls"}, /* a lone & ends no line */
    {"宇多田ヒカル", 1000, 1000, 2, "宇多田"},
    {"Donaudampfschifffahrtsgesellschaftskapit", 1000, 1000, 4, "Donaudampf"}, /* as long as four words */
    {"Donaudampfschiff", 1000, 1000, 1, "Donaudampfschiff"},
    {"one two three four five six", 300, 1000, 6, "one"},
};

START_TEST(names_are_broken_to_be_large)
{
    const struct fill fill = {.setting = SET_EVEN, .gap = 0.1};
    struct lettering letters;

    lettering_fill(&letters, &face_label, broken[_i].text,
                   (struct box){0, 0, broken[_i].width, broken[_i].height}, &fill);
    ck_assert_int_eq(letters.count, broken[_i].lines);
    ck_assert_str_eq(pango_layout_get_text(letters.lines[0].layout), broken[_i].first);
    ck_assert_double_le(letters.ink.w, broken[_i].width + 0.5);
    ck_assert_double_le(letters.ink.h, broken[_i].height + 0.5);
    lettering_free(&letters);
}
END_TEST

/* ---- files ---- */

struct picture {
    unsigned char bytes[1 << 22];
    size_t length;
};

static int keep(void *to, const void *bytes, size_t length)
{
    struct picture *picture = to;

    if (picture->length + length >= sizeof picture->bytes)
        return -1;
    memcpy(picture->bytes + picture->length, bytes, length);
    picture->length += length;
    picture->bytes[picture->length] = '\0';
    return 0;
}

static int refuse(void *to, const void *bytes, size_t length)
{
    (void)to, (void)bytes, (void)length;
    return -1;
}

static struct picture one, other;

static void render(const struct poster *poster, enum poster_format format, struct picture *picture)
{
    struct err why;

    picture->length = 0;
    ck_assert_int_eq(poster_render(poster, format, keep, picture, &why), 0);
}

static unsigned big_endian(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

START_TEST(a_png_has_the_size_of_its_shape)
{
    static const unsigned sizes[SHAPES][2] = {{1200, 630}, {1080, 1080}, {1080, 1920}, {1500, 500}};

    render(&(struct poster){"Velvet Static", "", "", 2, _i, 0}, POSTER_PNG, &one);
    ck_assert_mem_eq(one.bytes, "\x89PNG\r\n\x1a\n", 8);
    ck_assert_uint_eq(big_endian(one.bytes + 16), sizes[_i][0]);
    ck_assert_uint_eq(big_endian(one.bytes + 20), sizes[_i][1]);
}
END_TEST

START_TEST(an_svg_has_outlines_only)
{
    render(&(struct poster){"<b>&\"x\" Кино", "line", "site", _i + 1, 0, 0}, POSTER_SVG, &one);
    ck_assert_ptr_nonnull(strstr((char *)one.bytes, "<path"));
    ck_assert_ptr_nonnull(strstr((char *)one.bytes, "viewBox=\"0 0 1200 630\""));
    ck_assert_ptr_null(strstr((char *)one.bytes, "<text"));
    ck_assert_ptr_null(strstr((char *)one.bytes, "<image"));
    ck_assert_ptr_null(strstr((char *)one.bytes, "<b>"));
    ck_assert_uint_le(one.length, 1 << 20);
}
END_TEST

START_TEST(the_same_poster_has_the_same_bytes)
{
    const struct poster poster = {"Velvet Static", "line", "site", _i + 1, 1, POSTER_BY_NAME};

    render(&poster, POSTER_PNG, &one);
    render(&poster, POSTER_PNG, &other);
    ck_assert_uint_eq(one.length, other.length);
    ck_assert_mem_eq(one.bytes, other.bytes, one.length);
}
END_TEST

START_TEST(designs_differ)
{
    render(&(struct poster){"Velvet Static", "", "", _i + 1, 0, 3}, POSTER_PNG, &one);
    render(&(struct poster){"Velvet Static", "", "", (_i + 1) % POSTER_DESIGNS + 1, 0, 3}, POSTER_PNG,
           &other);
    ck_assert(one.length != other.length || memcmp(one.bytes, other.bytes, one.length) != 0);
}
END_TEST

START_TEST(a_sink_that_gives_up_is_an_error)
{
    const char *const names[] = {"Velvet Static"};
    struct err why = {""};

    ck_assert_int_eq(poster_render(&(struct poster){"x", "", "", 1, 0, 0}, POSTER_PNG, refuse, NULL, &why),
                     -1);
    ck_assert_str_ne(why.text, "");
    ck_assert_int_eq(poster_render(&(struct poster){"x", "", "", 1, 0, 0}, POSTER_SVG, refuse, NULL, &why),
                     -1);
    ck_assert_int_eq(poster_render_list(names, 1, "", "", POSTER_PNG, refuse, NULL, &why), -1);
}
END_TEST

/* ---- choices ---- */

static const struct {
    const char *name;
    int design, colour;
} chosen[] = {{"Velvet Static", 1, 4}, {"A$AP", 4, 4}, {"宇多田ヒカル", 8, 2}, {"X", 8, 5}};

START_TEST(the_letters_choose_the_same_design_for_ever)
{
    const struct poster poster = {chosen[_i].name, "", "", 0, 0, POSTER_BY_NAME};

    ck_assert_int_eq(poster_design(&poster), chosen[_i].design);
    ck_assert_int_eq(poster_colour(&poster), chosen[_i].colour);
}
END_TEST

START_TEST(names_share_the_designs_evenly)
{
    int counts[POSTER_DESIGNS] = {0};
    char name[20];

    for (int i = 0; i < 800; i++) {
        snprintf(name, sizeof name, "Band %d", i);
        counts[poster_design(&(struct poster){.name = name}) - 1]++;
    }
    for (int i = 0; i < POSTER_DESIGNS; i++)
        ck_assert_int_ge(counts[i], 60);
}
END_TEST

START_TEST(contrast_is_that_of_wcag)
{
    ck_assert_double_eq_tol(colour_contrast(0x000000, 0xffffff), 21, 0.001);
    ck_assert_double_eq_tol(colour_contrast(0x777777, 0xffffff), 4.478, 0.001);
    ck_assert_double_eq_tol(colour_contrast(0xff0000, 0x0000ff), 2.148, 0.001);
    ck_assert_int_eq(colour_mix(0x000000, 0xff8040, 0.5), 0x804020);
}
END_TEST

START_TEST(accents_have_their_names_and_contrast)
{
    ck_assert_str_eq(accents[_i].name, poster_colours[_i]);
    ck_assert_double_ge(colour_contrast(accents[_i].vivid, INK), 5.5);
    ck_assert_double_ge(colour_contrast(accents[_i].pale, INK), 10);
    ck_assert_double_ge(colour_contrast(accents[_i].deep, PAPER), 7);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("posters");

    fonts_context(); /* once, before Check forks */
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, hard_names_stay_inside_and_readable, 0, HARD_NAMES);
    tcase_add_loop_test(tests, names_of_artists_stay_inside_and_readable, 0, PARTS);
    tcase_add_loop_test(tests, every_colour_is_readable_in_every_design, 0, ACCENTS);
    tcase_add_loop_test(tests, a_list_stays_inside_and_readable, 1, POSTER_LIST + 1);
    tcase_add_loop_test(tests, all_scripts_have_letters, 0, HARD_NAMES);
    tcase_add_loop_test(tests, names_are_broken_to_be_large, 0, sizeof broken / sizeof *broken);
    tcase_add_loop_test(tests, a_png_has_the_size_of_its_shape, 0, SHAPES);
    tcase_add_loop_test(tests, an_svg_has_outlines_only, 0, POSTER_DESIGNS);
    tcase_add_loop_test(tests, the_same_poster_has_the_same_bytes, 0, POSTER_DESIGNS);
    tcase_add_loop_test(tests, designs_differ, 0, POSTER_DESIGNS);
    tcase_add_test(tests, a_sink_that_gives_up_is_an_error);
    tcase_add_loop_test(tests, the_letters_choose_the_same_design_for_ever, 0,
                        sizeof chosen / sizeof *chosen);
    tcase_add_test(tests, names_share_the_designs_evenly);
    tcase_add_test(tests, contrast_is_that_of_wcag);
    tcase_add_loop_test(tests, accents_have_their_names_and_contrast, 0, ACCENTS);
    return run_case("poster", tests);
}
