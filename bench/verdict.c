/* What a verdict is worth, in figures, against the corpus of a database:
 *
 *   neighbours  of real names, by length: how many have another artist within one edit, within two, sounding alike,
 *               looking alike. A rule that calls a good part of the real names "close" to each other says nothing.
 *   recall      of real names with one edit, and respelt by how they sound: how many are found out
 *   exact       whether comparing with every artist gives the same verdicts */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "judge/edits.h"
#include "judge/judge.h"
#include "store/store.h"
#include "text/sound.h"

enum { SAMPLE = 50000, NEIGHBOURS = 10000, LETTERS = 20, EXACT_NAMES = 2000 };

struct names {
    char (*names)[NAME_BYTES];
    struct name_keys *keys;
    long count, seen;
    struct rng rng;
    struct folder *folder;
};

static struct err why;

static void die(void)
{
    fprintf(stderr, "verdict: %s\n", why.text);
    exit(1);
}

/* A sample of the corpus, every artist as likely (reservoir sampling). */
static int take(void *arg, const char *name, const char *style, const char *kind)
{
    struct names *n = arg;
    uint64_t at = n->count < SAMPLE ? (uint64_t)n->count : rng_below(&n->rng, (uint64_t)n->seen + 1);

    (void)style;
    (void)kind;
    n->seen++;
    if (at >= SAMPLE)
        return 0;
    snprintf(n->names[at], NAME_BYTES, "%s", name);
    n->count += n->count < SAMPLE;
    return 0;
}

static void sample(struct store *store, struct names *n)
{
    rng_seed(&n->rng, 5, 0);
    n->names = malloc(SAMPLE * sizeof *n->names);
    n->keys = malloc(SAMPLE * sizeof *n->keys);
    n->folder = folder_new(&why);
    if (!n->names || !n->keys || !n->folder || store_corpus_names(store, take, n, &why) != 0)
        die();
    for (long i = 0; i < n->count; i++)
        key_make(n->folder, n->names[i], &n->keys[i]);
}

/* ---- neighbours ---- */

/* How many artists share the sound, or the look, but are not near by spelling, and are not the name itself. */
static void other_reasons(const struct judge *judge, const struct name_keys *keys, int *sound, int *look)
{
    struct judge_hit hits[JUDGE_NEAREST];
    struct name_keys other = *keys;
    int count;

    judge_ask(judge, &other, hits, &count);
    for (int i = 0; i < count; i++) {
        *sound |= hits[i].reason == REASON_SOUND;
        *look |= hits[i].reason == REASON_LOOK;
    }
}

static void neighbours(const struct judge *judge, const struct names *n)
{
    long names[LETTERS + 1] = {0}, one[LETTERS + 1] = {0}, two[LETTERS + 1] = {0};
    long sound[LETTERS + 1] = {0}, look[LETTERS + 1] = {0};

    long count = n->count < NEIGHBOURS ? n->count : NEIGHBOURS;

    for (long i = 0; i < count; i++) {
        const char *key = n->keys[i].read;
        size_t letters = strlen(key) < LETTERS ? strlen(key) : LETTERS;
        int sounds = 0, looks = 0;

        if (n->keys[i].count > 1)
            continue;
        names[letters]++;
        one[letters] += judge_has_neighbour(judge, key, 1, 1);
        two[letters] += judge_has_neighbour(judge, key, 2, 1);
        other_reasons(judge, &n->keys[i], &sounds, &looks);
        sound[letters] += sounds;
        look[letters] += looks;
    }
    printf("Real names with another artist nearby, %%, of %ld of %ld artists\n", count, n->seen);
    printf("letters   names  one edit  two edits  sound, not spelling  look\n");
    for (int i = 1; i <= LETTERS; i++)
        if (names[i])
            printf("%6d%s %7ld %9.1f %10.1f %20.1f %5.1f\n", i, i == LETTERS ? "+" : " ", names[i],
                   100. * one[i] / names[i], 100. * two[i] / names[i], 100. * sound[i] / names[i],
                   100. * look[i] / names[i]);
}

/* ---- sounds ---- */

struct coded {
    char code[SOUND_BYTES];
    long key; /* of the sample */
};

static int compare_codes(const void *a, const void *b)
{
    return strcmp(((const struct coded *)a)->code, ((const struct coded *)b)->code);
}

