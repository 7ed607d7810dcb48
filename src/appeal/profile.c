/* Each trait is a byte whose range is its weight: what readers notice first has the largest range. */
#include "appeal/profile.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "base/hash.h"
#include "text/utf8.h"

enum trait {
    TRAIT_LENGTH,      /* of the name in characters */
    TRAIT_WORDS,       /* number of words */
    TRAIT_FIRST,       /* length of the first word */
    TRAIT_LAST,        /* and of the last one */
    TRAIT_SYLLABLES,   /* groups of vowels */
    TRAIT_VOWELS,      /* share of the letters */
    TRAIT_CAPITALS,    /* share of the letters that do not begin a word */
    TRAIT_SMALL,       /* words that begin with a small letter, as a share */
    TRAIT_DIGITS,      /* has a digit */
    TRAIT_LEET,        /* a digit or a sign that stands for a letter: d34dm4u5, P!nk */
    TRAIT_SIGNS,       /* dots and other unusual signs */
    TRAIT_JOINTS,      /* hyphens, apostrophes, ampersands */
    TRAIT_NOT_LATIN,   /* share of the letters */
    TRAIT_SCRIPT,      /* see script_place */
    TRAIT_ACCENTS,     /* has an accent */
    TRAIT_THE,         /* begins with "the", or another article */
    TRAIT_DJ,          /* begins or ends with DJ */
    TRAIT_TITLE,       /* begins with another title */
    TRAIT_FUNCTION,    /* "of", "and", "in" … inside */
    TRAIT_ENGLISH,     /* share of the letters in English words; others are in names or coined words */
    TRAIT_PERSON,      /* share of the letters in words that are personal names */
    TRAIT_FRONT,       /* share of e and i among the vowels */
    TRAIT_BACK,        /* of o and u */
    TRAIT_STOPS,       /* share of b d g k p q t c x among the consonants */
    TRAIT_SONORANTS,   /* of l m n r w */
    TRAIT_OPEN_END,    /* the last letter is a vowel */
    TRAIT_HISSING_END, /* or s, x or z, as in plurals */
    TRAIT_KIND,
    TRAIT_STYLE, /* the first of STYLE_TRAITS */
    STYLE_TRAITS = PROFILE_BYTES - TRAIT_STYLE
};

enum { WORDS_MAX = 16, WORD_LETTERS = 40 };

/* A run of letters and digits of the folded name. */
struct run {
    const char *text;
    int length;
};

struct runs {
    struct run runs[WORDS_MAX];
    int count;
};

static int is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

static int is_one_of(char c, const char *set)
{
    return c && strchr(set, c) != NULL;
}

/* An apostrophe is within a word: "don't". */
static void split(const char *folded, struct runs *runs)
{
    const char *at = folded;

    runs->count = 0;
    while (*at && runs->count < WORDS_MAX) {
        const char *end = at;

        while (is_letter(*end) || (*end >= '0' && *end <= '9') || (*end == '\'' && end > at))
            end++;
        if (end > at)
            runs->runs[runs->count++] = (struct run){at, (int)(end - at)};
        at = *end ? end + (end == at) : end;
    }
}

static int is_in(const struct run *run, const char *const *list)
{
    for (; *list; list++)
        if ((int)strlen(*list) == run->length && memcmp(*list, run->text, (size_t)run->length) == 0)
            return 1;
    return 0;
}

static const char *const the[] = {"the", "thee", NULL};
static const char *const other_articles[] = {"los", "las", "les", "die", "der", "das",  "el", "la",
                                             "le",  "il",  "a",   "an",  "os",  "thee", NULL};
static const char *const djs[] = {"dj", "djs", "deejay", NULL};
static const char *const street_titles[] = {"mc",  "lil", "big", "young", "yung",
                                            "kid", "mad", "bad", "baby",  NULL};
static const char *const other_titles[] = {
    "king",   "queen",  "lady",      "dr",     "doctor",   "mr",      "mister", "mrs",     "miss",
    "ms",     "sir",    "lord",      "prince", "princess", "saint",   "st",     "captain", "sister",
    "father", "master", "professor", "jah",    "ras",      "brother", NULL};
static const char *const function_words[] = {
    "and", "of",  "in", "on", "to", "for", "at", "from", "with", "the", "y",  "e",    "und", "von", "de",
    "du",  "del", "da", "no", "n",  "et",  "by", "or",   "vs",   "a",   "la", "feat", "is",  "be",  NULL};

/* Scales a number from 0 to `largest` to the range from 0 to `weight`; larger numbers give `weight`. */
static uint8_t scaled(int number, int largest, int weight)
{
    int most = number < largest ? number : largest;

    return largest > 0 ? (uint8_t)(most * weight / largest) : 0;
}

