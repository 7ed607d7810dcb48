/* Counts names, samples them, and computes shares and warnings. */
#include "judge/quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

/* A uniform sample of the keys added (reservoir sampling, Vitter 1985). */
struct sample {
    char (*keys)[KEY_BYTES]; /* [QUALITY_SAMPLE] */
    long added;
    struct rng rng;
};

struct quality_counter {
    struct quality q;
    struct sample real, invented;
};

struct quality_counter *quality_new(struct err *why)
{
    struct quality_counter *counter = calloc(1, sizeof *counter);

    if (counter) {
        counter->real.keys = malloc(QUALITY_SAMPLE * sizeof *counter->real.keys);
        counter->invented.keys = malloc(QUALITY_SAMPLE * sizeof *counter->invented.keys);
        rng_seed(&counter->real.rng, 1, 0);
        rng_seed(&counter->invented.rng, 1, 1);
    }
    if (!counter || !counter->real.keys || !counter->invented.keys) {
        quality_free(counter);
        err_set(why, "out of memory");
        return NULL;
    }
    return counter;
}

void quality_free(struct quality_counter *counter)
{
    if (!counter)
        return;
    free(counter->real.keys);
    free(counter->invented.keys);
    free(counter);
}

static void sample_add(struct sample *sample, const char *key)
{
    uint64_t at = sample->added < QUALITY_SAMPLE ? (uint64_t)sample->added
                                                 : rng_below(&sample->rng, (uint64_t)sample->added + 1);

    sample->added++;
    if (at < QUALITY_SAMPLE)
        snprintf(sample->keys[at], KEY_BYTES, "%s", key);
}

static void count_name(struct quality_side *side, const char *name, const char *key)
{
    int length = utf8_length(name), has_letter = 0, has_vowel = 0, consonants = 0, most = 0, equal = 0;

    side->names++;
    side->first[*key >= 'a' && *key <= 'z' ? *key - 'a' : QUALITY_FIRST - 1]++;
    side->lengths[length < QUALITY_LENGTHS ? length : QUALITY_LENGTHS - 1]++;
    for (const char *at = key; *at; at++) {
        int is_letter = *at >= 'a' && *at <= 'z', is_vowel = is_letter && strchr("aeiouy", *at) != NULL;

        has_letter |= is_letter;
        has_vowel |= is_vowel;
        consonants = is_letter && !is_vowel ? consonants + 1 : 0;
        most = consonants > most ? consonants : most;
        equal |= is_letter && at > key + 1 && at[0] == at[-1] && at[0] == at[-2];
    }
    side->spelt += has_letter;
    side->pronounceable += has_letter && has_vowel && most < 4 && !equal;
}

void quality_add_real(struct quality_counter *counter, const char *name, const struct name_keys *keys)
{
    count_name(&counter->q.real, name, keys->read);
    if (keys->count == 1) /* its second key would count as a neighbour */
        sample_add(&counter->real, keys->read);
}

void quality_add_invented(struct quality_counter *counter, const char *name, const struct name_keys *keys,
                          int is_taken)
{
    counter->q.taken += is_taken;
    count_name(&counter->q.invented, name, keys->read);
    sample_add(&counter->invented, keys->read);
}

void quality_repeated(struct quality_counter *counter)
{
    counter->q.repeated++;
}

static void count_neighbours(const struct judge *judge, const struct sample *sample, int leave_out_itself,
                             struct quality_side *side)
{
    for (long i = 0; i < sample->added && i < QUALITY_SAMPLE; i++) {
        size_t letters = strlen(sample->keys[i]);

        if (letters > QUALITY_LETTERS)
            letters = QUALITY_LETTERS;
        side->sampled[letters]++;
        side->neighbours[letters] += judge_has_neighbour(judge, sample->keys[i], 1, leave_out_itself);
    }
}

void quality_finish(struct quality_counter *counter, const struct judge *judge, struct quality *quality)
{
    count_neighbours(judge, &counter->real, 1, &counter->q.real);
    count_neighbours(judge, &counter->invented, 0, &counter->q.invented);
    *quality = counter->q;
}

static double share(long part, long all)
{
    return all ? (double)part / (double)all : NAN;
}

double quality_unique(const struct quality *q)
{
    return 1 - share(q->repeated, q->invented.names);
}

double quality_new_share(const struct quality *q)
{
    return 1 - share(q->taken, q->invented.names);
}

double quality_pronounceable(const struct quality_side *side)
{
    return share(side->pronounceable, side->spelt);
}

double quality_distant(const struct quality_side *side, int letters)
{
    return 1 - share(side->neighbours[letters], side->sampled[letters]);
}

double quality_distant_all(const struct quality_side *side)
{
    long sampled = 0, neighbours = 0;

    for (int i = 0; i <= QUALITY_LETTERS; i++) {
        sampled += side->sampled[i];
        neighbours += side->neighbours[i];
    }
    return 1 - share(neighbours, sampled);
}

double quality_lengths_apart(const struct quality *q)
{
    double sum = 0;

    for (int i = 0; i < QUALITY_LENGTHS; i++)
        sum +=
            fabs(share(q->real.lengths[i], q->real.names) - share(q->invented.lengths[i], q->invented.names));
    return sum / 2;
}

/* The share of sampled names without a neighbour, weighted by the lengths of the invented names: otherwise
 * the side with more short names, nearly all of which have neighbours, would seem worse. */
static double distant_at_equal_lengths(const struct quality *q, const struct quality_side *side)
{
    double sum = 0, weight = 0;

    for (int i = 1; i <= QUALITY_LETTERS; i++) {
        double distant = quality_distant(side, i);

        if (isnan(distant) || isnan(quality_distant(&q->real, i)))
            continue;
        sum += distant * (double)q->invented.sampled[i];
        weight += (double)q->invented.sampled[i];
    }
    return weight > 0 ? sum / weight : NAN;
}

int quality_warnings(const struct quality *q, char warnings[QUALITY_WARNINGS][160])
{
    double pronounceable = quality_pronounceable(&q->invented), usual = quality_pronounceable(&q->real);
    double distant = distant_at_equal_lengths(q, &q->invented), among = distant_at_equal_lengths(q, &q->real);
    int n = 0;

    if (q->invented.names < QUALITY_NAMES_MIN || q->real.names < QUALITY_NAMES_MIN)
        return 0;
    if (quality_unique(q) < 0.98)
        snprintf(warnings[n++], sizeof *warnings, "%.1f %% of the names are duplicates",
                 100 * (1 - quality_unique(q)));
    if (quality_new_share(q) < 0.9)
        snprintf(warnings[n++], sizeof *warnings,
                 "%.1f %% of the names are artists' names; the model has memorized them",
                 100 * (1 - quality_new_share(q)));
    if (distant < among - 0.1)
        snprintf(warnings[n++], sizeof *warnings,
                 "%.0f %% of the names are one edit from an artist, but only %.0f %% of artists of the same "
                 "lengths",
                 100 * (1 - distant), 100 * (1 - among));
    if (pronounceable < usual - 0.1)
        snprintf(warnings[n++], sizeof *warnings,
                 "only %.0f %% of the names are pronounceable, but %.0f %% of artists' names",
                 100 * pronounceable, 100 * usual);
    if (quality_lengths_apart(q) > 0.25)
        snprintf(warnings[n++], sizeof *warnings,
                 "the lengths of the names differ from those of artists (%.2f on a scale from 0, equal, to "
                 "1, disjoint)",
                 quality_lengths_apart(q));
    return n;
}
