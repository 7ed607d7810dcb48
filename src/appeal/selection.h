/* Selects the best of many candidates without losing variety. */
#ifndef STAGENAME_APPEAL_SELECTION_H
#define STAGENAME_APPEAL_SELECTION_H

#include "appeal/appeal.h"

/* Marks `keep` of `count` candidates in kept [count] as 1, the others as 0. As far as
 * possible, each style and kind keeps its share, and within it each group of lengths half to one and a half
 * of its share; a frequent word or first letter is kept only a little more often than its share. Of
 * candidates with the same appeal, the earlier is preferred. Returns 0, or -1 with *why set when out of
 * memory. */
int selection_mark(const struct candidate *candidates, int count, int keep, unsigned char *kept,
                   struct err *why);

#endif