static void look_at_words(const struct lexicon *lexicon, const struct runs *runs, struct profile *profile)
{
    uint8_t *v = profile->values;
    const struct run *first = &runs->runs[0], *last = &runs->runs[runs->count - 1];
    int letters = 0, english = 0, person = 0, inside = 0;

    v[TRAIT_FIRST] = scaled(first->length, 16, 32);
    v[TRAIT_LAST] = scaled(last->length, 16, 32);
    if (runs->count > 1) {
        v[TRAIT_THE] = is_in(first, the) ? 80 : is_in(first, other_articles) ? 35 : 0;
        v[TRAIT_TITLE] = is_in(first, street_titles) ? 80 : is_in(first, other_titles) ? 40 : 0;
        v[TRAIT_DJ] = is_in(first, djs) || is_in(last, djs) ? 110 : 0;
    }
    for (int i = 0; i < runs->count; i++) {
        const struct run *run = &runs->runs[i];
        int classes = lexicon_classes(lexicon, run->text, run->length);

        if (i > 0 && i + 1 < runs->count && is_in(run, function_words)) {
            inside++;
            continue;
        }
        if (i == 0 && runs->count > 1 && (v[TRAIT_THE] || v[TRAIT_DJ] || v[TRAIT_TITLE]))
            continue;
        letters += run->length;
        english += classes & WORD_ENGLISH ? run->length : 0;
        person += classes & WORD_PERSON ? (classes & WORD_ENGLISH ? run->length / 2 : run->length) : 0;
    }
    v[TRAIT_FUNCTION] = scaled(inside, 2, 60);
    v[TRAIT_ENGLISH] = scaled(english, letters, 70);
    v[TRAIT_PERSON] = scaled(person, letters, 50);
}

/* The sounds of the folded name by its letters. A y is a vowel unless a vowel follows. */
static void look_at_sounds(const char *folded, struct profile *profile)
{
    uint8_t *v = profile->values;
    int letters = 0, vowels = 0, front = 0, back = 0, stops = 0, sonorants = 0, syllables = 0, in_vowel = 0;
    char last = '\0';

    for (const char *at = folded; *at; at++) {
        int is_vowel = is_one_of(*at, "aeiou") || (*at == 'y' && !is_one_of(at[1], "aeiou"));

        syllables += is_vowel && !in_vowel;
        in_vowel = is_vowel;
        if (!is_letter(*at))
            continue;
        last = *at;
        letters++;
        vowels += is_vowel;
        front += is_one_of(*at, "ei") || (is_vowel && *at == 'y');
        back += is_one_of(*at, "ou");
        stops += is_one_of(*at, "bdgkpqtcx");
        sonorants += is_one_of(*at, "lmnrw");
        /* the e of "Stone" is silent */
        if (*at == 'e' && !is_letter(at[1]) && letters > 3 && is_vowel && syllables > 1 &&
            !is_one_of(at[-1], "aeiouy") && is_one_of(at[-2], "aeiouy"))
            syllables--;
    }
    v[TRAIT_SYLLABLES] = scaled(syllables, 8, 80);
    v[TRAIT_VOWELS] = scaled(vowels, letters, 120);
    v[TRAIT_FRONT] = scaled(front, vowels, 32);
    v[TRAIT_BACK] = scaled(back, vowels, 32);
    v[TRAIT_STOPS] = scaled(stops, letters - vowels, 32);
    v[TRAIT_SONORANTS] = scaled(sonorants, letters - vowels, 32);
    v[TRAIT_OPEN_END] = is_one_of(last, "aeiouy") ? 30 : 0;
    v[TRAIT_HISSING_END] = is_one_of(last, "sxz") ? 20 : 0;
}

/* A value for each script, 0 for Latin: scripts that look different have distant values. */
static int script_place(uint32_t code)
{
    UErrorCode problem = U_ZERO_ERROR;

    switch (uscript_getScript((UChar32)code, &problem)) {
    case USCRIPT_LATIN:
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
        return 0;
    case USCRIPT_CYRILLIC:
        return 30;
    case USCRIPT_GREEK:
        return 110;
    case USCRIPT_HANGUL:
        return 215;
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return 255;
    default:
        return 160;
    }
}

static int has_accent(uint32_t code)
{
    UErrorCode problem = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&problem);
    UChar parts[8];

    return code >= 0xC0 && script_place(code) == 0 && nfc &&
           unorm2_getRawDecomposition(nfc, (UChar32)code, parts, 8, &problem) > 0;
}

/* Counts of the letters and signs of the name as written. */
struct shape {
    int letters, inner, inner_upper; /* inner: cased letters that do not begin a word */
    int words, small_words;          /* with a cased first letter; with a small one */
    int digits, leet, signs, joints, other_script, script, accents;
};

