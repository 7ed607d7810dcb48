/* Collects keys in lists, sorts them with two threads, and fills the block of the index. */
#include "judge/index_builder.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/team.h"
#include "text/sound.h"

/* The initial capacity of a list: more than any text that is added at once. */
enum { FIRST_ROOM = 1024 };

/* A growing array of items of `size` bytes. */
struct list {
    void *items;
    size_t count, room, size;
};

/* A respelling of a key: the posting of its skeleton, and its offset in `respellings`. */
struct sound {
    uint64_t entry;
    uint32_t at;
};

struct index_builder {
    struct list text, at, artist_at, artists, marks, looks, words;
};

/* The sorted respellings of a range of keys. */
struct sound_part {
    struct list sounds, respellings;
};

/* Appends `more` uninitialized items. Returns the first, or NULL with *why set. */
static void *list_extend(struct list *list, size_t more, struct err *why)
{
    void *items =
        array_try_grow(list->items, list->count, list->room > 0 ? more : FIRST_ROOM, &list->room, list->size);

    if (items)
        list->items = items;
    if (!items || list->room >= TRIE_LEAF) {
        err_set(why, items ? "the corpus is too large for the index of artists"
                           : "out of memory for the index of artists");
        return NULL;
    }
    list->count += more;
    return (char *)items + (list->count - more) * list->size;
}

static int list_add(struct list *list, const void *item, struct err *why)
{
    void *place = list_extend(list, 1, why);

    if (!place)
        return -1;
    memcpy(place, item, list->size);
    return 0;
}

static uint32_t last_number(const struct list *list)
{
    return ((const uint32_t *)list->items)[list->count - 1];
}

struct index_builder *index_builder_new(struct err *why)
{
    struct index_builder *b = calloc(1, sizeof *b);

    if (!b) {
        err_set(why, "out of memory");
        return NULL;
    }
    b->text.size = 1;
    b->at.size = b->artist_at.size = b->artists.size = sizeof(uint32_t);
    b->marks.size = b->looks.size = b->words.size = sizeof(uint64_t);
    if (list_add(&b->text, "", why) == 0) /* the NUL before the first key */
        return b;
    index_builder_free(b);
    return NULL;
}

void index_builder_free(struct index_builder *b)
{
    if (!b)
        return;
    free(b->text.items);
    free(b->at.items);
    free(b->artist_at.items);
    free(b->artists.items);
    free(b->marks.items);
    free(b->looks.items);
    free(b->words.items);
    free(b);
}

/* Adds a respelling, unless it is too short to be compared (sounds_limit). */
static int add_sound(struct sound_part *part, const char *respelling, uint32_t key, struct err *why)
{
    char skeleton[SOUND_BYTES], *place;
    size_t length = strlen(respelling);
    struct sound sound = {.at = (uint32_t)part->respellings.count};

    if (sounds_limit((int)length, (int)length) < 0 || sounds_skeleton(respelling, skeleton) == 0)
        return 0;
    place = list_extend(&part->respellings, length + 1, why);
    if (!place)
        return -1;
    memcpy(place, respelling, length + 1);
    sound.entry = index_posting(index_hash(skeleton), key);
    return list_add(&part->sounds, &sound, why);
}

static int add_key(struct index_builder *b, const char *key, struct err *why)
{
    size_t size = strlen(key) + 1;
    uint32_t at = (uint32_t)b->text.count;
    uint32_t first = (uint32_t)b->artists.count;
    char *place = list_extend(&b->text, size, why);

    if (!place || list_add(&b->at, &at, why) != 0 || list_add(&b->artist_at, &first, why) != 0)
        return -1;
    memcpy(place, key, size);
    return 0;
}

/* The mark of the artist added last. */
static uint32_t last_mark(const struct index_builder *b)
{
    const uint64_t *marks = b->marks.items;
    uint64_t last = b->marks.count ? marks[b->marks.count - 1] : 0;

    return b->marks.count && last >> 32 == b->artists.count - 1 ? (uint32_t)last : 0;
}

static int add_artist(struct index_builder *b, uint32_t artist, uint32_t mark, struct err *why)
{
    uint64_t entry = (uint64_t)b->artists.count << 32 | mark;

    if (mark && list_add(&b->marks, &entry, why) != 0)
        return -1;
    return list_add(&b->artists, &artist, why);
}

static int add_posting(struct index_builder *b, struct list *list, uint64_t hash, struct err *why)
{
    uint64_t entry = index_posting(hash, (uint32_t)b->at.count - 1);

    return hash ? list_add(list, &entry, why) : 0;
}

