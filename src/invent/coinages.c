/* Returns candidates by descending score, with variety. */
#include <string.h>

#include "invent/coining.h"
#include "judge/edits.h"
#include "text/key.h"

/* The placements of the words in successive names of an answer, by the requested placement; WHERE_ANY means
 * by score alone. */
enum { TURNS = 5 };
static const enum where turns[WHERES][TURNS] = {
    [WHERE_ANY] = {WHERE_START, WHERE_END, WHERE_BLEND, WHERE_START, WHERE_INSIDE},
    [WHERE_INSIDE] = {WHERE_INSIDE, WHERE_END, WHERE_INSIDE, WHERE_START, WHERE_INSIDE},
};

/* Function words, which are common in names: sharing one does not make two names similar. */
static const char function_words[] = " the a an of and la le el de del los das der die el to in ";

static int is_function_word(const char *word, size_t length)
{
    char padded[16];

    if (length + 2 >= sizeof padded)
        return 0;
    padded[0] = padded[length + 1] = ' ';
    memcpy(padded + 1, word, length);
    padded[length + 2] = '\0';
    return strstr(function_words, padded) != NULL;
}

static int has_word(const char *words, const char *word, size_t length)
{
    for (const char *at = words; *at;) {
        size_t here = strcspn(at, " ");

        if (here == length && memcmp(at, word, length) == 0)
            return 1;
        at += here + (at[here] == ' ');
    }
    return 0;
}

static int share_a_word(const char *a, const char *b)
{
    for (const char *at = a; *at;) {
        size_t length = strcspn(at, " ");

        if (length > 0 && !is_function_word(at, length) && has_word(b, at, length))
            return 1;
        at += length + (at[length] == ' ');
    }
    return 0;
}

static int are_alike(const struct coinage *a, const struct coinage *b)
{
    if (share_a_word(a->other, b->other))
        return 1;
    return strlen(a->other) < KEY_BYTES && strlen(b->other) < KEY_BYTES &&
           edits_between(a->other, b->other) < 2;
}

static int is_new(const struct coinages *made, const struct coinage *coinage)
{
    for (int u = 0; u < made->used_count; u++)
        if (are_alike(&made->items[made->used[u]], coinage))
            return 0;
    return 1;
}

static struct coinage *best(struct coinages *made, enum where where)
{
    struct coinage *found = NULL;

    for (int i = 0; i < made->count; i++) {
        struct coinage *coinage = &made->items[i];

        if (!coinage->is_used && (where == WHERE_ANY || coinage->where == where) &&
            (!found || coinage->score > found->score) && is_new(made, coinage))
            found = coinage;
    }
    return found;
}

struct coinage *coinages_next(struct coinages *made)
{
    struct coinage *found = best(made, turns[made->where][made->used_count % TURNS]);

    if (!found)
        found = best(made, WHERE_ANY);
    if (found)
        found->is_used = 1;
    return found;
}

void coinages_take(struct coinages *made, const struct coinage *coinage)
{
    made->used[made->used_count++] = (int)(coinage - made->items);
}
