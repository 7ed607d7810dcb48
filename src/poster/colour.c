/* Accents and the formulas of WCAG 2. */
#include "poster/colour.h"

#include <math.h>

const struct accent accents[ACCENTS] = {
    {"red", 0xff5a4a, 0xffc9c0, 0x7d0f1a},    {"orange", 0xff8c28, 0xffd9b3, 0x7a3208},
    {"yellow", 0xffd21f, 0xfff0b8, 0x5a4300}, {"green", 0x3fdc86, 0xc4f5d9, 0x0b4f36},
    {"teal", 0x2ad2cf, 0xc2f2f0, 0x0a4851},   {"blue", 0x69a4ff, 0xcfe0ff, 0x14327f},
    {"violet", 0xb691ff, 0xe3d6ff, 0x43207f}, {"pink", 0xff77ba, 0xffd3e8, 0x86144f},
    {"mono", 0xe9e7e2, 0xf4f3ef, 0x2a2a2e},
};

static double channel(colour value, int shift)
{
    return (value >> shift & 0xff) / 255.0;
}

static double linear(double value)
{
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double luminance(colour value)
{
    return 0.2126 * linear(channel(value, 16)) + 0.7152 * linear(channel(value, 8)) +
           0.0722 * linear(channel(value, 0));
}

double colour_contrast(colour one, colour other)
{
    double a = luminance(one) + 0.05, b = luminance(other) + 0.05;

    return a > b ? a / b : b / a;
}

colour colour_on(colour ground)
{
    return colour_contrast(INK, ground) > colour_contrast(PAPER, ground) ? INK : PAPER;
}

colour colour_mix(colour from, colour to, double part)
{
    colour mixed = 0;

    for (int shift = 0; shift <= 16; shift += 8)
        mixed |= (colour)lround((from >> shift & 0xff) * (1 - part) + (to >> shift & 0xff) * part) << shift;
    return mixed;
}
