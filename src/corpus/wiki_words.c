/* Tables of words, and lookups in them. */
#include "corpus/wiki_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "corpus/plain.h"

enum kind {
    W_SPACE,
    W_TALK,
    W_LIST,
    W_LIST_END,
    W_END,
    W_JOIN,
    W_OTHER,
    W_NAME,
    W_ARTIST,
    W_TRADE,
    W_FROM,
    KINDS
};

/* In English, German, French, Spanish, Catalan, Italian, Portuguese, Dutch, Swedish, Danish, Norwegian,
 * Finnish, Polish, Czech, Hungarian, Romanian, Turkish, Indonesian, Russian, Ukrainian, Japanese, Chinese,
 * Korean. */
static const struct {
    enum kind kind;
    const char *word;
} rows[] = {
#include "corpus/wiki_words.inc"
};

struct wiki_word {
    char *text; /* normalized by plain_words */
    enum kind kind;
};

struct wiki_words {
    struct wiki_word *items; /* sorted by kind and text */
    size_t count, room;
    size_t first[KINDS + 1]; /* index of the first word of each kind */
};

static int compare(const void *a, const void *b)
{
    const struct wiki_word *x = a, *y = b;

    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->text, y->text);
}

static void add(struct wiki_words *words, enum kind kind, const char *text)
{
    char plain[PLAIN_BYTES];

    plain_words(text, strlen(text), plain);
    *array_add(words) = (struct wiki_word){memory_copy(plain), kind};
}

struct wiki_words *wiki_words_new(void)
{
    struct wiki_words *words = memory_new(sizeof *words);

    *words = (struct wiki_words){0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        add(words, rows[i].kind, rows[i].word);
    qsort(words->items, words->count, sizeof *words->items, compare);
    for (size_t i = 0; i < words->count; i++)
        words->first[words->items[i].kind + 1] = i + 1;
    return words;
}

void wiki_words_free(struct wiki_words *words)
{
    if (!words)
        return;
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i].text);
    free(words->items);
    free(words);
}

/* ---- lookups ---- */

static int has(const struct wiki_words *words, enum kind kind, const char *text, size_t length)
{
    char word[PLAIN_BYTES];
    struct wiki_word key = {word, kind};

    memcpy(word, text, length);
    word[length] = '\0';
    return bsearch(&key, words->items, words->count, sizeof key, compare) != NULL;
}

/* The length of the longest prefix of whole words that is in the table of a kind; 0 for none. */
static size_t longest(const struct wiki_words *words, enum kind kind, const char *text)
{
    size_t length = strlen(text);

    while (length && !has(words, kind, text, length))
        do
            length--;
        while (length && text[length] != ' ');
    return length;
}

/* Whether a text consists of phrases of a kind, optionally joined by "and" or similar words. */
static int is_row_of(const struct wiki_words *words, enum kind kind, const char *text)
{
    int n = 0;

    while (*text) {
        size_t length = longest(words, kind, text);

        n += length > 0;
        if (!length)
            length = longest(words, W_JOIN, text);
        if (!length)
            return 0;
        text += length + (text[length] == ' ');
    }
    return n > 0;
}

/* Whether a text ends in a word of a kind: for languages without spaces, and for endings. */
static int ends_in(const struct wiki_words *words, enum kind kind, const char *text, int only_wide)
{
    size_t length = strlen(text);

    for (size_t i = words->first[kind]; i < words->first[kind + 1]; i++) {
        const char *word = words->items[i].text;
        size_t end = strlen(word);

        if (only_wide && (unsigned char)word[0] < 0xe1)
            continue;
        if (end < length && strcmp(text + length - end, word) == 0)
            return 1;
    }
    return 0;
}

int wiki_is_article(const struct wiki_words *words, const char *title)
{
    size_t length = strcspn(title, ":");
    char plain[PLAIN_BYTES];
    const char *last;

    if (!title[length] || title[length + 1] == ' ') /* the colon of a namespace is not followed by a space */
        return 1;
    plain_words(title, length, plain);
    last = strrchr(plain, ' ');
    return !has(words, W_SPACE, plain, strlen(plain)) &&
           !(last && has(words, W_TALK, last + 1, strlen(last + 1)));
}

int wiki_is_list(const struct wiki_words *words, const char *title)
{
    char plain[PLAIN_BYTES];
    size_t length;

    plain_words(title, strlen(title), plain);
    for (length = strlen(plain); length; length--)
        if (plain[length] == ' ' && has(words, W_LIST, plain, length))
            return 1;
    return ends_in(words, W_LIST_END, plain, 0);
}

int wiki_is_end(const struct wiki_words *words, const char *heading)
{
    char plain[PLAIN_BYTES];

    plain_words(heading, strlen(heading), plain);
    return is_row_of(words, W_END, plain);
}

enum wiki_column wiki_column(const struct wiki_words *words, const char *header)
{
    char plain[PLAIN_BYTES];

    plain_words(header, strlen(header), plain);
    if (is_row_of(words, W_ARTIST, plain))
        return COLUMN_ARTIST;
    if (is_row_of(words, W_NAME, plain))
        return COLUMN_NAME;
    return is_row_of(words, W_OTHER, plain) ? COLUMN_OTHER : COLUMN_UNKNOWN;
}

/* "American rock band", "group from Cuba", "gruppo musicale", "日本のバンド". A capitalized text that begins with
 * such a word ("Band of Gypsys") is a name. */
int wiki_is_trade(const struct wiki_words *words, const char *remark)
{
    char plain[PLAIN_BYTES];
    const char *last, *next;
    size_t first;

    plain_words(remark, strcspn(remark, ","), plain);
    last = strrchr(plain, ' ');
    first = longest(words, W_TRADE, plain);
    next = plain + first + (plain[first] == ' ');
    if (has(words, W_TRADE, last ? last + 1 : plain, strlen(last ? last + 1 : plain)) ||
        ends_in(words, W_TRADE, plain, 1))
        return 1;
    return first &&
           (!*next || !isupper((unsigned char)remark[0]) || has(words, W_FROM, next, strcspn(next, " ")));
}
