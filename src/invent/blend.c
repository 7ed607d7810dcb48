/* Combines every beginning of one word with every end of the other. */
#include "invent/blend.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "text/utf8.h"

/* Minimum fractions of the words that are kept, so that readers recognize them. */
static const float least_of_each = 0.5F, least_of_both = 1.15F;
/* Contributions to worth: for a shared letter, a shared sound, a word kept whole, two consonants or two
 * vowels at the joint, and each letter beyond LONG. */
static const float shared_letter = 0.5F, shared_sound = 0.35F, whole = 0.15F, consonants_meet = -0.35F,
                   vowels_meet = -0.25F, too_long = -0.12F;
enum { LONG = 9, SHORTEST = 4, CONSONANTS_MAX = 3, VOWELS_MAX = 2 };

struct letter {
    uint32_t code; /* lower case */
    uint32_t base; /* without accents */
    int is_vowel;
};

struct word {
    struct letter letters[BLEND_LETTERS];
    int length;
};

static int is_one_of(uint32_t code, const char *set)
{
    for (uint32_t c; (c = utf8_next(&set));)
        if (c == code)
            return 1;
    return 0;
}

static uint32_t without_accents(uint32_t code)
{
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
    UChar units[8];
    UChar32 base = (UChar32)code, at = 0;
    int32_t length = U_SUCCESS(error) ? unorm2_getRawDecomposition(nfd, (UChar32)code, units, 8, &error) : -1;

    if (U_FAILURE(error) || length <= 0)
        return code;
    U16_NEXT(units, at, length, base);
    return (uint32_t)base;
}

/* Returns 0, or -1 when the word is too long or contains anything except letters. */
static int read_word(const char *text, struct word *word)
{
    word->length = 0;
    for (uint32_t code; (code = utf8_next(&text)); word->length++) {
        struct letter *letter = &word->letters[word->length];

        if (word->length == BLEND_LETTERS / 2 || !u_isalpha((UChar32)code))
            return -1;
        letter->code = (uint32_t)u_tolower((UChar32)code);
        letter->base = without_accents(letter->code);
        letter->is_vowel = is_one_of(letter->base, "aeiouyаеиоуыэюяієαεηιουω");
    }
    return word->length > 0 ? 0 : -1;
}

static int has_vowel(const struct letter *letters, int count)
{
    for (int i = 0; i < count; i++)
        if (letters[i].is_vowel)
            return 1;
    return 0;
}

/* 2 for the same letter, 1 for letters that often sound alike, 0 for others. */
static int likeness(const struct letter *a, const struct letter *b)
{
    static const char *const sounds[] = {"ckq", "sz", "iy", "fv", "кг", "сз", "иы"};

    if (a->base == b->base)
        return 2;
    for (size_t s = 0; s < sizeof sounds / sizeof *sounds; s++)
        if (is_one_of(a->base, sounds[s]) && is_one_of(b->base, sounds[s]))
            return 1;
    return 0;
}

/* The length of the run of vowels, or of consonants, that crosses the joint at `at`; 0 when there is none. */
static int run_across(const struct letter *letters, int length, int at)
{
    int from = at, to = at + 1;

    if (letters[at - 1].is_vowel != letters[at].is_vowel)
        return 0;
    while (from > 0 && letters[from - 1].is_vowel == letters[at].is_vowel)
        from--;
    while (to < length && letters[to].is_vowel == letters[at].is_vowel)
        to++;
    return to - from;
}

/* How well the letters join at `at`, or -9 when the joint is unpronounceable. */
static float joint_worth(const struct word *first, const struct word *second, const struct letter *letters,
                         int length, int at, int kept, int left)
{
    int run = run_across(letters, length, at);

    if (run == 0)
        return 0;
    if (letters[at].is_vowel)
        return run > VOWELS_MAX || letters[at - 1].base == letters[at].base ? -9 : vowels_meet;
    if (kept < first->length && left < second->length)
        return -9; /* when both words are cut, only a vowel and a consonant may join */
    return run > CONSONANTS_MAX ? -9 : consonants_meet;
}

