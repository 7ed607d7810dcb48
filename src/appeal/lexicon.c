/* A hash table of words, and counts of their trigrams. */
#include "appeal/lexicon.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/lines.h"

enum { WORD_MAX = 40, SIGNS = 27 /* a-z, and the end of a word */, TRIGRAMS = SIGNS * SIGNS * SIGNS };

struct lexicon_slot {
    uint64_t hash; /* 0: empty */
    short classes, mark;
};

struct lexicon {
    struct lexicon_slot *slots; /* open addressing, at most half full */
    size_t capacity, count;
    float bits[TRIGRAMS]; /* -log2 of the third sign's probability after the first two */
};

static uint64_t hash_of(const char *word, int length)
{
    uint64_t hash = hash_bytes(hash_start, word, (size_t)length);

    return hash ? hash : 1;
}

static struct lexicon_slot *find(const struct lexicon *lexicon, uint64_t hash)
{
    size_t at = (hash ^ hash >> 32) & (lexicon->capacity - 1);

    while (lexicon->slots[at].hash && lexicon->slots[at].hash != hash)
        at = (at + 1) & (lexicon->capacity - 1);
    return &lexicon->slots[at];
}

static int grow(struct lexicon *lexicon)
{
    struct lexicon larger = {.capacity = lexicon->capacity ? 2 * lexicon->capacity : 1 << 16};

    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (!larger.slots)
        return -1;
    for (size_t i = 0; i < lexicon->capacity; i++)
        if (lexicon->slots[i].hash)
            *find(&larger, lexicon->slots[i].hash) = lexicon->slots[i];
    free(lexicon->slots);
    lexicon->slots = larger.slots;
    lexicon->capacity = larger.capacity;
    return 0;
}

static int sign(const char *word, int length, int at)
{
    return at < 0 || at >= length ? SIGNS - 1 : word[at] - 'a';
}

static int trigram(const char *word, int length, int at)
{
    return (sign(word, length, at - 2) * SIGNS + sign(word, length, at - 1)) * SIGNS + sign(word, length, at);
}

/* Parses the second field of a line: classes, and *mark. Returns -1 for a letter that is not a class. */
static int classes_of(const char *letters, int *mark)
{
    static const char known[] = "ckrnaNPJVD";
    int classes = 0;

    *mark = 0;
    for (; *letters; letters++) {
        const char *at = strchr(known, *letters);

        if (*letters >= '1' && *letters <= '5') {
            *mark = *letters - '0';
            continue;
        }

        if (!at)
            return -1;
        classes |= 1 << (at - known);
    }
    return classes;
}

static int add(struct lexicon *lexicon, const char *word, int length, int classes, int mark)
{
    uint64_t hash = hash_of(word, length);
    struct lexicon_slot *slot;

    if (2 * lexicon->count >= lexicon->capacity && grow(lexicon) != 0)
        return -1;
    slot = find(lexicon, hash);
    lexicon->count += slot->hash == 0;
    *slot = (struct lexicon_slot){hash, (short)(slot->classes | classes), (short)mark};
    for (int at = 0; classes & (WORD_COMMON | WORD_KNOWN) && at <= length; at++)
        lexicon->bits[trigram(word, length, at)]++;
    return 0;
}

/* Turns counts into bits, with additive smoothing. */
static void finish(struct lexicon *lexicon)
{
    const float smoothing = 0.5F;

    for (int context = 0; context < TRIGRAMS; context += SIGNS) {
        float total = 0;

        for (int s = 0; s < SIGNS; s++)
            total += lexicon->bits[context + s] + smoothing;
        for (int s = 0; s < SIGNS; s++)
            lexicon->bits[context + s] = log2f(total / (lexicon->bits[context + s] + smoothing));
    }
}

static int read_line(struct lexicon *lexicon, const struct lines *in, struct err *why)
{
    char *fields[2];
    int length, classes, mark = 0;

    if (in->length == 0 || in->line[0] == '#')
        return 0;
    classes = lines_split_tabs(in->line, fields, 2) == 2 ? classes_of(fields[1], &mark) : -1;
    length = (int)strspn(in->line, "abcdefghijklmnopqrstuvwxyz");
    if (classes <= 0 || length < 1 || length > WORD_MAX || in->line[length])
        return err_set(why,
                       "%s, line %ld: a word of a-z, a tab and letters of c, k, r, n, a, N, P, J, V, D (and "
                       "1-5) are expected",
                       in->path, in->number);
    return add(lexicon, in->line, length, classes, mark) == 0 ? 0 : err_set(why, "out of memory");
}

struct lexicon *lexicon_open(const char *path, struct err *why)
{
    struct lexicon *lexicon = calloc(1, sizeof *lexicon);
    struct lines in;
    int more = -1;

    if (!lexicon || grow(lexicon) != 0) {
        err_set(why, "out of memory");
        lexicon_free(lexicon);
        return NULL;
    }
    if (lines_open(&in, path, why) == 0) {
        while ((more = lines_next(&in, why)) == 1)
            if (read_line(lexicon, &in, why) != 0) {
                more = -1;
                break;
            }
        lines_close(&in);
    }
    if (more < 0) {
        lexicon_free(lexicon);
        return NULL;
    }
    finish(lexicon);
    return lexicon;
}

void lexicon_free(struct lexicon *lexicon)
{
    if (lexicon)
        free(lexicon->slots);
    free(lexicon);
}

int lexicon_classes(const struct lexicon *lexicon, const char *word, int length)
{
    return find(lexicon, hash_of(word, length))->classes;
}

int lexicon_mark(const struct lexicon *lexicon, const char *word, int length)
{
    return find(lexicon, hash_of(word, length))->mark;
}

int lexicon_neighbours(const struct lexicon *lexicon, const char *word, int length)
{
    char edited[WORD_MAX + 2];
    int classes = 0;

    if (length < 4 || length > WORD_MAX)
        return 0;
    for (int at = 0; at <= length; at++) { /* deletion */
        memcpy(edited, word, (size_t)at);
        if (at < length) {
            memcpy(edited + at, word + at + 1, (size_t)(length - at - 1));
            classes |= lexicon_classes(lexicon, edited, length - 1);
        }
        for (char letter = 'a'; letter <= 'z'; letter++) {
            edited[at] = letter;
            if (at < length) {
                memcpy(edited + at + 1, word + at + 1, (size_t)(length - at - 1));
                if (letter != word[at])
                    classes |= lexicon_classes(lexicon, edited, length);
            }
            memcpy(edited + at + 1, word + at, (size_t)(length - at));
            classes |= lexicon_classes(lexicon, edited, length + 1);
        }
        if (at + 1 < length && word[at] != word[at + 1]) {
            memcpy(edited, word, (size_t)length);
            edited[at] = word[at + 1];
            edited[at + 1] = word[at];
            classes |= lexicon_classes(lexicon, edited, length);
        }
    }
    return classes;
}

double lexicon_spelling(const struct lexicon *lexicon, const char *word, int length, double *worst)
{
    double sum = 0;

    *worst = 0;
    for (int at = 0; at <= length; at++) {
        double bits = (double)lexicon->bits[trigram(word, length, at)];

        sum += bits;
        *worst = bits > *worst ? bits : *worst;
    }
    return sum / (length + 1);
}
