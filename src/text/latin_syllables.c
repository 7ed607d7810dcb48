/* Counts the pronounced vowels, and decides by patterns where two adjacent vowels are two syllables. */
#include "text/latin_syllables.h"

#include <stdlib.h>
#include <string.h>

/* A pattern is matched at one place of the word, which "." marks:
 *   a–z  is this letter        @  is a vowel or y        ^  is the start of the word
 *   [ab] is one of these       #  is a consonant         $  is its end
 * The first pattern that matches decides. */
struct rule {
    const char *pattern;
    int holds;
};

/* Whether a syllable ends between two vowels; if no rule matches, they are one sound. */
static const struct rule splits[] = {{"^gi.ant", 1},
                                     {"^gi.[aou]", 0}, /* Giovanni */
                                     {"^#i.[aou]", 1},
                                     {"^##i.[aou]", 1},
                                     {"[ctgx]i.[ao]", 0}, /* nation, special, region */
                                     {"si.[ao]", 0},
                                     {"shi.[ao]", 0},
                                     {"ni.on", 0},
                                     {"lli.[ao]", 0}, /* brilliant, million */
                                     {"i.age", 0},
                                     {"i.[aoui]", 1},
                                     {"^sci.en", 1},
                                     {"^si.en", 1},
                                     {"i.eld", 0},
                                     {"fri.end", 0},
                                     {"fi.end", 0},
                                     {"[ctsx]i.en", 0}, /* patient */
                                     {"i.e[tln]", 1},   /* quiet, Daniel, alien */
                                     {"vi.er", 1},
                                     {"rri.er", 1},
                                     {"ppi.er", 1},
                                     {"zi.er", 1},
                                     {"^geor", 0},
                                     {"^ge.or", 0},
                                     {"^ge.o", 1},
                                     {"[gyj]e.o", 0}, /* pigeon */
                                     {"^se.o", 0},
                                     {"pe.ople", 0},
                                     {"le.opard", 0},
                                     {"e.o", 1},
                                     {"cre.atu", 0},
                                     {"cre.a[tc]", 1},
                                     {"the.at", 1},
                                     {"ye.ah", 0},
                                     {"e.ah$", 1},
                                     {"re.ali", 1},
                                     {"@[rdtkn]e.a$", 1}, /* idea, area */
                                     {"@the.a$", 1},
                                     {"^[rt]he.a$", 1},
                                     {"pha.el", 1},
                                     {"sra.el", 1},
                                     {"shu.a", 1},
                                     {"[qgsh]u.a", 0},
                                     {"^[jyx]u.an", 0},
                                     {"u.a", 1},
                                     {"[qg]u.[eio]", 0},
                                     {"u.e[lt]", 1},
                                     {"u.ent", 1},
                                     {"u.ence", 1},
                                     {"au.er", 1},
                                     {"ru.in", 1},
                                     {"[lr]u.id", 1},
                                     {"u.it[yi]", 1},
                                     {"^ou.i", 0},
                                     {"ou.i", 1},
                                     {"bu.o", 0},
                                     {"u.o", 1},
                                     {"o.ah", 1},
                                     {"coco.a", 0},
                                     {"o.a$", 1},
                                     {"^o.as", 1},
                                     {"jo.ann", 1},
                                     {"po.e[tm]", 1},
                                     {"o.el$", 1},
                                     {"hlo.e$", 1},
                                     {"zo.e$", 1},
                                     {"o.ing", 1},
                                     {"^lo.is", 1},
                                     {"ero.i[cn]", 1},
                                     {"sto.ic", 1},
                                     {"cha.os", 1},
                                     {"ka.os", 1},
                                     {"na.om", 1},
                                     {"^a.or", 1},
                                     {"e.um", 1},
                                     {"^de.us", 1},
                                     {"[hlc]e.us$", 1},
                                     {"e.ing$", 1},
                                     {"de.it", 1},
                                     {"the.i[sz]", 1},
                                     {"na.iv", 1},
                                     {"a.ica$", 0},
                                     {"a.ic", 1},
                                     {"ha.iti", 1},
                                     {"[nk]y.[aou]", 0}, /* Kenya, Tokyo */
                                     {"^ry.[ou]", 0},
                                     {"y.e$", 0},
                                     {"y.[aeiou]", 1}, /* Ryan */
                                     {0}};

