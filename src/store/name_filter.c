/* Translates between the values of a filter and their texts. */
#include "store/name_filter.h"

#include <string.h>

static const char *const kinds[] = {NULL, "dj", "person", "group"};
static const char *const weirds[] = {NULL, "low", "mid", "high"};

/* The index of a text, from 1, or 0 when it is unknown. */
static int find(const char *const *texts, int count, const char *text)
{
    for (int i = 1; i < count; i++)
        if (strcmp(texts[i], text) == 0)
            return i;
    return 0;
}

int verdict_of_text(const char *text)
{
    for (int i = VERDICT_FREE; i <= VERDICT_TAKEN; i++)
        if (strcmp(verdict_text((enum verdict)i), text) == 0)
            return i;
    return VERDICT_ANY;
}

enum artist_kind kind_of_text(const char *text)
{
    return (enum artist_kind)find(kinds, sizeof kinds / sizeof *kinds, text);
}

enum weird weird_of_text(const char *text)
{
    return (enum weird)find(weirds, sizeof weirds / sizeof *weirds, text);
}

int name_filter_is_tagged(const struct name_filter *filter)
{
    return filter->tag || filter->featured;
}

int name_filter_needs_names(const struct name_filter *filter)
{
    return filter->starts || filter->ends || filter->contains || filter->without || filter->syllables ||
           filter->easy || filter->alliteration || filter->theme;
}

const char *verdict_filter_text(int verdict)
{
    return verdict == VERDICT_ANY ? NULL : verdict_text((enum verdict)verdict);
}

const char *kind_text(enum artist_kind kind)
{
    return kinds[kind];
}

const char *weird_text(enum weird weird)
{
    return weirds[weird];
}
