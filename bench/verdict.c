/* Measures the quality of verdicts against the corpus of a database:
 *
 *   neighbours  of real names, by length: how many have another artist within one edit, within two, with a
 *               similar respelling, the same words, the same look. A rule that calls many of the real names
 *               "close" to each other has no value.
 *   recall      how many real names with one random edit are found; for misspellings by ear: bench/recall.sh
 *   exact       whether comparing with every artist gives the same verdicts */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rng.h"
#include "judge/edits.h"
#include "judge/judge.h"
#include "store/corpus_reader.h"
#include "store/judge_file.h"
#include "text/sound.h"

enum { SAMPLE = 50000, NEIGHBOURS = 10000, LETTERS = 20, EXACT_NAMES = 2000 };

struct names {
    char (*names)[NAME_BYTES];
    struct idea *ideas;
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

/* A uniform sample of the corpus (reservoir sampling). */
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
    n->ideas = malloc(SAMPLE * sizeof *n->ideas);
    n->folder = folder_new(&why);
    if (!n->names || !n->ideas || !n->folder || store_corpus_names(store, take, n, &why) != 0)
        die();
    for (long i = 0; i < n->count; i++)
        idea_make(n->folder, n->names[i], NULL, &n->ideas[i]);
}

/* ---- neighbours ---- */

/* The reasons for which other artists than the name itself are near, one bit each. */
static unsigned reasons_of(const struct judge *judge, const struct idea *idea)
{
    struct judge_hit hits[JUDGE_NEAREST];
    unsigned reasons = 0;
    int count;

    judge_name(judge, idea, hits, &count);
    for (int i = 0; i < count; i++)
        reasons |= 1u << hits[i].reason;
    return reasons;
}

