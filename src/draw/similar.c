/* Heaps of the nearest names, one a liked name, and a Gumbel-max sample of each. */
#include "draw/similar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/edits.h"
#include "text/key.h"

enum {
    SPARE = 6,       /* names kept for each one wanted: pressing "more" gives others */
    LIST_MIN = 8,    /* names in a list */
    REACH = 160,     /* a name nearer than this to a disliked one is farther from the taste */
    WORD_LETTERS = 4 /* a shared word of fewer letters is no repetition */
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

/* The distance to the nearest of some profiles, with its index; -1 when there is none. */
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

/* Puts a name at the place `at` of a heap of `count` names, or below. */
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
    if (is_given(taste, id))
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

/* Shuffles the names of a list, the nearest to the front: adding noise with a Gumbel distribution to the
 * distance and sorting draws without replacement, each name with a weight that falls exponentially with its
 * distance. */
static void shuffle(struct similar *similar, struct similar_name *names, int count)
{
    double near = 1e9, far = 0, spread;

    for (int i = 0; i < count; i++) {
        double distance = (double)(names[i].rank >> 32);

        near = distance < near ? distance : near;
        far = distance > far ? distance : far;
    }
    spread = (far - near) / 3 + 1;
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

/* ---- repetitions ---- */

static int is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

/* The next word from *at on, with its length; NULL at the end. Advances *at beyond it. */
static const char *next_word(const char **at, int *length)
{
    const char *begin;

    while (**at && !is_of_word(**at))
        ++*at;
    begin = *at;
    while (is_of_word(**at))
        ++*at;
    *length = (int)(*at - begin);
    return *length > 0 ? begin : NULL;
}

static int has_word(const char *text, const char *word, int length)
{
    const char *found;
    int found_length;

    while ((found = next_word(&text, &found_length)))
        if (found_length == length && memcmp(found, word, (size_t)length) == 0)
            return 1;
    return 0;
}

static int share_a_word(const char *a, const char *b, const char (*allowed)[NAME_BYTES], int count)
{
    const char *word;
    int length;

    while ((word = next_word(&a, &length))) {
        int is_allowed = length < WORD_LETTERS;

        for (int i = 0; i < count && !is_allowed; i++)
            is_allowed = has_word(allowed[i], word, length);
        if (!is_allowed && has_word(b, word, length))
            return 1;
    }
    return 0;
}

/* The letters and digits of a folded name, as many as fit. Returns how many. */
static int letters_of(const char *folded, char letters[KEY_BYTES])
{
    int count = 0;

    for (; *folded && count + 1 < KEY_BYTES; folded++)
        if (is_of_word(*folded))
            letters[count++] = *folded;
    letters[count] = '\0';
    return count;
}

int similar_repeats(const char *a, const char *b, const char (*allowed)[NAME_BYTES], int count)
{
    char first[KEY_BYTES], second[KEY_BYTES];
    int length = letters_of(a, first), other = letters_of(b, second);

    return edits_between(first, second) <= (length < other ? length : other) / 4 ||
           share_a_word(a, b, allowed, count);
}
