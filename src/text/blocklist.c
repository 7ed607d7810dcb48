#include "text/blocklist.h"

#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
#include "text/key.h"

struct terms {
    char **items;
    int count;
};

struct blocklist {
    struct terms words, texts, exceptions;
};

static int terms_add(struct terms *terms, const char *term)
{
    char **items = realloc(terms->items, (size_t)(terms->count + 1) * sizeof *items);

    if (!items)
        return -1;
    terms->items = items;
    items[terms->count] = strdup(term);
    return items[terms->count] ? terms->count++, 0 : -1;
}

static void terms_free(struct terms *terms)
{
    for (int i = 0; i < terms->count; i++)
        free(terms->items[i]);
    free(terms->items);
}

/* One line "KIND TERM". Returns 0, or -1 when it is no such line. */
static int read_line(struct blocklist *list, struct folder *folder, char *line)
{
    char *space, term[KEY_BYTES];
    struct terms *terms;

    line[strcspn(line, "#")] = '\0';
    line += strspn(line, " \t");
    if (!*line)
        return 0;
    space = line + strcspn(line, " \t");
    if (!*space)
        return -1;
    *space = '\0';
    if (strcmp(line, "word") == 0)
        terms = &list->words;
    else if (strcmp(line, "text") == 0)
        terms = &list->texts;
    else if (strcmp(line, "except") == 0)
        terms = &list->exceptions;
    else
        return -1;
    space += 1 + strspn(space + 1, " \t");
    space[strcspn(space, " \t")] = '\0';
    folder_fold(folder, space, term, sizeof term);
    return *term ? terms_add(terms, term) : -1;
}

struct blocklist *blocklist_open(const char *path, struct err *why)
{
    struct blocklist *list = calloc(1, sizeof *list);
    struct folder *folder = folder_new(why);
    struct lines in = {0};
    int got = -1;

    if (!list || !folder)
        goto out;
    if (lines_open(&in, path, why) != 0)
        goto out;
    while ((got = lines_next(&in, why)) == 1) {
        if (utf8_invalid_at(in.line, in.length) != in.length || read_line(list, folder, in.line) != 0) {
            got = err_set(why, "%s, line %ld: not 'word TERM', 'text TERM' or 'except TERM'", path, in.number);
            goto out;
        }
    }
out:
    lines_close(&in);
    folder_free(folder);
    if (got == 0)
        return list;
    blocklist_free(list);
    return NULL;
}

void blocklist_free(struct blocklist *list)
{
    if (!list)
        return;
    terms_free(&list->words);
    terms_free(&list->texts);
    terms_free(&list->exceptions);
    free(list);
}

/* A word of the name as letters only: "c*nt5" keeps what is readable, "n1ce" → "nice". */
static void word_key(const char *word, size_t length, char out[KEY_BYTES])
{
    struct name_keys keys;
    char copy[KEY_BYTES];

    if (length >= sizeof copy)
        length = sizeof copy - 1;
    memcpy(copy, word, length);
    copy[length] = '\0';
    key_from_folded(copy, &keys);
    strcpy(out, keys.read);
}

static int is_exception(const struct blocklist *list, const char *word)
{
    for (int i = 0; i < list->exceptions.count; i++)
        if (strstr(word, list->exceptions.items[i]))
            return 1;
    return 0;
}

/* The term itself, or its plural. */
static int is_word(const char *word, const char *term)
{
    size_t length = strlen(term);

    return strncmp(word, term, length) == 0 &&
           (!word[length] || strcmp(word + length, "s") == 0 || strcmp(word + length, "z") == 0);
}

static const char *find_word(const struct blocklist *list, const char *word)
{
    if (is_exception(list, word))
        return NULL;
    for (int i = 0; i < list->words.count; i++)
        if (is_word(word, list->words.items[i]))
            return list->words.items[i];
    return NULL;
}

static const char *find_text(const struct blocklist *list, const char *letters)
{
    for (int i = 0; i < list->texts.count; i++)
        if (strstr(letters, list->texts.items[i]))
            return list->texts.items[i];
    return NULL;
}

/* Splits at everything that ends a word. Single letters in a row are one spelt-out word: "f u c k", "F.U.C.K". */
const char *blocklist_find(const struct blocklist *list, struct folder *folder, const char *name)
{
    static const char separators[] = " .,-_/\\'\"()[]{}:;+&*~|?=<>#";
    char folded[2 * KEY_BYTES], word[KEY_BYTES];
    char innocent_free[2 * KEY_BYTES] = "", spelt[KEY_BYTES] = "";
    const char *found = NULL;

    folder_fold(folder, name, folded, sizeof folded);
    for (const char *at = folded; !found && *at;) {
        size_t length = strcspn(at, separators);

        if (length > 0) {
            word_key(at, length, word);
            found = find_word(list, word);
            if (!is_exception(list, word))
                strncat(innocent_free, word, sizeof innocent_free - strlen(innocent_free) - 1);
            if (length == 1 && strlen(spelt) + 1 < sizeof spelt)
                strcat(spelt, word);
            else
                spelt[0] = '\0';
            if (!found && strlen(spelt) > 1)
                found = find_word(list, spelt);
        }
        at += length;
        at += strspn(at, separators);
    }
    return found ? found : find_text(list, innocent_free);
}
