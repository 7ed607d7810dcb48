/* Searches the index by spelling, look, words and sound, and keeps the nearest artists. */
#include "judge/judge.h"

#include <stdlib.h>

#include "judge/edits.h"
#include "judge/vicinity.h"
#include "text/sound.h"

struct judge {
    struct index index;
    struct vicinity *vicinity; /* NULL: without one */
};

struct judge *judge_of(struct index *index, struct err *why)
{
    struct judge *judge = calloc(1, sizeof *judge);

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
    vicinity_free(judge->vicinity);
    free(judge);
}

int judge_expect_misses(struct judge *judge, struct err *why)
{
    judge->vicinity = vicinity_new(&judge->index.keys, why);
    return judge->vicinity ? 0 : -1;
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

/* ---- the nearest artists ---- */

/* Ranks: per edit; for the same look or words; for the same sound, plus the distance of the sounds. */
enum { RANK_EDIT = 10, RANK_SAME = 5, RANK_SOUND = 15 };

struct search {
    const struct index *index;
    const struct vicinity *vicinity; /* or NULL */
    const char *word;
    int length;
    uint32_t native;
    struct judge_hit *nearest;
    int *count;
};

static int is_nearer(const struct judge_hit *a, const struct judge_hit *b)
{
    if (a->rank != b->rank)
        return a->rank < b->rank;
    return a->artist != b->artist ? a->artist < b->artist : a->reason < b->reason;
}

/* Inserts a hit into the sorted list of the nearest artists, without duplicates. */
static void add_hit(struct search *s, struct judge_hit hit)
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
    /* shift hits that are farther away into the free slot */
    for (; at > 0 && is_nearer(&hit, &nearest[at - 1]); at--)
        nearest[at] = nearest[at - 1];
    nearest[at] = hit;
}

/* Whether the list is full of hits with a lower rank. */
static int is_full(const struct search *s, int rank)
{
    return *s->count == JUDGE_NEAREST && rank > s->nearest[JUDGE_NEAREST - 1].rank;
}

/* Adds the artists of a key, all with the same reason. */
static void add_artists(struct search *s, uint32_t key, enum judge_reason reason, int distance, int rank)
{
    const struct index *index = s->index;
    uint32_t from = index->artist_at[key], to = index->artist_at[key + 1];

    if (to - from > JUDGE_NEAREST) /* lower numbers win, so the rest can't enter the list */
        to = from + JUDGE_NEAREST;
    for (uint32_t i = from; i < to; i++)
        add_hit(s, (struct judge_hit){index->artists[i], key, index_mark(index, i) & MARK_NATIVE, distance,
                                      reason, rank});
}

/* Adds the artists with the same key. The reason depends on whether this is the artist's name, only a search
 * hint, or a name with other native characters of the same sound. */
static void add_same(struct search *s, uint32_t key)
{
    const struct index *index = s->index;

    for (uint32_t i = index->artist_at[key]; i < index->artist_at[key + 1]; i++) {
        uint32_t mark = index_mark(index, i);
        int is_native = (mark & MARK_NATIVE) == s->native;
        enum judge_reason reason = !is_native         ? REASON_SOUND
                                   : mark & MARK_HINT ? REASON_SPELLING
                                                      : REASON_SAME;

        add_hit(s, (struct judge_hit){index->artists[i], key, mark & MARK_NATIVE, 0, reason,
                                      reason == REASON_SAME ? 0 : 1});
    }
}

/* ---- by spelling ---- */

/* Edits are counted in bytes, which are letters only in an ASCII key; other keys are looked up exactly. */
static int spelling_limit(const char *word, int length)
{
    for (const char *at = word; *at; at++)
        if ((unsigned char)*at >= 0x80)
            return 0;
    return judge_limit(length, length);
}

/* Calls found for all keys within `limit` edits, for some of them twice. Either at most limit - 1 of the
 * edits are in the first half of the word, which a search from the front finds; or the second half has none,
 * which a search from the back finds. */
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

static void add_spelling(void *arg, uint32_t key, int edits)
{
    struct search *s = arg;

    if (edits == 0)
        add_same(s, key);
    else if (edits <= judge_limit(s->length, key_list_length(&s->index->keys, key)))
        add_artists(s, key, REASON_SPELLING, edits, RANK_EDIT * edits);
}

static void search_spelling(struct search *s)
{
    int limit = spelling_limit(s->word, s->length);
    uint32_t same;

    if (limit > 0 && s->vicinity && !vicinity_may_have(s->vicinity, s->word, s->length, limit))
        return;
    if (limit > 0) {
        walk(s->index, s->word, s->length, limit, add_spelling, s);
        return;
    }
    same = key_list_find(&s->index->keys, s->word);
    if (same < s->index->keys.count)
        add_same(s, same);
}

/* ---- by sound, look and words ---- */

/* An iterator over the postings of a text. */
struct postings {
    const struct index_postings *list;
    uint64_t hash; /* the upper bits of the postings */
    uint32_t at;   /* the next posting */
};

static void postings_find(struct postings *postings, const struct index *index, enum posting_kind kind,
                          const char *text)
{
    const struct index_postings *list = &index->postings[kind];
    uint64_t hash = index_hash(text);

    *postings = (struct postings){.list = list, .hash = hash >> POSTING_KEY_BITS, .at = list->count};
    if (hash)
        postings->at = index_lower_bound(list->entries, list->count, index_posting(hash, 0));
}

