/* Parses and searches the blocklist. */
#include "text/blocklist.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/lines.h"
#include "base/memory.h"

enum { TERM_BYTES = 128, LETTERS = 2 * NAME_BYTES, SYMBOLS = 26 + 10 };

struct term {
    char *text;
    int open_start, open_end; /* whether letters may precede or follow the term; both set for texts */
};

struct terms {
    struct term *items;
    size_t count, room;
};

/* Words and texts are grouped by their first letter or digit. */
struct blocklist {
    struct terms words[SYMBOLS], texts[SYMBOLS], exceptions;
};

static void terms_add(struct terms *terms, const struct term *like)
{
    *array_add(terms) = (struct term){memory_copy(like->text), like->open_start, like->open_end};
}

static void terms_free(struct terms *terms)
{
    for (size_t i = 0; i < terms->count; i++)
        free(terms->items[i].text);
    free(terms->items);
}

/* Whether a term may contain the character. */
static int is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The index of a letter or digit, from 0 to SYMBOLS - 1. */
static int symbol(char c)
{
    return c >= 'a' ? c - 'a' : 26 + c - '0';
}

/* Folds a term and drops all characters but letters and digits; with `spaces`, keeps single spaces between
 * words. Returns 0, or -1 when nothing is left or it does not fit. */
static int fold_term(struct folder *folder, const char *text, int spaces, char term[TERM_BYTES])
{
    char folded[4 * TERM_BYTES];
    size_t length = 0;

    folder_fold(folder, text, folded, sizeof folded);
    for (const char *c = folded; *c; c++) {
        int gap = spaces && *c == ' ' && length > 0 && term[length - 1] != ' ' && is_plain(c[1]);

        if (!is_plain(*c) && !gap)
            continue;
        if (length + 1 == TERM_BYTES)
            return -1;
        term[length++] = *c;
    }
    term[length] = '\0';
    return length ? 0 : -1;
}

/* Removes one '*' from each end of a word, and sets which ends are open. Returns the word. */
static char *open_ends(char *word, struct term *term)
{
    size_t length;

    term->open_start = *word == '*';
    word += term->open_start;
    length = strlen(word);
    term->open_end = length > 0 && word[length - 1] == '*';
    word[length - (size_t)term->open_end] = '\0';
    return word;
}

/* Returns 0, or -1 when the kind is unknown or the text is not a valid term of that kind. */
static int add_term(struct blocklist *list, struct folder *folder, const char *kind, char *text)
{
    int is_word = strcmp(kind, "word") == 0, is_except = strcmp(kind, "except") == 0;
    struct terms *terms = is_word ? list->words : is_except ? &list->exceptions : list->texts;
    char folded[TERM_BYTES];
    struct term term = {folded, 0, 0};

    if (!is_word && !is_except && strcmp(kind, "text") != 0)
        return -1;
    if (is_word)
        text = open_ends(text, &term);
    else
        term.open_start = term.open_end = 1;
    if (strpbrk(text, is_word ? "* \t" : "*") || fold_term(folder, text, is_except, folded) != 0)
        return -1;
    terms_add(is_except ? terms : terms + symbol(*folded), &term);
    return 0;
}

/* Parses a line "KIND TERM"; skips blank lines and comments. Returns 0, or -1 when the line is invalid. */
static int read_line(struct blocklist *list, struct folder *folder, char *line)
{
    static const char blank[] = " \t";
    char *rest;
    size_t length;

    line[strcspn(line, "#")] = '\0';
    line += strspn(line, blank);
    length = strlen(line);
    while (length > 0 && strchr(blank, line[length - 1]))
        line[--length] = '\0';
    if (!length)
        return 0;
    rest = line + strcspn(line, blank);
    if (!*rest)
        return -1;
    *rest++ = '\0';
    rest += strspn(rest, blank);
    return add_term(list, folder, line, rest);
}

int blocklist_add(struct blocklist *list, const char *path, struct err *why)
{
    struct folder *folder = folder_new(why);
    struct lines in = {0};
    int got = -1;

    if (!folder || lines_open(&in, path, why) != 0)
        goto out;
    while ((got = lines_next(&in, why)) == 1) {
        if (utf8_invalid_at(in.line, in.length) != in.length || read_line(list, folder, in.line) != 0) {
            got = err_set(why,
                          "%s, line %ld: expected 'word TERM' (one word; * at an end matches any letters), "
                          "'text TERM' or 'except TERM'",
                          path, in.number);
            goto out;
        }
    }
out:
    lines_close(&in);
    folder_free(folder);
    return got;
}