/* Whether the e after "." is silent, in a word with an earlier vowel. */
static const struct rule silent[] = {{"[bcdfgkpstz]l.e$", 0}, /* table */
                                     {"[bct]r.e$", 0},        /* centre */
                                     {"[bcdfgkptz]l.es$", 0},
                                     {"[bcdfgkptz]l.ed$", 0},
                                     {"#.e$", 1},
                                     {"y.e$", 1},
                                     {"@y.es$", 1},
                                     {"@y.ed$", 1},
                                     {"gu.e$", 1},
                                     {"gu.es$", 1},
                                     {"qu.e$", 1},
                                     {"qu.es$", 1},
                                     {"[sxzcg].es$", 0}, /* roses, pages */
                                     {"[cs]h.es$", 0},
                                     {"#.es$", 1},
                                     {"[td].ed$", 0},
                                     {"[bdfgktcp]r.ed$", 0}, /* hundred */
                                     {"#.ed$", 1},
                                     {0}};

/* The second parts of compounds and suffixes before which a silent e stays silent: lifetime, lonely. */
static const char *const second_parts[] = {
    "ly",     "less",  "ness",  "ful",   "ment",   "ments",  "man",    "men",   "land",   "lands", "light",
    "lights", "side",  "wood",  "woods", "way",    "ways",   "work",   "works", "ward",   "town",  "bird",
    "birds",  "box",   "berg",  "fly",   "stone",  "stones", "time",   "times", "some",   "thing", "things",
    "room",   "house", "craft", "heart", "hearts", "wave",   "waves",  "boy",   "boys",   "girl",  "girls",
    "punk",   "beat",  "beats", "snake", "snakes", "flake",  "flakes", "field", "fields", "port",  "shift",
    "back",   "book",  "gate",  "fall",  "world",  "blood",  "path",   "maker", "head",   "heads", "horse",
};

/* Words that the rules count wrong. */
static const struct {
    const char *word;
    int syllables;
} exceptions[] = {
    /* abbreviations that are pronounced as words or as letters */
    {"mr", 2},
    {"mrs", 2},
    {"dr", 2},
    {"vs", 2},
    {"st", 1},
    {"jr", 2},
    {"sr", 2},
    {"ft", 2},
    {"dj", 2},
    {"djs", 2},
    {"mc", 2},
    {"mcs", 2},
    {"tv", 2},
    {"ok", 2},
    {"uk", 2},
    {"usa", 3},
    {"ufo", 3},
    {"edm", 3},
    {"ltd", 3},
    /* a final e that is pronounced */
    {"recipe", 3},
    {"coyote", 3},
    {"karate", 3},
    {"nike", 2},
    {"phoebe", 2},
    {"penelope", 4},
    {"calliope", 4},
    {"hermione", 4},
    {"aphrodite", 4},
    {"persephone", 4},
    {"catastrophe", 4},
    {"apache", 3},
    {"psyche", 2},
    {"karaoke", 4},
    {"kamikaze", 4},
    {"anime", 3},
    {"dante", 2},
    {"dantes", 2},
    {"monte", 2},
    {"forte", 2},
    {"andante", 3},
    {"caliente", 4},
    {"vivace", 3},
    {"cafe", 2},
    {"enrique", 3},
    {"jose", 2},
    {"beyonce", 3},
    {"dolce", 2},
    {"adobe", 3},
    {"ave", 2},
    {"adagio", 4},
    {"finale", 3},
    {"simile", 3},
    {"sesame", 3},
    {"acne", 2},
    {"ukulele", 4},
    {"tamale", 3},
    {"chile", 2},
    {"torres", 2},
    {"flores", 2},
    {"andes", 2},
    {"hades", 2},
    {"hercules", 3},
    {"achilles", 3},
    {"socrates", 3},
    {"mercedes", 3},
    {"argue", 2},
    {"argues", 2},
    {"kobe", 2},
    {"kyrie", 3},
    /* -ed and inner e */
    {"naked", 2},
    {"wicked", 2},
    {"rugged", 2},
    {"crooked", 2},
    {"wretched", 2},
    {"beloved", 3},
    {"jared", 2},
    {"ahmed", 2},
    {"mohammed", 3},
    {"element", 3},
    {"elements", 3},
    {"every", 2},
    {"everything", 3},
    {"everybody", 4},
    {"evening", 2},
    {"business", 2},
    {"wednesday", 2},
    {"colonel", 2},
    {"chocolate", 2},
    {"different", 2},
    {"vegetable", 3},
    {"clothes", 1},
    {"sometimes", 2},
    {"blueberry", 3},
    /* vowels */
    {"siouxsie", 2},
    {"sioux", 1},
    {"people", 2},
    {"diamond", 2},
    {"diamonds", 2},
    {"beijing", 2},
    {"eye", 1},
    {"eyes", 1},
    {"isaiah", 3},
    {"aida", 3},
    {"ian", 2},
    {"iago", 3},
    {"louise", 2},
    {"tuesday", 2},
    {"react", 2},
    {"reaction", 3},
    {"reactor", 3},
    {"coincidence", 4},
    {"cooperate", 4},
    {"hour", 1},
    {"suave", 1},
    {"persuade", 2},
    {"caribbean", 4},
    {"korean", 3},
    {"european", 4},
    {"michaela", 3},
    {"seance", 2},
    {"poesia", 4},
    {"biology", 4},
    {"zoology", 4},
    {"soldier", 2},
    {"garcia", 3},
    {"fiesta", 3},
    {"siesta", 3},
    {"sierra", 3},
    {"orient", 3},
    {"vacuum", 2},
};