static void look_at_character(uint32_t before, uint32_t code, uint32_t after, struct shape *shape)
{
    int is_upper = u_isupper((UChar32)code) != 0, is_lower = u_islower((UChar32)code) != 0;
    int starts = !u_isalnum((UChar32)before) && before != '\'' && before != 0x2019;
    int between = u_isalpha((UChar32)before) && u_isalpha((UChar32)after);

    if (u_isalpha((UChar32)code)) {
        int script = script_place(code);

        shape->letters++;
        shape->other_script += script != 0;
        shape->script = script ? script : shape->script;
        shape->accents += has_accent(code);
        if (starts && (is_upper || is_lower)) {
            shape->words++;
            shape->small_words += is_lower;
        } else if (is_upper || is_lower) {
            shape->inner++;
            shape->inner_upper += is_upper;
        }
    } else if (u_isdigit((UChar32)code)) {
        shape->digits++;
        shape->leet += between;
    } else if (code < 128 && is_one_of((char)code, "-'&+")) {
        shape->joints++;
    } else if (code == 0x2019 || code == 0x2010) {
        shape->joints++;
    } else if (!u_isUWhiteSpace((UChar32)code) && u_charType((UChar32)code) != U_NON_SPACING_MARK &&
               u_charType((UChar32)code) != U_COMBINING_SPACING_MARK) {
        shape->signs++;
        shape->leet += between && code != '.' && code != '/' && code != '_';
    }
}

static void look_at_shape(const char *name, struct profile *profile)
{
    uint8_t *v = profile->values;
    struct shape shape = {0};
    uint32_t before = ' ', code = utf8_next(&name), after;

    for (; code; before = code, code = after) {
        after = utf8_next(&name);
        look_at_character(before, code, after, &shape);
    }
    if (shape.inner == 0 && shape.words > 1 && shape.small_words == 0) /* M.I.A. */
        v[TRAIT_CAPITALS] = 80;
    else
        v[TRAIT_CAPITALS] = scaled(shape.inner_upper, shape.inner, 80);
    v[TRAIT_SMALL] = scaled(shape.small_words, shape.words, 50);
    v[TRAIT_DIGITS] = shape.digits ? 90 : 0;
    v[TRAIT_LEET] = shape.leet ? 30 : 0;
    v[TRAIT_SIGNS] = shape.signs ? (shape.signs > 1 ? 65 : 50) : 0;
    v[TRAIT_JOINTS] = shape.joints ? 30 : 0;
    v[TRAIT_NOT_LATIN] = scaled(shape.other_script, shape.letters, 160);
    v[TRAIT_SCRIPT] = (uint8_t)shape.script;
    v[TRAIT_ACCENTS] = shape.accents ? 60 : 0;
}

/* Maps each style to a point at about the same distance from those of most others. */
static void set_style_and_kind(const char *style, const char *kind, struct profile *profile)
{
    static const char *const kinds[] = {"dj", "person", "group"};
    static const uint8_t places[] = {0, 20, 40};
    uint64_t hash = style ? hash_text(hash_start, style) : 0;

    profile->values[TRAIT_KIND] = 20;
    for (int i = 0; kind && i < 3; i++)
        if (strcmp(kind, kinds[i]) == 0)
            profile->values[TRAIT_KIND] = places[i];
    for (int i = 0; i < STYLE_TRAITS; i++) {
        profile->values[TRAIT_STYLE + i] = style ? (uint8_t)(8 * ((hash >> 8) % 3)) : 8;
        hash /= 3;
    }
}

void profile_make(const struct lexicon *lexicon, const struct profiled *of, struct profile *profile)
{
    static const uint8_t words[] = {0, 0, 45, 80, 110, 130};
    int count = utf8_words(of->name);
    struct runs runs;

    memset(profile, 0, sizeof *profile);
    split(of->folded, &runs);
    profile->values[TRAIT_LENGTH] = scaled(utf8_length(of->name), 40, 160);
    profile->values[TRAIT_WORDS] = words[count < 5 ? count : 5];
    if (runs.count > 0)
        look_at_words(lexicon, &runs, profile);
    look_at_sounds(of->folded, profile);
    look_at_shape(of->name, profile);
    set_style_and_kind(of->style, of->kind, profile);
}

int profile_is_empty(const struct profile *profile)
{
    return profile->values[TRAIT_LENGTH] == 0;
}

int profile_distance(const struct profile *a, const struct profile *b)
{
    int sum = 0;

    for (int i = 0; i < PROFILE_BYTES; i++) {
        int difference = a->values[i] - b->values[i];

        sum += difference < 0 ? -difference : difference;
    }
    return sum;
}
