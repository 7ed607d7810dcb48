/* JSON: objects and arrays of artists, JSON lines of MusicBrainz, and the search for members without
 * parsing. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "corpus/json_members.h"

static int is_within(const struct json_value *value, const char *text, size_t size)
{
    return !value->text || (value->text >= text && value->length <= size - (size_t)(value->text - text));
}

/* On bytes without a NUL behind them, so that a read past the end is seen. */
static void skim_bytes(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"name", "aliases", "tags", "country", NULL};
    struct json_value values[4], element;
    char *text = malloc(size ? size : 1);
    const char *at = NULL;

    FUZZ_CHECK(text != NULL);
    if (size > 0)
        memcpy(text, data, size);
    if (json_find_members(text, size, keys, values) == 0) {
        for (int i = 0; i < 4; i++)
            FUZZ_CHECK(is_within(&values[i], text, size));
        while (values[1].text && json_next_element(&values[1], &at, &element) == 1)
            FUZZ_CHECK(is_within(&element, text, size));
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    skim_bytes(data, size);
    fuzz_corpus(CORPUS_JSON, data, size);
    fuzz_corpus(CORPUS_MUSICBRAINZ_JSON, data, size);
    return 0;
}