/* How many real names share their code with another, by its length: what judge_sounds_min is chosen by. */
static void shared_sounds(const struct names *n)
{
    struct coded *coded = malloc((size_t)n->count * sizeof *coded);
    long names[LETTERS + 1] = {0}, shared[LETTERS + 1] = {0}, count = 0, to;

    for (long i = 0; i < n->count; i++) {
        struct sound_codes codes;

        sound_make(n->keys[i].read, &codes);
        if (codes.count == 0)
            continue;
        strcpy(coded[count].code, codes.primary);
        coded[count++].key = i;
    }
    qsort(coded, (size_t)count, sizeof *coded, compare_codes);
    for (long from = 0; from < count; from = to) {
        size_t letters = strlen(coded[from].code) < LETTERS ? strlen(coded[from].code) : LETTERS;
        int others = 0;

        for (to = from; to < count && strcmp(coded[to].code, coded[from].code) == 0; to++)
            others |= strcmp(n->keys[coded[to].key].read, n->keys[coded[from].key].read) != 0;
        names[letters] += to - from;
        shared[letters] += others ? to - from : 0;
    }
    printf("\nReal names that share their sound code with another, %%, of %ld artists; %zu letters would "
           "count\n",
           n->count, judge_sounds_min((uint32_t)n->count, 2));
    for (int i = 1; i <= LETTERS; i++)
        if (names[i])
            printf("%6d%s %7ld %9.1f\n", i, i == LETTERS ? "+" : " ", names[i], 100. * shared[i] / names[i]);
    free(coded);
}

/* ---- recall ---- */

static void edit(struct rng *rng, char *key)
{
    size_t length = strlen(key), at = rng_below(rng, length);
    char letter = (char)('a' + rng_below(rng, 26));

    switch (rng_below(rng, 4)) {
    case 0:
        memmove(key + at + 1, key + at, length - at + 1);
        key[at] = letter;
        break;
    case 1:
        memmove(key + at, key + at + 1, length - at);
        break;
    case 2:
        key[at] = letter;
        break;
    default:
        at = at ? at : 1;
        letter = key[at];
        key[at] = key[at - 1];
        key[at - 1] = letter;
    }
}

/* Another spelling of the same sounds: each place where one applies is respelt. Returns whether any was. */
static int respell(const char *key, char *out)
{
    static const char *const rules[][2] = {
        {"ph", "f"},  {"ck", "k"}, {"ee", "ea"}, {"oo", "ou"}, {"ie", "y"},      {"qu", "kw"},
        {"x", "ks"},  {"wr", "r"}, {"kn", "n"},  {"mb", "m"},  {"tion", "shun"}, {"ss", "s"},
        {"tt", "t"},  {"ll", "l"}, {"nn", "n"},  {"ca", "ka"}, {"co", "ko"},     {"cr", "kr"},
        {"cl", "kl"}, {"gh", "g"}, {"ce", "se"}, {"ci", "si"}, {"y", "i"}};
    int any = 0;

    while (*key) {
        size_t i = 0;

        while (i < sizeof rules / sizeof *rules && strncmp(key, rules[i][0], strlen(rules[i][0])) != 0)
            i++;
        if (i < sizeof rules / sizeof *rules) {
            out = stpcpy(out, rules[i][1]);
            key += strlen(rules[i][0]);
            any++;
        } else {
            *out++ = *key++;
        }
    }
    *out = '\0';
    return any;
}

static int is_found(const struct judge *judge, const struct names *n, const char *idea)
{
    struct judge_hit hits[JUDGE_NEAREST];
    struct name_keys keys;
    int count;

    key_make(n->folder, idea, &keys);
    return judge_ask(judge, &keys, hits, &count) != VERDICT_FREE;
}