struct blocklist *blocklist_open(const char *path, struct err *why)
{
    struct blocklist *list = memory_new(sizeof *list);

    *list = (struct blocklist){0};
    if (blocklist_add(list, path, why) == 0)
        return list;
    blocklist_free(list);
    return NULL;
}

void blocklist_free(struct blocklist *list)
{
    if (!list)
        return;
    for (int i = 0; i < SYMBOLS; i++) {
        terms_free(&list->words[i]);
        terms_free(&list->texts[i]);
    }
    terms_free(&list->exceptions);
    free(list);
}

/* What precedes a character of a name. A separator is the lowest of these values that delimits words; with
 * SPELT_OUT nothing does. */
enum before { NOTHING, PUNCTUATION, SPACE, SPELT_OUT };

/* A letter, or a character that can stand for one. */
struct letter {
    uint64_t matches; /* a bit for each letter and digit that it can stand for */
    char literal;     /* the literal character */
    enum before before;
};

/* A name without separators. */
struct name_letters {
    struct letter letters[LETTERS];
    int count;
};

static const uint64_t ANY = ((uint64_t)1 << SYMBOLS) - 1;

static uint64_t bit(char c)
{
    return (uint64_t)1 << symbol(c);
}

/* The letters that a character can stand for. A 0 is o or u: "c0ck", "f0ck". */
static uint64_t matches(char c)
{
    static const struct {
        char c;
        const char *letters;
    } leet[] = {{'0', "ou"}, {'1', "il"}, {'3', "e"}, {'4', "a"}, {'5', "s"},  {'6', "g"}, {'7', "t"},
                {'8', "b"},  {'9', "g"},  {'$', "s"}, {'@', "a"}, {'!', "il"}, {'|', "il"}};
    uint64_t set = is_plain(c) ? bit(c) : 0;

    for (size_t i = 0; i < sizeof leet / sizeof *leet; i++)
        for (const char *l = leet[i].letters; leet[i].c == c && *l; l++)
            set |= bit(*l);
    return set ? set : ANY;
}

static int is_word_part(char c)
{
    return is_plain(c) || c == '$' || c == '@';
}

/* Marks stand for letters inside a word ("f*ck", "sh!t") and are punctuation elsewhere ("Fuck!", "*NSYNC").
 */
static int is_mark(char c)
{
    return c && strchr("*#%^!|", c);
}

static int is_inside(const char *folded, size_t at)
{
    size_t left = at, right = at;

    while (left > 0 && is_mark(folded[left]))
        left--;
    while (is_mark(folded[right]))
        right++;
    return is_word_part(folded[left]) && is_word_part(folded[right]);
}

/* Splits a folded name into letters. marks: whether marks inside words stand for letters, or are dropped
 * ("f*u*c*k"). */
static void read_name(const char *folded, int marks, struct name_letters *name)
{
    enum before before = SPACE;

    name->count = 0;
    for (size_t i = 0; folded[i] && name->count < LETTERS; i++) {
        char c = folded[i];
        int inside = is_mark(c) && is_inside(folded, i);

        if (is_word_part(c) || (inside && marks)) {
            name->letters[name->count++] = (struct letter){matches(c), c, before};
            before = NOTHING;
        } else if (c == ' ') {
            before = SPACE;
        } else if (!inside && before == NOTHING) {
            before = PUNCTUATION;
        }
    }
}

/* The number of letters from `at` on that match the term, or 0 when it does not match there. */
static int match(const struct letter *at, int count, const char *term)
{
    int i = 0, exact = 0, any = 0;

    for (const char *t = term; *t; t++) {
        if (i == count || !(at[i].matches & bit(*t)))
            return 0;
        exact += at[i].literal == *t;
        any += at[i].matches == ANY;
        i++;
        /* The last of equal letters matches the rest of a run: "assss" is "ass". */
        while (t[1] != *t && i < count && at[i].literal == at[i - 1].literal && at[i].matches != ANY)
            i++;
    }
    return exact > 0 && 2 * (size_t)any <= strlen(term) ? i : 0;
}

