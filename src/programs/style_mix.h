/* A mix of styles as in --mix techno=3,house=1: each style with its share of the names. */
#ifndef STAGENAME_PROGRAMS_STYLE_MIX_H
#define STAGENAME_PROGRAMS_STYLE_MIX_H

#include "base/err.h"

enum { MIX_STYLES_MAX = 64 };

struct style_mix {
    char *text; /* owns the styles */
    const char *style[MIX_STYLES_MAX];
    long share[MIX_STYLES_MAX];
    int count;
};

/* Parses a mix; a style without a share has 1. Free it with style_mix_free either way. Returns 0, or -1 with
 * *why set. */
int style_mix_read(struct style_mix *mix, const char *text, struct err *why);
void style_mix_free(struct style_mix *mix);

/* How many of `count` names are of style i. The numbers of all styles add up to count. */
long style_mix_part(const struct style_mix *mix, int i, long count);

#endif
