/* Tokenizes a folded name and normalizes its words. */
#include "text/words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The limits for words of a name and bytes of a word. A name that exceeds them gets no words, because a
 * truncated list could match another name. */
enum { WORDS_MAX = 24, WORD_BYTES = 40 };

struct token {
    char text[WORD_BYTES];
    int is_number;
};

/* A word and its normal form; "" for a stop word. Sorted by the word, for bsearch. */
struct normal_form {
    const char *written, *normal;
};

static const struct normal_form normal_forms[] = {
    {"a", ""},
    {"an", ""},
    {"and", ""},
    {"b4", "before"},
    {"bro", "brother"},
    {"bros", "brothers"},
    {"capt", "captain"},
    {"co", "company"},
    {"corp", "corporation"},
    {"cos", "because"},
    {"cuz", "because"},
    {"da", ""},
    {"dat", "that"},
    {"dept", "department"},
    {"dj", ""},
    {"dr", "doctor"},
    {"em", "them"},
    {"ens", "ensemble"},
    {"feat", "featuring"},
    {"for", "4"},
    {"ft", "fort"},
    {"gr8", "great"},
    {"gurl", "girl"},
    {"gurls", "girls"},
    {"h8", "hate"},
    {"inc", "incorporated"},
    {"intl", "international"},
    {"jr", "junior"},
    {"l8", "late"},
    {"lil", ""},
    {"lite", "light"},
    {"lites", "lights"},
    {"lt", "lieutenant"},
    {"ltd", "limited"},
    {"luv", "love"},
    {"m8", "mate"},
    {"mc", ""},
    {"mr", "mister"},
    {"mrs", "missus"},
    {"mt", "mount"},
    {"n", ""},
    {"natl", "national"},
    {"nite", "night"},
    {"nites", "nights"},
    {"ol", "old"},
    {"orch", "orchestra"},
    {"pres", "presents"},
    {"prof", "professor"},
    {"pt", "part"},
    {"r", "are"},
    {"rev", "reverend"},
    {"sgt", "sergeant"},
    {"sk8", "skate"},
    {"sk8er", "skater"},
    {"sr", "senior"},
    {"st", "saint"},
    {"str8", "straight"},
    {"symph", "symphony"},
    {"tha", ""},
    {"the", ""},
    {"thru", "through"},
    {"to", "2"},
    {"tonite", "tonight"},
    {"too", "2"},
    {"u", "you"},
    {"univ", "university"},
    {"ur", "your"},
    {"vol", "volume"},
    {"vs", "versus"},
    {"wit", "with"},
    {"xmas", "christmas"},
    {"ya", "you"},
    {"yr", "your"},
};

/* A number word: its value, and whether it is a unit (one), stands alone (ten), precedes a unit (twenty) or
 * multiplies (hundred). Sorted by the word. */
enum number_kind { UNIT, TEEN, TENS, HUNDRED };
struct number {
    const char *word;
    int value;
    enum number_kind kind;
    int is_ordinal;
};

static const struct number numbers[] = {
    {"eight", 8, UNIT, 0},       {"eighteen", 18, TEEN, 0},    {"eighteenth", 18, TEEN, 1},
    {"eighth", 8, UNIT, 1},      {"eightieth", 80, TENS, 1},   {"eighty", 80, TENS, 0},
    {"eleven", 11, TEEN, 0},     {"eleventh", 11, TEEN, 1},    {"fifteen", 15, TEEN, 0},
    {"fifteenth", 15, TEEN, 1},  {"fifth", 5, UNIT, 1},        {"fiftieth", 50, TENS, 1},
    {"fifty", 50, TENS, 0},      {"first", 1, UNIT, 1},        {"five", 5, UNIT, 0},
    {"fortieth", 40, TENS, 1},   {"forty", 40, TENS, 0},       {"four", 4, UNIT, 0},
    {"fourteen", 14, TEEN, 0},   {"fourteenth", 14, TEEN, 1},  {"fourth", 4, UNIT, 1},
    {"fourty", 40, TENS, 0},     {"hundred", 100, HUNDRED, 0}, {"hundredth", 100, HUNDRED, 1},
    {"nine", 9, UNIT, 0},        {"nineteen", 19, TEEN, 0},    {"nineteenth", 19, TEEN, 1},
    {"ninetieth", 90, TENS, 1},  {"ninety", 90, TENS, 0},      {"ninth", 9, UNIT, 1},
    {"one", 1, UNIT, 0},         {"second", 2, UNIT, 1},       {"seven", 7, UNIT, 0},
    {"seventeen", 17, TEEN, 0},  {"seventeenth", 17, TEEN, 1}, {"seventh", 7, UNIT, 1},
    {"seventieth", 70, TENS, 1}, {"seventy", 70, TENS, 0},     {"six", 6, UNIT, 0},
    {"sixteen", 16, TEEN, 0},    {"sixteenth", 16, TEEN, 1},   {"sixth", 6, UNIT, 1},
    {"sixtieth", 60, TENS, 1},   {"sixty", 60, TENS, 0},       {"ten", 10, TEEN, 0},
    {"tenth", 10, TEEN, 1},      {"third", 3, UNIT, 1},        {"thirteen", 13, TEEN, 0},
    {"thirteenth", 13, TEEN, 1}, {"thirtieth", 30, TENS, 1},   {"thirty", 30, TENS, 0},
    {"three", 3, UNIT, 0},       {"twelfth", 12, TEEN, 1},     {"twelve", 12, TEEN, 0},
    {"twentieth", 20, TENS, 1},  {"twenty", 20, TENS, 0},      {"two", 2, UNIT, 0},
    {"zero", 0, UNIT, 0},
};

