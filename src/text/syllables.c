/* Splits a name into runs of one script, and counts the syllables of each by the rules of its script. */
#include "text/syllables.h"

#include <stdint.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "text/latin_syllables.h"
#include "text/numerals.h"
#include "text/utf8.h"

enum { DIGITS = 24 };

/* The state after some characters of a name. */
struct counter {
    struct latin_word word;  /* the Latin letters since the last other character */
    char digits[DIGITS + 1]; /* likewise */
    int digit_count;
    int count;
    int is_unknown;        /* there was a letter of a script without rules */
    uint32_t greek_before; /* the preceding vowel, without accent; 0 for none */
};

/* A letter without its marks, and their meaning. */
struct base {
    uint32_t letter;
    enum letter_mark mark;
};

static struct base base_of(uint32_t code)
{
    struct base base = {code, MARK_NONE};
    UErrorCode problem = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&problem);
    UChar units[16];
    int32_t length =
        U_SUCCESS(problem) ? unorm2_getDecomposition(nfd, (UChar32)code, units, 16, &problem) : -1;
    int32_t at = 0;
    UChar32 first;

    if (U_FAILURE(problem) || length < 2)
        return base;
    U16_NEXT(units, at, length, first);
    base.letter = (uint32_t)first;
    while (at < length) {
        base.mark = units[at] == 0x308 && base.mark == MARK_NONE ? MARK_DIAERESIS : MARK_ACCENT;
        at++;
    }
    return base;
}

/* ---- runs ---- */

static void end_word(struct counter *counter)
{
    if (counter->word.length > 0)
        counter->count += latin_syllables(&counter->word);
    counter->word = (struct latin_word){.length = 0};
}

static void end_digits(struct counter *counter)
{
    counter->count += numeral_syllables(counter->digits, counter->digit_count);
    counter->digit_count = 0;
}

/* A number with an ending, such as 1st, 2nd, 4th and 80s, is one word. The ending adds at most one syllable:
 * second and twentieth have one more than two and twenty, others have as many as their numbers. Returns the
 * syllables of the ending, or -1 when the word after the digits is not an ending. */
static int ending_syllables(const struct counter *counter)
{
    static const char *const endings[] = {"nd", "th", "st", "rd", "s"};
    const struct latin_word *word = &counter->word;
    int is_tens = counter->digit_count == 2 && counter->digits[1] == '0' && counter->digits[0] > '1';

    for (int i = 0; i < (int)(sizeof endings / sizeof *endings); i++)
        if ((int)strlen(endings[i]) == word->length &&
            memcmp(endings[i], word->letters, strlen(endings[i])) == 0)
            return i == 0 || (i == 1 && is_tens);
    return -1;
}

static void end_runs(struct counter *counter)
{
    int ending = counter->digit_count > 0 ? ending_syllables(counter) : -1;

    if (ending >= 0) {
        counter->count += ending;
        counter->word.length = 0;
    }
    end_digits(counter);
    end_word(counter);
    counter->greek_before = 0;
}

static void add_digit(struct counter *counter, char digit)
{
    if (counter->word.length > 0)
        end_runs(counter);
    counter->greek_before = 0;
    if (counter->digit_count == DIGITS)
        end_digits(counter);
    counter->digits[counter->digit_count++] = digit;
}

/* ---- scripts ---- */

/* The pronunciation of letters that do not decompose into a plain letter. */
static const char *spelled(uint32_t code)
{
    switch (code) {
    case 0xe6: /* æ */
        return "a";
    case 0xf8: /* ø */
        return "o";
    case 0x153: /* œ */
        return "e";
    case 0x131: /* dotless i */
        return "i";
    case 0x259: /* schwa */
        return "a";
    case 0xdf: /* ß */
        return "ss";
    default: /* ł, đ, þ, ð, ŋ and so on: consonants */
        return "t";
    }
}

static void add_latin(struct counter *counter, uint32_t code)
{
    uint32_t lower = (uint32_t)u_tolower((UChar32)code);
    struct base base = base_of(lower);

    counter->greek_before = 0;
    if (base.letter >= 'a' && base.letter <= 'z') {
        latin_word_add(&counter->word, (char)base.letter, base.mark, lower != code);
        return;
    }
    for (const char *at = spelled(base.letter); *at; at++)
        latin_word_add(&counter->word, *at, base.mark, lower != code);
}

static int is_one_of(uint32_t code, const uint32_t *codes, int count)
{
    for (int i = 0; i < count; i++)
        if (codes[i] == code)
            return 1;
    return 0;
}

static void add_cyrillic(struct counter *counter, uint32_t code)
{
    /* а е и о у ы э ю я, є і ѣ ө ү ұ ә */
    static const uint32_t vowels[] = {0x430, 0x435, 0x438, 0x43e, 0x443, 0x44b, 0x44d, 0x44e,
                                      0x44f, 0x454, 0x456, 0x463, 0x4e9, 0x4af, 0x4b1, 0x4d9};
    uint32_t lower = (uint32_t)u_tolower((UChar32)code);
    int is_consonant = lower == 0x439 || lower == 0x45e; /* й and ў, whose bases are vowels */

    counter->count +=
        !is_consonant && is_one_of(base_of(lower).letter, vowels, sizeof vowels / sizeof *vowels);
}