static int is_plain(const char *key)
{
    return key[strspn(key, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static void recall(const struct judge *judge, struct names *n)
{
    long edited[3] = {0}, found[3] = {0}, respelt = 0, heard = 0, spelt = 0;

    for (long i = 0; i < n->count; i++) {
        const char *key = n->keys[i].read;
        char idea[2 * KEY_BYTES];
        size_t length = strlen(key);
        int band;

        if (!is_plain(key) || length < 2 || length >= KEY_BYTES - 2)
            continue;
        strcpy(idea, key);
        edit(&n->rng, idea);
        band = judge_limit((int)length, (int)strlen(idea));
        edited[band]++;
        found[band] += is_found(judge, n, idea);
        if (length < 5 || !respell(key, idea) || strlen(idea) >= KEY_BYTES)
            continue;
        respelt++;
        heard += is_found(judge, n, idea);
        spelt += edits_between(key, idea) <= judge_limit((int)length, (int)strlen(idea));
    }
    printf("\nReal names with one edit that are told to be close or taken, %%\n"
           "below 5 letters %.2f of %ld (no limit there), 5 to 9 %.2f of %ld, 10 and more %.2f of %ld\n",
           100. * found[0] / edited[0], edited[0], 100. * found[1] / edited[1], edited[1],
           100. * found[2] / edited[2], edited[2]);
    printf("Names of 5 letters and more respelt by sound (ph f, ck k, ee ea, x ks, …): %.1f %% of %ld found "
           "out; %.1f %% "
           "by spelling alone\n",
           100. * heard / respelt, respelt, 100. * spelt / respelt);
}

/* ---- exact ---- */

struct artist_key {
    const struct name_keys *keys;
    uint32_t artist;
};

static int compare_keys(const void *a, const void *b)
{
    const struct artist_key *x = a, *y = b;
    int order = strcmp(x->keys->read, y->keys->read);

    return order ? order : (x->artist > y->artist) - (x->artist < y->artist);
}

/* The judge of the sample's artists alone, each by its first key. */
static struct judge *judge_of_sample(const struct names *n)
{
    struct artist_key *artists = malloc((size_t)n->count * sizeof *artists);
    struct index_builder *builder = index_builder_new(&why);
    struct judge *judge;
    struct index index;

    for (uint32_t i = 0; i < n->count; i++)
        artists[i] = (struct artist_key){&n->keys[i], i};
    qsort(artists, (size_t)n->count, sizeof *artists, compare_keys);
    for (long i = 0; i < n->count; i++)
        if (index_builder_add(builder, artists[i].keys->read, artists[i].artist,
                              index_look_hash(artists[i].keys->look), &why) != 0)
            die();
    if (index_builder_finish(builder, 1, &index, &why) != 0 || !(judge = judge_of(&index, &why)))
        die();
    index_builder_free(builder);
    free(artists);
    return judge;
}

static int share_a_code(const struct sound_codes *a, const struct sound_codes *b, size_t min)
{
    for (int i = 0; i < a->count; i++) {
        const char *code = i ? a->secondary : a->primary;

        if (strlen(code) >= min && (strcmp(code, b->primary) == 0 || strcmp(code, b->secondary) == 0))
            return 1;
    }
    return 0;
}

/* The distance to the nearest artist that makes the idea taken or close, by the definition; -1 when free. */
static int nearest_by_force(const struct names *n, const struct sound_codes *sounds,
                            const struct name_keys *idea)
{
    int length = (int)strlen(idea->read), nearest = -1;
    struct sound_codes codes;

    sound_make(idea->read, &codes);
    for (long i = 0; i < n->count; i++) {
        const char *key = n->keys[i].read;
        int edits = edits_between(idea->read, key), beyond = edits - judge_limit(length, (int)strlen(key));

        if ((nearest < 0 || edits < nearest) &&
            (beyond <= 0 ||
             (judge_sounds_near(edits, length, (int)strlen(key)) &&
              share_a_code(&codes, &sounds[i], judge_sounds_min((uint32_t)n->count, beyond))) ||
             (idea->look[0] && strcmp(idea->look, n->keys[i].look) == 0)))
            nearest = edits;
    }
    return nearest;
}

static void exact(struct names *n)
{
    struct judge *judge = judge_of_sample(n);
    struct sound_codes *sounds = malloc((size_t)n->count * sizeof *sounds);
    long same = 0, asked = 0, verdicts[3] = {0};

    for (long i = 0; i < n->count; i++)
        sound_make(n->keys[i].read, &sounds[i]);
    while (asked < EXACT_NAMES) {
        struct judge_hit hits[JUDGE_NEAREST];
        struct name_keys idea;
        char name[2 * KEY_BYTES];
        enum verdict verdict;
        int count, nearest;

        snprintf(name, sizeof name, "%s", n->keys[rng_below(&n->rng, (uint64_t)n->count)].read);
        if (!is_plain(name) || strlen(name) < 4 || strlen(name) >= KEY_BYTES - 4)
            continue;
        for (uint64_t edits = rng_below(&n->rng, 5); edits > 0; edits--)
            edit(&n->rng, name);
        key_make(n->folder, name, &idea);
        verdict = judge_ask(judge, &idea, hits, &count);
        nearest = nearest_by_force(n, sounds, &idea);
        verdicts[verdict]++;
        same += (verdict == VERDICT_FREE ? -1 : hits[0].distance) == nearest;
        asked++;
    }
    printf("\nVerdicts and distances that comparing with each of %ld artists confirms: %ld of %ld (free %ld, "
           "close %ld, "
           "taken %ld)\n",
           n->count, same, asked, verdicts[VERDICT_FREE], verdicts[VERDICT_CLOSE], verdicts[VERDICT_TAKEN]);
    judge_free(judge);
    free(sounds);
}

int main(int argc, char **argv)
{
    struct store *store = argc == 2 ? store_open(argv[1], STORE_READ, &why) : NULL;
    struct judge *judge;
    struct names n = {0};

    if (argc != 2) {
        fputs("usage: verdict DB\n", stderr);
        return 2;
    }
    judge = store ? store_judge(store, &why) : NULL;
    if (!judge)
        die();
    sample(store, &n);
    neighbours(judge, &n);
    shared_sounds(&n);
    recall(judge, &n);
    exact(&n);
    judge_free(judge);
    store_close(store);
    folder_free(n.folder);
    free(n.names);
    free(n.keys);
    return 0;
}
