#include "judge/judge.h"

#include <stdlib.h>
#include <string.h>

/* One key of one artist. Keys lie one behind the other in judge->text. */
struct entry {
    uint32_t key;
    uint32_t artist;
};

/* A node of the trie of all keys, in depth-first order: a node's first child is the next one, and `skip` is
 * where its subtree ends. So a search is one loop that goes forward through memory and jumps over what can't
 * match. */
struct node {
    uint32_t skip;
    uint32_t first; /* the first of the entries that end here, or NONE */
    unsigned char letter, depth;
};
#define NONE UINT32_MAX

struct judge {
    char *text;
    size_t text_length, text_capacity;
    struct entry *entries;
    size_t entry_count, entry_capacity;
    struct node *nodes;
    size_t node_count, node_capacity;
};

struct judge *judge_new(struct err *why)
{
    struct judge *judge = calloc(1, sizeof *judge);

    if (!judge)
        err_set(why, "out of memory");
    return judge;
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    free(judge->text);
    free(judge->entries);
    free(judge->nodes);
    free(judge);
}

/* Makes room for `more` items behind `count`. */
static int grow(void **items, size_t count, size_t more, size_t *capacity, size_t size, struct err *why)
{
    size_t wanted = *capacity ? *capacity : 1024;
    void *bigger;

    if (count + more <= *capacity)
        return 0;
    while (wanted < count + more)
        wanted += wanted / 2;
    if (wanted >= NONE)
        return err_set(why, "the corpus is too large for the index");
    bigger = realloc(*items, wanted * size);
    if (!bigger)
        return err_set(why, "out of memory for the index of artists");
    *items = bigger;
    *capacity = wanted;
    return 0;
}

int judge_add(struct judge *judge, const char *key, uint32_t artist, struct err *why)
{
    size_t size = strlen(key) + 1;

    if (size > KEY_BYTES)
        return err_set(why, "artist %u has a key of %zu bytes; the limit is %d", artist, size - 1,
                       KEY_BYTES - 1);
    if (grow((void **)&judge->text, judge->text_length, size, &judge->text_capacity, 1, why) != 0 ||
        grow((void **)&judge->entries, judge->entry_count, 1, &judge->entry_capacity, sizeof *judge->entries,
             why) != 0)
        return -1;
    judge->entries[judge->entry_count++] = (struct entry){(uint32_t)judge->text_length, artist};
    memcpy(judge->text + judge->text_length, key, size);
    judge->text_length += size;
    return 0;
}

static int compare_entries(const void *a, const void *b, void *text)
{
    const struct entry *x = a, *y = b;
    int order = strcmp((const char *)text + x->key, (const char *)text + y->key);

    return order ? order : (x->artist > y->artist) - (x->artist < y->artist);
}

