/* Draws random names: what the site does all day. Knows no SQL. */
#ifndef STAGENAME_DRAW_DRAWING_H
#define STAGENAME_DRAW_DRAWING_H

#include "base/rng.h"
#include "draw/roster.h"
#include "store/db.h"
#include "store/name_fetch.h"
#include "store/name_filter.h"

enum { DRAW_LONGEST = 1000 }; /* as the longest length of a filter: no limit */

/* Names that were drawn. */
struct draw {
    const struct drawn_name *names; /* live until the next draw */
    int found;                      /* how many, fewer than asked for only when no more are eligible */
    long pool;                      /* how many are eligible; 0 for names by their numbers */
    long redrawn;                   /* numbers that were drawn and not eligible */
    const char *
        as_of; /* the oldest corpus that judged names of this database, YYYY-MM-DD or ""; lives as names do */
};

/* What one connection keeps between draws. */
struct drawing;

/* roster (NULL: none): by which rare names are found without reading the table. Both must live longer than
 * the drawing. Returns NULL with *why set. */
struct drawing *drawing_new(struct store *store, struct roster *roster, struct err *why);
void drawing_free(struct drawing *drawing);

/* Draws n names, at most DRAW_MAX. Every eligible name is equally likely, none comes twice; the same state
 * of rng gives the same names in the same order while the database is the same. The caller has called
 * store_read_begin. Returns 0, or -1 with *why set. */
int drawing_draw(struct drawing *drawing, const struct name_filter *filter, int n, struct rng *rng,
                 struct draw *draw, struct err *why);

/* Fetches the visible names with these numbers, at most DRAW_MAX different ones, in this order; passes over
 * numbers without one. Likewise. */
int drawing_fetch(struct drawing *drawing, const int64_t *ids, int count, struct draw *draw, struct err *why);

/* How many visible names there are, or -1 with *why set. */
long drawing_visible(struct drawing *drawing, struct err *why);

/* Whether the roster lacks names that the database had at the last look; 1 before the first. */
int drawing_roster_is_behind(const struct drawing *drawing);

/* Fills the roster a little further, for some milliseconds at most, unless another process does so. The
 * caller has called store_read_begin. Returns 1 when there is more to do, 0 when not, or -1 with *why set. */
int drawing_fill_roster(struct drawing *drawing, struct err *why);

#endif
