/* Normalizes text with ICU, and ASCII without it. */
#include "corpus/plain.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "text/utf8.h"

enum { TEXT_MAX = 256, UNITS = 1200, UTF8_MAX = 4 };

struct word_writer {
    char *out;
    size_t length;
    int separator; /* a separator is pending */
};

static int has_room(const struct word_writer *w)
{
    return w->length + UTF8_MAX + 1 < PLAIN_BYTES;
}

static void add(struct word_writer *w, uint32_t code)
{
    if (w->separator && w->length)
        w->out[w->length++] = ' ';
    w->separator = 0;
    w->length += (size_t)utf8_put(code, w->out + w->length);
}

static int is_silent(uint32_t code)
{
    return code == '.' || code == '\'' || code == 0x2019 || code == 0x2bc || code == '`';
}

/* code: in lower case. */
static void add_normalized(struct word_writer *w, uint32_t code)
{
    if (code == '&') {
        w->separator = 1;
        for (const char *c = "and"; *c && has_room(w); c++)
            add(w, (unsigned char)*c);
        w->separator = 1;
    } else if (code == 0xf8) /* ø has no decomposition */
        add(w, 'o');
    else if (code == 0x142) /* ł */
        add(w, 'l');
    else if (code < 0x80 ? (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9')
                         : u_isalnum((UChar32)code))
        add(w, code);
    else if (!is_silent(code) && !(code >= 0x80 && U_GET_GC_MASK((UChar32)code) & U_GC_M_MASK))
        w->separator = 1;
}

static int is_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] >= 0x80)
            return 0;
    return 1;
}

static void add_ascii(struct word_writer *w, const char *text, size_t length)
{
    for (size_t i = 0; i < length && has_room(w); i++)
        add_normalized(w, (unsigned char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 'a' - 'A' : text[i]));
}

static void add_unicode(struct word_writer *w, const char *text, size_t length)
{
    UChar units[UNITS], decomposed[UNITS], lower[UNITS];
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *decompose = unorm2_getNFKDInstance(&status);
    int32_t count = 0, at = 0;

    u_strFromUTF8(units, UNITS, &count, text, (int32_t)length, &status);
    count = unorm2_normalize(decompose, units, count, decomposed, UNITS, &status);
    count = u_strFoldCase(lower, UNITS, decomposed, count, U_FOLD_CASE_DEFAULT, &status);
    while (U_SUCCESS(status) && at < count && has_room(w)) {
        UChar32 code;

        U16_NEXT(lower, at, count, code);
        add_normalized(w, (uint32_t)code);
    }
}

void plain_words(const char *text, size_t length, char out[PLAIN_BYTES])
{
    struct word_writer w = {out, 0, 0};

    if (length <= TEXT_MAX && is_ascii(text, length))
        add_ascii(&w, text, length);
    else if (length <= TEXT_MAX && utf8_invalid_at(text, length) == length)
        add_unicode(&w, text, length);
    out[w.length] = '\0';
}