static size_t common_prefix(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

int judge_finish(struct judge *judge, struct err *why)
{
    uint32_t open[KEY_BYTES]; /* the node at each depth of the path to the last key */
    const char *before = "";
    size_t depth = 0;

    if (judge->entry_count == 0)
        return 0;
    qsort_r(judge->entries, judge->entry_count, sizeof *judge->entries, compare_entries, judge->text);
    for (size_t i = 0; i < judge->entry_count; i++) {
        const char *key = judge->text + judge->entries[i].key;
        size_t shared = common_prefix(before, key), length = strlen(key);

        if (i > 0 && shared == length && shared == depth)
            continue; /* the same key again */
        while (depth > shared)
            judge->nodes[open[--depth]].skip = (uint32_t)judge->node_count;
        if (grow((void **)&judge->nodes, judge->node_count, length, &judge->node_capacity,
                 sizeof *judge->nodes, why) != 0)
            return -1;
        while (depth < length) {
            open[depth] = (uint32_t)judge->node_count;
            judge->nodes[judge->node_count++] =
                (struct node){0, NONE, (unsigned char)key[depth], (unsigned char)(depth + 1)};
            depth++;
        }
        if (length > 0)
            judge->nodes[open[length - 1]].first = (uint32_t)i;
        before = key;
    }
    while (depth > 0)
        judge->nodes[open[--depth]].skip = (uint32_t)judge->node_count;
    return 0;
}

int judge_limit(int length_a, int length_b)
{
    int shorter = length_a < length_b ? length_a : length_b;

    return shorter < 5 ? 0 : shorter < 10 ? 1 : 2;
}

/* Keeps the nearest artists sorted by distance, then by number, each once. */
static void keep(struct judge_hit nearest[JUDGE_NEAREST], int *count, struct judge_hit hit)
{
    int at;

    for (int i = 0; i < *count; i++)
        if (nearest[i].artist == hit.artist) {
            if (nearest[i].distance <= hit.distance)
                return;
            memmove(nearest + i, nearest + i + 1, (size_t)(--*count - i) * sizeof *nearest);
            break;
        }
    for (at = *count;
         at > 0 && (nearest[at - 1].distance > hit.distance ||
                    (nearest[at - 1].distance == hit.distance && nearest[at - 1].artist > hit.artist));
         at--)
        ;
    if (at == JUDGE_NEAREST)
        return;
    if (*count < JUDGE_NEAREST)
        ++*count;
    memmove(nearest + at + 1, nearest + at, (size_t)(*count - 1 - at) * sizeof *nearest);
    nearest[at] = hit;
}

enum { FAR = 100, LIMIT_MAX = 2 };

/* Row `depth` of the table of distances between prefixes of word and of the path, within the band of cells
 * that can be `limit` or less. rows[d][j] is the distance of word[0…j) to path[0…d). Returns the row's least
 * value. */
static int fill_row(unsigned char rows[][KEY_BYTES + LIMIT_MAX + 1], const unsigned char *path, int depth,
                    const char *word, int length, int limit)
{
    const unsigned char *up = rows[depth - 1];
    unsigned char *row = rows[depth];
    int from = depth > limit ? depth - limit : 0;
    int to = depth + limit < length ? depth + limit : length;
    int least = FAR;

    if (from > 0)
        row[from - 1] = FAR;
    for (int j = from; j <= to; j++) {
        int best = up[j] + 1;

        if (j > 0) {
            int same = (unsigned char)word[j - 1] == path[depth - 1];
            int diagonal = up[j - 1] + !same, left = row[j - 1] + 1;

            best = diagonal < best ? diagonal : best;
            best = left < best ? left : best;
            if (j > 1 && depth > 1 && (unsigned char)word[j - 2] == path[depth - 1] &&
                (unsigned char)word[j - 1] == path[depth - 2]) {
                int swap = rows[depth - 2][j - 2] + 1;

                best = swap < best ? swap : best;
            }
        }
        row[j] = (unsigned char)(best > FAR ? FAR : best);
        least = best < least ? best : least;
    }
    row[to + 1] = FAR; /* what the next row reads above its last cell */
    return least;
}

/* Bytes are letters as long as a key is Latin, as nearly all are; of the others only equals are found. */
static int limit_of(const char *word, int length)
{
    for (const char *at = word; *at; at++)
        if ((unsigned char)*at >= 0x80)
            return 0;
    return judge_limit(length, length);
}

/* Goes through all keys within `limit` edits of a word: found(arg, node, distance) for each, whose key
 * has the node's depth as its length, until it returns non-zero, which is returned. */
static int walk(const struct judge *judge, const char *word, int limit,
                int (*found)(void *arg, const struct node *node, int distance), void *arg)
{
    unsigned char rows[KEY_BYTES][KEY_BYTES + LIMIT_MAX + 1], path[KEY_BYTES];
    int length = (int)strlen(word);

    for (int j = 0; j <= limit + 1; j++)
        rows[0][j] = (unsigned char)(j <= limit ? j : FAR);
    for (size_t i = 0; i < judge->node_count;) {
        const struct node *node = &judge->nodes[i];
        int depth = node->depth;

        path[depth - 1] = node->letter;
        if (depth > length + limit || fill_row(rows, path, depth, word, length, limit) > limit) {
            i = node->skip;
            continue;
        }
        i++;
        if (node->first == NONE || depth < length - limit || rows[depth][length] > limit)
            continue;
        if (found(arg, node, rows[depth][length]))
            return 1;
    }
    return 0;
}

struct search {
    const struct judge *judge;
    int length; /* of the word */
    struct judge_hit *nearest;
    int *count;
};

static int keep_artists(void *arg, const struct node *node, int distance)
{
    struct search *s = arg;
    const struct judge *judge = s->judge;

    if (distance > judge_limit(s->length, node->depth))
        return 0;
    for (size_t e = node->first; e < judge->entry_count; e++) {
        if (e > node->first &&
            strcmp(judge->text + judge->entries[e].key, judge->text + judge->entries[node->first].key) != 0)
            break;
        keep(s->nearest, s->count, (struct judge_hit){judge->entries[e].artist, distance});
    }
    return 0;
}

static void search(const struct judge *judge, const char *word, struct judge_hit nearest[JUDGE_NEAREST],
                   int *count)
{
    int length = (int)strlen(word);
    struct search s = {judge, length, nearest, count};

    walk(judge, word, limit_of(word, length), keep_artists, &s);
}

static int is_neighbour(void *arg, const struct node *node, int distance)
{
    (void)node;
    return distance > 0 || !*(int *)arg;
}

int judge_has_neighbour(const struct judge *judge, const char *key, int leave_out_itself)
{
    return walk(judge, key, 1, is_neighbour, &leave_out_itself);
}

enum verdict judge_ask(const struct judge *judge, const struct name_keys *keys,
                       struct judge_hit nearest[JUDGE_NEAREST], int *count)
{
    *count = 0;
    search(judge, keys->read, nearest, count);
    if (keys->count > 1)
        search(judge, keys->plain, nearest, count);
    if (*count == 0)
        return VERDICT_FREE;
    return nearest[0].distance == 0 ? VERDICT_TAKEN : VERDICT_CLOSE;
}

const char *verdict_text(enum verdict verdict)
{
    static const char *const texts[] = {"free", "close", "taken"};

    return texts[verdict];
}

const char *judge_reason(const struct judge_hit *hit)
{
    return hit->distance == 0 ? "same" : "spelling";
}