/* For both tables: their rows begin with the word. */
static int compare_key(const void *word, const void *row)
{
    return strcmp(word, *(const char *const *)row);
}

static const struct number *find_number(const char *word)
{
    return bsearch(word, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers, compare_key);
}

static const char *normal_form_of(const char *word)
{
    const struct normal_form *found = bsearch(word, normal_forms, sizeof normal_forms / sizeof *normal_forms,
                                              sizeof *normal_forms, compare_key);

    return found ? found->normal : word;
}

/* ---- tokenizer ---- */

struct token_list {
    struct token list[WORDS_MAX];
    int count;
    int is_cut; /* a word, or the list, did not fit */
};

static void add_token(struct token_list *words, const char *text, size_t length, int is_number)
{
    struct token *word = &words->list[words->count];

    if (length == 0)
        return;
    words->is_cut |= words->count == WORDS_MAX || length >= WORD_BYTES;
    if (words->is_cut)
        return;
    memcpy(word->text, text, length);
    word->text[length] = '\0';
    word->is_number = is_number;
    words->count++;
}

static int is_suffix_of_ordinal(const char *text, size_t length)
{
    return length == 2 && (!strncmp(text, "st", 2) || !strncmp(text, "nd", 2) || !strncmp(text, "rd", 2) ||
                           !strncmp(text, "th", 2));
}

/* Splits "sum41" into two words; "2nd" stays one, and so do words of the table, such as "sk8". */
static void add_mixed(struct token_list *words, const char *text, size_t length)
{
    char whole[WORD_BYTES];
    size_t digits;

    snprintf(whole, sizeof whole, "%.*s", (int)(length < WORD_BYTES ? length : WORD_BYTES - 1), text);
    if (normal_form_of(whole) != whole) {
        add_token(words, text, length, 0);
        return;
    }
    while (length > 0) {
        size_t letters = strcspn(text, "0123456789");

        letters = letters < length ? letters : length;
        add_token(words, text, letters, 0);
        text += letters;
        length -= letters;
        digits = strspn(text, "0123456789");
        digits = digits < length ? digits : length;
        if (is_suffix_of_ordinal(text + digits, length - digits))
            digits = length;
        add_token(words, text, digits, 1);
        text += digits;
        length -= digits;
    }
}

