/* Splits a name into words, looks each up in the lexicon, and computes the features. */
#include "appeal/features.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum { WORDS_MAX = 12, LETTERS_MAX = 40 };

const char *const feature_names[FEATURES] = {
    [FEATURE_ONE_WORD] = "one_word",
    [FEATURE_THREE_WORDS] = "three_words",
    [FEATURE_MORE_WORDS] = "more_words",
    [FEATURE_SHORT] = "short",
    [FEATURE_LENGTH] = "length",
    [FEATURE_COMMON] = "common",
    [FEATURE_KNOWN] = "known",
    [FEATURE_RARE] = "rare",
    [FEATURE_PERSON] = "person",
    [FEATURE_IMAGE] = "image",
    [FEATURE_BEST_WORD] = "best_word",
    [FEATURE_WORST_WORD] = "worst_word",
    [FEATURE_UNMARKED] = "unmarked",
    [FEATURE_PERSON_MEETS] = "person_meets",
    [FEATURE_ADJECTIVE_NOUN] = "adjective_noun",
    [FEATURE_NOUN_NOUN] = "noun_noun",
    [FEATURE_PLURAL_LAST] = "plural_last",
    [FEATURE_ADJECTIVE_LAST] = "adjective_last",
    [FEATURE_VERB_LAST] = "verb_last",
    [FEATURE_LONE_INFLECTED] = "lone_inflected",
    [FEATURE_PERSON_MARK] = "person_mark",
    [FEATURE_LONE_MARK] = "lone_mark",
    [FEATURE_PERSON_NOUN] = "person_noun",
    [FEATURE_PERSON_LAST] = "person_last",
    [FEATURE_MARK_LAST] = "mark_last",
    [FEATURE_TWO_WORDS_MEET] = "two_words_meet",
    [FEATURE_COINAGE] = "coinage",
    [FEATURE_COINAGES] = "coinages",
    [FEATURE_LONE_COINAGE] = "lone_coinage",
    [FEATURE_SPELLING] = "spelling",
    [FEATURE_WORST_TRIGRAM] = "worst_trigram",
    [FEATURE_NEAR_COMMON] = "near_common",
    [FEATURE_NEAR_OTHER] = "near_other",
    [FEATURE_LONE_COMMON] = "lone_common",
    [FEATURE_LONE_RARE] = "lone_rare",
    [FEATURE_LONE_PERSON] = "lone_person",
    [FEATURE_PLAIN_PERSON] = "plain_person",
    [FEATURE_COINED_PERSON] = "coined_person",
    [FEATURE_FUNCTION_LAST] = "function_last",
    [FEATURE_FUNCTION_FIRST] = "function_first",
    [FEATURE_REPEATED] = "repeated",
    [FEATURE_ARTICLE_COINAGE] = "article_coinage",
    [FEATURE_ARTICLE] = "article",
    [FEATURE_CAPITALS] = "capitals",
    [FEATURE_UPPER] = "upper",
    [FEATURE_DIGITS] = "digits",
    [FEATURE_MARKS] = "marks",
    [FEATURE_CONSONANTS] = "consonants",
    [FEATURE_STOCK] = "stock",
    [FEATURE_TITLE] = "title",
    [FEATURE_ALLITERATION] = "alliteration",
    [FEATURE_MIXED_SCRIPT] = "mixed_script",
    [FEATURE_OTHER_SCRIPT] = "other_script",
};

static const char function_words[] =
    " a an and as at but by da das de del den der des di die do du e el en et for from "
    "in into is la las le les los my no nor of off on or our per so than that the "
    "their these this to und van von vs was we with y your ";
static const char articles[] = " the los las el la le les die der das il lo a an ";
static const char titles[] = " dj mc lil big young king queen lady dr mr mrs miss sir kid mad ";
static const char stock_words[] =
    " velvet ember hollow static echo echoes neon midnight crimson lunar shadow shadows "
    "silent whisper eternal phantom raven obsidian ashes void cosmic electric ";

struct word {
    char letters[LETTERS_MAX + 1]; /* folded, a-z only */
    int length;
    int classes, mark;
    int is_coined; /* in no list, and of three letters or more */
    int is_function;
};

