/* Hashes the Han, Thai and Lao characters of a name. */
#include "text/native.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base/hash.h"

/* The lowest code point of these scripts: avoids the lookup for nearly all names. */
enum { FIRST_NATIVE = 0x0e00 };

static int is_native(uint32_t code)
{
    UErrorCode problem = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)code, &problem);

    return script == USCRIPT_HAN || script == USCRIPT_THAI || script == USCRIPT_LAO;
}

static int has_native(const char *name)
{
    uint32_t code;

    while ((code = utf8_next(&name)))
        if (code >= FIRST_NATIVE && is_native(code))
            return 1;
    return 0;
}

uint32_t native_of(struct folder *folder, const char *name)
{
    char simple[NAME_BYTES];
    uint64_t hash = hash_start;
    const char *at = simple;
    uint32_t code;

    if (!has_native(name))
        return 0;
    folder_simplify(folder, name, simple);
    while ((code = utf8_next(&at)))
        if (is_native(code))
            hash = hash_bytes(hash, &code, sizeof code);
    return ((uint32_t)(hash ^ hash >> 32) & NATIVE_MAX) | 1;
}
