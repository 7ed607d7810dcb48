/* Folds names with ICU's transliterators. */
#include "text/fold.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "text/look.h"

/* UTF-16 units of a text during transliteration, which can lengthen it ("宇" becomes "yu"). */
enum { UNITS = 8 * NAME_BYTES };

struct folder {
    UTransliterator *latin, *simplified;
    struct look *look;
};

static UTransliterator *open_transliterator(const char *id, struct err *why)
{
    UChar units[128];
    UErrorCode code = U_ZERO_ERROR;
    UTransliterator *opened;

    u_uastrcpy(units, id);
    opened = utrans_openU(units, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code))
        err_set(why, "ICU has no transliterator '%s': %s", id, u_errorName(code));
    return opened;
}

/* Lower case first, because ICU adds marks to some capitals when it converts them to Latin letters. Marks
 * that are left at the end belong to no letter and are removed. */
static const char to_latin[] = "NFKC; Lower; Any-Latin; Latin-ASCII; Lower; [[:Inherited:]&[:Mn:]] Remove";

struct folder *folder_new(struct err *why)
{
    struct folder *folder = calloc(1, sizeof *folder);

    if (!folder) {
        err_set(why, "out of memory");
        return NULL;
    }
    if ((folder->latin = open_transliterator(to_latin, why)) &&
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

/* Drops default-ignorable characters in place; returns the new length. */
static int32_t drop_ignorable(UChar *units, int32_t length)
{
    int32_t from = 0, to = 0;

    while (from < length) {
        UChar32 code;

        U16_NEXT(units, from, length, code);
        if (code < 0x80 || !u_hasBinaryProperty(code, UCHAR_DEFAULT_IGNORABLE_CODE_POINT))
            U16_APPEND_UNSAFE(units, to, code);
    }
    return to;
}

/* Copies as many whole characters as fit. */
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

/* Transliterates a text of fewer than NAME_BYTES bytes. Returns the length of the result in bytes, or 0 when
 * it is too long. */
static int32_t transliterate(const UTransliterator *by, const char *text, char bytes[3 * UNITS])
{
    UChar units[UNITS];
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = 0, limit, written = 0;

    u_strFromUTF8(units, UNITS / 4, &length, text, -1, &code);
    if (U_SUCCESS(code))
        length = drop_ignorable(units, length);
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
    if (written > 0 && written > (int32_t)strspn(bytes, " ")) /* some letters have no transliteration */
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
