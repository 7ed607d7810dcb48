/* Compares words by edit distance. */
#include "judge/nearest.h"

#include <string.h>

#include "judge/edits.h"

enum { WORD_BYTES = 65 }; /* a longer word is cut */

static void to_lower(const char *text, char out[WORD_BYTES])
{
    size_t i = 0;

    for (; text[i] && i + 1 < WORD_BYTES; i++)
        out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 'a' - 'A' : text[i]);
    out[i] = '\0';
}

void nearest_compare(struct nearest *nearest, const char *typed, const char *word)
{
    char a[WORD_BYTES], b[WORD_BYTES];
    int edits;

    to_lower(typed, a);
    to_lower(word, b);
    edits = edits_between(a, b);
    if (!nearest->word || edits < nearest->edits)
        *nearest = (struct nearest){word, edits};
}

int nearest_is_likely(const struct nearest *nearest)
{
    return nearest->word && 3 * nearest->edits <= (int)strlen(nearest->word);
}
