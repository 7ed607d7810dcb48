/* Tables of country codes and names, and lookups in them. */
#include "corpus/places.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "base/array.h"
#include "base/memory.h"
#include "corpus/plain.h"
#include "judge/edits.h"
#include "text/key.h"

enum { LETTERS = 26, CODE_BYTES = 3, TEXT_BYTES = 257, NAME_ROOM = 256 };

struct place {
    char *key;  /* the normalized words without spaces */
    char *name; /* for messages; NULL in languages other than English */
    char code[CODE_BYTES];
    size_t order; /* the first of several with the same key is used */
};

struct place_table {
    struct place *items; /* sorted by key */
    size_t count, room;
};

struct places {
    char codes[LETTERS][LETTERS][CODE_BYTES]; /* "" for two letters that are not a code */
    struct place_table english, others;
    pthread_mutex_t others_lock;
    int others_ready;
};

/* Kinds of rows in data/countries.tsv:
 *   code      a code in use that is not in ISO 3166-1, and the code it is mapped to
 *   name      a name that ICU does not have; a former country has the code of its successor if there is a
 *             single one, or else MusicBrainz' code
 *   form      a word that may precede " of " in the formal name of a country: "Kingdom of the Netherlands"
 *   language  a language with a large Wikipedia or official lists: its names are loaded when an English
 *             lookup fails */
enum country_row_kind { COUNTRY_CODE, COUNTRY_NAME, COUNTRY_FORM, COUNTRY_LANGUAGE };

static const struct {
    enum country_row_kind kind;
    const char *text, *code;
} country_rows[] = {
#include "corpus/countries.inc"
};
enum { COUNTRY_ROWS = sizeof country_rows / sizeof *country_rows };

/* ---- the tables ---- */

/* "the united states" → "unitedstates": the article is dropped, and Saint becomes St. */
static void key_of(const char *words, char key[PLAIN_BYTES])
{
    size_t at = 0;

    while (*words) {
        size_t length = strcspn(words, " ");

        if (length == 5 && strncmp(words, "saint", 5) == 0) {
            memcpy(key + at, "st", 2);
            at += 2;
        } else if (!(length == 3 && strncmp(words, "the", 3) == 0)) {
            memcpy(key + at, words, length);
            at += length;
        }
        words += length + (words[length] == ' ');
    }
    key[at] = '\0';
}

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct place *)a)->key, ((const struct place *)b)->key);
}

static int compare_for_sorting(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order ? order : x->order < y->order ? -1 : 1;
}

static void add(struct place_table *table, const char *code, const char *name, int is_shown)
{
    char words[PLAIN_BYTES], key[PLAIN_BYTES];
    struct place place = {.order = table->count};

    plain_words(name, strlen(name), words);
    key_of(words, key);
    if (!*key)
        return;
    place.key = memory_copy(key);
    place.name = is_shown ? memory_copy(name) : NULL;
    memcpy(place.code, code, CODE_BYTES);
    *array_add(table) = place;
}

/* Sorts, and keeps the first entry of each key. */
static void sort_unique(struct place_table *table)
{
    size_t kept = 0;

    if (table->count)
        qsort(table->items, table->count, sizeof *table->items, compare_for_sorting);
    for (size_t i = 0; i < table->count; i++)
        if (kept && strcmp(table->items[kept - 1].key, table->items[i].key) == 0) {
            free(table->items[i].key);
            free(table->items[i].name);
        } else
            table->items[kept++] = table->items[i];
    table->count = kept;
}

static void clear(struct place_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->items[i].key);
        free(table->items[i].name);
    }
    free(table->items);
}

/* Adds the names of all countries in a language. Names of one or two letters are skipped: they could be
 * codes. */
