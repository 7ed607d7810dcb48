/* Builds tries, and searches them with a pattern. */
#include "judge/trie.h"

#include <stdlib.h>

uint32_t key_list_find(const struct key_list *keys, const char *word)
{
    uint32_t from = 0, to = keys->count;

    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        int order = strcmp(word, key_list_text(keys, middle));

        if (order == 0)
            return middle;
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return keys->count;
}

/* The letter of a key at a depth from one end; 0 past the last letter (keys have a NUL on both sides). */
static inline unsigned char letter_of(const struct key_list *keys, enum trie_end end, uint32_t key,
                                      size_t depth)
{
    return (unsigned char)(end == TRIE_FRONT ? keys->text[keys->at[key] + depth]
                                             : keys->text[keys->at[key + 1] - 2 - depth]);
}

/* ---- building ---- */

/* A key with its last eight letters, the last in the most significant byte: sorting nearly all keys needs no
 * access to their texts. */
struct ending {
    uint64_t letters;
    uint32_t key;
};

static int compare_endings(const void *a, const void *b, void *arg)
{
    const struct ending *x = a, *y = b;
    const struct key_list *keys = arg;
    unsigned char p, q;
    size_t depth = 8;

    if (x->letters != y->letters)
        return x->letters < y->letters ? -1 : 1;
    if (!(x->letters & 0xff)) /* both keys end within these letters: they are the same */
        return 0;
    do {
        p = letter_of(keys, TRIE_BACK, x->key, depth);
        q = letter_of(keys, TRIE_BACK, y->key, depth++);
    } while (p && p == q);
    return p - q;
}

static uint64_t last_letters(const struct key_list *keys, uint32_t key)
{
    uint64_t letters = 0;

    for (int depth = 0, length = key_list_length(keys, key); depth < 8; depth++)
        letters = letters << 8 | (depth < length ? letter_of(keys, TRIE_BACK, key, (size_t)depth) : 0);
    return letters;
}

int trie_order_from_back(const struct key_list *keys, uint32_t *order)
{
    struct ending *endings = malloc(((size_t)keys->count + 1) * sizeof *endings);

    if (!endings)
        return -1;
    for (uint32_t i = 0; i < keys->count; i++)
        endings[i] = (struct ending){last_letters(keys, i), i};
    qsort_r(endings, keys->count, sizeof *endings, compare_endings, (void *)(uintptr_t)keys);
    for (uint32_t i = 0; i < keys->count; i++)
        order[i] = endings[i].key;
    free(endings);
    return 0;
}

struct building {
    const struct key_list *keys;
    enum trie_end end;
    const uint32_t *order; /* NULL: the order of the keys */
    uint32_t *refs;        /* NULL: only counts nodes */
    unsigned char *letters;
    size_t nodes;
};

static uint32_t key_at(const struct building *b, uint32_t place)
{
    return b->order ? b->order[place] : place;
}

/* The end of the range of keys that have the same letter at this depth as key `from`. The keys [from, to)
 * share all letters before. */
static uint32_t group_end(const struct building *b, uint32_t from, uint32_t to, size_t depth)
{
    unsigned char letter = letter_of(b->keys, b->end, key_at(b, from), depth);

    do
        from++;
    while (from < to && letter_of(b->keys, b->end, key_at(b, from), depth) == letter);
    return from;
}

static void put(struct building *b, size_t node, unsigned char letter, uint32_t ref)
{
    if (!b->refs)
        return;
    b->refs[node] = ref;
    b->letters[node] = letter;
}

/* Builds the family of the keys [from, to), which share `depth` letters, and its descendants. The depth of
 * recursion is bounded by the longest key. */
static void build_family(struct building *b, uint32_t from, uint32_t to, size_t depth)
{
    size_t node = b->nodes;
    uint32_t end;

    for (uint32_t at = from; at < to; at = group_end(b, at, to, depth))
        b->nodes++;
    b->nodes++;
    for (uint32_t at = from; at < to; at = end, node++) {
        end = group_end(b, at, to, depth);
        put(b, node, letter_of(b->keys, b->end, key_at(b, at), depth),
            end - at > 1 ? (uint32_t)b->nodes : TRIE_LEAF | key_at(b, at));
        if (end - at > 1) /* a key that ends here is alone in its group */
            build_family(b, at, end, depth + 1);
    }
    put(b, node, 0xff, 0);
}

size_t trie_nodes(const struct key_list *keys, enum trie_end end, const uint32_t *order)
{
    struct building b = {.keys = keys, .end = end, .order = order};

    build_family(&b, 0, keys->count, 0);
    return b.nodes;
}

void trie_build(const struct key_list *keys, enum trie_end end, const uint32_t *order, uint32_t *refs,
                unsigned char *letters)
{
    struct building b = {keys, end, order, refs, letters, 0};

    build_family(&b, 0, keys->count, 0);
}

/* ---- searching ---- */

struct walk {
    const struct trie *trie;
    const struct key_list *keys;
    const struct pattern *pattern;
    void (*found)(void *arg, uint32_t key, int edits);
    void *arg;
};

/* Matches the rest of the text of the only key in a branch. */
static void walk_tail(const struct walk *w, uint32_t key, int depth, struct pattern_state state)
{
    unsigned char letter;
    int edits;

    for (; (letter = letter_of(w->keys, w->trie->end, key, (size_t)depth)); depth++) {
        state = pattern_step(w->pattern, &state, depth, pattern_window(w->pattern, depth, letter));
        if (!pattern_alive(&state))
            return;
    }
    edits = pattern_distance(w->pattern, &state, depth);
    if (edits <= w->pattern->limit)
        w->found(w->arg, key, edits);
}

static void walk_family(const struct walk *w, uint32_t node, int depth, const struct pattern_state *state)
{
    const uint32_t *refs = w->trie->refs;
    const unsigned char *letters = w->trie->letters;
    /* the state after a letter that the word does not have nearby; mostly dead */
    const struct pattern_state mismatch = pattern_step(w->pattern, state, depth, 0);
    int mismatch_alive = pattern_alive(&mismatch);
    unsigned char letter;

    if (letters[node] == 0)
        walk_tail(w, refs[node++] & ~TRIE_LEAF, depth, *state);
    for (; (letter = letters[node]) != 0xff; node++) {
        unsigned char window = pattern_window(w->pattern, depth, letter);
        struct pattern_state next = mismatch;

        if (!window && !mismatch_alive)
            continue;
        if (window) {
            next = pattern_step(w->pattern, state, depth, window);
            if (!pattern_alive(&next))
                continue;
        }
        if (refs[node] & TRIE_LEAF)
            walk_tail(w, refs[node] & ~TRIE_LEAF, depth + 1, next);
        else
            walk_family(w, refs[node], depth + 1, &next);
    }
}

void trie_walk(const struct trie *trie, const struct key_list *keys, const struct pattern *pattern,
               void (*found)(void *arg, uint32_t key, int edits), void *arg)
{
    struct walk w = {trie, keys, pattern, found, arg};
    struct pattern_state start = pattern_start(pattern);

    walk_family(&w, 0, 0, &start);
}
