#include "text/sound.h"

#include <string.h>

/* A rule: where `letters` stand between `before` and `after`, they sound as `sounds`, which is the primary
 * code's part, or two parts with a slash between. The rules of a letter are tried from the top, and the first
 * that fits counts: exceptions stand above what they are exceptions from, and the last rule always fits.
 *
 * before and after are alternatives with | between; "" fits always. In one of them
 *   a–z  is this letter          @  is a vowel, y among them     ^  is the start of the word
 *   ?    is anything             #  is anything else             $  is its end
 * and `before` may start with a condition for the whole word:
 *   <mc  it starts with "mc"     +  it is Slavic or Germanic     -  it is neither
 * where Slavic or Germanic are, as Philips has it, words with a k, a w or "cz". */
struct rule {
    const char *before, *letters, *after, *sounds;
};

enum { RULES_OF_A_LETTER = 32 };

static const struct rule rules[26][RULES_OF_A_LETTER] =
    {
        ['a' - 'a'] = {{"", "a", "", "A"}},
        ['b' - 'a'] = {{"", "b", "", "P"}},
        ['c' - 'a'] =
            {
                {"#a", "ch", "a|o|u|y|#|$", "K"}, /* Wachtler, Bacharach */
                {"ba|ma", "ch", "er", "K"},
                {"^", "c", "aesar", "S"},
                {"", "ch", "ia", "K"},    /* Chianti */
                {"?", "ch", "ae", "K/X"}, /* Michael */
                {"^", "ch", "ore", "X"},
                {"^", "ch", "arac|aris|or|ym|em", "K"}, /* Greek: Charisma, Chorus */
                {"<sch", "ch", "", "K"},
                {"or", "ch", "es|id", "K"},
                {"ar", "ch", "it", "K"},
                {"", "ch", "t|s", "K"}, /* Fichtner, Fuchs */
                {"^|a|o|u|e", "ch", "l|r|n|m|b|h|f|v|w|$", "K"},
                {"<mc", "ch", "", "K"},
                {"^", "ch", "", "X"},
                {"", "ch", "", "X/K"},
                {"", "cz", "", "S/X"},
                {"", "cc", "ia", "X"},       /* Focaccia */
                {"^m", "c", "ce|ci", "K"},   /* McCenzie */
                {"", "cc", "hu", "K"},       /* Bacchus */
                {"^m", "cc", "", "K"},       /* McClellan */
                {"^a", "cc", "i|e|h", "KS"}, /* Accent */
                {"u", "cc", "ee|es", "KS"},  /* Success */
                {"", "cc", "i|e|h", "X"},    /* Gucci */
                {"", "cc", "", "K"},
                {"", "ck", "", "K"},
                {"", "cg", "", "K"},
                {"", "cq", "", "K"},
                {"", "c", "io|ie|ia", "S/X"},
                {"", "c", "i|e|y", "S"},
                {"", "c", "", "K"},
            },
        ['d' - 'a'] =
            {
                {"", "dg", "i|e|y", "J"}, /* Edge */
                {"", "dg", "", "TK"},     /* Edgar */
                {"", "dt", "", "T"},
                {"", "d", "", "T"},
            },
        ['e' - 'a'] = {{"", "e", "", "A"}},
        ['f' - 'a'] = {{"", "f", "", "F"}},
        ['g' - 'a'] =
            {
                {"", "gue", "$", "K/KA"}, /* League; Dengue */
                {"^", "g", "n", ""},      /* Gnarls */
                {"#", "gh", "", "K"},
                {"^", "gh", "i", "J"}, /* Ghislaine */
                {"^", "gh", "", "K"},
                {"b?|h?|d?|b??|h??|d??|b???|h???", "gh", "", ""}, /* Parker's rule: Hugh, bough, brought */
                {"c?u|g?u|l?u|r?u|t?u", "gh", "", "F"},           /* Cough, laugh, tough */
                {"i", "gh", "", ""},                              /* Night */
                {"", "gh", "", "K"},
                {"-^@", "gn", "", "KN/N"}, /* Agnes */
                {"", "gn", "ey", "KN"},
                {"-", "gn", "", "N/KN"}, /* Montaigne */
                {"", "gn", "", "KN"},
                {"-", "gl", "i", "KL/L"}, /* Tagliaro */
                {"^", "g", "y|es|ep|eb|el|ey|ib|il|in|ie|ei|er", "K/J"},
                {"^dan|^ran|^man", "g", "er", "J/K"},
                {"e|i", "g", "er|y", "J/K"},
                {"r|o", "g", "y", "J/K"},
                {"", "g", "er|y", "K/J"},
                {"<sch", "g", "e|i|y", "K"},
                {"", "g", "et", "K"},
                {"", "g", "ier$", "J"},
                {"", "g", "e|i|y", "J/K"},
                {"a|o", "gg", "i", "J/K"}, /* Viaggio */
                {"", "gg", "", "K"},
                {"", "g", "", "K"},
            },
        ['h' - 'a'] =
            {
                {"^|@", "h", "@", "H"},
                {"", "h", "", ""},
            },
        ['i' - 'a'] = {{"", "i", "", "A"}},
        ['j' - 'a'] =
            {
                {"^", "j", "ose$", "H"},
                {"", "j", "ose", "J/H"},
                {"^", "jj", "", "J/A"},
                {"^", "j", "", "J/A"}, /* Jankelowicz, Yankelovich */
                {"-@", "j", "a|o", "J/H"},
                {"", "j", "$", "J/"},
                {"", "j", "l|t|k|s|n|m|b|z", ""},
                {"s|k|l", "j", "", ""},
                {"", "j", "", "J"},
            },
        ['k' - 'a'] =
            {
                {"^", "k", "n", ""}, /* Knife */
                {"", "k", "", "K"},
            },
        ['l' - 'a'] =
            {
                {"i", "ll", "o$|a$", "L/"}, /* Cabrillo */
                {"a", "ll", "e$", "L/"},
                {"", "l", "", "L"},
            },
        ['m' - 'a'] =
            {
                {"u", "mb", "er|$", "M"}, /* Dumb, plumber */
                {"", "m", "", "M"},
            },
        ['n' - 'a'] = {{"", "n", "", "N"}},
        ['o' - 'a'] = {{"", "o", "", "A"}},
        ['p' - 'a'] =
            {
                {"^", "p", "n|s", ""}, /* Psychic */
                {"", "ph", "", "F"},
                {"", "pp", "", "P"}, /* Sappho */
                {"", "p", "", "P"},
            },
        ['q' - 'a'] =
            {
                {"", "que", "$", "K/KA"}, /* Antique; Enrique */
                {"", "q", "", "K"},
            },
        ['r' - 'a'] =
            {
                {"eie|aie", "r", "$", "R"},
                {"-ie", "r", "$", "/R"}, /* Rogier */
                {"", "r", "", "R"},
            },
        ['s' - 'a'] =
            {
                {"i|y", "s", "l", ""}, /* Isle */
                {"^", "s", "ugar", "X/S"},
                {"", "sh", "eim|oek|olm|olz", "S"},
                {"", "sh", "", "X"},
                {"-", "s", "io|ia", "S/X"},
                {"^", "s", "m|n|l|w", "S/X"}, /* Smith, Schmidt */
                {"", "sz", "", "S/X"},
                {"", "sch", "er|en", "X/SK"},
                {"", "sch", "oo|uy|ed|em", "SK"}, /* School */
                {"^", "sch", "@|w", "X"},
                {"^", "sch", "", "X/S"},
                {"", "sch", "", "X"},
                {"", "sc", "i|e|y", "S"},
                {"", "sc", "", "SK"},
                {"ai|oi", "s", "$", "/S"}, /* Artois */
                {"", "ss", "", "S"},
                {"", "s", "", "S"},
            },
        ['t' - 'a'] =
            {
                {"", "t", "ion|ia", "X"},
                {"", "tch", "", "X"},
                {"", "th", "om|am", "T"}, /* Thomas */
                {"<sch", "th", "", "T"},
                {"", "th", "", "O/T"},
                {"", "tth", "", "O/T"},
                {"", "tt", "", "T"},
                {"", "td", "", "T"},
                {"", "t", "", "T"},
            },
        ['u' - 'a'] = {{"", "u", "", "A"}},
        ['v' - 'a'] = {{"", "v", "", "F"}},
        ['w' - 'a'] =
            {
                {"", "wicz", "", "ATS/FAX"}, /* Filipowicz */
                {"", "witz", "", "ATS/FAX"},
                {"^", "w", "@", "A/F"}, /* Wasserman, Vasserman */
                {"^", "wh", "", "A"},
                {"@", "w", "$", "/F"}, /* Arnow, Arnoff */
                {"e|o", "w", "ski|sky", "/F"},
                {"<sch", "w", "", "/F"},
                {"@", "w", "e$", ""},
                {"@", "w", "@", "W"},
                {"", "w", "", ""},
            },
        ['x' - 'a'] =
            {
                {"^", "x", "", "S"},             /* Xavier */
                {"iau|eau|au|ou", "x", "$", ""}, /* Breaux */
                {"", "xc", "", "KS"},
                {"", "xx", "", "KS"},
                {"", "x", "", "KS"},
            },
        ['y' - 'a'] = {{"", "y", "", "A"}},
        ['z' - 'a'] =
            {
                {"", "zh", "", "J"},         /* Zhao */
                {"", "zz", "o|i|a", "S/TS"}, /* Pizza */
                {"t", "z", "", "S"},
                {"+?", "zz", "", "S/TS"},
                {"+?", "z", "", "S/TS"},
                {"", "zz", "", "S"},
                {"", "z", "", "S"},
            },
};

