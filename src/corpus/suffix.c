/* Finds remarks in parentheses, and decides whether they belong to the name. */
#include "corpus/suffix.h"

#include <ctype.h>
#include <string.h>

#include "corpus/row.h"

enum { DIGITS_MAX = 3, REMARK_BYTES = 200 };

static int is_number(const char *remark)
{
    size_t digits = strspn(remark, "0123456789");

    return digits > 0 && digits <= DIGITS_MAX && !remark[digits];
}

/* Country codes must be in upper case, and country names must be capitalized: "(it)" is a word. */
static int is_country(const struct places *places, const char *remark)
{
    size_t length = strlen(remark);

    if (islower((unsigned char)remark[0]))
        return 0;
    for (size_t i = 0; length <= 3 && i < length; i++)
        if (islower((unsigned char)remark[i]))
            return 0;
    return places_code(places, remark) != NULL;
}

/* The start of the remark at the end of a name, including its space; NULL when there is none. */
static char *open_of(char *name, char remark[REMARK_BYTES])
{
    static const char *const pairs[][2] = {{"(", ")"}, {"\xef\xbc\x88", "\xef\xbc\x89"}}; /* full-width */
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t size = strlen(pairs[i][0]);
        char *open = NULL;

        for (char *at = name; (at = strstr(at, pairs[i][0])); at += size)
            open = at;
        if (!open || open == name || length < size || strcmp(name + length - size, pairs[i][1]) != 0 ||
            (size == 1 && open[-1] != ' '))
            continue;
        length -= (size_t)(open - name) + 2 * size;
        if (length == 0 || length >= REMARK_BYTES || strstr(open, pairs[i][1]) != open + size + length)
            return NULL;
        memcpy(remark, open + size, length);
        remark[length] = '\0';
        while (open > name && open[-1] == ' ')
            open--;
        return open > name ? open : NULL;
    }
    return NULL;
}

int suffix_remove(const struct wiki_words *words, const struct places *places, char *name)
{
    char remark[REMARK_BYTES], *open;
    int is_dj = 0;

    while ((open = open_of(name, remark)) &&
           (is_number(remark) || is_country(places, remark) || wiki_is_trade(words, remark))) {
        is_dj |= row_is_dj(remark);
        *open = '\0';
    }
    return is_dj;
}