static void write_text(const struct letter *letters, int length, char *text)
{
    for (int i = 0; i < length; i++)
        text += utf8_put(letters[i].code, text);
    *text = '\0';
}

static int is_word(const struct letter *letters, int length, const struct word *word)
{
    for (int i = 0; i < length && length == word->length; i++)
        if (letters[i].base != word->letters[i].base)
            return 0;
    return length == word->length;
}

/* Blends the first `head` letters of one word with the other word from letter `from`; the last `shared`
 * letters of the former are the first of the latter. Returns whether the blend is acceptable. */
static int make(const struct word *first, const struct word *second, int head, int from, int shared,
                struct blend *blend)
{
    struct letter letters[BLEND_LETTERS];
    int left = second->length - from, length = head + left - shared;
    float of_first = (float)head / (float)first->length, of_second = (float)left / (float)second->length;
    float worth = of_first + of_second;

    if (of_first < least_of_each || of_second < least_of_each || worth < least_of_both || left - shared < 2 ||
        head - shared < 2 || length < SHORTEST ||
        (shared == 0 && head == first->length && left == second->length))
        return 0;
    memcpy(letters, first->letters, (size_t)head * sizeof *letters);
    memcpy(letters + head, second->letters + from + shared, (size_t)(left - shared) * sizeof *letters);
    if (is_word(letters, length, first) || is_word(letters, length, second))
        return 0;
    for (int s = 0; s < shared; s++)
        worth += likeness(&first->letters[head - shared + s], &second->letters[from + s]) == 2 ? shared_letter
                                                                                               : shared_sound;
    if (shared == 0)
        worth += joint_worth(first, second, letters, length, head, head, left);
    else if (run_across(letters, length, head) > CONSONANTS_MAX)
        return 0;
    worth += head == first->length || left == second->length ? whole : 0;
    worth += length > LONG ? too_long * (float)(length - LONG) : 0;
    if (worth < 1 ||
        (has_vowel(second->letters, second->length) && !has_vowel(letters + length - left, left)))
        return 0;
    write_text(letters, length, blend->text);
    blend->shared = shared;
    blend->of_first = of_first;
    blend->of_second = of_second;
    blend->worth = worth;
    return 1;
}

/* Inserts a blend into the list of the best, each text once. Returns the new count. */
static int insert(struct blend *blends, int count, int max, const struct blend *blend)
{
    int at = 0;

    for (int i = 0; i < count; i++)
        if (strcmp(blends[i].text, blend->text) == 0) {
            if (blends[i].worth >= blend->worth)
                return count;
            memmove(blends + i, blends + i + 1, (size_t)(count - i - 1) * sizeof *blends);
            count--;
            break;
        }
    while (at < count && blends[at].worth >= blend->worth)
        at++;
    if (at == max)
        return count;
    count -= count == max;
    memmove(blends + at + 1, blends + at, (size_t)(count - at) * sizeof *blends);
    blends[at] = *blend;
    return count + 1;
}

int blend_words(const char *first, const char *second, struct blend *blends, int max)
{
    struct word a, b;
    struct blend blend;
    int count = 0;

    if (read_word(first, &a) != 0 || read_word(second, &b) != 0)
        return 0;
    for (int head = 2; head <= a.length; head++)
        for (int from = 0; from < b.length; from++) {
            int shared = 0;

            if (make(&a, &b, head, from, 0, &blend))
                count = insert(blends, count, max, &blend);
            /* count the letters that both words share at the joint */
            while (head - 1 + shared < a.length && from + shared < b.length &&
                   likeness(&a.letters[head - 1 + shared], &b.letters[from + shared]))
                shared++;
            if (shared > 0 && make(&a, &b, head - 1 + shared, from, shared, &blend))
                count = insert(blends, count, max, &blend);
        }
    return count;
}
