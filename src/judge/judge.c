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

/* ---- the nearest ---- */

/* Steps of farness: an edit, and what is one to a reader or listener. */
enum { EDIT = 10, ALIKE = 5, SAID_ALIKE = 15 };

struct search {
    const struct index *index;
    const char *word;
    int length;
    uint32_t native;
    struct judge_hit *nearest;
    int *count;
};

static int is_nearer(const struct judge_hit *a, const struct judge_hit *b)
{
    if (a->farness != b->farness)
        return a->farness < b->farness;
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

/* Whether nothing of this farness or beyond can come among the nearest. */
static int is_full(const struct search *s, int farness)
{
    return *s->count == JUDGE_NEAREST && farness > s->nearest[JUDGE_NEAREST - 1].farness;
}

/* Keeps the artists of a key, all for one reason. */
static void keep_artists(struct search *s, uint32_t key, enum judge_reason reason, int distance, int farness)
{
    const struct index *index = s->index;
    uint32_t from = index->artist_at[key], to = index->artist_at[key + 1];

    if (to - from > JUDGE_NEAREST) /* the others have higher numbers */
        to = from + JUDGE_NEAREST;
    for (uint32_t i = from; i < to; i++)
        keep(s, (struct judge_hit){index->artists[i], key, index_mark(index, i) & MARK_NATIVE, distance,
                                   reason, farness});
}

/* Keeps the artists of the name's own key: who is called so, and who is only found so (search hints), or is written
 * with other characters of the same sound. */
static void keep_same(struct search *s, uint32_t key)
{
    const struct index *index = s->index;

    for (uint32_t i = index->artist_at[key]; i < index->artist_at[key + 1]; i++) {
        uint32_t mark = index_mark(index, i);
        int is_native = (mark & MARK_NATIVE) == s->native;
        enum judge_reason reason = !is_native         ? REASON_SOUND
                                   : mark & MARK_HINT ? REASON_SPELLING
                                                      : REASON_SAME;

        keep(s, (struct judge_hit){index->artists[i], key, mark & MARK_NATIVE, 0, reason,
                                   reason == REASON_SAME ? 0 : 1});
    }
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

    if (edits == 0)
        keep_same(s, key);
    else if (edits <= judge_limit(s->length, key_list_length(&s->index->keys, key)))
        keep_artists(s, key, REASON_SPELLING, edits, EDIT * edits);
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
        keep_same(s, same);
}

/* ---- by sound, look and words ---- */

/* A walk over the names that share a text in one way. */
struct alikes {
    const struct index_alikes *list;
    uint64_t hash; /* the upper bits of their entries */
    uint32_t at;   /* the entry that comes next */
};

static void alikes_find(struct alikes *alikes, const struct index *index, enum index_alike kind,
                        const char *text)
{
    const struct index_alikes *list = &index->alikes[kind];
    uint64_t hash = index_alike_hash(text);

    *alikes = (struct alikes){.list = list, .hash = hash >> ALIKE_KEY_BITS, .at = list->count};
    if (hash)
        alikes->at = index_first_from(list->entries, list->count, index_alike_entry(hash, 0));
}

/* Returns whether there is one more, with the number of its key. */
static int alikes_next(struct alikes *alikes, uint32_t *key)
{
    uint64_t entry;

    if (alikes->at == alikes->list->count ||
        (entry = alikes->list->entries[alikes->at]) >> ALIKE_KEY_BITS != alikes->hash)
        return 0;
    *key = (uint32_t)(entry & ((1u << ALIKE_KEY_BITS) - 1));
    alikes->at++;
    return 1;
}

static void keep_alike(struct search *s, uint32_t key, enum judge_reason reason, int farness)
{
    if (!is_full(s, farness))
        keep_artists(s, key, reason, edits_between(s->word, key_list_text(&s->index->keys, key)), farness);
}

/* Keeps a key that is said so, unless it is too short for that to say anything, or said only nearly so and written
 * with more than two in five other letters: who writes by ear still hits most of them. */
static void keep_said(struct search *s, uint32_t key, int apart)
{
    int length = key_list_length(&s->index->keys, key), longer = length > s->length ? length : s->length,
        edits;

    if (length < JUDGE_SOUND_LETTERS || is_full(s, SAID_ALIKE + apart))
        return;
    edits = edits_between(s->word, key_list_text(&s->index->keys, key));
    if (apart == 0 || 5 * edits <= 2 * longer)
        keep_artists(s, key, REASON_SOUND, edits, SAID_ALIKE + apart);
}

/* The respelling of an entry of ALIKE_SOUND. */
static const char *said_of(const struct index *index, uint32_t entry)
{
    const char *said = index->said + index->said_at[entry / SAID_STEP];

    for (uint32_t i = entry % SAID_STEP; i > 0; i--)
        said += strlen(said) + 1;
    return said;
}

/* Names with the same skeleton, compared sound by sound. */
static void search_said(struct search *s, const char *said)
{
    int length = (int)strlen(said);
    char skeleton[SOUND_BYTES];
    const char *other = NULL;
    struct alikes found;
    uint32_t key;

    sounds_skeleton(said, skeleton);
    alikes_find(&found, s->index, ALIKE_SOUND, skeleton);
    while (alikes_next(&found, &key)) {
        int other_length, limit, apart;

        other = other ? other : said_of(s->index, found.at - 1);
        other_length = (int)strlen(other);
        limit = sounds_limit(length, other_length);
        if (limit >= 0 && !is_full(s, SAID_ALIKE) && (apart = sounds_distance(said, other, limit)) <= limit)
            keep_said(s, key, apart);
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
        search_said(s, sounds.respellings[i]);
}

static void search_alike(struct search *s, enum index_alike kind, const char *text, enum judge_reason reason)
{
    struct alikes found;
    uint32_t key;

    alikes_find(&found, s->index, kind, text);
    while (alikes_next(&found, &key))
        keep_alike(s, key, reason, ALIKE);
}

/* Names of one word that is written as it is counted are found by their key alone (index_builder.h). */
static void search_words(struct search *s, const char *words)
{
    uint32_t key;

    search_alike(s, ALIKE_WORDS, words, REASON_WORDS);
    if (!words[0] || strchr(words, ' ') || strcmp(words, s->word) == 0)
        return;
    key = key_list_find(&s->index->keys, words);
    if (key < s->index->keys.count)
        keep_alike(s, key, REASON_WORDS, ALIKE);
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

enum verdict judge_ask(const struct judge *judge, const struct idea *idea,
                       struct judge_hit nearest[JUDGE_NEAREST], int *count)
{
    const struct name_keys *keys = &idea->keys;
    const struct likeness *likeness = &idea->likeness;
    struct search s = {&judge->index, keys->read, (int)strlen(keys->read), keys->native, nearest, count};

    *count = 0;
    search_spelling(&s);
    search_alike(&s, ALIKE_LOOK, likeness->look, REASON_LOOK);
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
    static const char *const texts[] = {"same", "look", "words", "spelling", "sound"};

    return texts[reason];
}