static int add_language(struct place_table *table, const char *language, struct err *why)
{
    int is_english = strcmp(language, "en") == 0;

    for (const char *const *code = uloc_getISOCountries(); *code; code++) {
        char locale[16], name[NAME_ROOM];
        UChar units[NAME_ROOM / 2];
        UErrorCode status = U_ZERO_ERROR;

        snprintf(locale, sizeof locale, "und_%s", *code);
        uloc_getDisplayCountry(locale, language, units, NAME_ROOM / 2, &status);
        u_strToUTF8(name, sizeof name, NULL, units, -1, &status);
        if (U_FAILURE(status) && is_english)
            return err_set(why, "ICU cannot name the country %s: %s", *code, u_errorName(status));
        if (U_FAILURE(status) || strlen(name) < 3)
            continue;
        add(table, *code, name, is_english);
    }
    return 0;
}

static int is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static void add_code(struct places *places, const char *code, const char *means)
{
    memcpy(places->codes[code[0] - 'A'][code[1] - 'A'], means, CODE_BYTES);
}

static int fill(struct places *places, struct err *why)
{
    for (int i = 0; i < COUNTRY_ROWS; i++)
        if (country_rows[i].kind == COUNTRY_CODE)
            add_code(places, country_rows[i].text, country_rows[i].code);
    for (const char *const *code = uloc_getISOCountries(); *code; code++)
        add_code(places, *code, *code);
    for (int i = 0; i < COUNTRY_ROWS; i++)
        if (country_rows[i].kind == COUNTRY_NAME)
            add(&places->english, country_rows[i].code, country_rows[i].text, 1);
    if (add_language(&places->english, "en", why) != 0)
        return -1;
    for (const char *const *code = uloc_getISOCountries(); *code; code++) {
        char locale[16];

        snprintf(locale, sizeof locale, "und_%s", *code);
        add(&places->english, *code, uloc_getISO3Country(locale), 0);
    }
    sort_unique(&places->english);
    return 0;
}

struct places *places_new(struct err *why)
{
    struct places *places = memory_new(sizeof *places);

    memset(places, 0, sizeof *places);
    pthread_mutex_init(&places->others_lock, NULL);
    if (fill(places, why) == 0)
        return places;
    places_free(places);
    return NULL;
}

void places_free(struct places *places)
{
    if (!places)
        return;
    clear(&places->english);
    clear(&places->others);
    pthread_mutex_destroy(&places->others_lock);
    free(places);
}

/* The names in other languages, loaded at the first call. */
static const struct place_table *others(const struct places *shared)
{
    struct places *places =
        (struct places *)shared; /* only the lazily loaded table changes, under its lock */
    struct err unused;           /* names may be missing in languages other than English */

    pthread_mutex_lock(&places->others_lock);
    if (!places->others_ready) {
        places->others_ready = 1;
        for (int i = 0; i < COUNTRY_ROWS; i++)
            if (country_rows[i].kind == COUNTRY_LANGUAGE)
                add_language(&places->others, country_rows[i].text, &unused);
        sort_unique(&places->others);
    }
    pthread_mutex_unlock(&places->others_lock);
    return &places->others;
}

/* ---- one country ---- */

static const char *find(const struct place_table *table, char *key)
{
    struct place wanted = {.key = key}, *found;

    found = bsearch(&wanted, table->items, table->count, sizeof wanted, compare);
    return found ? found->code : NULL;
}

static const char *of_two(const struct places *places, char first, char second)
{
    const char *code = is_letter(first) && is_letter(second) ? places->codes[first - 'A'][second - 'A'] : "";

    return *code ? code : NULL;
}

const char *places_code_of_two(const struct places *places, const char *text)
{
    return text[0] && text[1] && !text[2] ? of_two(places, text[0], text[1]) : NULL;
}

/* words: the result of plain_words. */
static const char *code_of_words(const struct places *places, const char *words)
{
    char key[PLAIN_BYTES];
    const char *code;

    key_of(words, key);
    code = find(&places->english, key);
    if (!code && strlen(key) > 2)
        code = find(others(places), key);
    return code;
}

static int is_form(const char *word, size_t length)
{
    for (int i = 0; i < COUNTRY_ROWS; i++)
        if (country_rows[i].kind == COUNTRY_FORM && strlen(country_rows[i].text) == length &&
            strncmp(country_rows[i].text, word, length) == 0)
            return 1;
    return 0;
}

