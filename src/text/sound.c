#include "text/sound.h"

#include <string.h>

#include "text/key.h"

/* A rule: where `letters` stand between `before` and `after`, they are said as `sounds`, or in two ways with a
 * slash between. The rules of a letter are tried from the top, and the first that fits counts: exceptions stand
 * above what they are exceptions from, and the last rule always fits.
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

enum { RULES_OF_A_LETTER = 40 };

static const struct rule rules[26][RULES_OF_A_LETTER] =
    {
        ['a' - 'a'] = {{"", "ai", "", "e"},
                       {"", "ay", "", "e"},
                       {"", "ae", "", "e"},
                       {"", "aigh", "", "e"},
                       {"l", "augh", "", "af"},
                       {"", "augh", "", "o"},
                       {"", "aux", "$", "o"},
                       {"", "aud", "$", "o"}, /* Becaud */
                       {"", "au", "", "o"},
                       {"", "aw", "#|$", "o"},
                       {"", "ah", "#|$", "a"},
                       {"", "a", "", "a"}},
        ['b' - 'a'] = {{"m", "b", "$", ""}, /* Dumb */
                       {"", "b", "t$", ""}, /* Debt */
                       {"", "b", "", "b"}},
        ['c' - 'a'] =
            {
                {"#a", "ch", "a|o|u|y|#|$", "k"}, /* Wachtler, Bacharach */
                {"ba|ma", "ch", "er", "k"},
                {"^", "c", "aesar", "s"},
                {"", "ch", "ia", "k"},    /* Chianti */
                {"?", "ch", "ae", "k/S"}, /* Michael */
                {"^", "ch", "ore", "S"},
                {"^", "ch", "arac|aris|or|ym|em|ym|rom", "k"}, /* Greek: Charisma, Chorus */
                {"<sch", "ch", "", "k"},
                {"or", "ch", "es|id", "k"},
                {"ar", "ch", "it", "k"},
                {"", "ch", "t|s", "k"}, /* Fichtner, Fuchs */
                {"^|a|o|u|e", "ch", "l|r|n|m|b|h|f|v|w", "k"},
                {"a|o|u|e", "ch", "$", "k/c"},
                {"<mc", "ch", "", "k"},
                {"", "ch", "", "c/k"},
                {"", "cz", "", "c/s"},
                {"", "cch", "e|i", "k"},     /* Zucchero */
                {"", "cc", "ia", "c"},       /* Focaccia */
                {"^m", "c", "ce|ci", "k"},   /* McCenzie */
                {"", "cc", "hu", "k"},       /* Bacchus */
                {"^m", "cc", "", "k"},       /* McClellan */
                {"^a", "cc", "i|e|h", "ks"}, /* Accent */
                {"u", "cc", "ee|es", "ks"},  /* Success */
                {"", "cc", "i|e|h", "c"},    /* Gucci */
                {"", "cc", "", "k"},
                {"", "cks", "", "ks"},
                {"", "ck", "", "k"},
                {"", "cg", "", "k"},
                {"", "cq", "", "k"},
                {"i", "c", "a$", "k/Z"}, /* Kusturica */
                {"i", "c", "$", "k/c"},  /* Bregovic */
                {"", "c", "io|ie|ia", "s/S"},
                {"", "c", "i|e|y", "s"},
                {"", "c", "", "k"},
            },
        ['d' - 'a'] =
            {
                {"", "dg", "i|e|y", "j"}, /* Edge */
                {"^|@", "dj", "", "j"},   /* Django */
                {"", "dt", "", "t"},
                {"n", "d", "b|c|f|g|k|m|n|p|s|t|z", ""}, /* Handbag, Lindstrom */
                {"", "d", "", "d"},
            },
        ['e' - 'a'] = {{"", "eaux", "$", "o"},
                       {"", "eau", "", "o"},
                       {"", "eigh", "", "e"},
                       {"", "ee", "", "i"},
                       {"", "ea", "", "i"},
                       {"", "ei", "", "i"},
                       {"", "ey", "$|s$|#", "i"},
                       {"", "ey", "", "e"},
                       {"", "eu", "", "u"},
                       {"", "ew", "#|$", "u"},
                       {"", "eh", "#|$", "e"},
                       {"", "e", "", "e"}},
        ['f' - 'a'] = {{"", "f", "", "f"}},
        ['g' - 'a'] =
            {
                {"", "gue", "$", "g/ge"}, /* League; Dengue */
                {"^", "g", "n", ""},      /* Gnarls */
                {"#", "gh", "", "g"},
                {"^", "gh", "", "g"},
                {"b?|h?|d?|b??|h??|d??|b???|h???", "gh", "", ""}, /* Parker's rule: Hugh, bough, brought */
                {"c?u|g?u|l?u|r?u|t?u", "gh", "", "f"},           /* Cough, laugh, tough */
                {"i", "gh", "", ""},                              /* Night */
                {"", "gh", "t", ""},
                {"", "gh", "", "g"},
                {"-^@", "gn", "", "gn/n"}, /* Agnes */
                {"", "gn", "ey", "gn"},
                {"", "gn", "$", "n"},    /* Sign */
                {"-", "gn", "", "n/gn"}, /* Montaigne */
                {"", "gn", "", "gn"},
                {"-", "gl", "i", "gl/l"}, /* Tagliaro */
                {"^", "g", "y|es|ep|eb|el|ey|ib|il|in|ie|ei|er", "g/j"},
                {"^dan|^ran|^man", "g", "er", "j/g"},
                {"", "gg", "i|e|y", "g/j"}, /* Viaggio */
                {"e|i", "g", "er|y", "j/g"},
                {"r|o", "g", "y", "j/g"},
                {"", "g", "er|y", "g/j"},
                {"<sch", "g", "e|i|y", "g"},
                {"", "g", "et", "g"},
                {"", "g", "ier$", "j"},
                {"", "g", "e|i|y", "j/g"},
                {"", "gg", "", "g"},
                {"", "g", "", "g"},
            },
        ['h' - 'a'] =
            {
                {"^|@", "h", "@", "h"},
                {"", "h", "", ""},
            },
        ['i' - 'a'] = {{"", "igh", "$|t|s", "i"},
                       {"", "ieu", "", "iu"},
                       {"", "ie", "", "i"},
                       {"", "i", "", "i"}},
        ['j' - 'a'] =
            {
                {"^", "j", "ose$", "h"},
                {"", "j", "ose", "j/h"},
                {"+^", "j", "", "j/i"}, /* Jankelowicz, Yankelovich */
                {"-@", "j", "a|o", "j/h"},
                {"", "j", "$", "j/i"},
                {"", "j", "l|t|k|s|n|m|b|z", "i"},
                {"s|k|l", "j", "", "i"},
                {"", "j", "", "j/i"},
            },
        ['k' - 'a'] =
            {
                {"^|b|d|f|g|n|p|s|t", "k", "n", ""}, /* Knife, slipknot */
                {"i|y", "k", "n", "/k"},             /* Frankie Knuckles */
                {"", "kh", "", "k/h"},               /* Dakha */
                {"", "k", "", "k"},
            },
        ['l' - 'a'] =
            {
                {"i", "ll", "o$|a$|as$|os$", "l/i"}, /* Cabrillo */
                {"a", "ll", "e$", "l/i"},
                {"a|ou", "l", "k|f", "l/"},     /* Walk, half */
                {"cou|wou|shou", "l", "d", ""}, /* Would */
                {"co", "l", "n", ""},           /* Lincoln */
                {"", "l", "", "l"},
            },
        ['m' - 'a'] = {{"", "m", "", "m"}},
        ['n' - 'a'] =
            {
                {"m", "n", "$|s$", ""}, /* Autumn */
                {"", "n", "", "n"},
            },
        ['o' - 'a'] = {{"", "ough", "$", "o"},
                       {"", "ough", "t", "o"},
                       {"", "oo", "", "u"},
                       {"", "oux", "$", "u"},
                       {"", "ou", "", "u"},
                       {"", "ow", "ski|sky|icz|itz", "ov"}, /* Szymanowski */
                       {"", "ow", "#|$", "o"},
                       {"", "oa", "", "o"},
                       {"^|ph", "oe", "", "i"}, /* Oedipus, phoenix */
                       {"", "oe", "", "o"},
                       {"", "oh", "#|$", "o"},
                       {"", "oy", "", "oi"},
                       {"", "o", "", "o"}},
        ['p' - 'a'] =
            {
                {"^", "p", "n|s|t", ""}, /* Psychic */
                {"", "ph", "", "f"},
                {"", "pf", "", "f"}, /* Pfeiffer */
                {"", "p", "", "p"},
            },
        ['q' - 'a'] =
            {
                {"", "que", "$", "k/ke"}, /* Antique; Enrique */
                {"", "qu", "@", "kw"},
                {"", "qu", "", "k"},
                {"", "q", "", "k"},
            },
        ['r' - 'a'] =
            {
                {"#e", "r", "$", "r/"}, /* Burner, Burna */
                {"", "rr", "", "r"},
                {"c", "re", "$", "er"}, /* Sabre, centre */
                {"t|b", "re", "$|s$", "er"},
                {"", "r", "", "r"},
            },
        ['s' - 'a'] =
            {
                {"i|y", "s", "land|le$|les$|ley", ""}, /* Isle */
                {"^", "s", "ugar", "S/s"},
                {"", "sh", "eim|oek|olm|olz", "s"},
                {"", "ssi", "on", "S"}, /* Mission */
                {"", "sh", "", "S"},
                {"-", "s", "io|ia", "s/S"},
                {"", "sz", "", "S/s"},
                {"", "sch", "er|en", "S/sk"},
                {"", "sch", "ool|oon|uy|ed|em|iz", "sk"}, /* School */
                {"", "sch", "", "S"},
                {"", "sc", "i|e|y", "s"},
                {"", "sc", "", "sk"},
                {"ai|oi", "s", "$", "/s"}, /* Artois */
                {"", "s", "", "s"},
            },
        ['t' - 'a'] =
            {
                {"", "ti", "on|ous|al", "S"},
                {"", "tts", "", "Z"},
                {"", "ttz", "", "Z"},
                {"", "t", "ure", "c/t"},
                {"", "t", "ia", "S/t"},
                {"", "tch", "", "c"},
                {"", "tsch", "", "c"},
                {"", "tz", "", "Z"},
                {"", "ts", "", "Z"},
                {"", "th", "om|am|ai", "t"}, /* Thomas */
                {"<sch", "th", "", "t"},
                {"", "tth", "", "T"},
                {"", "th", "", "T"},
                {"s", "t", "le$|les$|ler|en$|ening", ""}, /* Castle, listen */
                {"s", "t", "b|c|d|f|g|k|l|m|n|p|s", ""},  /* Christmas, postman */
                {"f", "t", "en$|ens$", ""},
                {"", "t", "", "t"},
            },
        ['u' - 'a'] = {{"g", "u", "e|i", ""}, /* Guess, guitar */
                       {"", "ui", "", "u"},
                       {"", "ue", "$|s$|#", "u"},
                       {"", "uh", "#|$", "u"},
                       {"", "u", "", "u"}},
        ['v' - 'a'] = {{"", "v", "", "v"}},
        ['w' - 'a'] =
            {
                {"", "wicz", "", "vic/wiZ"}, /* Filipowicz */
                {"", "witz", "", "viZ/wiZ"},
                {"^", "wr", "", "r"},
                {"^", "who", "", "h"},
                {"^", "w", "@", "w/V"}, /* Wasserman, Vasserman */
                {"", "wh", "", "w"},
                {"e|o", "w", "ski|sky", "f"},
                {"@", "w", "#", ""},
                {"", "w", "", "w/V"},
            },
        ['x' - 'a'] =
            {
                {"^", "x", "", "z"},             /* Xavier */
                {"iau|eau|au|ou", "x", "$", ""}, /* Breaux */
                {"", "xc", "e|i", "ks"},
                {"", "xx", "", "ks"},
                {"", "x", "", "ks"},
            },
        ['y' - 'a'] = {{"", "y", "", "i"}},
        ['z' - 'a'] =
            {
                {"", "zh", "", "j"},         /* Zhao */
                {"", "zz", "o|i|a", "z/ts"}, /* Pizza */
                {"+", "z", "", "z/ts"},
                {"", "z", "", "z"},
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

/* Whether a text begins with some letters; inline, as it is asked for every rule. */
static int begins(const char *text, const char *letters)
{
    while (*letters && *text == *letters)
        text++, letters++;
    return !*letters;
}

/* The rule for what stands at a letter. */
static const struct rule *find_rule(const struct word *word, int at)
{
    const struct rule *rule = rules[word->text[at] - 'a'];

    for (;; rule++)
        if (begins(word->text + at, rule->letters) &&
            (!*rule->before || fits_any(word, rule->before, at, fits_before)) &&
            (!*rule->after || fits_any(word, rule->after, at + (int)strlen(rule->letters), fits_signs)))
            return rule;
}

/* "knife", but not "me". */
static int is_silent_e(const struct word *word, int at, int any_vowel)
{
    return word->text[at] == 'e' && at + 1 == word->length && at > 0 && !is_vowel(word->text[at - 1]) &&
           any_vowel;
}

/* What is said at each place of a word. */
struct steps {
    const char *sounds[KEY_BYTES]; /* as in a rule, or a digit of the key */
    int count, choices;            /* choices: of them, those that are said in two ways */
};

static void find_steps(const struct word *word, struct steps *steps)
{
    int any_vowel = 0;

    steps->count = steps->choices = 0;
    for (int at = 0; at < word->length;) {
        const struct rule *rule;

        if (is_digit(word->text[at])) {
            steps->sounds[steps->count++] = word->text + at++;
            continue;
        }
        if (is_silent_e(word, at, any_vowel))
            break;
        rule = find_rule(word, at);
        any_vowel |= strpbrk(rule->sounds, "aeiou") != NULL;
        steps->choices += strchr(rule->sounds, '/') != NULL;
        steps->sounds[steps->count++] = rule->sounds;
        at += (int)strlen(rule->letters);
    }
}

/* One of the ways to say a word: the second of two sounds where the bit for the place is set, and bits begin again after
 * the second place. A sound that follows itself is one sound; digits make a number. */
static int say(const struct steps *steps, int way, char said[SOUND_BYTES])
{
    int length = 0, choice = 0;

    for (int i = 0; i < steps->count; i++) {
        const char *at = steps->sounds[i], *slash = is_digit(*at) ? NULL : strchr(at, '/');
        const char *end = is_digit(*at) ? at + 1 : slash ? slash : at + strlen(at);

        if (slash && (way >> choice++ % 2 & 1))
            at = slash + 1, end = at + strlen(at);
        for (; at < end; at++) {
            if (length + 1 == SOUND_BYTES)
                return -1;
            if (length == 0 || said[length - 1] != *at || is_digit(*at))
                said[length++] = *at;
        }
    }
    said[length] = '\0';
    return length;
}

void sounds_make(const char *key, struct sounds *sounds)
{
    struct word word = {key, (int)strlen(key), strpbrk(key, "kw") || strstr(key, "cz")};
    struct steps steps;
    int ways;

    sounds->count = 0;
    if (strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(key))
        return;
    find_steps(&word, &steps);
    ways = steps.choices == 0 ? 1 : steps.choices == 1 ? 2 : SOUNDS_WAYS;
    for (int way = 0; way < ways; way++) {
        char *said = sounds->said[sounds->count];
        int is_new;

        is_new = say(&steps, way, said) > 0;
        for (int i = 0; i < sounds->count && is_new; i++)
            is_new = strcmp(sounds->said[i], said) != 0;
        sounds->count += is_new;
    }
}

int sounds_skeleton(const char *said, char skeleton[SOUND_BYTES])
{
    static const char without_voice[128] = {
        ['p'] = 'P', ['b'] = 'P', ['t'] = 'T', ['d'] = 'T', ['T'] = 'T', ['k'] = 'K',
        ['g'] = 'K', ['f'] = 'F', ['v'] = 'F', ['V'] = 'F', ['s'] = 'S', ['z'] = 'S',
        ['S'] = 'S', ['c'] = 'S', ['j'] = 'S', ['Z'] = 'S', ['m'] = 'M', ['n'] = 'N',
        ['l'] = 'L', ['r'] = 'R', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3',
        ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    };
    int length = 0;

    for (; *said; said++) {
        char consonant = without_voice[(unsigned char)*said];

        if (consonant && (length == 0 || consonant != skeleton[length - 1] || is_digit(consonant)))
            skeleton[length++] = consonant;
    }
    skeleton[length] = '\0';
    return length;
}

/* ---- how far apart ---- */

/* Costs in tenths of a wrong consonant. */
enum { WRONG = 10, VOICE = 3 /* as b for p */, AT_START = 2 /* more for the first sound */ };

#define PAIR(a, b, cost) [a][b] = cost, [b][a] = cost

/* Of taking one sound for another, where that is less than for any two. */
static const unsigned char changed[128][128] = {
    PAIR('a', 'e', 2), PAIR('a', 'i', 4), PAIR('a', 'o', 3), PAIR('a', 'u', 3), PAIR('e', 'i', 1),
    PAIR('e', 'o', 4), PAIR('e', 'u', 4), PAIR('i', 'o', 4), PAIR('i', 'u', 4), PAIR('o', 'u', 1),
    PAIR('p', 'b', 3), PAIR('t', 'd', 3), PAIR('T', 't', 2), PAIR('T', 'd', 3), PAIR('k', 'g', 3),
    PAIR('f', 'v', 2), PAIR('V', 'v', 1), PAIR('V', 'f', 7), PAIR('s', 'z', 1), PAIR('S', 'c', 2),
    PAIR('S', 'j', 3), PAIR('S', 's', 4), PAIR('S', 'z', 5), PAIR('c', 'j', 3), PAIR('c', 's', 4),
    PAIR('c', 'z', 5), PAIR('j', 'z', 3), PAIR('j', 's', 5), PAIR('Z', 's', 2), PAIR('Z', 'z', 2),
    PAIR('Z', 'c', 3), PAIR('Z', 'S', 4), PAIR('w', 'u', 1), PAIR('w', 'o', 2), PAIR('w', 'h', 6),
};

/* Of a sound too many or missing. */
static const unsigned char additional[128] = {
    ['a'] = 4, ['e'] = 3, ['i'] = 4, ['o'] = 4, ['u'] = 4, ['h'] = 1, ['w'] = 3};

static int cost_of_change(char a, char b)
{
    int cost = changed[(unsigned char)a][(unsigned char)b];

    return a == b ? 0 : cost ? cost : WRONG;
}

static int cost_of_addition(char a)
{
    int cost = additional[(unsigned char)a];

    return cost ? cost : WRONG;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int sounds_apart(const char *a, const char *b, int most)
{
    int row[SOUND_BYTES], m = (int)strlen(b), at_start = AT_START;

    row[0] = 0;
    for (int j = 1; j <= m; j++)
        row[j] = row[j - 1] + cost_of_addition(b[j - 1]) + (j == 1 ? AT_START : 0);
    for (; *a; a++, at_start = 0) {
        int diagonal = row[0], missing = cost_of_addition(*a), nearest = row[0] += missing + at_start;

        for (int j = 1; j <= m; j++) {
            int up = row[j], change = cost_of_change(*a, b[j - 1]);

            if (j == 1 && change >= VOICE)
                change += at_start;
            row[j] = least(diagonal + change, least(up + missing, row[j - 1] + cost_of_addition(b[j - 1])));
            diagonal = up;
            nearest = least(nearest, row[j]);
        }
        if (nearest > most)
            return most + 1;
    }
    return least(row[m], most + 1);
}

int sounds_limit(int length_a, int length_b)
{
    static const signed char limits[] = {-1, -1, -1, 0, 2, 3, 3, 3, 4, 5, 8, 8, 9, 13};
    int shorter = least(length_a, length_b), last = (int)sizeof limits - 1;

    return limits[least(shorter, last)];
}