static void neighbours(const struct judge *judge, const struct names *n)
{
    static const enum judge_reason reasons[] = {REASON_SOUND, REASON_WORDS, REASON_LOOK};
    long names[LETTERS + 1] = {0}, one[LETTERS + 1] = {0}, two[LETTERS + 1] = {0};
    long near[LETTERS + 1][3] = {{0}};
    long count = n->count < NEIGHBOURS ? n->count : NEIGHBOURS;

    for (long i = 0; i < count; i++) {
        const struct name_keys *keys = &n->ideas[i].keys;
        size_t letters = strlen(keys->read) < LETTERS ? strlen(keys->read) : LETTERS;
        unsigned found;

        if (keys->count > 1)
            continue;
        names[letters]++;
        one[letters] += judge_has_neighbour(judge, keys->read, 1, 1);
        two[letters] += judge_has_neighbour(judge, keys->read, 2, 1);
        found = reasons_of(judge, &n->ideas[i]);
        for (int r = 0; r < 3; r++)
            near[letters][r] += found >> reasons[r] & 1;
    }
    printf("Real names with another artist nearby, %%, of %ld of %ld artists\n", count, n->seen);
    printf("letters   names  one edit  two edits  sound, not spelling  words  look\n");
    for (int i = 1; i <= LETTERS; i++)
        if (names[i])
            printf("%6d%s %7ld %9.1f %10.1f %20.1f %6.1f %5.1f\n", i, i == LETTERS ? "+" : " ", names[i],
                   100. * one[i] / names[i], 100. * two[i] / names[i], 100. * near[i][0] / names[i],
                   100. * near[i][1] / names[i], 100. * near[i][2] / names[i]);
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

static int is_found(const struct judge *judge, const struct names *n, const char *idea)
{
    struct judge_hit hits[JUDGE_NEAREST];
    struct idea asked;
    int count;

    idea_make(n->folder, idea, NULL, &asked);
    return judge_name(judge, &asked, hits, &count) != VERDICT_FREE;
}

static int is_plain(const char *key)
{
    return key[strspn(key, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

static void recall(const struct judge *judge, struct names *n)
{
    long edited[3] = {0}, found[3] = {0};

    for (long i = 0; i < n->count; i++) {
        const char *key = n->ideas[i].keys.read;
        char idea[KEY_BYTES];
        size_t length = strlen(key);
        int band;

        if (!is_plain(key) || length < 2 || length >= KEY_BYTES - 2)
            continue;
        strcpy(idea, key);
        edit(&n->rng, idea);
        band = judge_limit((int)length, (int)strlen(idea));
        edited[band]++;
        found[band] += is_found(judge, n, idea);
    }
    printf("\nReal names with one edit that are found to be close or taken, %%\n"
           "below 5 letters %.2f of %ld (no limit there), 5 to 9 %.2f of %ld, 10 and more %.2f of %ld\n",
           100. * found[0] / edited[0], edited[0], 100. * found[1] / edited[1], edited[1],
           100. * found[2] / edited[2], edited[2]);
}

/* ---- exact ---- */

struct artist_key {
    const struct idea *idea;
    uint32_t artist;
};

static int compare_keys(const void *a, const void *b)
{
    const struct artist_key *x = a, *y = b;
    int order = strcmp(x->idea->keys.read, y->idea->keys.read);

    return order ? order : (x->artist > y->artist) - (x->artist < y->artist);
}

/* A judge with only the artists of the sample, each with its first key. */
static struct judge *judge_of_sample(const struct names *n)
{
    struct artist_key *artists = malloc((size_t)n->count * sizeof *artists);
    struct index_builder *builder = index_builder_new(&why);
    struct judge *judge;
    struct index index;

    for (uint32_t i = 0; i < n->count; i++)
        artists[i] = (struct artist_key){&n->ideas[i], i};
    qsort(artists, (size_t)n->count, sizeof *artists, compare_keys);
    for (long i = 0; i < n->count; i++) {
        const struct idea *idea = artists[i].idea;
        const struct index_name name = {index_hash(idea->likeness.look), index_hash(idea->likeness.words),
                                        idea->keys.native};

        if (index_builder_add(builder, idea->keys.read, artists[i].artist, &name, &why) != 0)
            die();
    }
    if (index_builder_finish(builder, 1, &index, &why) != 0 || !(judge = judge_of(&index, &why)))
        die();
    index_builder_free(builder);
    free(artists);
    return judge;
}

/* The distance of the two by sound, or -1 when they do not sound alike. */
static int sound_distance(const struct sounds *a, const struct sounds *b)
{
    int least = -1;

    for (int i = 0; i < a->count * b->count; i++) {
        const char *one = a->respellings[i % a->count], *other = b->respellings[i / a->count];
        int limit = sounds_limit((int)strlen(one), (int)strlen(other)),
            apart = sounds_distance(one, other, limit);
        char skeletons[2][SOUND_BYTES];

        if (limit < 0 || apart > limit || (least >= 0 && apart >= least) ||
            sounds_skeleton(one, skeletons[0]) == 0)
            continue;
        sounds_skeleton(other, skeletons[1]);
        if (strcmp(skeletons[0], skeletons[1]) == 0)
            least = apart;
    }
    return least;
}

/* The rank by which the nearest artists are sorted (judge.c), or FAR. */
enum { FAR = 1000 };
static int rank_of(const struct idea *idea, const struct sounds *sounds, const struct idea *other,
                   const struct sounds *other_sounds)
{
    const char *a = idea->keys.read, *b = other->keys.read;
    int edits = edits_between(a, b), n = (int)strlen(a), m = (int)strlen(b), far = FAR, apart = -1;

    if (edits == 0)
        return 0;
    if ((idea->likeness.look[0] && strcmp(idea->likeness.look, other->likeness.look) == 0) ||
        (idea->likeness.words[0] && strcmp(idea->likeness.words, other->likeness.words) == 0))
        return 5;
    if (edits <= judge_limit(n, m))
        far = 10 * edits;
    if (n >= JUDGE_SOUND_LETTERS && m >= JUDGE_SOUND_LETTERS)
        apart = sound_distance(sounds, other_sounds);
    if (apart == 0 || (apart > 0 && 5 * edits <= 2 * (n > m ? n : m)))
        far = 15 + apart < far ? 15 + apart : far;
    return far;
}

static int nearest_by_force(const struct names *n, const struct sounds *sounds, const struct idea *idea)
{
    int nearest = FAR;
    struct sounds own;

    sounds_make(idea->keys.read, &own);
    for (long i = 0; i < n->count; i++) {
        int far = rank_of(idea, &own, &n->ideas[i], &sounds[i]);

        nearest = far < nearest ? far : nearest;
    }
    return nearest;
}

static void exact(struct names *n)
{
    struct judge *judge = judge_of_sample(n);
    struct sounds *sounds = malloc((size_t)n->count * sizeof *sounds);
    long same = 0, asked = 0, verdicts[3] = {0};

    for (long i = 0; i < n->count; i++)
        sounds_make(n->ideas[i].keys.read, &sounds[i]);
    while (asked < EXACT_NAMES) {
        struct judge_hit hits[JUDGE_NEAREST];
        struct idea idea;
        char name[2 * KEY_BYTES];
        enum verdict verdict;
        int count, nearest;

        snprintf(name, sizeof name, "%s", n->ideas[rng_below(&n->rng, (uint64_t)n->count)].keys.read);
        if (!is_plain(name) || strlen(name) < 4 || strlen(name) >= KEY_BYTES - 4)
            continue;
        for (uint64_t edits = rng_below(&n->rng, 5); edits > 0; edits--)
            edit(&n->rng, name);
        idea_make(n->folder, name, NULL, &idea);
        verdict = judge_name(judge, &idea, hits, &count);
        nearest = nearest_by_force(n, sounds, &idea);
        verdicts[verdict]++;
        same += (verdict == VERDICT_FREE ? FAR : hits[0].rank) == nearest;
        asked++;
    }
    printf("\nVerdicts and nearest artists that comparing with each of %ld artists confirms: %ld of %ld "
           "(free %ld, "
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
    recall(judge, &n);
    exact(&n);
    judge_free(judge);
    store_close(store);
    folder_free(n.folder);
    free(n.names);
    free(n.ideas);
    return 0;
}
