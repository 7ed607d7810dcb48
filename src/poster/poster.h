/* Pictures of names: a name, a small second line and the site's name, set large in one of eight designs.
 *
 * PNG, or SVG whose letters are outlines, so that it looks the same without the fonts. A picture depends
 * on its description and the installed fonts alone: same description, same bytes. Knows no database and no
 * HTTP. */
#ifndef STAGENAME_POSTER_POSTER_H
#define STAGENAME_POSTER_POSTER_H

#include <stddef.h>

#include "base/err.h"

/* The names of shapes, colours and designs, each list NULL-terminated. A number below is an index here. */
extern const char *const poster_shapes[]; /* wide, square, story, banner */
extern const char
    *const poster_colours[]; /* accents; every design keeps the contrast of its text with each */
extern const char *const poster_designs[]; /* the design N is poster_designs[N - 1] */

enum {
    POSTER_WIDE = 0,
    POSTER_DESIGNS = 8,
    POSTER_BY_NAME = -1, /* a colour that the letters of the name choose */
    POSTER_LIST = 10     /* names in the picture of a list, at most */
};

struct poster {
    const char *name; /* UTF-8, at most 512 bytes, without control characters; as all texts here */
    const char *line; /* the second line; "" for none */
    const char *site; /* of whom the picture is: printed small; "" for none */
    int design;       /* 1 to POSTER_DESIGNS, or 0: the letters of the name choose */
    int shape;
    int colour; /* or POSTER_BY_NAME */
};

enum poster_format { POSTER_PNG, POSTER_SVG };

/* Receives bytes of the picture in their order. Returns 0, or -1 to give up. */
typedef int poster_sink(void *to, const void *bytes, size_t length);

/* The number of a word in one of the lists above, or -1. */
int poster_find(const char *const *list, const char *word);

/* The width and height of a shape in pixels. */
void poster_size(int shape, int *width, int *height);

/* The design and the colour of a poster, also where the letters of its name choose. */
int poster_design(const struct poster *poster);
int poster_colour(const struct poster *poster);

/* Draws a poster. Returns 0, or -1 with *why set. */
int poster_render(const struct poster *poster, enum poster_format format, poster_sink *sink, void *to,
                  struct err *why);

/* Draws the wide picture of a list: count names, 1 to POSTER_LIST; line and site as above. Returns 0, or
 * -1 with *why set. */
int poster_render_list(const char *const *names, int count, const char *line, const char *site,
                       enum poster_format format, poster_sink *sink, void *to, struct err *why);

#endif
