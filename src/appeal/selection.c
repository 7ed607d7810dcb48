/* Makes several passes over the candidates by descending appeal: the first fills the minimum of each length,
 * the second the quotas of styles and kinds, both within the limits for words and letters; the others fill
 * the remaining places. */
#include "appeal/selection.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* The limit for kept names that share a word or a first letter: this factor of their share of the candidates,
 * plus a constant. */
static const double word_excess = 1.4, letter_excess = 1.2;
/* The limits of a length, as factors of its share of the candidates. */
static const double length_least = 0.5, length_most = 1.5;
enum { WORD_EXTRA = 2, LETTER_EXTRA = 3, WORDS_MAX = 8, LENGTH_GROUPS = 4 };

/* Counts by hash: open addressing, at most half full. */
struct tally {
    struct entry {
        uint64_t hash; /* 0: empty */
        int seen, kept, quota;
    } * entries;
    size_t capacity;
};

static int tally_new(struct tally *tally, size_t most)
{
    for (tally->capacity = 64; tally->capacity < 2 * most;)
        tally->capacity *= 2;
    tally->entries = calloc(tally->capacity, sizeof *tally->entries);
    return tally->entries ? 0 : -1;
}

static struct entry *tally_get(struct tally *tally, uint64_t hash)
{
    size_t at;

    hash = hash ? hash : 1;
    at = (hash ^ hash >> 32) & (tally->capacity - 1);
    while (tally->entries[at].hash && tally->entries[at].hash != hash)
        at = (at + 1) & (tally->capacity - 1);
    tally->entries[at].hash = hash;
    return &tally->entries[at];
}

struct selection {
    const struct candidate *candidates;
    struct tally groups; /* by style and kind */
    struct tally cells;  /* by style, kind and length */
    struct tally words, letters;
    double share; /* of the candidates that is kept */
};

static int length_group(int length)
{
    static const int ends[LENGTH_GROUPS - 1] = {6, 11, 16};
    int group = 0;

    while (group < LENGTH_GROUPS - 1 && length > ends[group])
        group++;
    return group;
}

static uint64_t hash_of_group(const struct candidate *c)
{
    return hash_text(hash_text(hash_start, c->style), c->kind);
}

static struct entry *group_of(struct selection *s, const struct candidate *c)
{
    return tally_get(&s->groups, hash_of_group(c));
}

static struct entry *cell_of(struct selection *s, const struct candidate *c)
{
    char length = (char)length_group(utf8_length(c->name));

    return tally_get(&s->cells, hash_bytes(hash_of_group(c), &length, 1));
}

static struct entry *letter_of(struct selection *s, const struct candidate *c)
{
    const char *at = c->name;
    uint32_t code = utf8_next(&at);

    return tally_get(&s->letters, hash_bytes(hash_start, &code, sizeof code));
}

/* The entries of a name's words. Returns their number. */
static int words_of(struct selection *s, const struct candidate *c, struct entry *words[WORDS_MAX])
{
    int count = 0;

    for (const char *at = c->name; *at && count < WORDS_MAX;) {
        size_t length = strcspn(at, " ");

        if (length > 0)
            words[count++] = tally_get(&s->words, hash_bytes(hash_start, at, length));
        at += length + (at[length] == ' ');
    }
    return count;
}

static int is_within(const struct selection *s, const struct entry *entry, double excess, int extra)
{
    return entry->kept < excess * s->share * entry->seen + extra;
}

static int is_varied(struct selection *s, const struct candidate *c)
{
    struct entry *words[WORDS_MAX];
    int count = words_of(s, c, words);

    for (int i = 0; i < count; i++)
        if (!is_within(s, words[i], word_excess, WORD_EXTRA))
            return 0;
    return is_within(s, letter_of(s, c), letter_excess, LETTER_EXTRA);
}

/* The entries that a candidate is counted in. Returns their number. */
static int entries_of(struct selection *s, const struct candidate *c, struct entry *entries[WORDS_MAX + 3])
{
    int count = words_of(s, c, entries);

    entries[count++] = letter_of(s, c);
    entries[count++] = cell_of(s, c);
    entries[count++] = group_of(s, c);
    return count;
}

static void count_kept(struct selection *s, const struct candidate *c)
{
    struct entry *entries[WORDS_MAX + 3];

    for (int i = entries_of(s, c, entries) - 1; i >= 0; i--)
        entries[i]->kept++;
}

static void count_seen(struct selection *s, const struct candidate *c)
{
    struct entry *entries[WORDS_MAX + 3];

    for (int i = entries_of(s, c, entries) - 1; i >= 0; i--)
        entries[i]->seen++;
}

/* Sets each group's quota to its share, rounded down; later passes give the remaining places to the best, at
 * most one more per group. */
static void set_quotas(struct selection *s, int keep, int count)
{
    for (size_t i = 0; i < s->groups.capacity; i++)
        s->groups.entries[i].quota = (int)((long)keep * s->groups.entries[i].seen / count);
}

static int by_appeal(const void *a, const void *b, void *candidates)
{
    const struct candidate *c = candidates;
    int x = *(const int *)a, y = *(const int *)b;

    if (c[x].appeal > c[y].appeal || c[x].appeal < c[y].appeal)
        return c[x].appeal > c[y].appeal ? -1 : 1;
    return x - y;
}

/* The limits of a pass. */
struct limits {
    int extra;   /* places of a style and kind beyond its quota */
    double part; /* of the share of a length */
    int varied;  /* whether words and letters are limited */
};

/* Keeps candidates by descending appeal, within the limits, while places are left. Returns how many places
 * are left. */
static int pass(struct selection *s, const int *order, int count, const struct limits *limits, int left,
                unsigned char *kept)
{
    for (int i = 0; i < count && left > 0; i++) {
        const struct candidate *c = &s->candidates[order[i]];
        struct entry *group = group_of(s, c), *cell = cell_of(s, c);

        if (kept[order[i]] || group->kept >= group->quota + limits->extra ||
            cell->kept >= limits->part * s->share * cell->seen || (limits->varied && !is_varied(s, c)))
            continue;
        count_kept(s, c);
        kept[order[i]] = 1;
        left--;
    }
    return left;
}

int selection_mark(const struct candidate *candidates, int count, int keep, unsigned char *kept,
                   struct err *why)
{
    struct selection s = {.candidates = candidates, .share = (double)keep / (double)count};
    const struct limits passes[] = {
        {0, length_least, 1}, {0, length_most, 1}, {1, length_most, 1}, {1, count, 0}, {count, count, 0}};
    int *order = malloc(((size_t)count + 1) * sizeof *order), failed, left = keep;

    failed = !order || tally_new(&s.groups, (size_t)count) != 0 || tally_new(&s.cells, (size_t)count) != 0 ||
             tally_new(&s.words, (size_t)count * WORDS_MAX / 2 + 64) != 0 ||
             tally_new(&s.letters, (size_t)count) != 0;
    memset(kept, 0, (size_t)count);
    if (!failed) {
        for (int i = 0; i < count; i++) {
            order[i] = i;
            count_seen(&s, &candidates[i]);
        }
        set_quotas(&s, keep, count);
        qsort_r(order, (size_t)count, sizeof *order, by_appeal, (void *)(uintptr_t)candidates);
        for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
            left = pass(&s, order, count, &passes[i], left, kept);
    }
    free(order);
    free(s.groups.entries);
    free(s.cells.entries);
    free(s.words.entries);
    free(s.letters.entries);
    return failed ? err_set(why, "out of memory") : 0;
}