struct name_parts {
    struct word words[WORDS_MAX];
    int count, letters; /* letters: of all words */
};

static int is_listed(const char *list, const char *word)
{
    char padded[LETTERS_MAX + 3];
    size_t length = strlen(word);

    padded[0] = ' ';
    memcpy(padded + 1, word, length);
    padded[length + 1] = ' ';
    padded[length + 2] = '\0';
    return length > 0 && strstr(list, padded) != NULL;
}

static void end_word(const struct lexicon *lexicon, struct name_parts *parts)
{
    struct word *word = &parts->words[parts->count];

    if (word->length == 0)
        return;
    word->letters[word->length] = '\0';
    word->classes = lexicon_classes(lexicon, word->letters, word->length);
    word->mark = lexicon_mark(lexicon, word->letters, word->length);
    word->is_function = is_listed(function_words, word->letters);
    word->is_coined = !word->classes && !word->is_function && word->length > 2;
    parts->letters += word->length;
    parts->count++;
}

static void split(const struct lexicon *lexicon, struct folder *folder, const char *name,
                  struct name_parts *parts)
{
    char folded[4 * NAME_BYTES];

    memset(parts, 0, sizeof *parts);
    folder_fold(folder, name, folded, sizeof folded);
    for (const char *at = folded; *at && parts->count < WORDS_MAX; at++) {
        struct word *word = &parts->words[parts->count];

        if (*at >= 'a' && *at <= 'z' && word->length < LETTERS_MAX)
            word->letters[word->length++] = *at;
        else if (*at == ' ' || *at == '-' || *at == '/')
            end_word(lexicon, parts);
    }
    if (parts->count < WORDS_MAX)
        end_word(lexicon, parts);
}

static int is_vowel(char c)
{
    return strchr("aeiouy", c) != NULL;
}

static int is_hard_to_say(const struct word *word)
{
    int row = 0, longest = 0; /* consonants without a vowel between them */

    for (int i = 0; i < word->length; i++) {
        row = is_vowel(word->letters[i]) ? 0 : row + 1;
        longest = row > longest ? row : longest;
    }
    return longest > 3;
}

static void count_words(const struct lexicon *lexicon, const struct name_parts *parts, float *f)
{
    int coined = 0, english = 0, content = 0;

    for (int i = 0; i < parts->count; i++) {
        const struct word *word = &parts->words[i];
        float part = (float)word->length / (float)parts->letters;
        double worst, bits;
        int near;

        content += !word->is_function;
        english += !word->is_function && word->classes & WORD_ENGLISH;
        f[word->classes & WORD_COMMON  ? FEATURE_COMMON
          : word->classes & WORD_KNOWN ? FEATURE_KNOWN
          : word->classes & WORD_RARE  ? FEATURE_RARE
                                       : FEATURE_PERSON] += word->classes ? part : 0;
        f[FEATURE_STOCK] += (float)is_listed(stock_words, word->letters);
        if (!word->is_coined)
            continue;
        coined++;
        bits = lexicon_spelling(lexicon, word->letters, word->length, &worst) - 3.5;
        f[FEATURE_SPELLING] = bits > (double)f[FEATURE_SPELLING] ? (float)bits : f[FEATURE_SPELLING];
        worst -= 8;
        f[FEATURE_WORST_TRIGRAM] =
            worst > (double)f[FEATURE_WORST_TRIGRAM] ? (float)worst : f[FEATURE_WORST_TRIGRAM];
        near = lexicon_neighbours(lexicon, word->letters, word->length);
        if (near & (WORD_COMMON | WORD_KNOWN))
            f[FEATURE_NEAR_COMMON] = 1;
        else if (near)
            f[FEATURE_NEAR_OTHER] = 1;
        if (is_hard_to_say(word))
            f[FEATURE_CONSONANTS] = 1;
    }
    f[FEATURE_TWO_WORDS_MEET] = content >= 2 && content <= 3 && english == content;
    f[FEATURE_COINAGE] = coined == 1 && content > 1;
    f[FEATURE_COINAGES] = coined > 1;
    f[FEATURE_LONE_COINAGE] = coined == 1 && content == 1;
}

