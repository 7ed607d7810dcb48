/* Finds fonts with a separate fontconfig configuration. */
#include "poster/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

/* Coloured letters and bitmaps have no outlines. The letters of Han and kana exist in one weight and are
 * made bolder beside bold ones; display faces of one weight stay as they are drawn. Emoji are asked for as
 * the family "emoji". */
static const char rules[] =
    "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'>"
    "<fontconfig>"
    "<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
    "<cachedir>/var/cache/fontconfig</cachedir>"
    "<selectfont><rejectfont>"
    "<pattern><patelt name='color'><bool>true</bool></patelt></pattern>"
    "<pattern><patelt name='scalable'><bool>false</bool></patelt></pattern>"
    "</rejectfont></selectfont>"
    "<match target='pattern'><test name='family'><string>emoji</string></test>"
    "<edit name='family' mode='prepend' binding='strong'><string>Symbola</string></edit></match>"
    "<match target='pattern'><edit name='family' mode='append_last' binding='weak'>"
    "<string>Inter</string><string>Noto Sans</string><string>Noto Sans CJK JP</string>"
    "<string>WenQuanYi Micro Hei</string><string>Noto Sans Symbols</string><string>Noto Sans "
    "Symbols2</string>"
    "<string>Symbola</string><string>DejaVu Sans</string></edit></match>"
    "<match target='font'><test name='family'><string>WenQuanYi Micro Hei</string></test>"
    "<test target='pattern' name='weight' compare='more_eq'><const>bold</const></test>"
    "<edit name='embolden' mode='assign'><bool>true</bool></edit></match>"
    "</fontconfig>";

static FcConfig *read_rules(void)
{
    FcConfig *config = FcConfigCreate();

    if (!config)
        return NULL;
    if (FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)rules, FcTrue) && FcConfigBuildFonts(config))
        return config;
    FcConfigDestroy(config);
    return NULL;
}

static PangoContext *new_context(FcConfig *config)
{
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    PangoContext *context;
    cairo_font_options_t *options;

    if (!map)
        return NULL;
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    context = pango_font_map_create_context(map);
    g_object_unref(map);
    options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("en"));
    return context;
}

PangoContext *fonts_context(void)
{
    static PangoContext *context;
    FcConfig *config = context ? NULL : read_rules();

    if (config) {
        context = new_context(config);
        FcConfigDestroy(config); /* the font map holds it */
    }
    return context;
}