/* Whether all of these words occur in formal names. */
static int is_formal(const char *words, size_t length)
{
    const char *end = words + length;

    while (words < end) {
        size_t one = strcspn(words, " ");

        if (one > (size_t)(end - words))
            one = (size_t)(end - words);
        if (!is_form(words, one))
            return 0;
        words += one + 1;
    }
    return length > 0;
}

/* "kingdom of the netherlands" → "the netherlands". */
static const char *after_form(const char *words)
{
    const char *of = strstr(words, " of ");

    return of && is_formal(words, (size_t)(of - words)) ? of + 4 : NULL;
}

static const char *code_of_name(const struct places *places, const char *words)
{
    const char *code = code_of_words(places, words), *rest = code ? NULL : after_form(words);

    return rest ? code_of_words(places, rest) : code;
}

/* "Korea, Republic of" → "Republic of Korea". Returns 0 for other forms. */
static int invert(const char *text, char out[TEXT_BYTES])
{
    const char *comma = strchr(text, ',');
    size_t length = strlen(text);

    if (!comma || length + 2 > TEXT_BYTES || length < 4 ||
        (strcmp(text + length - 3, " of") != 0 && strcmp(text + length - 4, " the") != 0))
        return 0;
    snprintf(out, TEXT_BYTES, "%s %.*s", comma + 1, (int)(comma - text), text);
    return 1;
}

/* "Germany (West)" → "Germany". Returns 0 when nothing is in parentheses. */
static int without_remark(const char *text, char out[TEXT_BYTES])
{
    const char *open = strpbrk(text, "([");

    if (!open || open == text)
        return 0;
    snprintf(out, TEXT_BYTES, "%.*s", (int)(open - text), text);
    return 1;
}

static const char *code_of_letters(const struct places *places, const char *text)
{
    int is_small = text[0] >= 'a' && text[0] <= 'z' && text[1] >= 'a' && text[1] <= 'z';

    if (!text[0] || !text[1] || text[2])
        return NULL;
    return is_small ? of_two(places, text[0] + 'A' - 'a', text[1] + 'A' - 'a')
                    : of_two(places, text[0], text[1]);
}

/* text: shorter than TEXT_BYTES, trimmed. */
static const char *code_of_one(const struct places *places, const char *text)
{
    char words[PLAIN_BYTES], other[TEXT_BYTES];
    const char *code = code_of_letters(places, text);

    if (code)
        return code;
    plain_words(text, strlen(text), words);
    code = code_of_name(places, words);
    if (!code && invert(text, other)) {
        plain_words(other, strlen(other), words);
        code = code_of_name(places, words);
    }
    if (!code && without_remark(text, other)) {
        plain_words(other, strlen(other), words);
        code = code_of_name(places, words);
    }
    return code;
}

/* ---- lists ---- */

/* Copies a text without leading and trailing spaces. */
static void copy_part(const char *text, size_t length, char out[TEXT_BYTES])
{
    while (length && strchr(" \t", *text)) {
        text++;
        length--;
    }
    while (length && strchr(" \t", text[length - 1]))
        length--;
    memcpy(out, text, length);
    out[length] = '\0';
}

/* The length of the text up to one of the separators; *separator is set to the length of that separator. */
static size_t part_length(const char *text, const char *const *separators, size_t *separator)
{
    size_t length = strlen(text);

    *separator = 0;
    for (; *separators; separators++) {
        const char *at = strstr(text, *separators);

        if (at && (size_t)(at - text) < length) {
            length = (size_t)(at - text);
            *separator = strlen(*separators);
        }
    }
    return length;
}

/* "Sweden, Norway" → SE; "Leeds, England" → GB; "Georgia, USA" → US. */
static const char *code_of_row(const struct places *places, const char *text)
{
    static const char *const separators[] = {",", " and ", " & ", "、", "，", NULL};
    const char *found = NULL, *code;
    char part[TEXT_BYTES];
    size_t separator, length;
    int n = 0, is_first = 0;

    for (;; text += length + separator, n++) {
        length = part_length(text, separators, &separator);
        copy_part(text, length, part);
        code = *part ? code_of_one(places, part) : NULL;
        if (code && (!is_first || (strcmp(found, "GE") == 0 && strcmp(code, "US") == 0)))
            found = code;
        is_first |= n == 0 && code != NULL;
        if (!separator)
            return found;
    }
}