static int is_word_part(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Tokenizes at all characters but letters and digits; a full stop or an apostrophe does not end a word:
 * "n.w.a", "ol'". */
static void tokenize(const char *folded, struct token_list *words)
{
    char text[WORD_BYTES];
    size_t length = 0;

    for (const char *at = folded;; at++) {
        if (*at && (is_word_part(*at) || strchr(".'`", *at))) {
            if (is_word_part(*at) && length + 2 < sizeof text) /* leave room for "g" */
                text[length++] = *at;
            else if (is_word_part(*at))
                words->is_cut = 1;
            if (*at == '\'' && length > 3 && strncmp(text + length - 2, "in", 2) == 0 && !is_word_part(at[1]))
                text[length++] = 'g'; /* rollin' */
            continue;
        }
        text[length] = '\0';
        add_mixed(words, text, length);
        length = 0;
        if (!*at)
            return;
    }
}

/* ---- numbers ---- */

/* Parses "twenty one", "two hundred (and) six", "ten" from word `at` on. Returns the number of words it has;
 * 0 for no number. */
static int parse_number(const struct token_list *words, int at, int *value, int *is_ordinal)
{
    const struct number *number = find_number(words->list[at].text), *next;
    int used = 1;

    if (!number)
        return 0;
    *value = number->value;
    *is_ordinal = number->is_ordinal;
    next = at + 1 < words->count ? find_number(words->list[at + 1].text) : NULL;
    if (number->is_ordinal || !next)
        return used;
    if (number->kind == TENS && next->kind == UNIT && next->value > 0) {
        *value += next->value;
        *is_ordinal = next->is_ordinal;
        used = 2;
    } else if (number->kind == UNIT && next->kind == HUNDRED) {
        int rest = 0, rest_ordinal = 0, and, more = 0;

        used = 2;
        and = at + 2 < words->count && strcmp(words->list[at + 2].text, "and") == 0;
        if (!next->is_ordinal && at + 2 + and < words->count)
            more = parse_number(words, at + 2 + and, &rest, &rest_ordinal);
        *value = 100 * *value + (more && rest < 100 ? rest : 0);
        *is_ordinal = next->is_ordinal || rest_ordinal;
        used += more && rest < 100 ? and+more : 0;
    }
    return used;
}

static const char *ordinal_suffix(int value)
{
    static const char *const suffixes[] = {"th", "st", "nd", "rd"};
    int last = value % 10;

    return value % 100 / 10 == 1 || last > 3 ? "th" : suffixes[last];
}

/* Replaces number words by digits. */
static void replace_numbers(struct token_list *words)
{
    int to = 0;

    for (int at = 0; at < words->count; to++) {
        int value, is_ordinal,
            used = words->list[at].is_number ? 0 : parse_number(words, at, &value, &is_ordinal);

        if (used == 0) {
            words->list[to] = words->list[at++];
            continue;
        }
        snprintf(words->list[to].text, WORD_BYTES, "%d%s", value, is_ordinal ? ordinal_suffix(value) : "");
        words->list[to].is_number = 1;
        at += used;
    }
    words->count = to;
}

/* Joins consecutive numbers: "1" and "82" become "182". Nothing is appended to an ordinal. */
static void join_numbers(struct token_list *words)
{
    int to = 0;

    for (int at = 0; at < words->count; at++) {
        struct token *last = to > 0 ? &words->list[to - 1] : NULL, *word = &words->list[at];
        size_t length = last ? strlen(last->text) : 0, more = strlen(word->text);

        if (last && word->is_number && last->is_number && isdigit((unsigned char)last->text[length - 1]) &&
            length + more < WORD_BYTES)
            memmove(last->text + length, word->text, more + 1);
        else
            words->list[to++] = *word;
    }
    words->count = to;
}

/* ---- the result ---- */

/* Expands abbreviations and drops stop words, unless nothing would remain. */
static void normalize(struct token_list *words)
{
    int to = 0, kept = 0;

    for (int i = 0; i < words->count; i++)
        kept += *normal_form_of(words->list[i].text) != '\0';
    for (int i = 0; i < words->count; i++) {
        const char *normal = normal_form_of(words->list[i].text);
        struct token word = words->list[i];

        if (kept && !*normal)
            continue;
        if (*normal && normal != words->list[i].text)
            snprintf(word.text, sizeof word.text, "%s", normal);
        words->list[to++] = word;
    }
    words->count = to;
}

static int compare_tokens(const void *a, const void *b)
{
    return strcmp(((const struct token *)a)->text, ((const struct token *)b)->text);
}

int words_make(const char *folded, char words[WORDS_BYTES])
{
    struct token_list tokens;
    int length = 0, letters = 0;

    tokens.count = tokens.is_cut = 0;
    tokenize(folded, &tokens);
    replace_numbers(&tokens);
    join_numbers(&tokens);
    normalize(&tokens);
    qsort(tokens.list, (size_t)tokens.count, sizeof *tokens.list, compare_tokens);
    words[0] = '\0';
    for (int i = 0; i < tokens.count; i++) {
        int size = (int)strlen(tokens.list[i].text);

        tokens.is_cut |= length + size + 2 > WORDS_BYTES;
        if (tokens.is_cut)
            break;
        length +=
            snprintf(words + length, WORDS_BYTES - (size_t)length, "%s%s", i ? " " : "", tokens.list[i].text);
        letters += size;
    }
    if (letters < WORDS_LETTERS || tokens.is_cut)
        words[length = 0] = '\0';
    return length;
}
