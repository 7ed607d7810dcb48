/* The colours of posters, and the contrast between them. */
#ifndef STAGENAME_POSTER_COLOUR_H
#define STAGENAME_POSTER_COLOUR_H

#include <stdint.h>

typedef uint32_t colour; /* 0xRRGGBB, sRGB */

/* One accent in three strengths. Ink on vivid, ink on pale and paper on deep have a contrast above 7. */
struct accent {
    const char *name;
    colour vivid, pale, deep;
};

enum { ACCENTS = 9, INK = 0x101014, PAPER = 0xf6f1e7, WHITE = 0xffffff };

extern const struct accent accents[ACCENTS];

/* The contrast ratio of WCAG 2: from 1 to 21. */
double colour_contrast(colour one, colour other);

/* Ink or paper: what is easier to read on the ground. */
colour colour_on(colour ground);

/* The colour at a part (0 to 1) of the way from one to another. */
colour colour_mix(colour from, colour to, double part);

#endif
