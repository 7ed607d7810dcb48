/* Finds the words of the themes in a name, by binary search in one list of all words. */
#include "text/themes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "text/utf8.h"

/* HALF_ONE and HALF_TWO: minimum letters of the shorter and of the longer half of a compound. Shorter halves
 * would match parts of unrelated words (car in carpet, son in season). */
enum { WORD_BYTES = 24, HALF_ONE = 3, HALF_TWO = 4 };

struct theme_row {
    const char *theme, *word;
};

/* In the file's order. */
static const char *const names[] = {
#include "text/theme_names.inc"
};

/* Sorted by word, then by theme. */
static const struct theme_row rows[] = {
#include "text/theme_rows.inc"
};

enum { NAMES = sizeof names / sizeof *names, ROWS = sizeof rows / sizeof *rows };
_Static_assert(NAMES <= 63, "theme_bits has a bit for each theme");

int theme_count(void)
{
    return NAMES;
}

const char *theme_name(int theme)
{
    return names[theme];
}

int theme_find(const char *name)
{
    for (int t = 0; t < NAMES; t++)
        if (strcmp(names[t], name) == 0)
            return t;
    return -1;
}

const char *theme_word(int theme, int index)
{
    for (int r = 0; r < ROWS; r++)
        if (strcmp(rows[r].theme, names[theme]) == 0 && index-- == 0)
            return rows[r].word;
    return NULL;
}

int theme_word_count(int theme)
{
    int count = 0;

    for (int r = 0; r < ROWS; r++)
        count += strcmp(rows[r].theme, names[theme]) == 0;
    return count;
}

/* ---- the themes of a word of a-z ---- */

static int compare_row(const void *word, const void *row)
{
    return strcmp(word, ((const struct theme_row *)row)->word);
}

static uint64_t bits_of_exact(const char *word)
{
    const struct theme_row *row = bsearch(word, rows, ROWS, sizeof *rows, compare_row);
    uint64_t bits = 0;

    if (!row)
        return 0;
    while (row > rows && strcmp(row[-1].word, word) == 0)
        row--;
    for (; row < rows + ROWS && strcmp(row->word, word) == 0; row++)
        bits |= UINT64_C(1) << theme_find(row->theme);
    return bits;
}

/* Plural endings, and the singular endings in their place. */
static const struct plural {
    const char *plural, *singular;
} plurals[] = {{"ies", "y"}, {"ves", "f"}, {"ves", "fe"}, {"es", ""}, {"s", ""}};

static uint64_t bits_of_number(const char *word)
{
    uint64_t bits = bits_of_exact(word);
    size_t length = strlen(word);

    for (size_t p = 0; bits == 0 && p < sizeof plurals / sizeof *plurals; p++) {
        size_t ending = strlen(plurals[p].plural);
        char singular[WORD_BYTES + 2];

        if (length < ending + 2 || strcmp(word + length - ending, plurals[p].plural) != 0)
            continue;
        memcpy(singular, word, length - ending);
        strcpy(singular + length - ending, plurals[p].singular);
        bits = bits_of_exact(singular);
    }
    return bits;
}

static uint64_t bits_of_compound(const char *word)
{
    size_t length = strlen(word);
    char first[WORD_BYTES];

    for (size_t at = HALF_ONE; at + HALF_ONE <= length && length >= HALF_ONE + HALF_TWO; at++) {
        uint64_t one, two;

        memcpy(first, word, at);
        first[at] = '\0';
        one = bits_of_exact(first);
        two = one ? bits_of_number(word + at) : 0;
        if (two)
            return one | two;
    }
    return 0;
}

static uint64_t bits_of_word(const char *word)
{
    uint64_t bits = bits_of_number(word);

    return bits ? bits : bits_of_compound(word);
}

/* ---- names ---- */

/* Writes a name in lower case without accents; other non-ASCII characters become question marks. Returns 0,
 * or -1 when ICU cannot convert it. */
static int plain_letters(const char *name, char letters[2 * NAME_BYTES])
{
    UChar raw[NAME_BYTES], folded[2 * NAME_BYTES], apart[4 * NAME_BYTES];
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&code);
    int32_t length = 0;
    size_t at = 0;

    u_strFromUTF8(raw, NAME_BYTES, &length, name, -1, &code);
    length = u_strFoldCase(folded, 2 * NAME_BYTES, raw, length, U_FOLD_CASE_DEFAULT, &code);
    length = unorm2_normalize(nfkd, folded, length, apart, 4 * NAME_BYTES, &code);
    if (U_FAILURE(code))
        return -1;
    for (int32_t i = 0; i < length && at + 1 < 2 * NAME_BYTES; i++)
        if (apart[i] < 0x80)
            letters[at++] = (char)apart[i];
        else if (u_charType(apart[i]) != U_NON_SPACING_MARK)
            letters[at++] = '?'; /* part of the word: "Łove" is not "ove" */
    letters[at] = '\0';
    return 0;
}

uint64_t theme_bits(const char *name_utf8)
{
    char letters[2 * NAME_BYTES], word[WORD_BYTES];
    uint64_t bits = 0;

    if (plain_letters(name_utf8, letters) != 0)
        return 0;
    for (const char *at = letters; *at;) {
        size_t length = 0;
        int is_word = 1;

        for (; isalnum((unsigned char)*at) || *at == '?'; at++) {
            is_word &= *at != '?' && length + 1 < sizeof word;
            if (is_word)
                word[length++] = *at;
        }
        word[length] = '\0';
        if (is_word && length > 0)
            bits |= bits_of_word(word);
        at += *at != '\0';
    }
    return bits;
}
