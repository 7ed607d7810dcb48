/* Reads and fetches by number; compares folded names. */
#include "draw/liking.h"

#include <string.h>

#include "judge/edits.h"
#include "store/name_query.h"
#include "text/key.h"

enum { WORD_LETTERS = 4 /* a shared word of fewer letters is not a repetition */ };

/* Reads the profiles of visible names, and their folded names unless folded is NULL; ignores other numbers.
 * Returns how many it read, or -1 with *why set. */
static int read_profiles(struct store *store, const int64_t *from, int count, int64_t *ids,
                         struct profile *profiles, char (*folded)[NAME_BYTES], struct err *why)
{
    char unused[NAME_BYTES] = "";
    int found = 0;

    for (int i = 0; i < count; i++) {
        int result = store_profile(store, from[i], &profiles[found], folded ? folded[found] : unused, why);

        if (result < 0)
            return -1;
        ids[found] = from[i];
        found += result;
    }
    return found;
}

int liking_read(struct liking *liking, struct store *store, const struct likes *likes, struct err *why)
{
    struct taste *taste = &liking->taste;

    taste->liked_count = read_profiles(store, likes->liked, likes->liked_count, taste->liked_ids,
                                       taste->liked, liking->liked, why);
    if (taste->liked_count < 0)
        return -1;
    taste->disliked_count = read_profiles(store, likes->disliked, likes->disliked_count, taste->disliked_ids,
                                          taste->disliked, NULL, why);
    if (taste->disliked_count < 0)
        return -1;
    return taste->liked_count + taste->disliked_count == 0;
}

/* Fetches the names that pass the filter and are not yet drawn. Returns 0, or -1 with *why set. */
static int fetch_all(struct name_fetch *fetch, const int64_t *ids, int count, struct err *why)
{
    for (int i = 0; i < count; i++)
        if (!drawn_has(fetch->drawn, ids[i]) && name_fetch(fetch, ids[i], why) < 0)
            return -1;
    return 0;
}

int liking_count(const struct liking *liking, struct name_fetch *fetch, struct err *why)
{
    const struct taste *taste = &liking->taste;

    if (fetch_all(fetch, taste->liked_ids, taste->liked_count, why) != 0 ||
        fetch_all(fetch, taste->disliked_ids, taste->disliked_count, why) != 0)
        return -1;
    return fetch->drawn->count;
}

/* ---- repetitions ---- */

static int is_of_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80);
}

/* The next word from *at, with its length; NULL at the end. Advances *at past it. */
static const char *next_word(const char **at, int *length)
{
    const char *begin;

    while (**at && !is_of_word(**at))
        ++*at;
    begin = *at;
    while (is_of_word(**at))
        ++*at;
    *length = (int)(*at - begin);
    return *length > 0 ? begin : NULL;
}

static int has_word(const char *text, const char *word, int length)
{
    const char *found;
    int found_length;

    while ((found = next_word(&text, &found_length)))
        if (found_length == length && memcmp(found, word, (size_t)length) == 0)
            return 1;
    return 0;
}

static int share_a_word(const char *a, const char *b, const struct liking *liking)
{
    const char *word;
    int length;

    while ((word = next_word(&a, &length))) {
        int is_allowed = length < WORD_LETTERS;

        for (int i = 0; i < liking->taste.liked_count && !is_allowed; i++)
            is_allowed = has_word(liking->liked[i], word, length);
        if (!is_allowed && has_word(b, word, length))
            return 1;
    }
    return 0;
}

/* Copies the letters and digits of a folded name, as many as fit. Returns their number. */
static int letters_of(const char *folded, char letters[KEY_BYTES])
{
    int count = 0;

    for (; *folded && count + 1 < KEY_BYTES; folded++)
        if (is_of_word(*folded))
            letters[count++] = *folded;
    letters[count] = '\0';
    return count;
}

/* Whether two folded names are too similar to be shown together: few letters differ, or they share a long
 * word. Words of the liked names are ignored. */
static int is_repetition(const char *a, const char *b, const struct liking *liking)
{
    char first[KEY_BYTES], second[KEY_BYTES];
    int length = letters_of(a, first), other = letters_of(b, second);

    return edits_between(first, second) <= (length < other ? length : other) / 4 ||
           share_a_word(a, b, liking);
}

static int is_repeated(const struct liking *liking, const char *folded, int shown)
{
    for (int i = 0; i < liking->taste.liked_count; i++)
        if (is_repetition(folded, liking->liked[i], liking))
            return 1;
    for (int i = 0; i < shown; i++)
        if (is_repetition(folded, liking->shown[i], liking))
            return 1;
    return 0;
}

int liking_fetch(struct liking *liking, struct name_fetch *fetch, int n, struct err *why)
{
    int64_t ids[SIMILAR_MAX];
    int count = similar_order(&liking->similar, ids), found = 0;

    for (int i = 0; i < count && fetch->drawn->count < n && found >= 0; i++) {
        char *folded = liking->shown[fetch->drawn->count];
        struct profile unused;

        found = store_profile(fetch->store, ids[i], &unused, folded, why);
        if (found == 1 && !is_repeated(liking, folded, fetch->drawn->count))
            found = name_fetch(fetch, ids[i], why);
    }
    return found < 0 ? -1 : 0;
}