/* The second vowel of αι ει οι υι αυ ευ ου ηυ, without an accent on the first or a diaeresis. */
static int ends_diphthong(uint32_t before, uint32_t vowel)
{
    if (vowel == 0x3b9) /* ι */
        return before == 0x3b1 || before == 0x3b5 || before == 0x3bf || before == 0x3c5;
    return vowel == 0x3c5 && (before == 0x3b1 || before == 0x3b5 || before == 0x3b7 || before == 0x3bf);
}

static int has_greek_diaeresis(uint32_t code)
{
    return code == 0x3ca || code == 0x3cb || code == 0x390 || code == 0x3b0;
}

static void add_greek(struct counter *counter, uint32_t code)
{
    static const uint32_t vowels[] = {0x3b1, 0x3b5, 0x3b7, 0x3b9, 0x3bf, 0x3c5, 0x3c9}; /* α ε η ι ο υ ω */
    uint32_t lower = (uint32_t)u_tolower((UChar32)code);
    struct base base = base_of(lower);

    if (!is_one_of(base.letter, vowels, sizeof vowels / sizeof *vowels)) {
        counter->greek_before = 0;
        return;
    }
    if (!has_greek_diaeresis(lower) && ends_diphthong(counter->greek_before, base.letter)) {
        counter->greek_before = 0;
        return;
    }
    counter->count++;
    counter->greek_before = base.mark == MARK_NONE ? base.letter : 0;
}

/* Small kana modify the mora before them, except the small tsu, which is a separate mora. */
static int is_small_kana(uint32_t code)
{
    uint32_t hiragana = code >= 0x30a1 && code <= 0x30f6 ? code - 0x60 : code;

    return hiragana == 0x3041 || hiragana == 0x3043 || hiragana == 0x3045 || hiragana == 0x3047 ||
           hiragana == 0x3049 || hiragana == 0x3083 || hiragana == 0x3085 || hiragana == 0x3087 ||
           hiragana == 0x308e || (code >= 0xff67 && code <= 0xff6e);
}

/* ---- characters ---- */

/* Signs that are pronounced as words. */
static int sign_syllables(uint32_t code)
{
    return code == '&' || code == '+' || code == '@';
}

/* Signs that stand for letters inside a word: A$AP, P!nk, M@ri. Returns 0 for others. */
static char sign_letter(uint32_t code, int in_word, uint32_t next)
{
    int before_letter = next < 128 && u_isalpha((UChar32)next);

    if (code == '$' && (in_word || before_letter))
        return 's';
    if ((code == '!' || code == '@') && in_word && before_letter)
        return code == '!' ? 'i' : 'a';
    return 0;
}

static void add_letter(struct counter *counter, uint32_t code)
{
    UErrorCode problem = U_ZERO_ERROR;

    switch (uscript_getScript((UChar32)code, &problem)) {
    case USCRIPT_LATIN:
        add_latin(counter, code);
        return;
    case USCRIPT_CYRILLIC:
        end_runs(counter);
        add_cyrillic(counter, code);
        return;
    case USCRIPT_GREEK:
        end_digits(counter);
        end_word(counter);
        add_greek(counter, code);
        return;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        end_runs(counter);
        counter->count += !is_small_kana(code);
        return;
    case USCRIPT_HAN:
    case USCRIPT_HANGUL:
        end_runs(counter);
        counter->count++;
        return;
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED: /* the long vowel of kana; modifiers */
        end_runs(counter);
        counter->count += code == 0x30fc || code == 0xff70;
        return;
    default:
        counter->is_unknown = 1;
    }
}

static void add_character(struct counter *counter, uint32_t code, uint32_t next)
{
    char letter = sign_letter(code, counter->word.length > 0, next);

    if (u_isdigit((UChar32)code)) {
        add_digit(counter, (char)('0' + u_digit((UChar32)code, 10)));
    } else if (letter) {
        latin_word_add(&counter->word, letter, MARK_NONE, 0);
    } else if (u_isalpha((UChar32)code)) {
        add_letter(counter, code);
    } else if (code == '\'' || code == 0x2019) {
        if (counter->word.length == 1 && counter->word.letters[0] == 'n') /* Rock 'n' Roll */
            end_runs(counter);
    } else if (u_charType((UChar32)code) != U_NON_SPACING_MARK) {
        end_runs(counter);
        counter->count += sign_syllables(code);
    }
}

int syllables_of(const char *name)
{
    struct counter counter = {.count = 0};
    uint32_t code = utf8_next(&name), next;

    for (; code; code = next) {
        next = utf8_next(&name);
        add_character(&counter, code, next);
    }
    end_runs(&counter);
    return counter.is_unknown ? 0 : counter.count;
}