/* The same for an exception: literally, with the same word boundaries. */
static int match_exception(const struct letter *at, int count, const char *term, enum before separator)
{
    int i = 0, gap = 0;

    for (; *term; term++) {
        if (*term == ' ') {
            gap = 1;
            continue;
        }
        if (i == count || at[i].literal != *term || (i > 0 && gap != (at[i].before >= separator)))
            return 0;
        i++;
        gap = 0;
    }
    return i;
}

/* Whether an exception covers the letters from `from` to `to`. */
static int is_exempt(const struct blocklist *list, const struct name_letters *name, int from, int to,
                     enum before separator)
{
    for (size_t i = 0; i < list->exceptions.count; i++) {
        const char *term = list->exceptions.items[i].text;

        for (int at = 0; at <= from; at++)
            if (at + match_exception(name->letters + at, name->count - at, term, separator) >= to)
                return 1;
    }
    return 0;
}

static int is_plural_ending(const struct letter *at, int count)
{
    if (count == 2 && at[0].literal == 'e')
        at++, count--;
    return count == 0 || (count == 1 && at[0].matches != ANY && (at[0].matches & (bit('s') | bit('z'))));
}

/* Parameters of a search: the name, and what separates its words. */
struct term_search {
    const struct blocklist *list;
    const struct name_letters *name;
    enum before separator;
};

/* The first term of the group that matches at a letter of the range from..to, which is a word or the whole
 * name. */
static const char *find_at(const struct term_search *s, const struct terms *group, int at, int from, int to)
{
    const struct letter *letters = s->name->letters;

    for (size_t i = 0; i < group->count; i++) {
        const struct term *term = &group->items[i];
        int end = at > from && !term->open_start ? 0 : at + match(letters + at, to - at, term->text);

        if (end > at && (term->open_end || is_plural_ending(letters + end, to - end)) &&
            !is_exempt(s->list, s->name, at, end, s->separator))
            return term->text;
    }
    return NULL;
}

/* Searches, at each letter of the range, the groups whose first letter it can stand for. */
static const char *find_term(const struct term_search *s, const struct terms *groups, int from, int to)
{
    const char *found = NULL;

    for (int at = from; !found && at < to; at++)
        for (uint64_t left = s->name->letters[at].matches; !found && left; left &= left - 1)
            found = find_at(s, &groups[__builtin_ctzll(left)], at, from, to);
    return found;
}

/* The end of the word that begins at from, for words separated by at least this. */
static int word_end(const struct name_letters *name, int from, enum before separator)
{
    int to = from + 1;

    while (to < name->count && name->letters[to].before < separator)
        to++;
    return to;
}

static const char *find_in_words(const struct term_search *s)
{
    const char *found = NULL;

    for (int from = 0, to; !found && from < s->name->count; from = to) {
        to = word_end(s->name, from, s->separator);
        found = find_term(s, s->list->words, from, to);
    }
    return found;
}

/* A run of single letters is one spelt-out word: "c u n t". */
static const char *find_spelt_out(const struct term_search *s)
{
    const char *found = NULL;

    for (int from = 0, to; !found && from < s->name->count; from = to) {
        to = word_end(s->name, from, PUNCTUATION);
        if (to > from + 1)
            continue;
        while (to < s->name->count && word_end(s->name, to, PUNCTUATION) == to + 1)
            to++;
        found = find_term(s, s->list->words, from, to);
    }
    return found;
}

static const char *find(const struct blocklist *list, const struct name_letters *name)
{
    const char *found = find_in_words(&(struct term_search){list, name, PUNCTUATION});

    if (!found)
        found = find_in_words(&(struct term_search){list, name, SPACE});
    if (!found)
        found = find_spelt_out(&(struct term_search){list, name, SPELT_OUT});
    return found ? found
                 : find_term(&(struct term_search){list, name, PUNCTUATION}, list->texts, 0, name->count);
}

const char *blocklist_find(const struct blocklist *list, struct folder *folder, const char *name)
{
    char folded[LETTERS + 1];
    struct name_letters letters;
    const char *found;

    folder_fold(folder, name, folded, sizeof folded);
    read_name(folded, 1, &letters);
    found = find(list, &letters);
    if (found || !strpbrk(folded, "*#%^!|"))
        return found;
    read_name(folded, 0, &letters);
    return find(list, &letters);
}