/* Returns whether there is another posting, and sets *key to its key. */
static int postings_next(struct postings *postings, uint32_t *key)
{
    uint64_t entry;

    if (postings->at == postings->list->count ||
        (entry = postings->list->entries[postings->at]) >> POSTING_KEY_BITS != postings->hash)
        return 0;
    *key = (uint32_t)(entry & ((1u << POSTING_KEY_BITS) - 1));
    postings->at++;
    return 1;
}

static void add_similar(struct search *s, uint32_t key, enum judge_reason reason, int rank)
{
    if (!is_full(s, rank))
        add_artists(s, key, reason, edits_between(s->word, key_list_text(&s->index->keys, key)), rank);
}

/* Adds a key that sounds alike, unless it is too short, or its sound differs and more than two fifths of its
 * letters differ, too: a misspelling by ear keeps most letters. */
static void add_sound(struct search *s, uint32_t key, int distance)
{
    int length = key_list_length(&s->index->keys, key), longer = length > s->length ? length : s->length,
        edits;

    if (length < JUDGE_SOUND_LETTERS || is_full(s, RANK_SOUND + distance))
        return;
    edits = edits_between(s->word, key_list_text(&s->index->keys, key));
    if (distance == 0 || 5 * edits <= 2 * longer)
        add_artists(s, key, REASON_SOUND, edits, RANK_SOUND + distance);
}

/* The respelling of a posting of POSTING_SOUND. */
static const char *respelling_of(const struct index *index, uint32_t entry)
{
    const char *respelling = index->respellings + index->respelling_at[entry / RESPELLING_STEP];

    for (uint32_t i = entry % RESPELLING_STEP; i > 0; i--)
        respelling += strlen(respelling) + 1;
    return respelling;
}

/* Compares a respelling with all that have the same skeleton. */
static void search_respelling(struct search *s, const char *respelling)
{
    int length = (int)strlen(respelling);
    char skeleton[SOUND_BYTES];
    const char *other = NULL;
    struct postings found;
    uint32_t key;

    sounds_skeleton(respelling, skeleton);
    postings_find(&found, s->index, POSTING_SOUND, skeleton);
    while (postings_next(&found, &key)) {
        int other_length, limit, distance;

        other = other ? other : respelling_of(s->index, found.at - 1);
        other_length = (int)strlen(other);
        limit = sounds_limit(length, other_length);
        if (limit >= 0 && !is_full(s, RANK_SOUND) &&
            (distance = sounds_distance(respelling, other, limit)) <= limit)
            add_sound(s, key, distance);
        other += other_length + 1;
    }
}

static void search_sound(struct search *s)
{
    struct sounds sounds;

    if (s->length < JUDGE_SOUND_LETTERS)
        return;
    sounds_make(s->word, &sounds);
    for (int i = 0; i < sounds.count; i++)
        search_respelling(s, sounds.respellings[i]);
}

static void search_postings(struct search *s, enum posting_kind kind, const char *text,
                            enum judge_reason reason)
{
    struct postings found;
    uint32_t key;

    postings_find(&found, s->index, kind, text);
    while (postings_next(&found, &key))
        add_similar(s, key, reason, RANK_SAME);
}

/* Names whose normalized words equal their key have no posting (index_builder.c): looks up the key. */
static void search_words(struct search *s, const char *words)
{
    uint32_t key;

    search_postings(s, POSTING_WORDS, words, REASON_WORDS);
    if (!words[0] || strchr(words, ' ') || strcmp(words, s->word) == 0)
        return;
    key = key_list_find(&s->index->keys, words);
    if (key < s->index->keys.count)
        add_similar(s, key, REASON_WORDS, RANK_SAME);
}

void idea_make(struct folder *folder, const char *name, const char *folded, struct idea *idea)
{
    char text[NAME_BYTES];

    if (!folded) {
        folder_fold(folder, name, text, sizeof text);
        folded = text;
    }
    key_of_folded(folder, name, folded, &idea->keys);
    likeness_make(folder, name, folded, &idea->likeness);
}

enum verdict judge_name(const struct judge *judge, const struct idea *idea,
                        struct judge_hit nearest[JUDGE_NEAREST], int *count)
{
    const struct name_keys *keys = &idea->keys;
    const struct likeness *likeness = &idea->likeness;
    struct search s = {&judge->index, judge->vicinity, keys->read, (int)strlen(keys->read),
                       keys->native,  nearest,         count};

    *count = 0;
    search_spelling(&s);
    search_postings(&s, POSTING_LOOK, likeness->look, REASON_LOOK);
    search_words(&s, likeness->words);
    search_sound(&s);
    if (keys->count > 1) {
        s.word = keys->plain;
        s.length = (int)strlen(keys->plain);
        search_spelling(&s);
    }
    if (*count == 0)
        return VERDICT_FREE;
    return nearest[0].reason == REASON_SAME ? VERDICT_TAKEN : VERDICT_CLOSE;
}

/* ---- neighbours ---- */

struct neighbours {
    int leave_out_itself, found;
};

static void count_neighbour(void *arg, uint32_t key, int edits)
{
    struct neighbours *n = arg;

    (void)key;
    n->found |= edits > 0 || !n->leave_out_itself;
}

int judge_has_neighbour(const struct judge *judge, const char *key, int edits, int leave_out_itself)
{
    struct neighbours n = {leave_out_itself, 0};

    walk(&judge->index, key, (int)strlen(key), edits, count_neighbour, &n);
    return n.found;
}

const char *verdict_text(enum verdict verdict)
{
    static const char *const texts[] = {"free", "close", "taken"};

    return texts[verdict];
}

const char *judge_reason_text(enum judge_reason reason)
{
    static const char *const texts[] = {"same", "look", "words", "spelling", "sound"};

    return texts[reason];
}
