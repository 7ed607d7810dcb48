/* A ring of filters with their counts, searched linearly. */
#include "draw/pool_counts.h"

#include <stdint.h>
#include <string.h>

/* Appends the length of a text and the text; NULL has a length that no text can have. Returns 0, or -1 when
 * there is no room. */
static int put_text(struct filter_key *key, const char *text)
{
    uint16_t length = text ? (uint16_t)strnlen(text, sizeof key->bytes) : UINT16_MAX;
    size_t bytes = text ? length : 0;

    if (key->length + sizeof length + bytes > sizeof key->bytes)
        return -1;
    memcpy(key->bytes + key->length, &length, sizeof length);
    key->length += sizeof length;
    if (bytes > 0)
        memcpy(key->bytes + key->length, text, bytes);
    key->length += bytes;
    return 0;
}

void filter_key_make(struct filter_key *key, const struct name_filter *filter)
{
    const int64_t numbers[] = {filter->verdict,        (int)filter->kind, (int)filter->weird,
                               filter->words,          filter->min,       filter->max,
                               filter->syllables,      filter->easy,      filter->alliteration,
                               (int64_t)filter->theme, filter->featured};
    const char *const texts[] = {filter->style,    filter->starts,  filter->ends,
                                 filter->contains, filter->without, filter->tag};

    memcpy(key->bytes, numbers, sizeof numbers);
    key->length = sizeof numbers;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (put_text(key, texts[i]) != 0) {
            key->length = 0;
            return;
        }
}

long pool_counts_find(const struct pool_counts *counts, const struct filter_key *key)
{
    for (int i = 0; i < counts->count && key->length > 0; i++)
        if (counts->items[i].key.length == key->length &&
            memcmp(counts->items[i].key.bytes, key->bytes, key->length) == 0)
            return counts->items[i].pool;
    return -1;
}

void pool_counts_add(struct pool_counts *counts, const struct filter_key *key, long pool)
{
    counts->items[counts->next].key = *key;
    counts->items[counts->next].pool = pool;
    counts->next = (counts->next + 1) % POOL_COUNTS;
    if (counts->count < POOL_COUNTS)
        counts->count++;
}

void pool_counts_clear(struct pool_counts *counts)
{
    counts->count = counts->next = 0;
}
