/* Reads ranges of numbers, hidden names and limits of weirdness into arrays. */
#include "draw/living.h"

#include <stdlib.h>

#include "base/array.h"
#include "store/name_query.h"

static int add_range(void *arg, int64_t first, int64_t last)
{
    struct living *living = arg;
    int64_t *before = living->range_count ? living->ranges[living->range_count - 1] : NULL;

    if (before && first <= before[1]) { /* imports make no overlapping batches, but manual edits can */
        before[1] = last > before[1] ? last : before[1];
        return 0;
    }
    living->ranges =
        array_grow(living->ranges, living->range_count, 1, &living->range_room, sizeof *living->ranges);
    living->ranges[living->range_count][0] = first;
    living->ranges[living->range_count++][1] = last;
    return 0;
}

static int add_hidden(void *arg, int64_t id)
{
    struct living *living = arg;

    living->hidden =
        array_grow(living->hidden, living->hidden_count, 1, &living->hidden_room, sizeof *living->hidden);
    living->hidden[living->hidden_count++] = id;
    return 0;
}

static int add_limit(void *arg, int64_t up_to, int low, int high)
{
    struct living *living = arg;

    living->limits =
        array_grow(living->limits, living->limit_count, 1, &living->limit_room, sizeof *living->limits);
    living->limits[living->limit_count++] = (struct weird_limit){up_to, low, high};
    return 0;
}

int living_read(struct living *living, struct store *store, struct err *why)
{
    living_free(living);
    if (store_each_batch_range(store, add_range, living, why) != 0 ||
        store_each_hidden(store, add_hidden, living, why) != 0)
        return -1;
    return store_each_weird_limit(store, add_limit, living, why);
}

void living_free(struct living *living)
{
    free(living->ranges);
    free(living->hidden);
    free(living->limits);
    *living = (struct living){0};
}
