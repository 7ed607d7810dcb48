#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

#include "text/look.h"

/* UTF-16 units of the longest name, and room for what transliteration makes of it ("宇" becomes "yu"). */
enum { UNITS = 8 * NAME_BYTES };

static int is_ascii_word(const char *text)
{
    uint64_t word;

    memcpy(&word, text, sizeof word);
    return (word & 0x8080808080808080u) == 0;
}

size_t utf8_invalid_at(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length) {
        size_t start = i;
        UChar32 code;

        while (length - i >= 8 && is_ascii_word(text + i))
            i += 8;
        if (i == length)
            return length;
        start = i;
        if ((unsigned char)text[i] < 0x80) {
            i++;
            continue;
        }
        U8_NEXT((const uint8_t *)text, i, length, code);
        if (code < 0)
            return start;
    }
    return length;
}

int utf8_length(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

uint32_t utf8_next(const char **text)
{
    const uint8_t *bytes = (const uint8_t *)*text;
    UChar32 code;
    int32_t i = 0;

    if (!*bytes)
        return 0;
    U8_NEXT_UNSAFE(bytes, i, code);
    *text += i;
    return (uint32_t)code;
}

int utf8_put(uint32_t code, char *out)
{
    int32_t i = 0;

    U8_APPEND_UNSAFE((uint8_t *)out, i, (UChar32)code);
    return i;
}

int utf8_words(const char *text)
{
    int words = 0, inside = 0;
    uint32_t code;

    while ((code = utf8_next(&text))) {
        int space = u_isUWhiteSpace((UChar32)code);

        words += !space && !inside;
        inside = !space;
    }
    return words;
}

/* Text that no name holds: it comes from a wrong encoding or a broken file. */
static int is_refused(UChar32 code)
{
    int type = u_charType(code);

    return type == U_CONTROL_CHAR || type == U_PRIVATE_USE_CHAR || type == U_UNASSIGNED ||
           type == U_SURROGATE || code == 0xfffd;
}

/* Trims, joins white space and drops formatting characters, in place. Returns the new length, or -1 when
 * refused. */
static int32_t tidy(UChar *units, int32_t length)
{
    int32_t from = 0, to = 0;
    int space = 0;

    while (from < length) {
        UChar32 code;

        U16_NEXT(units, from, length, code);
        if (u_isUWhiteSpace(code)) {
            space = to > 0;
            continue;
        }
        if (is_refused(code))
            return -1;
        if (u_charType(code) == U_FORMAT_CHAR)
            continue;
        if (space)
            units[to++] = ' ';
        space = 0;
        U16_APPEND_UNSAFE(units, to, code);
    }
    return to;
}

static enum clean_result clean_unicode(const char *text, size_t length, char out[NAME_BYTES])
{
    UChar raw[NAME_BYTES], normal[4 * NAME_BYTES];
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    int32_t units = 0, bytes = 0;

    u_strFromUTF8(raw, NAME_BYTES, &units, text, (int32_t)length, &code);
    if (U_FAILURE(code))
        return CLEAN_TOO_LONG;
    units = tidy(raw, units); /* first: what it drops may stand between a letter and its accent */
    if (units < 0)
        return CLEAN_CONTROL;
    units = unorm2_normalize(nfc, raw, units, normal, 4 * NAME_BYTES, &code);
    u_strToUTF8(out, NAME_BYTES - 1, &bytes, normal, units, &code);
    if (U_FAILURE(code))
        return CLEAN_TOO_LONG;
    out[bytes] = '\0';
    return bytes ? CLEAN_OK : CLEAN_EMPTY;
}

enum clean_result utf8_clean(const char *text, size_t length, char out[NAME_BYTES])
{
    size_t to = 0;
    int space = 0;

    while (length > 0 && strchr(" \t", text[0]) && text[0])
        text++, length--;
    if (utf8_invalid_at(text, length) != length)
        return CLEAN_NOT_UTF8;
    if (length >= NAME_BYTES)
        return CLEAN_TOO_LONG;
    /* Nearly every name is plain ASCII, for which the rules are simple and ICU is slow. */
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x80)
            return clean_unicode(text, length, out);
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = to > 0;
            continue;
        }
        if (c < 0x20 || c == 0x7f)
            return CLEAN_CONTROL;
        if (space)
            out[to++] = ' ';
        space = 0;
        out[to++] = (char)c;
    }
    out[to] = '\0';
    return to ? CLEAN_OK : CLEAN_EMPTY;
}

