/* Reads ranges of numbers, hidden names and limits of weirdness into arrays. */
#include "draw/visible_names.h"

#include <stdlib.h>

#include "base/array.h"
#include "store/name_query.h"

static int add_range(void *arg, int64_t first, int64_t last)
{
    struct visible_names *visible = arg;
    int64_t *before = visible->range_count ? visible->ranges[visible->range_count - 1] : NULL;

    if (before && first <= before[1]) { /* imports make no overlapping batches, but manual edits can */
        before[1] = last > before[1] ? last : before[1];
        return 0;
    }
    visible->ranges =
        array_grow(visible->ranges, visible->range_count, 1, &visible->range_room, sizeof *visible->ranges);
    visible->ranges[visible->range_count][0] = first;
    visible->ranges[visible->range_count++][1] = last;
    return 0;
}

static int add_hidden(void *arg, int64_t id)
{
    struct visible_names *visible = arg;

    visible->hidden =
        array_grow(visible->hidden, visible->hidden_count, 1, &visible->hidden_room, sizeof *visible->hidden);
    visible->hidden[visible->hidden_count++] = id;
    return 0;
}

static int add_limit(void *arg, int64_t up_to, int low, int high)
{
    struct visible_names *visible = arg;

    visible->limits =
        array_grow(visible->limits, visible->limit_count, 1, &visible->limit_room, sizeof *visible->limits);
    visible->limits[visible->limit_count++] = (struct weird_limit){up_to, low, high};
    return 0;
}

int visible_names_read(struct visible_names *visible, struct store *store, struct err *why)
{
    visible_names_free(visible);
    if (store_each_batch_range(store, add_range, visible, why) != 0 ||
        store_each_hidden(store, add_hidden, visible, why) != 0)
        return -1;
    return store_each_weird_limit(store, add_limit, visible, why);
}

void visible_names_free(struct visible_names *visible)
{
    free(visible->ranges);
    free(visible->hidden);
    free(visible->limits);
    *visible = (struct visible_names){0};
}
