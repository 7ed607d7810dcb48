/* Blocklists. Each line is tried as a name, too: the terms themselves are in it. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "text/blocklist.h"

enum { NAMES_MAX = 200 };

static struct folder *folder;

static void try_name(const struct blocklist *list, const char *text, size_t length)
{
    char name[NAME_BYTES];

    if (utf8_clean(text, length, name) == CLEAN_OK) {
        const char *term = blocklist_find(list, folder, name);

        FUZZ_CHECK(!term || fuzz_is_utf8(term));
        FUZZ_CHECK(term == blocklist_find(list, folder, name));
    }
}

static void try_lines(const struct blocklist *list, const char *text)
{
    for (int i = 0; *text && i < NAMES_MAX; i++) {
        size_t length = strcspn(text, "\n"), word = strcspn(text, " \n");

        try_name(list, text, length);
        if (word < length)
            try_name(list, text + word + 1, length - word - 1);
        text += length + (text[length] == '\n');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err why = {""};
    struct blocklist *list = blocklist_open(fuzz_file(0, data, size), &why);
    char *text = fuzz_string(data, size);

    if (!folder)
        folder = folder_new(&why);
    FUZZ_CHECK(folder != NULL);
    if (list)
        try_lines(list, text);
    else
        FUZZ_CHECK(*why.text && fuzz_is_utf8(why.text));
    free(text);
    blocklist_free(list);
    return 0;
}
