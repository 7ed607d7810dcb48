/* Where a text is broken into lines, so that it can be set largest. */
#ifndef STAGENAME_POSTER_BREAKS_H
#define STAGENAME_POSTER_BREAKS_H

#include <pango/pango.h>

enum { BREAKS_LINES = 6 };

struct breaks {
    int count; /* 1 to BREAKS_LINES */
    struct {
        int start, length; /* bytes */
    } parts[BREAKS_LINES];
};

/* layout holds the text in one line. block: every line will be as wide as the box, whose width is shape
 * times its height; otherwise all lines have one size. most: lines at most. */
void breaks_find(struct breaks *breaks, PangoLayout *layout, const char *text, int block, double shape,
                 int most);

#endif
