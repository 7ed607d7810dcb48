/* Respells keys by rules, and computes the distance of respellings. */
#include "text/sound.h"

#include <string.h>

#include "text/key.h"

/* A rule: `letters` between `before` and `after` are pronounced as `sounds`, or as either of two alternatives
 * separated by a slash. The rules of a letter are tried in order, and the first match is used: exceptions
 * precede the general rules, and the last rule always matches.
 *
 * before and after are patterns separated by |; "" always matches. In a pattern
 *   a–z  is this letter          @  is a vowel or y              ^  is the start of the word
 *   ?    is any character        #  is any other character       $  is its end
 * and a pattern of `before` may start with a condition for the whole word:
 *   <mc  it starts with "mc"     +  it is Slavic or Germanic     -  it is neither
 * As in Double Metaphone, words with a k, a w or "cz" count as Slavic or Germanic. */
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

struct spelling {
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

/* Whether a character of a pattern matches at index `at`; -1 is the position before the word. */
static int matches_character(const struct spelling *word, char c, int at)
{
    int inside = at >= 0 && at < word->length;

    switch (c) {
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
        return inside && word->text[at] == c;
    }
}

/* Whether a pattern of `size` characters matches from `at` on. */
static int matches_pattern(const struct spelling *word, const char *pattern, int size, int at)
{
    for (int i = 0; i < size; i++)
        if (!matches_character(word, pattern[i], at + i))
            return 0;
    return 1;
}

static int matches_before(const struct spelling *word, const char *pattern, int size, int at)
{
    if (*pattern == '<')
        return matches_pattern(word, pattern + 1, size - 1, 0);
    if (*pattern == '+' || *pattern == '-') {
        if (word->slavic != (*pattern == '+'))
            return 0;
        pattern++, size--;
    }
    return matches_pattern(word, pattern, size, at - size);
}

/* Whether one of the patterns, separated by |, matches at `at`. */
static int matches_any(const struct spelling *word, const char *pattern, int at,
                       int (*matches_one)(const struct spelling *, const char *, int, int))
{
    for (;;) {
        size_t size = strcspn(pattern, "|");

        if (matches_one(word, pattern, (int)size, at))
            return 1;
        if (!pattern[size])
            return 0;
        pattern += size + 1;
    }
}

/* Whether a text has this prefix; not strncmp, because it runs for every rule. */
static int has_prefix(const char *text, const char *letters)
{
    while (*letters && *text == *letters)
        text++, letters++;
    return !*letters;
}

/* The first rule that matches at `at`. */
static const struct rule *find_rule(const struct spelling *word, int at)
{
    const struct rule *rule = rules[word->text[at] - 'a'];

    for (;; rule++)
        if (has_prefix(word->text + at, rule->letters) &&
            (!*rule->before || matches_any(word, rule->before, at, matches_before)) &&
            (!*rule->after ||
             matches_any(word, rule->after, at + (int)strlen(rule->letters), matches_pattern)))
            return rule;
}

/* "knife", but not "me". */
static int is_silent_e(const struct spelling *word, int at, int any_vowel)
{
    return word->text[at] == 'e' && at + 1 == word->length && at > 0 && !is_vowel(word->text[at - 1]) &&
           any_vowel;
}

/* The sounds of a word, in order. */
struct pronunciation {
    const char *sounds[KEY_BYTES]; /* of a rule, or at a digit of the key */
    int count, choices;            /* choices: the number with two alternatives */
};

static void pronounce(const struct spelling *word, struct pronunciation *pronunciation)
{
    int any_vowel = 0;

    pronunciation->count = pronunciation->choices = 0;
    for (int at = 0; at < word->length;) {
        const struct rule *rule;

        if (is_digit(word->text[at])) {
            pronunciation->sounds[pronunciation->count++] = word->text + at++;
            continue;
        }
        if (is_silent_e(word, at, any_vowel))
            break;
        rule = find_rule(word, at);
        any_vowel |= strpbrk(rule->sounds, "aeiou") != NULL;
        pronunciation->choices += strchr(rule->sounds, '/') != NULL;
        pronunciation->sounds[pronunciation->count++] = rule->sounds;
        at += (int)strlen(rule->letters);
    }
}

/* Writes one respelling. `way` has a bit for each of the first two choices, which selects the second
 * alternative; later choices use these bits in turn. Repeated sounds are merged, repeated digits are not.
 * Returns its length, or -1 when it does not fit. */
static int respell(const struct pronunciation *pronunciation, int way, char respelling[SOUND_BYTES])
{
    int length = 0, choice = 0;

    for (int i = 0; i < pronunciation->count; i++) {
        const char *at = pronunciation->sounds[i], *slash = is_digit(*at) ? NULL : strchr(at, '/');
        const char *end = is_digit(*at) ? at + 1 : slash ? slash : at + strlen(at);

        if (slash && (way >> choice++ % 2 & 1))
            at = slash + 1, end = at + strlen(at);
        for (; at < end; at++) {
            if (length + 1 == SOUND_BYTES)
                return -1;
            if (length == 0 || respelling[length - 1] != *at || is_digit(*at))
                respelling[length++] = *at;
        }
    }
    respelling[length] = '\0';
    return length;
}

void sounds_make(const char *key, struct sounds *sounds)
{
    struct spelling word = {key, (int)strlen(key), strpbrk(key, "kw") || strstr(key, "cz")};
    struct pronunciation pronunciation;
    int ways;

    sounds->count = 0;
    if (strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789") != strlen(key))
        return;
    pronounce(&word, &pronunciation);
    ways = pronunciation.choices == 0 ? 1 : pronunciation.choices == 1 ? 2 : RESPELLINGS_MAX;
    for (int way = 0; way < ways; way++) {
        char *respelling = sounds->respellings[sounds->count];
        int is_new;

        is_new = respell(&pronunciation, way, respelling) > 0;
        for (int i = 0; i < sounds->count && is_new; i++)
            is_new = strcmp(sounds->respellings[i], respelling) != 0;
        sounds->count += is_new;
    }
}

int sounds_skeleton(const char *respelling, char skeleton[SOUND_BYTES])
{
    static const char unvoiced[128] = {
        ['p'] = 'P', ['b'] = 'P', ['t'] = 'T', ['d'] = 'T', ['T'] = 'T', ['k'] = 'K',
        ['g'] = 'K', ['f'] = 'F', ['v'] = 'F', ['V'] = 'F', ['s'] = 'S', ['z'] = 'S',
        ['S'] = 'S', ['c'] = 'S', ['j'] = 'S', ['Z'] = 'S', ['m'] = 'M', ['n'] = 'N',
        ['l'] = 'L', ['r'] = 'R', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3',
        ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    };
    int length = 0;

    for (; *respelling; respelling++) {
        char consonant = unvoiced[(unsigned char)*respelling];

        if (consonant && (length == 0 || consonant != skeleton[length - 1] || is_digit(consonant)))
            skeleton[length++] = consonant;
    }
    skeleton[length] = '\0';
    return length;
}

/* ---- distance ---- */

/* Costs, in tenths of a wrong consonant. */
enum { WRONG = 10, VOICE = 3 /* b for p */, AT_START = 2 /* extra cost at the first sound */ };

#define SYMMETRIC(a, b, cost) [a][b] = cost, [b][a] = cost

/* The costs of substitutions that are below WRONG. */
static const unsigned char substitution_costs[128][128] = {
    SYMMETRIC('a', 'e', 2), SYMMETRIC('a', 'i', 4), SYMMETRIC('a', 'o', 3), SYMMETRIC('a', 'u', 3),
    SYMMETRIC('e', 'i', 1), SYMMETRIC('e', 'o', 4), SYMMETRIC('e', 'u', 4), SYMMETRIC('i', 'o', 4),
    SYMMETRIC('i', 'u', 4), SYMMETRIC('o', 'u', 1), SYMMETRIC('p', 'b', 3), SYMMETRIC('t', 'd', 3),
    SYMMETRIC('T', 't', 2), SYMMETRIC('T', 'd', 3), SYMMETRIC('k', 'g', 3), SYMMETRIC('f', 'v', 2),
    SYMMETRIC('V', 'v', 1), SYMMETRIC('V', 'f', 7), SYMMETRIC('s', 'z', 1), SYMMETRIC('S', 'c', 2),
    SYMMETRIC('S', 'j', 3), SYMMETRIC('S', 's', 4), SYMMETRIC('S', 'z', 5), SYMMETRIC('c', 'j', 3),
    SYMMETRIC('c', 's', 4), SYMMETRIC('c', 'z', 5), SYMMETRIC('j', 'z', 3), SYMMETRIC('j', 's', 5),
    SYMMETRIC('Z', 's', 2), SYMMETRIC('Z', 'z', 2), SYMMETRIC('Z', 'c', 3), SYMMETRIC('Z', 'S', 4),
    SYMMETRIC('w', 'u', 1), SYMMETRIC('w', 'o', 2), SYMMETRIC('w', 'h', 6),
};

/* The costs of insertions and deletions that are below WRONG. */
static const unsigned char insertion_costs[128] = {
    ['a'] = 4, ['e'] = 3, ['i'] = 4, ['o'] = 4, ['u'] = 4, ['h'] = 1, ['w'] = 3};

static int substitution_cost(char a, char b)
{
    int cost = substitution_costs[(unsigned char)a][(unsigned char)b];

    return a == b ? 0 : cost ? cost : WRONG;
}

static int insertion_cost(char a)
{
    int cost = insertion_costs[(unsigned char)a];

    return cost ? cost : WRONG;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

int sounds_distance(const char *a, const char *b, int most)
{
    /* row[j]: the distance of the sounds of a so far to the first j sounds of b, for from <= j <= to. All
     * others are above most, and so is all that follows from them: few cells are computed for a small limit.
     */
    int row[SOUND_BYTES], m = (int)strlen(b), from = 0, to = 0, at_start = AT_START;

    row[0] = 0;
    for (int j = 1; j <= m && row[to] <= most; j++)
        row[to = j] = row[j - 1] + insertion_cost(b[j - 1]) + (j == 1 ? AT_START : 0);
    for (; *a; a++, at_start = 0) {
        int diagonal = most + 1, left = diagonal, missing = insertion_cost(*a), first = m + 1, last = -1;

        for (int j = from; j <= m && (j <= to + 1 || left <= most); j++) {
            int up = j <= to ? row[j] : most + 1, change;

            if (j == 0) {
                left = up + missing + at_start;
            } else {
                change = substitution_cost(*a, b[j - 1]);
                if (j == 1 && change >= VOICE)
                    change += at_start;
                left = least(diagonal + change, least(up + missing, left + insertion_cost(b[j - 1])));
            }
            row[j] = left;
            diagonal = up;
            if (left <= most) {
                first = least(first, j);
                last = j;
            }
        }
        if (last < 0)
            return most + 1;
        from = first;
        to = last;
    }
    return to == m ? least(row[m], most + 1) : most + 1;
}

int sounds_limit(int length_a, int length_b)
{
    static const signed char limits[] = {-1, -1, -1, 0, 2, 3, 3, 3, 4, 5, 8, 8, 9, 13};
    int shorter = least(length_a, length_b), last = (int)sizeof limits - 1;

    return limits[least(shorter, last)];
}