/* Features from the marks of words. A personal name that is also a word has the word's mark. */
static void look_at_marks(const struct name_parts *parts, float *f)
{
    int marked = 0, sum = 0, best = 0, worst = 0, persons = 0, words = 0, person_sum = 0, person_marked = 0;

    for (int i = 0; i < parts->count; i++) {
        const struct word *word = &parts->words[i];

        if (word->is_function)
            continue;
        persons += word->classes == WORD_PERSON;
        words += (word->classes & WORD_ENGLISH) != 0;
        if (!word->mark) {
            f[FEATURE_UNMARKED] += (word->classes & WORD_ENGLISH) != 0;
            continue;
        }
        person_marked += word->classes == WORD_PERSON;
        person_sum += word->classes == WORD_PERSON ? word->mark - 3 : 0;
        marked++;
        sum += word->mark - 3;
        best = word->mark - 3 > best ? word->mark - 3 : best;
        worst = 3 - word->mark > worst ? 3 - word->mark : worst;
    }
    f[FEATURE_PERSON_MARK] = person_marked ? (float)person_sum / (float)person_marked : 0;
    f[FEATURE_LONE_MARK] = parts->count == 1 && marked ? (float)sum : 0;
    f[FEATURE_IMAGE] = marked ? (float)sum / (float)marked : 0;
    f[FEATURE_BEST_WORD] = (float)best;
    f[FEATURE_WORST_WORD] = (float)worst;
    f[FEATURE_PERSON_MEETS] = persons == 1 && words == 1 && parts->count == 2;
}

static void look_at_grammar(const struct name_parts *parts, float *f)
{
    const struct word *first = &parts->words[0], *last = &parts->words[parts->count - 1];
    int nouns = WORD_NOUN | WORD_PLURAL, only = parts->count == 1, two = parts->count == 2;

    f[FEATURE_ADJECTIVE_NOUN] = two && first->classes & WORD_ADJECTIVE && last->classes & nouns;
    f[FEATURE_NOUN_NOUN] = two && first->classes & nouns && last->classes & nouns;
    f[FEATURE_PLURAL_LAST] = !only && last->classes & WORD_PLURAL;
    f[FEATURE_ADJECTIVE_LAST] = !only && last->classes & (WORD_ADJECTIVE | WORD_ADVERB);
    f[FEATURE_VERB_LAST] = !only && last->classes & WORD_VERB;
    f[FEATURE_LONE_INFLECTED] = only && last->classes & (WORD_ADJECTIVE | WORD_ADVERB | WORD_VERB);
    f[FEATURE_PERSON_NOUN] = two && first->classes == WORD_PERSON && last->classes & nouns;
    f[FEATURE_PERSON_LAST] = two && first->classes & WORD_ENGLISH && last->classes == WORD_PERSON;
    f[FEATURE_MARK_LAST] = !only && last->mark ? (float)(last->mark - 3) : 0;
}

static void look_at_ends(const struct name_parts *parts, float *f)
{
    const struct word *first = &parts->words[0], *last = &parts->words[parts->count - 1];
    int only = parts->count == 1;

    f[FEATURE_FUNCTION_LAST] = last->is_function;
    f[FEATURE_FUNCTION_FIRST] = first->is_function && !only && !is_listed(articles, first->letters);
    f[FEATURE_TITLE] = !only && is_listed(titles, first->letters);
    f[FEATURE_ARTICLE_COINAGE] = !only && is_listed(articles, first->letters) && parts->words[1].is_coined;
    f[FEATURE_ARTICLE] =
        !only && strcmp(first->letters, "the") == 0 && parts->words[1].classes & WORD_ENGLISH;
    f[FEATURE_LONE_COMMON] = only && first->classes & (WORD_COMMON | WORD_KNOWN);
    f[FEATURE_LONE_RARE] = only && (first->classes & WORD_ENGLISH) == WORD_RARE;
    f[FEATURE_LONE_PERSON] = only && first->classes == WORD_PERSON;
    f[FEATURE_ALLITERATION] = parts->count == 2 && first->letters[0] == last->letters[0];
    /* Two words that are both English too, such as Rose Hunter, are not read as a person's name. */
    f[FEATURE_PLAIN_PERSON] = parts->count == 2 && first->classes & WORD_PERSON &&
                              last->classes & WORD_PERSON &&
                              !(first->classes & WORD_ENGLISH && last->classes & WORD_ENGLISH);
    f[FEATURE_COINED_PERSON] = parts->count == 2 && ((first->classes == WORD_PERSON && last->is_coined) ||
                                                     (first->is_coined && last->classes == WORD_PERSON));
    for (int i = 0; i < parts->count; i++)
        for (int k = i + 1; k < parts->count; k++)
            if (!parts->words[i].is_function && strcmp(parts->words[i].letters, parts->words[k].letters) == 0)
                f[FEATURE_REPEATED] = 1;
}

