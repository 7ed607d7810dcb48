#include "corpus/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "text/key.h"

enum { PLACES_MAX = 400, CODE_BYTES = 3 };

struct place {
    char *key; /* as key_make makes it: no accents, "&" is "and" */
    char code[CODE_BYTES];
};

struct places {
    struct folder *folder;
    struct place list[PLACES_MAX]; /* by key */
    size_t count;
};

/* Names in use that ICU has otherwise. */
static const char *const others[][2] = {
    {"BA", "Bosnia"},
    {"BN", "Brunei Darussalam"},
    {"BO", "Bolivia, Plurinational State of"},
    {"CD", "Democratic Republic of the Congo"},
    {"CD", "Congo, The Democratic Republic of the"},
    {"CG", "Congo"},
    {"CG", "Republic of the Congo"},
    {"CI", "Ivory Coast"},
    {"CV", "Cabo Verde"},
    {"CZ", "Czech Republic"},
    {"CZ", "Czechia"},
    {"FM", "Federated States of Micronesia"},
    {"GB", "England"},
    {"GB", "Great Britain"},
    {"GB", "Northern Ireland"},
    {"GB", "Scotland"},
    {"GB", "UK"},
    {"GB", "Wales"},
    {"HK", "Hong Kong"},
    {"IR", "Iran, Islamic Republic of"},
    {"KP", "Korea, Democratic People's Republic of"},
    {"KR", "Korea, Republic of"},
    {"KR", "Republic of Korea"},
    {"LA", "Lao People's Democratic Republic"},
    {"MD", "Moldova, Republic of"},
    {"MK", "Macedonia"},
    {"MM", "Burma"},
    {"MM", "Myanmar"},
    {"MO", "Macao"},
    {"MO", "Macau"},
    {"PS", "Palestine"},
    {"PS", "Palestine, State of"},
    {"RU", "Russian Federation"},
    {"SY", "Syrian Arab Republic"},
    {"SZ", "Swaziland"},
    {"TL", "East Timor"},
    {"TR", "Turkey"},
    {"TW", "Taiwan, Province of China"},
    {"TZ", "Tanzania, United Republic of"},
    {"US", "USA"},
    {"US", "United States of America"},
    {"VA", "Holy See"},
    {"VE", "Venezuela, Bolivarian Republic of"},
    {"VN", "Viet Nam"},
};

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct place *)a)->key, ((const struct place *)b)->key);
}

static int add(struct places *places, const char *code, const char *name, struct err *why)
{
    struct place *place = &places->list[places->count];
    struct name_keys keys;

    if (places->count == PLACES_MAX)
        return err_set(why, "ICU knows more countries than there is room for");
    key_make(places->folder, name, &keys);
    memcpy(place->code, code, CODE_BYTES);
    if (!(place->key = strdup(keys.read)))
        return err_set(why, "out of memory");
    places->count++;
    return 0;
}

static int fill(struct places *places, struct err *why)
{
    for (const char *const *code = uloc_getISOCountries(); *code; code++) {
        char locale[16], name[256];
        UChar units[128];
        UErrorCode status = U_ZERO_ERROR;

        snprintf(locale, sizeof locale, "und_%s", *code);
        uloc_getDisplayCountry(locale, "en", units, 128, &status);
        u_strToUTF8(name, sizeof name, NULL, units, -1, &status);
        if (U_FAILURE(status))
            return err_set(why, "ICU cannot name the country %s: %s", *code, u_errorName(status));
        if (add(places, *code, name, why) != 0)
            return -1;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (add(places, others[i][0], others[i][1], why) != 0)
            return -1;
    qsort(places->list, places->count, sizeof *places->list, compare);
    return 0;
}

struct places *places_new(struct err *why)
{
    struct places *places = calloc(1, sizeof *places);

    if (!places) {
        err_set(why, "out of memory");
        return NULL;
    }
    places->folder = folder_new(why);
    if (places->folder && fill(places, why) == 0)
        return places;
    places_free(places);
    return NULL;
}

void places_free(struct places *places)
{
    if (!places)
        return;
    folder_free(places->folder);
    for (size_t i = 0; i < places->count; i++)
        free(places->list[i].key);
    free(places);
}

static int is_code(const char *name)
{
    return strlen(name) == 2 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'A' && name[1] <= 'Z';
}

const char *places_code(struct places *places, const char *name)
{
    char clean[NAME_BYTES];
    struct place wanted = {NULL, ""}, *found;
    struct name_keys keys;

    if (utf8_clean(name, strlen(name), clean) != CLEAN_OK)
        return NULL;
    for (size_t i = 0; is_code(clean) && i < places->count; i++)
        if (strcmp(places->list[i].code, clean) == 0)
            return places->list[i].code;
    key_make(places->folder, clean, &keys);
    wanted.key = keys.read;
    found = bsearch(&wanted, places->list, places->count, sizeof wanted, compare);
    return found ? found->code : NULL;
}
