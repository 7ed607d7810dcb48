/* Two texts within n edits become equal when up to n letters are deleted from each: one from both for a wrong
 * letter or two swapped ones, one from the longer for a missing letter. So the set has every key without up
 * to n letters, as bits in a Bloom filter, and a word is looked up with and without as many letters. */
#include "judge/vicinity.h"

#include <stdlib.h>

#include "judge/judge.h"

/* Longer words are not looked up; a longer key is not near one that is. */
enum {
    EDITS = 2,
    WORD_MAX = 40,
    KEY_MAX = WORD_MAX + EDITS,
    VARIANTS = 1 + KEY_MAX + KEY_MAX * (KEY_MAX - 1) / 2
};

/* Bits for each text in the set: of 79 that a word of 12 letters asks for, 2 in 100 words find one by chance.
 */
enum { BITS = 32, WORD_BITS = 64 };

struct vicinity {
    uint64_t *words; /* [mask + 1] each text has its bits in one of them */
    uint64_t mask;
};

/* Polynomials in this number, modulo 2^64, are hashes of texts from which a letter can be left out at once.
 */
static const uint64_t base = 0x9e3779b97f4a7c15u;

/* Prefixes of a text: sums[i] is the hash of its first i letters. */
struct prefixes {
    uint64_t sums[KEY_MAX + 1], powers[KEY_MAX + 1];
};

static void make_prefixes(const char *text, int length, struct prefixes *p)
{
    p->sums[0] = 0;
    p->powers[0] = 1;
    for (int i = 0; i < length; i++) {
        p->sums[i + 1] = p->sums[i] * base + (unsigned char)text[i];
        p->powers[i + 1] = p->powers[i] * base;
    }
}

/* Extends a hash by the letters from..to - 1. */
static uint64_t extend(const struct prefixes *p, uint64_t hash, int from, int to)
{
    return (hash - p->sums[from]) * p->powers[to - from] + p->sums[to];
}

/* Distributes a polynomial over all bits. */
static uint64_t mix(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93u;
    return hash ^ hash >> 32;
}

/* Writes the hashes of a text without 0 to `limit` letters. Returns their number. */
static int make_variants(const char *text, int length, int limit, uint64_t variants[VARIANTS])
{
    struct prefixes p;
    int count = 1;

    make_prefixes(text, length, &p);
    variants[0] = mix(p.sums[length]);
    for (int i = 0; limit > 0 && i < length; i++) {
        variants[count++] = mix(extend(&p, p.sums[i], i + 1, length));
        for (int k = i + 1; limit > 1 && k < length; k++)
            variants[count++] = mix(extend(&p, extend(&p, p.sums[i], i + 1, k), k + 1, length));
    }
    return count;
}

/* Four of the bits of a word, by the upper bits of a hash; the lower ones select the word. */
static uint64_t bits_of(uint64_t hash)
{
    return 1ull << (hash >> 58) | 1ull << (hash >> 52 & 63) | 1ull << (hash >> 46 & 63) |
           1ull << (hash >> 40 & 63);
}

static int key_variants(const struct key_list *keys, uint32_t key, uint64_t variants[VARIANTS])
{
    int length = key_list_length(keys, key);

    return length > KEY_MAX
               ? 0
               : make_variants(key_list_text(keys, key), length, judge_limit(length, length), variants);
}

struct vicinity *vicinity_new(const struct key_list *keys, struct err *why)
{
    struct vicinity *v = calloc(1, sizeof *v);
    uint64_t variants[VARIANTS], total = 1;

    for (uint32_t key = 0; key < keys->count; key++)
        total += (uint64_t)key_variants(keys, key, variants);
    if (v)
        for (v->mask = 1; v->mask < total * BITS / WORD_BITS; v->mask = 2 * v->mask + 1)
            ;
    if (!v || !(v->words = calloc(v->mask + 1, sizeof *v->words))) {
        free(v);
        err_set(why, "out of memory");
        return NULL;
    }
    for (uint32_t key = 0; key < keys->count; key++) {
        int count = key_variants(keys, key, variants);

        for (int i = 0; i < count; i++)
            v->words[variants[i] & v->mask] |= bits_of(variants[i]);
    }
    return v;
}

void vicinity_free(struct vicinity *v)
{
    if (!v)
        return;
    free(v->words);
    free(v);
}

int vicinity_may_have(const struct vicinity *v, const char *word, int length, int limit)
{
    uint64_t variants[VARIANTS];
    int count;

    if (length > WORD_MAX)
        return 1;
    count = make_variants(word, length, limit, variants);
    for (int i = 0; i < count; i++) /* all at once: most are not in the cache of the processor */
        __builtin_prefetch(&v->words[variants[i] & v->mask]);
    for (int i = 0; i < count; i++)
        if ((v->words[variants[i] & v->mask] & bits_of(variants[i])) == bits_of(variants[i]))
            return 1;
    return 0;
}
