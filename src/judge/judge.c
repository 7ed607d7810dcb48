#include "judge/judge.h"

#include <stdlib.h>

#include "judge/edits.h"
#include "text/sound.h"

struct judge {
    struct index index;
};

struct judge *judge_of(struct index *index, struct err *why)
{
    struct judge *judge = malloc(sizeof *judge);

    if (!judge) {
        index_free(index);
        err_set(why, "out of memory");
        return NULL;
    }
    judge->index = *index;
    return judge;
}

int judge_open(const char *path, int64_t corpus, struct judge **judge, struct err *why)
{
    struct index index;

    if (!index_map(&index, path, corpus))
        return 0;
    *judge = judge_of(&index, why);
    return *judge ? 1 : -1;
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    index_free(&judge->index);
    free(judge);
}

const char *judge_key(const struct judge *judge, uint32_t key)
{
    return key_list_text(&judge->index.keys, key);
}

int judge_limit(int length_a, int length_b)
{
    int shorter = length_a < length_b ? length_a : length_b;

    return shorter < 5 ? 0 : shorter < 10 ? 1 : 2;
}

size_t judge_sounds_min(uint32_t keys, int edits_beyond)
{
    size_t letters = edits_beyond > 1 ? 6 : 5;

    for (uint64_t most = 2300; keys > most; most *= 4)
        letters++;
    return letters;
}

int judge_sounds_near(int edits, int length_a, int length_b)
{
    return 2 * edits < (length_a > length_b ? length_a : length_b);
}

/* ---- the nearest ---- */

struct search {
    const struct index *index;
    const char *word;
    int length;
    struct judge_hit *nearest;
    int *count;
};

static int is_nearer(const struct judge_hit *a, const struct judge_hit *b)
{
    if (a->distance != b->distance)
        return a->distance < b->distance;
    return a->artist != b->artist ? a->artist < b->artist : a->reason < b->reason;
}

/* Keeps the nearest artists in order, each once. */
static void keep(struct search *s, struct judge_hit hit)
{
    struct judge_hit *nearest = s->nearest;
    int at = 0;

    while (at < *s->count && nearest[at].artist != hit.artist)
        at++;
    if (at < *s->count) {
        if (!is_nearer(&hit, &nearest[at]))
            return;
    } else if (*s->count < JUDGE_NEAREST) {
        ++*s->count;
    } else if (!is_nearer(&hit, &nearest[--at])) {
        return;
    }
    /* this place is free now: those that are farther move into it */
    for (; at > 0 && is_nearer(&hit, &nearest[at - 1]); at--)
        nearest[at] = nearest[at - 1];
    nearest[at] = hit;
}

static void keep_artists(struct search *s, uint32_t key, int distance, enum judge_reason reason)
{
    const struct index *index = s->index;
    uint32_t from = index->artist_at[key], to = index->artist_at[key + 1];

    if (to - from > JUDGE_NEAREST) /* the others have higher numbers */
        to = from + JUDGE_NEAREST;
    for (uint32_t i = from; i < to; i++)
        keep(s, (struct judge_hit){index->artists[i], key, distance, reason});
}

/* ---- by spelling ---- */

/* Bytes are letters as long as a key is Latin, as nearly all are; of the others only equals are found. */
static int limit_of(const char *word, int length)
{
    for (const char *at = word; *at; at++)
        if ((unsigned char)*at >= 0x80)
            return 0;
    return judge_limit(length, length);
}

/* All keys within `limit` edits, some of them twice. Of these edits, at most limit - 1 lie in the first half of
 * the word: such keys are found from the front; or the second half has none: these are found from the back. */
static void walk(const struct index *index, const char *word, int length, int limit,
                 void (*found)(void *arg, uint32_t key, int edits), void *arg)
{
    struct pattern pattern;
    char reversed[KEY_BYTES];
    int half = length / 2;

    if (index->keys.count == 0)
        return;
    pattern_compile(&pattern, word, length, limit, half, limit - 1);
    trie_walk(&index->tries[TRIE_FRONT], &index->keys, &pattern, found, arg);
    for (int i = 0; i < length; i++)
        reversed[i] = word[length - 1 - i];
    pattern_compile(&pattern, reversed, length, limit, length - half, 0);
    trie_walk(&index->tries[TRIE_BACK], &index->keys, &pattern, found, arg);
}

static void keep_spelling(void *arg, uint32_t key, int edits)
{
    struct search *s = arg;

    if (edits <= judge_limit(s->length, key_list_length(&s->index->keys, key)))
        keep_artists(s, key, edits, edits ? REASON_SPELLING : REASON_SAME);
}

