/* Draws random names, the main task of the site. Uses no SQL. */
#ifndef STAGENAME_DRAW_DRAWING_H
#define STAGENAME_DRAW_DRAWING_H

#include "base/rng.h"
#include "draw/liking.h"
#include "draw/roster.h"
#include "store/db.h"
#include "store/name_fetch.h"
#include "store/name_filter.h"

enum { DRAW_LONGEST = 1000 }; /* maximum length in a filter that means no limit */

/* Names that were drawn. */
struct draw {
    const struct drawn_name *names; /* valid until the next draw */
    int found;                      /* how many; fewer than requested only when no more are eligible */
    long pool;                      /* how many are eligible; 0 for names fetched by number */
    long redrawn;                   /* numbers drawn that were not eligible */
    const char *as_of; /* date of the oldest corpus that judged names, or ""; valid as long as names */
};

/* The state of one connection between draws. */
struct drawing;

/* roster: finds rare names without reading the table; NULL for none. Both must outlive the drawing. Returns
 * NULL with *why set. */
struct drawing *drawing_new(struct store *store, struct roster *roster, struct err *why);
void drawing_free(struct drawing *drawing);

/* Draws n names, at most DRAW_MAX. Every eligible name is equally likely, and none is repeated; the same
 * state of rng gives the same names in the same order while the database is unchanged. The caller has called
 * store_read_begin. Returns 0, or -1 with *why set. */
int drawing_draw(struct drawing *drawing, const struct name_filter *filter, int n, struct rng *rng,
                 struct draw *draw, struct err *why);

/* Draws n names that are similar to the liked ones and not to the disliked ones, from among the nearest.
 * Never draws one of the given names, nor two names that are too similar, so found may be less than n. pool
 * excludes the given names. Ignores numbers without a visible name. Otherwise like drawing_draw. Returns 0, 1
 * when no number has a visible name, or -1 with *why set. */
int drawing_draw_similar(struct drawing *drawing, const struct name_filter *filter, const struct likes *likes,
                         int n, struct rng *rng, struct draw *draw, struct err *why);
/* Fetches the visible names with these numbers, at most DRAW_MAX different ones, in this order; skips numbers
 * without a visible name. The caller has called store_read_begin. Returns 0, or -1 with *why set. */
int drawing_fetch(struct drawing *drawing, const int64_t *ids, int count, struct draw *draw, struct err *why);

/* The number of visible names, or -1 with *why set. */
long drawing_visible(struct drawing *drawing, struct err *why);

/* Whether the roster lacks names that the database had when last checked; 1 before the first check. */
int drawing_roster_is_behind(const struct drawing *drawing);

/* Adds some names to the roster, for a few milliseconds at most, unless another process is filling it. The
 * caller has called store_read_begin. Returns 1 when there is more to do, 0 when not, or -1 with *why set. */
int drawing_fill_roster(struct drawing *drawing, struct err *why);

#endif
