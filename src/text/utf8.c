/* Decodes, validates and cleans UTF-8. */
#include "text/utf8.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

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

/* Characters that no name contains: signs of a wrong encoding or a damaged file. */
static int is_rejected(UChar32 code)
{
    int type = u_charType(code);

    return type == U_CONTROL_CHAR || type == U_PRIVATE_USE_CHAR || type == U_UNASSIGNED ||
           type == U_SURROGATE || code == 0xfffd;
}

/* The zero-width joiner and non-joiner, which join emoji and control ligatures. */
static int is_joiner(UChar32 code)
{
    return code == 0x200c || code == 0x200d;
}

/* Invisible tag characters, which turn a black flag into the flag of a region. */
static int is_tag(UChar32 code)
{
    return code >= 0xe0020 && code <= 0xe007f;
}

/* The ends of a text at which the name continues: white space there stays. */
enum edges { EDGE_NONE = 0, EDGE_FIRST = 1, EDGE_LAST = 2 };

struct tidier {
    UChar *units;
    int32_t length; /* of the output so far */
    UChar32 last;   /* 0 at the start of a word */
    UChar32 joiner; /* pending: written when a character follows; or 0 */
    int space;      /* white space after it is pending, too */
};

static void put(struct tidier *t, UChar32 code)
{
    if (t->joiner)
        U16_APPEND_UNSAFE(t->units, t->length, t->joiner);
    if (t->space)
        t->units[t->length++] = ' ';
    U16_APPEND_UNSAFE(t->units, t->length, code);
    t->joiner = 0;
    t->space = 0;
    t->last = code;
}

static int is_selector(UChar32 code)
{
    return u_charType(code) == U_NON_SPACING_MARK && u_hasBinaryProperty(code, UCHAR_VARIATION_SELECTOR);
}

/* Format characters and variation selectors are dropped unless they modify the character before them. */
static int is_dropped(const struct tidier *t, UChar32 code)
{
    if (is_selector(code))
        return !t->last || t->joiner || is_selector(t->last);
    return u_charType(code) == U_FORMAT_CHAR && !(is_tag(code) && (t->last == 0x1f3f4 || is_tag(t->last)));
}

/* Trims, collapses white space and drops formatting characters, in place. Returns the new length, or -1 for a
 * character that is not allowed. */
static int32_t tidy(UChar *units, int32_t length, enum edges edges)
{
    struct tidier t = {.units = units};
    int32_t from = 0;

    while (from < length) {
        UChar32 code;

        U16_NEXT(units, from, length, code);
        if (u_isUWhiteSpace(code)) {
            t.space = t.length > 0 || (edges & EDGE_FIRST);
            t.last = 0;
        } else if (is_rejected(code)) {
            return -1;
        } else if (is_joiner(code)) {
            t.joiner = t.last && !t.joiner ? code : t.joiner;
        } else if (!is_dropped(&t, code)) {
            put(&t, code);
        }
    }
    if (t.space && (edges & EDGE_LAST))
        units[t.length++] = ' ';
    return t.length;
}

/* Whether all characters are invisible: fillers and selectors, the blank braille pattern, white space. */
static int is_blank(const UChar *units, int32_t length)
{
    UChar32 code;

    for (int32_t at = 0; at < length;) {
        U16_NEXT(units, at, length, code);
        if (!u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !u_isUWhiteSpace(code) &&
            code != 0x2800)
            return 0;
    }
    return 1;
}

static enum clean_result clean_unicode(const char *text, size_t length, enum edges edges,
                                       char out[NAME_BYTES])
{
    UChar raw[NAME_BYTES], normal[4 * NAME_BYTES];
    UErrorCode code = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
    int32_t units = 0, bytes = 0;

    u_strFromUTF8(raw, NAME_BYTES, &units, text, (int32_t)length, &code);
    if (U_FAILURE(code))
        return CLEAN_TOO_LONG;
    /* before NFC, because a dropped character may stand between a letter and its accent */
    units = tidy(raw, units, edges);
    if (units < 0)
        return CLEAN_CONTROL;
    if (edges == EDGE_NONE && is_blank(raw, units))
        return CLEAN_EMPTY;
    units = unorm2_normalize(nfc, raw, units, normal, 4 * NAME_BYTES, &code);
    u_strToUTF8(out, NAME_BYTES - 1, &bytes, normal, units, &code);
    if (U_FAILURE(code))
        return CLEAN_TOO_LONG;
    out[bytes] = '\0';
    return bytes ? CLEAN_OK : CLEAN_EMPTY;
}

