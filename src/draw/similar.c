/* Heaps of the nearest names, one per liked name, and a Gumbel-max sample of each. */
#include "draw/similar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SPARE = 6,     /* names kept per requested name, so that the next draw differs */
    LIST_MIN = 8,  /* minimum names in a list */
    SHARPNESS = 7, /* odds e^SHARPNESS that the nearest name of a list precedes the farthest */
    REACH = 160    /* a name nearer than this to a disliked one gets a penalty */
};

void similar_begin(struct similar *similar, const struct taste *taste, int n, long pool,
                   const struct rng *rng)
{
    int distances = taste->liked_count + taste->disliked_count;

    memset(similar, 0, sizeof *similar);
    similar->taste = taste;
    similar->rng = *rng;
    similar->every = 1 + pool * distances / SIMILAR_COST;
    similar->skip = (long)rng_below(&similar->rng, (uint64_t)similar->every);
    similar->lists = taste->liked_count > 0 ? taste->liked_count : 1;
    similar->room = (SPARE * n + similar->lists - 1) / similar->lists;
    if (similar->room < LIST_MIN)
        similar->room = LIST_MIN;
}

int similar_wants(struct similar *similar)
{
    if (similar->skip-- > 0)
        return 0;
    similar->skip = similar->every - 1;
    return 1;
}

/* The distance to the nearest of the profiles, with its index; -1 when there are none. */
static int nearest_of(const struct profile *profiles, int count, const struct profile *to, int *index)
{
    int least = -1;

    for (int i = 0; i < count; i++) {
        int distance = profile_distance(&profiles[i], to);

        if (least < 0 || distance < least) {
            least = distance;
            *index = i;
        }
    }
    return least;
}

static int is_given(const struct taste *taste, int64_t id)
{
    for (int i = 0; i < taste->liked_count; i++)
        if (taste->liked_ids[i] == id)
            return 1;
    for (int i = 0; i < taste->disliked_count; i++)
        if (taste->disliked_ids[i] == id)
            return 1;
    return 0;
}

/* Inserts a name at the place `at` of a heap of `count` names, or below. */
static void sift_down(struct similar_name *heap, int count, int at, struct similar_name name)
{
    for (int child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1].rank > heap[child].rank)
            child++;
        if (heap[child].rank <= name.rank)
            break;
        heap[at] = heap[child];
    }
    heap[at] = name;
}

static void sift_up(struct similar_name *heap, int at, struct similar_name name)
{
    for (; at > 0 && heap[(at - 1) / 2].rank < name.rank; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = name;
}

void similar_offer(struct similar *similar, int64_t id, const struct profile *profile)
{
    const struct taste *taste = similar->taste;
    int list = 0, unused, distance = nearest_of(taste->liked, taste->liked_count, profile, &list);
    int disliked = nearest_of(taste->disliked, taste->disliked_count, profile, &unused);
    struct similar_name *heap = &similar->names[list * similar->room];
    struct similar_name name = {id, 0};

    distance = distance < 0 ? 0 : distance;
    if (disliked >= 0 && disliked < REACH)
        distance += REACH - disliked;
    name.rank = (uint64_t)distance << 32 | rng_u64(&similar->rng) >> 32;
    if (similar->counts[list] == similar->room && name.rank >= heap[0].rank)
        return;
    if (is_given(taste, id) || profile_is_empty(profile))
        return;
    if (similar->counts[list] < similar->room)
        sift_up(heap, similar->counts[list]++, name);
    else
        sift_down(heap, similar->room, 0, name);
}

/* ---- the order ---- */

static int by_rank(const void *a, const void *b)
{
    uint64_t first = ((const struct similar_name *)a)->rank, second = ((const struct similar_name *)b)->rank;

    return (first > second) - (first < second);
}

/* Shuffles a list so that nearer names tend to come first. Adding Gumbel noise to the distances and sorting
 * is sampling without replacement, with weights that fall exponentially with the distance. */
static void shuffle(struct similar *similar, struct similar_name *names, int count)
{
    double near = 1e9, far = 0, spread;

    for (int i = 0; i < count; i++) {
        double distance = (double)(names[i].rank >> 32);

        near = distance < near ? distance : near;
        far = distance > far ? distance : far;
    }
    spread = (far - near) / SHARPNESS + 1;
    for (int i = 0; i < count; i++) {
        double noise = -log(-log(((double)(rng_u64(&similar->rng) >> 12) + 0.5) / (double)(1LL << 52)));
        double distance = (double)(names[i].rank >> 32) - near - spread * noise;

        names[i].rank = (uint64_t)((distance + 1e6) * 1e6);
    }
    qsort(names, (size_t)count, sizeof *names, by_rank);
}

int similar_order(struct similar *similar, int64_t *ids)
{
    int order[TASTE_NAMES], found = 0;

    for (int i = 0; i < similar->lists; i++) {
        order[i] = i;
        shuffle(similar, &similar->names[i * similar->room], similar->counts[i]);
    }
    rng_shuffle(&similar->rng, order, similar->lists);
    for (int place = 0; place < similar->room; place++)
        for (int i = 0; i < similar->lists; i++)
            if (place < similar->counts[order[i]])
                ids[found++] = similar->names[order[i] * similar->room + place].id;
    return found;
}