static int is_latin(uint32_t code)
{
    UErrorCode problem = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)code, &problem);

    return script == USCRIPT_LATIN || script == USCRIPT_COMMON || script == USCRIPT_INHERITED;
}

/* Signs and capitals of the name as written. */
static void look_at_signs(const char *name, float *f)
{
    int upper = 0, lower = 0, inner = 0, at_start = 1, latin = 0, others = 0, lower_in_word = 0;
    uint32_t code;

    for (const char *at = name; (code = utf8_next(&at));) {
        int is_alphabetic = u_isUAlphabetic((UChar32)code), is_upper = u_isupper((UChar32)code);

        lower_in_word = at_start ? 0 : lower_in_word;
        inner += is_upper && !at_start && lower_in_word;
        lower_in_word |= u_islower((UChar32)code) != 0;
        latin += is_alphabetic && is_latin(code);
        others += is_alphabetic && !is_latin(code);
        at_start = !is_alphabetic && !u_isdigit((UChar32)code);
        upper += is_upper != 0;
        lower += u_islower((UChar32)code) != 0;
        if (u_isdigit((UChar32)code))
            f[FEATURE_DIGITS] = 1;
        if (!is_alphabetic && !u_isdigit((UChar32)code) && (code >= 128 || !strchr(" '&-", (char)code)))
            f[FEATURE_MARKS]++;
    }
    f[FEATURE_UPPER] = upper > 3 && lower == 0;
    f[FEATURE_CAPITALS] = inner > 0;
    f[FEATURE_MIXED_SCRIPT] = latin > 0 && others > 0;
}

/* Whether a word other than a function word begins with a small letter although another begins with a
 * capital: "Andross of bith". */
static int has_small_word(const char *name, const struct name_parts *parts)
{
    int index = 0, at_start = 1, has_large = 0, has_small = 0;
    uint32_t code;

    for (const char *at = name; (code = utf8_next(&at)) && index < parts->count;) {
        if (code == ' ' || code == '-' || code == '/') {
            index += !at_start;
            at_start = 1;
        } else if (u_isalpha((UChar32)code)) {
            has_large |= at_start && u_isupper((UChar32)code);
            has_small |= at_start && u_islower((UChar32)code) && !parts->words[index].is_function;
            at_start = 0;
        }
    }
    return has_large && has_small;
}

void features_of(const struct lexicon *lexicon, struct folder *folder, const char *name,
                 float features[FEATURES])
{
    struct name_parts parts;
    int length = utf8_length(name), words = utf8_words(name);

    memset(features, 0, FEATURES * sizeof *features);
    split(lexicon, folder, name, &parts);
    features[FEATURE_ONE_WORD] = words == 1;
    features[FEATURE_THREE_WORDS] = words == 3;
    features[FEATURE_MORE_WORDS] = words > 3;
    features[FEATURE_SHORT] = length < 4;
    features[FEATURE_LENGTH] = length > 12 ? (float)(length - 12) / 10 : 0;
    look_at_signs(name, features);
    if (parts.count == 0) {
        features[FEATURE_OTHER_SCRIPT] = 1;
        return;
    }
    if (has_small_word(name, &parts))
        features[FEATURE_CAPITALS] = 1;
    count_words(lexicon, &parts, features);
    look_at_marks(&parts, features);
    look_at_grammar(&parts, features);
    look_at_ends(&parts, features);
}