static int is_vowel(char c)
{
    return c && strchr("aeiouy", c) != NULL;
}

static int is_consonant(char c)
{
    return c >= 'a' && c <= 'z' && !is_vowel(c);
}

/* A word between "^" and "$". */
struct padded {
    char text[LATIN_WORD + 3];
    int length; /* with both */
};

/* Whether one character fits the element at *pattern; advances *pattern past it. */
static int fits(const char **pattern, char c)
{
    char element = *(*pattern)++;
    int found = 0;

    if (element == '@')
        return is_vowel(c);
    if (element == '#')
        return is_consonant(c);
    if (element != '[')
        return element == c;
    for (; **pattern != ']'; (*pattern)++)
        found |= **pattern == c;
    (*pattern)++;
    return found;
}

/* How many characters a pattern has before its ".". */
static int reach(const char *pattern)
{
    int count = 0;

    while (*pattern && *pattern != '.') {
        if (*pattern == '[')
            pattern = strchr(pattern, ']');
        pattern++;
        count++;
    }
    return count;
}

static int matches(const struct padded *word, const char *pattern, int place)
{
    int at = place - reach(pattern);

    if (at < 0)
        return 0;
    while (*pattern) {
        if (*pattern == '.')
            pattern++;
        else if (at >= word->length || !fits(&pattern, word->text[at++]))
            return 0;
    }
    return 1;
}

/* Whether the first rule that matches at a place holds; 0 when none matches. */
static int rule_holds(const struct rule *rules, const struct padded *word, int place)
{
    for (; rules->pattern; rules++)
        if (matches(word, rules->pattern, place))
            return rules->holds;
    return 0;
}

static int ends_with(const struct padded *word, int from, const char *part)
{
    size_t length = strlen(part);

    return (int)length == word->length - 1 - from && memcmp(word->text + from, part, length) == 0;
}

static int is_before_second_part(const struct padded *word, int at)
{
    for (size_t i = 0; i < sizeof second_parts / sizeof *second_parts; i++)
        if (ends_with(word, at + 1, second_parts[i]))
            return 1;
    return 0;
}