static enum clean_result clean(const char *text, size_t length, enum edges edges, char out[NAME_BYTES])
{
    size_t to = 0;
    int space = 0;

    while (length > 0 && (text[0] == ' ' || text[0] == '\t') && !(edges & EDGE_FIRST))
        text++, length--;
    if (utf8_invalid_at(text, length) != length)
        return CLEAN_NOT_UTF8;
    if (length >= NAME_BYTES)
        return CLEAN_TOO_LONG;
    /* Fast path: nearly all names are plain ASCII. */
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= 0x80)
            return clean_unicode(text, length, edges, out);
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            space = to > 0 || (edges & EDGE_FIRST);
            continue;
        }
        if (c < 0x20 || c == 0x7f)
            return CLEAN_CONTROL;
        if (space)
            out[to++] = ' ';
        space = 0;
        out[to++] = (char)c;
    }
    if (space && (edges & EDGE_LAST))
        out[to++] = ' ';
    out[to] = '\0';
    return to ? CLEAN_OK : CLEAN_EMPTY;
}

enum clean_result utf8_clean(const char *text, size_t length, char out[NAME_BYTES])
{
    return clean(text, length, EDGE_NONE, out);
}

enum clean_result utf8_clean_part(const char *text, enum name_part part, char out[NAME_BYTES])
{
    static const enum edges edges[] = {
        [PART_BEGINNING] = EDGE_LAST, [PART_END] = EDGE_FIRST, [PART_INSIDE] = EDGE_FIRST | EDGE_LAST};

    return clean(text, strlen(text), edges[part], out);
}

/* ---- error messages ---- */

/* The description of a rejected character. */
static const char *rejected_kind(UChar32 code)
{
    switch (u_charType(code)) {
    case U_CONTROL_CHAR:
        return "a control character";
    case U_PRIVATE_USE_CHAR:
        return "a private-use character";
    case U_UNASSIGNED:
        return "a character that is not in Unicode";
    }
    return "a replacement character, in place of an invalid one";
}

static int explain_rejected(const char *text, size_t length, struct err *why)
{
    int32_t at = 0;

    for (int number = 1; at < (int32_t)length; number++) {
        UChar32 code;

        U8_NEXT((const uint8_t *)text, at, (int32_t)length, code);
        if (code >= 0 && is_rejected(code) && !u_isUWhiteSpace(code))
            return err_set(why, "holds U+%04X as character %d: %s", (unsigned)code, number,
                           rejected_kind(code));
    }
    return err_set(why, "holds a control character");
}

int utf8_clean_why(const char *text, size_t length, enum clean_result result, struct err *why)
{
    switch (result) {
    case CLEAN_OK:
        break;
    case CLEAN_NOT_UTF8:
        return err_set(why, "is not UTF-8 (from byte %zu on)", utf8_invalid_at(text, length) + 1);
    case CLEAN_EMPTY:
        return err_set(why, length ? "is empty: it holds only blank characters" : "is empty");
    case CLEAN_CONTROL:
        return explain_rejected(text, length, why);
    case CLEAN_TOO_LONG:
        return err_set(why, "is too long: a name has at most %d bytes", NAME_BYTES - 1);
    }
    return err_set(why, "is a name");
}

void utf8_printable(const char *text, char *out, size_t size)
{
    size_t length = strlen(text), put = 0;
    int32_t at = 0;

    while (at < (int32_t)length && put + U8_MAX_LENGTH < size) {
        UChar32 code;

        U8_NEXT((const uint8_t *)text, at, (int32_t)length, code);
        put += (size_t)utf8_put(code < 0 || is_rejected(code) ? 0xfffd : (uint32_t)code, out + put);
    }
    out[put] = '\0';
}