struct word {
    const char *text;
    int length;
    int slavic;
};

static int is_vowel(char c)
{
    return c && strchr("aeiouy", c) != NULL;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a sign of a pattern fits what stands at `at`; -1 is what lies before the word. */
static int fits_sign(const struct word *word, char sign, int at)
{
    int inside = at >= 0 && at < word->length;

    switch (sign) {
    case '^':
        return at == -1;
    case '$':
        return at == word->length;
    case '?':
        return inside;
    case '@':
        return inside && is_vowel(word->text[at]);
    case '#':
        return inside && !is_vowel(word->text[at]);
    default:
        return inside && word->text[at] == sign;
    }
}

/* Whether one alternative, of `size` signs, fits what stands from `at` on. */
static int fits_signs(const struct word *word, const char *signs, int size, int at)
{
    for (int i = 0; i < size; i++)
        if (!fits_sign(word, signs[i], at + i))
            return 0;
    return 1;
}

static int fits_before(const struct word *word, const char *signs, int size, int at)
{
    if (*signs == '<')
        return fits_signs(word, signs + 1, size - 1, 0);
    if (*signs == '+' || *signs == '-') {
        if (word->slavic != (*signs == '+'))
            return 0;
        signs++, size--;
    }
    return fits_signs(word, signs, size, at - size);
}

/* Whether one of the alternatives of a pattern fits at `at`. */
static int fits_any(const struct word *word, const char *pattern, int at,
                    int (*fits_one)(const struct word *, const char *, int, int))
{
    for (;;) {
        size_t size = strcspn(pattern, "|");

        if (fits_one(word, pattern, (int)size, at))
            return 1;
        if (!pattern[size])
            return 0;
        pattern += size + 1;
    }
}

/* The rule for what stands at a letter. */
static const struct rule *find_rule(const struct word *word, int at)
{
    const struct rule *rule = rules[word->text[at] - 'a'];

    for (;; rule++) {
        size_t length = strlen(rule->letters);

        if (strncmp(word->text + at, rule->letters, length) == 0 &&
            fits_any(word, rule->before, at, fits_before) &&
            fits_any(word, rule->after, at + (int)length, fits_signs))
            return rule;
    }
}

/* A sound that follows itself is one sound; digits make a number. */
static void append(char code[SOUND_BYTES], const char *sounds, size_t count)
{
    size_t length = strlen(code);

    for (size_t i = 0; i < count && length + 1 < SOUND_BYTES; i++)
        if (length == 0 || code[length - 1] != sounds[i] || is_digit(sounds[i]))
            code[length++] = sounds[i];
}

/* "knife", but not "me". */
static int is_silent_e(const struct word *word, int at, const char *code)
{
    return word->text[at] == 'e' && at + 1 == word->length && at > 0 && !is_vowel(word->text[at - 1]) &&
           strchr(code, 'A');
}

/* Appends what stands at `at`. Returns how many letters that were. */
static int sound(const struct word *word, int at, struct sound_codes *codes)
{
    const struct rule *rule;
    const char *sounds, *second;
    size_t length;

    if (is_digit(word->text[at])) {
        append(codes->primary, word->text + at, 1);
        append(codes->secondary, word->text + at, 1);
        return 1;
    }
    if (is_silent_e(word, at, codes->primary))
        return 1;
    rule = find_rule(word, at);
    sounds = rule->sounds;
    length = strcspn(sounds, "/");
    second = sounds[length] ? sounds + length + 1 : sounds;
    append(codes->primary, sounds, length);
    append(codes->secondary, second, strlen(second));
    return (int)strlen(rule->letters);
}

void sound_make(const char *key, struct sound_codes *codes)
{
    struct word word = {key, (int)strlen(key), strpbrk(key, "kw") || strstr(key, "cz")};

    memset(codes, 0, sizeof *codes);
    if (strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(key))
        return;
    for (int at = 0; at < word.length;)
        at += sound(&word, at, codes);
    if (!codes->primary[0]) /* one way to say it is silence: "hj" */
        strcpy(codes->primary, codes->secondary);
    if (!codes->secondary[0])
        strcpy(codes->secondary, codes->primary);
    if (codes->primary[0])
        codes->count = strcmp(codes->primary, codes->secondary) == 0 ? 1 : 2;
}
