/* The fonts of posters: a list of families of Debian packages, not the settings of the machine or the
 * user. */
#ifndef STAGENAME_POSTER_FONTS_H
#define STAGENAME_POSTER_FONTS_H

#include <pango/pango.h>

/* The context in which all texts are set: one unit is a pixel, letters have their exact places. A family
 * that is not installed is replaced by the next one that has the letter. Made by the first call of the
 * process and borrowed by all; not for several threads. NULL when there is no memory. */
PangoContext *fonts_context(void);

#endif