/* Whether the letter at this place of the padded word is a vowel. A y before a vowel is not one at the start
 * of a word or between vowels, and neither is a u after q. */
static int sounds_as_vowel(const struct padded *word, int at)
{
    const char *text = word->text;

    if (text[at] == 'u' && text[at - 1] == 'q')
        return 0;
    if (text[at] != 'y')
        return is_vowel(text[at]);
    if (!is_vowel(text[at + 1]))
        return 1;
    if (text[at - 1] == '^')
        return 0;
    return !is_vowel(text[at - 1]) || (text[at + 1] == 'e' && rule_holds(silent, word, at + 1));
}

/* Whether an e after a consonant is silent, in a word with an earlier vowel. */
static int is_silent(const struct padded *word, int at)
{
    return word->text[at] == 'e' && (rule_holds(silent, word, at) ||
                                     (is_consonant(word->text[at - 1]) && is_before_second_part(word, at)));
}

/* Whether the vowels before and at this place are two syllables. */
static int is_apart(const struct padded *word, const struct latin_word *marks, int at)
{
    unsigned char mark = marks->marks[at - 1], before = at > 1 ? marks->marks[at - 2] : MARK_NONE;

    if (mark == MARK_DIAERESIS && strchr("eiuy", word->text[at]))
        return 1;
    if ((mark == MARK_ACCENT && strchr("iu", word->text[at])) ||
        (before == MARK_ACCENT && strchr("iu", word->text[at - 1])))
        return 1;
    return rule_holds(splits, word, at);
}

static int count_vowels(const struct padded *word, const struct latin_word *marks)
{
    int count = 0, was_vowel = 0;

    for (int at = 1; at + 1 < word->length; at++) {
        int vowel = sounds_as_vowel(word, at);

        if (vowel && count > 0 && marks->marks[at - 1] == MARK_NONE && is_silent(word, at))
            vowel = 0;
        else if (vowel && (!was_vowel || is_apart(word, marks, at)))
            count++;
        was_vowel = vowel;
    }
    /* The u of league was counted with the vowels before it only if it follows one. */
    if (count > 1 &&
        (matches(word, "@gu.e$", word->length - 2) || matches(word, "@gu.es$", word->length - 3)))
        count--;
    return count;
}

/* Consonants that make a syllable: prism, rhythm, didnt, McCoy. */
static int count_syllabic(const struct padded *word)
{
    int end = word->length - 1;

    return matches(word, "sm.$", end) + matches(word, "thm.$", end) + matches(word, "dnt.$", end) +
           matches(word, "^mc.#", 3);
}

static int count_letter_names(const struct latin_word *word)
{
    int count = 0;

    for (int i = 0; i < word->length; i++)
        count += word->letters[i] == 'w' ? 3 : 1;
    return count;
}

/* A word without a vowel is spelled out if it is in capitals or has at most two letters; otherwise its vowels
 * were left out. */
static int count_without_vowels(const struct latin_word *word)
{
    if (word->length <= 2 || (word->capitals == word->length && word->length <= 5))
        return count_letter_names(word);
    return word->length < 6 ? 1 : word->length / 3;
}

void latin_word_add(struct latin_word *word, char letter, enum letter_mark mark, int is_capital)
{
    if (word->length == LATIN_WORD)
        return;
    word->letters[word->length] = letter;
    word->marks[word->length++] = (unsigned char)mark;
    word->capitals += is_capital != 0;
}

int latin_syllables(struct latin_word *word)
{
    struct padded padded = {.length = word->length + 2};
    int count;

    word->letters[word->length] = '\0';
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (strcmp(exceptions[i].word, word->letters) == 0 &&
            !memchr(word->marks, MARK_ACCENT, strlen(word->letters)))
            return exceptions[i].syllables;
    if (word->length == 1)
        return count_letter_names(word);
    padded.text[0] = '^';
    memcpy(padded.text + 1, word->letters, (size_t)word->length);
    padded.text[word->length + 1] = '$';
    count = count_vowels(&padded, word);
    return count > 0 ? count + count_syllabic(&padded) : count_without_vowels(word);
}