int index_builder_add(struct index_builder *b, const char *key, uint32_t artist,
                      const struct index_name *name, struct err *why)
{
    const char *last = b->at.count ? (const char *)b->text.items + last_number(&b->at) : "";
    int order = strcmp(key, last), is_first;

    if (!key[0] || strlen(key) >= KEY_BYTES)
        return err_set(why, "artist %u has a key of %zu bytes; 1 to %d are allowed", artist, strlen(key),
                       KEY_BYTES - 1);
    if (order < 0)
        return err_set(why, "the key '%s' comes after '%s': keys must be in order", key, last);
    if (order > 0 && add_key(b, key, why) != 0)
        return -1;
    if (b->at.count > 1u << POSTING_KEY_BITS)
        return err_set(why, "the corpus has more than %u keys, too many for the index of artists",
                       1u << POSTING_KEY_BITS);
    is_first = b->artists.count == last_number(&b->artist_at);
    if (!is_first && artist < last_number(&b->artists))
        return err_set(why, "the artists of the key '%s' are not in order", key);
    if ((is_first || artist != last_number(&b->artists) || name->mark != last_mark(b)) &&
        add_artist(b, artist, name->mark, why) != 0)
        return -1;
    if (add_posting(b, &b->looks, name->look, why) != 0)
        return -1;
    /* Words that equal the key need no posting: the key finds them. */
    return add_posting(b, &b->words, name->words == index_hash(key) ? 0 : name->words, why);
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Sorts postings and drops duplicates: artists with the same name have the same postings. */
static void sort_entries(struct list *list)
{
    uint64_t *entries = list->items;
    size_t to = 0;

    if (list->count == 0)
        return;
    qsort(entries, list->count, sizeof *entries, compare_numbers);
    for (size_t i = 0; i < list->count; i++)
        if (to == 0 || entries[to - 1] != entries[i])
            entries[to++] = entries[i];
    list->count = to;
}

/* Casts const away: the builder owns the block until it is finished. */
#define WRITABLE(pointer) ((void *)(uintptr_t)(pointer))

/* Copies a list into the block, and frees it at once to limit the peak of memory. */
static void move_list(const void *to, struct list *list)
{
    if (list->count)
        memcpy(WRITABLE(to), list->items, list->count * list->size);
    free(list->items);
    *list = (struct list){.size = list->size};
}

/* ---- the last steps, by two threads ---- */

/* The sorting jobs, longest first. */
enum {
    SOUND_PARTS = 4,
    SORT_BACK = 0,
    SORT_SOUNDS,
    SORT_LOOKS = SORT_SOUNDS + SOUND_PARTS,
    SORT_WORDS,
    COUNT_FRONT,
    SORT_JOBS
};

struct build {
    struct index_builder *b;
    struct key_list keys;
    uint32_t *back; /* [keys.count] the keys in the order of their reversed texts */
    struct sound_part parts[SOUND_PARTS];
    struct index_sizes sizes;
    struct index *index;
    int failed[SORT_JOBS]; /* out of memory */
};

static int respell_keys(struct sound_part *part, const struct key_list *keys, uint32_t from, uint32_t to)
{
    struct sounds sounds;
    struct err why; /* unused: the only error is lack of memory */

    part->sounds.size = sizeof(struct sound);
    part->respellings.size = 1;
    for (uint32_t key = from; key < to; key++) {
        sounds_make(key_list_text(keys, key), &sounds);
        for (int i = 0; i < sounds.count; i++)
            if (add_sound(part, sounds.respellings[i], key, &why) != 0)
                return -1;
    }
    if (part->sounds.count) /* a struct sound begins with its posting */
        qsort(part->sounds.items, part->sounds.count, sizeof(struct sound), compare_numbers);
    return 0;
}

static void sort_job(void *arg, int job)
{
    struct build *f = arg;
    uint64_t keys = f->keys.count, part = (uint64_t)(job - SORT_SOUNDS);

    switch (job) {
    case SORT_BACK:
        f->failed[job] = trie_order_from_back(&f->keys, f->back) != 0;
        if (!f->failed[job])
            f->sizes.nodes[TRIE_BACK] = (uint32_t)trie_nodes(&f->keys, TRIE_BACK, f->back);
        break;
    case SORT_LOOKS:
        sort_entries(&f->b->looks);
        break;
    case SORT_WORDS:
        sort_entries(&f->b->words);
        break;
    case COUNT_FRONT:
        f->sizes.nodes[TRIE_FRONT] = (uint32_t)trie_nodes(&f->keys, TRIE_FRONT, NULL);
        break;
    default:
        f->failed[job] = respell_keys(&f->parts[part], &f->keys, (uint32_t)(keys * part / SOUND_PARTS),
                                      (uint32_t)(keys * (part + 1) / SOUND_PARTS)) != 0;
    }
}

/* The part whose next respelling has the lowest posting; NULL at the end of all parts. */
static struct sound_part *next_part(struct build *f, const size_t at[SOUND_PARTS])
{
    struct sound_part *lowest = NULL;
    uint64_t entry = 0;

    for (int i = 0; i < SOUND_PARTS; i++) {
        const struct sound *sounds = f->parts[i].sounds.items;

        if (at[i] < f->parts[i].sounds.count && (!lowest || sounds[at[i]].entry < entry)) {
            lowest = &f->parts[i];
            entry = sounds[at[i]].entry;
        }
    }
    return lowest;
}

/* Merges the sorted parts. */
static void fill_sounds(struct build *f)
{
    uint64_t *entries = WRITABLE(f->index->postings[POSTING_SOUND].entries);
    uint32_t *respelling_at = WRITABLE(f->index->respelling_at), at = 0;
    char *respellings = WRITABLE(f->index->respellings);
    size_t next[SOUND_PARTS] = {0};
    struct sound_part *part;

    for (size_t i = 0; (part = next_part(f, next)); i++) {
        const struct sound *sound = (struct sound *)part->sounds.items + next[part - f->parts]++;

        entries[i] = sound->entry;
        if (i % RESPELLING_STEP == 0)
            respelling_at[i / RESPELLING_STEP] = at;
        at += (uint32_t)(stpcpy(respellings + at, (const char *)part->respellings.items + sound->at) -
                         (respellings + at)) +
              1;
    }
}

static void fill_arrays(struct index_builder *b, struct index *index)
{
    move_list(index->artist_at, &b->artist_at);
    move_list(index->artists, &b->artists);
    move_list(index->marks, &b->marks);
    move_list(index->postings[POSTING_LOOK].entries, &b->looks);
    move_list(index->postings[POSTING_WORDS].entries, &b->words);
}

static void fill_job(void *arg, int which)
{
    struct build *f = arg;
    const struct trie *trie = &f->index->tries[which];

    if (which == TRIE_FRONT)
        fill_arrays(f->b, f->index);
    else
        fill_sounds(f);
    trie_build(&f->keys, which, which == TRIE_BACK ? f->back : NULL, WRITABLE(trie->refs),
               WRITABLE(trie->letters));
}

static int finish(struct build *f, struct team *team, int64_t corpus, struct err *why)
{
    team_run(team, SORT_JOBS, sort_job, f);
    for (int i = 0; i < SORT_JOBS; i++)
        if (f->failed[i])
            return err_set(why, "out of memory for the index of artists");
    for (int i = 0; i < SOUND_PARTS; i++) {
        f->sizes.respellings += f->parts[i].respellings.count;
        f->sizes.postings[POSTING_SOUND] += (uint32_t)f->parts[i].sounds.count;
    }
    if (f->sizes.respellings > UINT32_MAX)
        return err_set(why, "the corpus is too large for the index of artists");
    f->sizes.marks = (uint32_t)f->b->marks.count;
    f->sizes.postings[POSTING_LOOK] = (uint32_t)f->b->looks.count;
    f->sizes.postings[POSTING_WORDS] = (uint32_t)f->b->words.count;
    if (index_allocate(f->index, &f->sizes, corpus, why) != 0)
        return -1;
    move_list(f->index->keys.text, &f->b->text);
    move_list(f->index->keys.at, &f->b->at);
    f->keys = f->index->keys;
    team_run(team, 2, fill_job, f);
    return 0;
}

int index_builder_finish(struct index_builder *b, int64_t corpus, struct index *index, struct err *why)
{
    uint32_t text_end = (uint32_t)b->text.count, artists_end = (uint32_t)b->artists.count;
    struct build f = {.b = b, .index = index};
    struct team *team;
    int result = -1;

    f.sizes = (struct index_sizes){.text = text_end, .keys = (uint32_t)b->at.count, .artists = artists_end};
    if (list_add(&b->at, &text_end, why) != 0 || list_add(&b->artist_at, &artists_end, why) != 0)
        return -1;
    f.keys = (struct key_list){b->text.items, b->at.items, f.sizes.keys};
    team = team_new(team_processors() > 1 ? 2 : 1, why);
    if (!team)
        return -1;
    f.back = malloc(((size_t)f.sizes.keys + 1) * sizeof *f.back);
    if (f.back)
        result = finish(&f, team, corpus, why);
    else
        err_set(why, "out of memory for the index of artists");
    for (int i = 0; i < SOUND_PARTS; i++) {
        free(f.parts[i].sounds.items);
        free(f.parts[i].respellings.items);
    }
    free(f.back);
    team_free(team);
    return result;
}
