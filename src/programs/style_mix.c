/* Parses a mix of styles, and divides a number of names by it. */
#include "programs/style_mix.h"

#include <stdlib.h>
#include <string.h>

#include "base/options.h"

enum { SHARE_MAX = 1000000 };

int style_mix_read(struct style_mix *mix, const char *text, struct err *why)
{
    char *rest;

    *mix = (struct style_mix){.text = strdup(text)};
    if (!mix->text)
        return err_set(why, "out of memory");
    for (char *item = strtok_r(mix->text, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
        char *share = strchr(item, '=');

        if (mix->count == MIX_STYLES_MAX)
            return err_set(why, "--mix takes at most %d styles", MIX_STYLES_MAX);
        if (share)
            *share++ = '\0';
        mix->style[mix->count] = item;
        mix->share[mix->count] = 1;
        if (!*item || (share && options_long(share, 1, SHARE_MAX, &mix->share[mix->count]) != 0))
            return err_set(why, "--mix takes styles with whole numbers, as techno=3,house=1, not '%s'", text);
        mix->count++;
    }
    return mix->count ? 0 : err_set(why, "--mix takes styles with whole numbers, as techno=3,house=1");
}

void style_mix_free(struct style_mix *mix)
{
    free(mix->text);
}

long style_mix_part(const struct style_mix *mix, int i, long count)
{
    long before = 0, total = 0;

    for (int k = 0; k < mix->count; k++) {
        before += k < i ? mix->share[k] : 0;
        total += mix->share[k];
    }
    return (long)((double)count * (double)(before + mix->share[i]) / (double)total) -
           (long)((double)count * (double)before / (double)total);
}