static void search_spelling(struct search *s)
{
    int limit = limit_of(s->word, s->length);
    uint32_t same;

    if (limit > 0) {
        walk(s->index, s->word, s->length, limit, keep_spelling, s);
        return;
    }
    same = key_list_find(&s->index->keys, s->word);
    if (same < s->index->keys.count)
        keep_artists(s, same, 0, REASON_SAME);
}

/* ---- by sound and look ---- */

/* The first of ascending numbers that is not below one, or count. */
static uint32_t first_from(const uint64_t *numbers, uint32_t count, uint64_t number)
{
    uint32_t from = 0;

    while (from < count) {
        uint32_t middle = from + (count - from) / 2;

        if (numbers[middle] < number)
            from = middle + 1;
        else
            count = middle;
    }
    return from;
}

static int has_code(const char *key, const char *code)
{
    struct sound_codes codes;

    sound_make(key, &codes);
    return codes.count > 0 && (strcmp(codes.primary, code) == 0 || strcmp(codes.secondary, code) == 0);
}

static void search_code(struct search *s, const char *code)
{
    uint64_t hash = index_sound_hash(code);
    const struct index *index = s->index;
    uint32_t count = index->sizes->sounds, keys = index->keys.count;
    size_t letters = strlen(code);

    if (letters < judge_sounds_min(keys, 0))
        return;
    for (uint32_t i = first_from(index->sounds, count, hash << 32);
         i < count && index->sounds[i] >> 32 == hash; i++) {
        uint32_t key = (uint32_t)index->sounds[i];
        const char *text = key_list_text(&index->keys, key);
        int length = key_list_length(&index->keys, key), edits, beyond;

        if (*s->count == JUDGE_NEAREST && abs(length - s->length) > s->nearest[JUDGE_NEAREST - 1].distance)
            continue; /* farther than what is there, so its distance need not be known */
        edits = edits_between(s->word, text);
        beyond = edits - judge_limit(s->length, length);
        if (judge_sounds_near(edits, s->length, length) && letters >= judge_sounds_min(keys, beyond) &&
            has_code(text, code)) /* not only its hash */
            keep_artists(s, key, edits, REASON_SOUND);
    }
}

static void search_sound(struct search *s)
{
    struct sound_codes codes;

    sound_make(s->word, &codes);
    if (codes.count > 0)
        search_code(s, codes.primary);
    if (codes.count > 1)
        search_code(s, codes.secondary);
}

static void search_look(struct search *s, const char *skeleton)
{
    uint64_t hash = index_look_hash(skeleton);
    const struct index *index = s->index;
    uint32_t count = index->sizes->looks;

    for (uint32_t i = first_from(index->looks, count, hash); i < count && index->looks[i] == hash; i++) {
        uint32_t key = index->look_keys[i];

        keep_artists(s, key, edits_between(s->word, key_list_text(&index->keys, key)), REASON_LOOK);
    }
}

enum verdict judge_ask(const struct judge *judge, const struct name_keys *keys,
                       struct judge_hit nearest[JUDGE_NEAREST], int *count)
{
    struct search s = {&judge->index, keys->read, (int)strlen(keys->read), nearest, count};

    *count = 0;
    search_spelling(&s);
    search_sound(&s);
    if (keys->look[0])
        search_look(&s, keys->look);
    if (keys->count > 1) {
        s.word = keys->plain;
        s.length = (int)strlen(keys->plain);
        search_spelling(&s);
    }
    if (*count == 0)
        return VERDICT_FREE;
    return nearest[0].distance == 0 ? VERDICT_TAKEN : VERDICT_CLOSE;
}

/* ---- neighbours ---- */

struct neighbours {
    int leave_out_itself, found;
};

static void see_neighbour(void *arg, uint32_t key, int edits)
{
    struct neighbours *n = arg;

    (void)key;
    n->found |= edits > 0 || !n->leave_out_itself;
}

int judge_has_neighbour(const struct judge *judge, const char *key, int edits, int leave_out_itself)
{
    struct neighbours n = {leave_out_itself, 0};

    walk(&judge->index, key, (int)strlen(key), edits, see_neighbour, &n);
    return n.found;
}

const char *verdict_text(enum verdict verdict)
{
    static const char *const texts[] = {"free", "close", "taken"};

    return texts[verdict];
}

const char *judge_reason_text(enum judge_reason reason)
{
    static const char *const texts[] = {"same", "spelling", "sound", "look"};

    return texts[reason];
}
