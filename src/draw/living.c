/* Reads ranges of numbers, hidden names and limits of weirdness into arrays. */
#include "draw/living.h"

#include <stdlib.h>

#include "store/name_query.h"

/* Makes room for one more element, by doubling at powers of two. Returns the array, or NULL: then the old
 * one is valid. */
static void *grown(void *array, size_t count, size_t size)
{
    return count & (count - 1) ? array : realloc(array, (count ? 2 * count : 1) * size);
}

/* The callbacks return 1 when out of memory. */
static int add_range(void *arg, int64_t first, int64_t last)
{
    struct living *living = arg;
    int64_t *before = living->range_count ? living->ranges[living->range_count - 1] : NULL;
    void *ranges;

    if (before && first <= before[1]) { /* imports leave no batches that overlap, but a person may */
        before[1] = last > before[1] ? last : before[1];
        return 0;
    }
    ranges = grown(living->ranges, living->range_count, sizeof *living->ranges);
    if (!ranges)
        return 1;
    living->ranges = ranges;
    living->ranges[living->range_count][0] = first;
    living->ranges[living->range_count++][1] = last;
    return 0;
}

static int add_hidden(void *arg, int64_t id)
{
    struct living *living = arg;
    int64_t *hidden = grown(living->hidden, living->hidden_count, sizeof *hidden);

    if (!hidden)
        return 1;
    living->hidden = hidden;
    living->hidden[living->hidden_count++] = id;
    return 0;
}

static int add_limit(void *arg, int64_t up_to, int low, int high)
{
    struct living *living = arg;
    struct weird_limit *limits = grown(living->limits, living->limit_count, sizeof *limits);

    if (!limits)
        return 1;
    living->limits = limits;
    living->limits[living->limit_count++] = (struct weird_limit){up_to, low, high};
    return 0;
}

int living_read(struct living *living, struct store *store, struct err *why)
{
    int result;

    living_free(living);
    result = store_each_batch_range(store, add_range, living, why);
    if (result == 0)
        result = store_each_hidden(store, add_hidden, living, why);
    if (result == 0)
        result = store_each_weird_limit(store, add_limit, living, why);
    return result == 1 ? err_set(why, "out of memory") : result;
}

void living_free(struct living *living)
{
    free(living->ranges);
    free(living->hidden);
    free(living->limits);
    *living = (struct living){0};
}
