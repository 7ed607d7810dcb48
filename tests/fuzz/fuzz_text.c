/* The functions on names: what they must keep to for any bytes. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "text/charset.h"
#include "text/key.h"
#include "text/likeness.h"
#include "text/look.h"
#include "text/native.h"
#include "text/sound.h"
#include "text/utf8.h"
#include "text/words.h"

static struct folder *folder;

/* ---- any bytes ---- */

static void check_printable(const char *text)
{
    char shown[64];

    utf8_printable(text, shown, sizeof shown);
    FUZZ_CHECK(fuzz_is_utf8(shown));
    utf8_printable(text, shown, 1);
    FUZZ_CHECK(!*shown);
}

static void check_parts(const char *text)
{
    char out[NAME_BYTES];

    for (int part = PART_BEGINNING; part <= PART_INSIDE; part++)
        if (utf8_clean_part(text, (enum name_part)part, out) == CLEAN_OK)
            FUZZ_CHECK(*out && fuzz_is_utf8(out));
}

static void check_well_formed(const char *text)
{
    const char *at = text;
    char group[CHARSET_GROUP_BYTES], again[4];
    int count = 0;

    for (uint32_t code; (code = utf8_next(&at)); count++) {
        int length = utf8_put(code, again);

        FUZZ_CHECK(memcmp(at - length, again, (size_t)length) == 0);
        charset_group(code, group);
        FUZZ_CHECK(*group);
    }
    FUZZ_CHECK(at == text + strlen(text) && count == utf8_length(text) && utf8_words(text) <= count);
    charset_print_text(fuzz_null(), text);
}

/* ---- clean names ---- */

static void check_sounds(const char *key)
{
    struct sounds sounds;
    char skeleton[SOUND_BYTES];

    sounds_make(key, &sounds);
    FUZZ_CHECK(sounds.count >= 0 && sounds.count <= RESPELLINGS_MAX);
    for (int i = 0; i < sounds.count; i++) {
        FUZZ_CHECK(strlen(sounds.respellings[i]) < SOUND_BYTES);
        FUZZ_CHECK(sounds_skeleton(sounds.respellings[i], skeleton) == (int)strlen(skeleton));
        for (int k = 0; k < sounds.count; k++) {
            int apart = sounds_distance(sounds.respellings[i], sounds.respellings[k], 20);

            FUZZ_CHECK(apart == sounds_distance(sounds.respellings[k], sounds.respellings[i], 20));
            FUZZ_CHECK(i == k ? apart == 0 : apart >= 0 && apart <= 21);
        }
    }
}

/* A key is a name with the same key: read by itself it stays. */
static void check_keys(const char *name)
{
    struct name_keys keys, again;

    key_make(folder, name, &keys);
    FUZZ_CHECK(*keys.read && *keys.plain && fuzz_is_utf8(keys.read) && fuzz_is_utf8(keys.plain));
    FUZZ_CHECK(keys.count == 1 + (strcmp(keys.read, keys.plain) != 0));
    FUZZ_CHECK(keys.native <= NATIVE_MAX && keys.native == native_of(folder, name));
    if (fuzz_is_clean(keys.plain)) {
        key_make(folder, keys.plain, &again);
        FUZZ_CHECK(strcmp(again.plain, keys.plain) == 0);
    }
    check_sounds(keys.read);
    check_sounds(keys.plain);
}

static void check_look(const char *name)
{
    char skeleton[LOOK_BYTES], by_icu[LOOK_BYTES];
    int length = look_make(folder_look(folder), name, skeleton);

    FUZZ_CHECK(length == (int)strlen(skeleton) && fuzz_is_utf8(skeleton));
    FUZZ_CHECK(look_make_by_icu(folder_look(folder), name, by_icu) == length);
    FUZZ_CHECK(strcmp(skeleton, by_icu) == 0);
}

/* Simplified characters are shorter or as long; a name is not written twice as long. */
static void check_folded(const char *name)
{
    char folded[NAME_BYTES], simple[NAME_BYTES], small[8];
    struct likeness likeness;

    folder_fold(folder, name, folded, sizeof folded);
    FUZZ_CHECK(fuzz_is_utf8(folded));
    folder_fold(folder, name, small, sizeof small);
    FUZZ_CHECK(fuzz_is_utf8(small) && strncmp(small, folded, strlen(small)) == 0);
    folder_simplify(folder, name, simple);
    FUZZ_CHECK(fuzz_is_utf8(simple));
    likeness_make(folder, name, folded, &likeness);
    FUZZ_CHECK(fuzz_is_utf8(likeness.look) && fuzz_is_utf8(likeness.words));
    FUZZ_CHECK(words_make(folded, likeness.words) == (int)strlen(likeness.words));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_string(data, size), name[NAME_BYTES];
    size_t good = utf8_invalid_at(text, size);
    enum clean_result result = utf8_clean(text, size, name);
    struct err why = {""};

    if (!folder)
        folder = folder_new(&why);
    FUZZ_CHECK(folder != NULL);
    FUZZ_CHECK(good <= size && utf8_invalid_at(text, good) == good);
    FUZZ_CHECK((result == CLEAN_NOT_UTF8) == (good < size) || result == CLEAN_TOO_LONG);
    check_printable(text);
    if (fuzz_is_utf8(text)) {
        check_parts(text);
        check_well_formed(text);
    }
    if (result == CLEAN_OK) {
        FUZZ_CHECK(fuzz_is_clean(name));
        check_keys(name);
        check_look(name);
        check_folded(name);
    } else {
        FUZZ_CHECK(utf8_clean_why(text, size, result, &why) == -1 && fuzz_is_utf8(why.text));
    }
    free(text);
    return 0;
}