const char *clean_result_text(enum clean_result result)
{
    switch (result) {
    case CLEAN_OK:
        return "fine";
    case CLEAN_NOT_UTF8:
        return "not UTF-8";
    case CLEAN_EMPTY:
        return "empty";
    case CLEAN_CONTROL:
        return "holds a control or broken character";
    case CLEAN_TOO_LONG:
        return "too long";
    }
    return "";
}

struct folder {
    UTransliterator *latin, *simplified;
    struct look *look;
};

static UTransliterator *open_transliterator(const char *id, struct err *why)
{
    UChar units[64];
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *opened;

    u_uastrcpy(units, id);
    opened = utrans_openU(units, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code))
        err_set(why, "ICU has no transliterator '%s': %s", id, u_errorName(code));
    return opened;
}

struct folder *folder_new(struct err *why)
{
    struct folder *folder = calloc(1, sizeof *folder);

    if (!folder) {
        err_set(why, "out of memory");
        return NULL;
    }
    if ((folder->latin = open_transliterator("NFKC; Any-Latin; Latin-ASCII; Lower", why)) &&
        (folder->simplified = open_transliterator("Traditional-Simplified", why)) &&
        (folder->look = look_new(why)))
        return folder;
    folder_free(folder);
    return NULL;
}

void folder_free(struct folder *folder)
{
    if (!folder)
        return;
    look_free(folder->look);
    utrans_close(folder->latin);
    utrans_close(folder->simplified);
    free(folder);
}

const struct look *folder_look(const struct folder *folder)
{
    return folder->look;
}

/* Copies what fits, never half a character. */
static void copy_cut(const char *text, size_t length, char *out, size_t size)
{
    if (length >= size) {
        length = size - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    memcpy(out, text, length);
    out[length] = '\0';
}

/* Transliterates a text of fewer than NAME_BYTES bytes. Returns the length of the result in bytes, or 0 when it is too
 * long. */
static int32_t transliterate(const UTransliterator *by, const char *text, char bytes[3 * UNITS])
{
    UChar units[UNITS];
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = 0, limit, written = 0;

    u_strFromUTF8(units, UNITS / 4, &length, text, -1, &code);
    limit = length;
    if (U_SUCCESS(code))
        utrans_transUChars(by, units, &length, UNITS, 0, &limit, &code);
    if (U_SUCCESS(code))
        u_strToUTF8(bytes, 3 * UNITS, &written, units, length, &code);
    return U_SUCCESS(code) ? written : 0;
}

void folder_fold(struct folder *folder, const char *text, char *out, size_t size)
{
    char bytes[3 * UNITS];
    int32_t written;
    size_t i;

    for (i = 0; text[i] && (unsigned char)text[i] < 0x80 && i + 1 < size; i++)
        out[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
    out[i] = '\0';
    if (!text[i] || i + 1 == size)
        return;
    written = transliterate(folder->latin, text, bytes);
    if (written > 0 && written > (int32_t)strspn(bytes, " ")) /* some letters fold to nothing */
        copy_cut(bytes, (size_t)written, out, size);
    else
        copy_cut(text, strlen(text), out, size);
}

void folder_simplify(struct folder *folder, const char *text, char out[NAME_BYTES])
{
    char bytes[3 * UNITS];
    int32_t written = transliterate(folder->simplified, text, bytes);

    if (written > 0)
        copy_cut(bytes, (size_t)written, out, NAME_BYTES);
    else
        copy_cut(text, strlen(text), out, NAME_BYTES);
}