static const char *code_of_list(const struct places *places, const char *text)
{
    static const char *const separators[] = {";", "/", "|", "+", "；", NULL};
    const char *code = NULL;
    char part[TEXT_BYTES];
    size_t separator, length;

    for (;; text += length + separator) {
        length = part_length(text, separators, &separator);
        copy_part(text, length, part);
        if (*part && !(code = code_of_one(places, part)))
            code = code_of_row(places, part);
        if (code || !separator)
            return code;
    }
}

const char *places_code(const struct places *places, const char *text)
{
    const char *code = places_code_of_two(places, text);
    char whole[TEXT_BYTES];

    if (code || !*text || strlen(text) >= TEXT_BYTES)
        return code;
    copy_part(text, strlen(text), whole);
    return places_is_none(whole) ? NULL : code_of_list(places, whole);
}

int places_is_none(const char *text)
{
    static const char *const nones[] = {"", "n a", "nan", "none", "null", "unknown", "n"};
    char words[PLAIN_BYTES];

    if (strlen(text) > 16)
        return 0;
    if (text[strspn(text, " \t-?")] == '\0')
        return 1;
    plain_words(text, strlen(text), words);
    for (size_t i = 0; i < sizeof nones / sizeof *nones; i++)
        if (strcmp(words, nones[i]) == 0)
            return *words || strpbrk(text, "–—");
    return 0;
}

/* ---- suggestions ---- */

const char *places_nearest(const struct places *places, const char *text, const char **code)
{
    char words[PLAIN_BYTES], key[PLAIN_BYTES];
    const struct place *nearest = places->english.items; /* never empty */
    int least = INT_MAX;

    plain_words(text, strlen(text), words);
    key_of(words, key);
    key[KEY_BYTES / 2] = '\0';
    for (size_t i = 0; i < places->english.count; i++) {
        const struct place *place = &places->english.items[i];
        int is_beginning = *key && strlen(key) <= 3 && strncmp(place->key, key, strlen(key)) == 0;
        int far = is_beginning ? 0 : edits_between(key, place->key);

        if (place->name && far < least) {
            nearest = place;
            least = far;
        }
    }
    *code = nearest->code;
    return nearest->name;
}

static int is_listed(const char *codes, const char *code)
{
    for (; *codes; codes += codes[2] ? 3 : 2)
        if (strncmp(codes, code, 2) == 0)
            return 1;
    return 0;
}

/* Adds a code to "US,GB". */
static void add_to_list(char *codes, const char *code)
{
    if (is_listed(codes, code))
        return;
    if (*codes)
        strcat(codes, ",");
    strcat(codes, code);
}

char *places_list(const struct places *places, const char *list, struct err *why)
{
    static const char *const separators[] = {",", ";", NULL};
    char *codes = memory_new(2 * strlen(list) + 4), part[TEXT_BYTES];
    const char *code = NULL;
    size_t separator = 1;

    *codes = '\0';
    if (strlen(list) < TEXT_BYTES && strstr(list, " of") &&
        (code = code_of_one(places, list))) { /* "Korea, Republic of" */
        add_to_list(codes, code);
        return codes;
    }
    while (separator) {
        size_t length = part_length(list, separators, &separator);

        snprintf(part, sizeof part, "%s", "");
        if (length < TEXT_BYTES)
            copy_part(list, length, part);
        code = *part ? code_of_one(places, part) : NULL;
        if (!code) {
            const char *nearest = places_nearest(places, part, &code);

            err_set(why, "'%.*s' is not a known country; the nearest known one is %s (%s)", (int)length, list,
                    nearest, code);
            free(codes);
            return NULL;
        }
        add_to_list(codes, code);
        list += length + separator;
    }
    return codes;
}
