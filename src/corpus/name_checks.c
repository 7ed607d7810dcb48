/* Repairs mojibake, removes control characters, and detects placeholders and credits. */
#include "corpus/name_checks.h"

#include <string.h>
#include <strings.h>
#include <unicode/uchar.h>

/* The characters 0x80–0x9f of Windows-1252; 0 for undefined ones, which decoders map to control
 * characters. */
static const uint16_t windows_1252[32] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                          0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
                                          0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                          0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

/* The byte that decodes to this character in Latin-1 or Windows-1252, or -1. */
static int byte_of(uint32_t code)
{
    if (code <= 0xff)
        return (int)code;
    for (int i = 0; i < 32; i++)
        if (windows_1252[i] == code)
            return 0x80 + i;
    return -1;
}

static int sequence_length(int byte)
{
    return byte >= 0xc2 && byte <= 0xdf   ? 2
           : byte >= 0xe0 && byte <= 0xef ? 3
           : byte >= 0xf0 && byte <= 0xf4 ? 4
                                          : 0;
}

/* Whether a name can contain this character: a sequence for any other character is assumed to be a
 * coincidence. */
static int is_plausible(uint32_t code)
{
    int type = u_charType((UChar32)code);

    return u_isalpha((UChar32)code) || u_isdigit((UChar32)code) || code == 0xa0 ||
           (code < 0x100 && code > 0xa0) || (type >= U_DASH_PUNCTUATION && type <= U_OTHER_PUNCTUATION) ||
           type == U_INITIAL_PUNCTUATION || type == U_FINAL_PUNCTUATION || type == U_NON_SPACING_MARK ||
           type == U_OTHER_SYMBOL;
}

struct decoded {
    int sequences; /* certain mojibake sequences */
    int doubtful;  /* sequences that count only when there are two */
    int other;     /* other non-ASCII characters */
    size_t length;
};

/* Decodes the mojibake sequence at *text and advances *text. Returns the number of bytes, or 0 for no such
 * sequence. */
static int decode_sequence(const char **text, const char *end, char bytes[5])
{
    const char *at = *text, *code_at;
    int length = 0, expected = 1, symbols = 0;

    while (at < end && length < expected) {
        uint32_t code = utf8_next(&at);
        int byte = byte_of(code);

        if (length == 0)
            expected = sequence_length(byte);
        if (byte < 0x80 || (length > 0 && byte > 0xbf))
            return 0;
        symbols += !u_isalpha((UChar32)code);
        bytes[length++] = (char)byte;
    }
    if (expected == 0 || (expected == 3 && symbols == 0) || length < expected ||
        utf8_invalid_at(bytes, (size_t)length) != (size_t)length)
        return 0;
    bytes[length] = '\0';
    code_at = bytes;
    if (!is_plausible(utf8_next(&code_at)))
        return 0;
    *text = at;
    return length;
}

static struct decoded decode(const char *text, const char *end, char out[NAME_BYTES])
{
    struct decoded d = {0};

    while (text < end) {
        char bytes[5];
        const char *at = text;
        int length = (unsigned char)*text < 0x80 ? 0 : decode_sequence(&text, end, bytes);

        if (length) {
            unsigned char first = (unsigned char)bytes[0];

            *(((first >= 0xc2 && first <= 0xc5) || first >= 0xf0 || strncmp(bytes, "\xe2\x80", 2) == 0)
                  ? &d.sequences
                  : &d.doubtful) += 1;
            memcpy(out + d.length, bytes, (size_t)length);
        } else {
            length = utf8_next(&text) < 0x80 ? 1 : (int)(text - at);
            d.other += length > 1;
            memcpy(out + d.length, at, (size_t)length);
        }
        d.length += (size_t)length;
    }
    return d;
}

int name_repair_mojibake(const char *text, size_t length, char out[NAME_BYTES], size_t *out_length)
{
    char before[NAME_BYTES];
    int repaired = 0;

    if (length >= NAME_BYTES || strnlen(text, length) != length)
        return 0;
    for (int round = 0; round < 3; round++) {
        struct decoded d = decode(text, text + length, out);

        if (d.sequences + d.doubtful < (d.sequences ? 1 : 2))
            break;
        if (d.other)
            return d.sequences ? -1 : 0;
        memcpy(before, out, d.length);
        before[d.length] = '\0';
        text = before;
        length = d.length;
        repaired = 1;
    }
    if (repaired) {
        memcpy(out, before, length + 1);
        *out_length = length;
    }
    return repaired;
}

static int is_control(uint32_t code)
{
    int type = u_charType((UChar32)code);

    return (type == U_CONTROL_CHAR && !u_isUWhiteSpace((UChar32)code)) || type == U_PRIVATE_USE_CHAR ||
           type == U_UNASSIGNED;
}

/* Decodes the character at *text, which may be a NUL, and advances *text. */
static uint32_t next_code(const char **text)
{
    if (**text)
        return utf8_next(text);
    ++*text;
    return 0;
}

static int begins_word(uint32_t code)
{
    return u_isupper((UChar32)code) || u_istitle((UChar32)code) || u_isdigit((UChar32)code);
}

int name_remove_controls(const char *text, size_t length, char out[NAME_BYTES], size_t *out_length)
{
    const char *end = text + length;
    int after_letter = 0; /* the last character written is a letter or digit */
    int gap = 0;          /* control characters were removed after it */

    for (*out_length = 0; text < end;) {
        const char *at = text;
        uint32_t code = next_code(&text);
        size_t size = (size_t)(text - at);

        if (*out_length == 0 && u_isUWhiteSpace((UChar32)code))
            continue;
        if (code == 0xfffd || *out_length + size + 1 >= NAME_BYTES)
            return -1;
        if (is_control(code)) {
            gap = 1;
            continue;
        }
        if (gap && after_letter && begins_word(code))
            out[(*out_length)++] = ' ';
        memcpy(out + *out_length, at, size);
        *out_length += size;
        after_letter = u_isalnum((UChar32)code) != 0;
        gap = 0;
    }
    return 0;
}

static const char *const placeholders[] = {
#include "corpus/placeholders.inc"
};

enum credit_kind {
    CREDIT_JOIN,    /* joins artists */
    CREDIT_FOOT,    /* joins artists, but is a unit after a number */
    CREDIT_ARTICLE, /* not a name */
    CREDIT_NUMBER,
};

static const struct {
    enum credit_kind kind;
    const char *word;
} credit_words[] = {
#include "corpus/credits.inc"
};

int name_is_placeholder(const char *name)
{
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
        if ((name[0] | 32) == (placeholders[i][0] | 32) && strcasecmp(name, placeholders[i]) == 0)
            return 1;
    return 0;
}

static int is_word(const char *word, size_t length, enum credit_kind kind)
{
    for (size_t i = 0; i < sizeof credit_words / sizeof *credit_words; i++)
        if (credit_words[i].kind == kind && strlen(credit_words[i].word) == length &&
            strncasecmp(word, credit_words[i].word, length) == 0)
            return 1;
    return 0;
}

static int is_number(const char *word, size_t length)
{
    return (length > 0 && strspn(word, "0123456789.,") >= length) || is_word(word, length, CREDIT_NUMBER);
}

/* Whether a word joins the artists before and after it. */
static int is_join(const char *word, size_t length, const char *before, size_t before_length)
{
    return is_word(word, length, CREDIT_JOIN) ||
           (is_word(word, length, CREDIT_FOOT) && !is_number(before, before_length));
}

int name_is_credit(const char *name)
{
    const char *before = NULL;
    size_t before_length = 0;
    int others = 0; /* preceding words that can be a name */

    for (const char *word = name; *word;) {
        size_t skipped = strspn(word, " (["), length;

        word += skipped;
        length = strcspn(word, " )]");
        if (others > 0 && word[length] && word[length + strspn(word + length, " )]")] &&
            is_join(word, length, before, before_length))
            return 1;
        others += length > 0 && !is_word(word, length, CREDIT_ARTICLE);
        before = word;
        before_length = length;
        word += length + strspn(word + length, " )]");
    }
    return 0;
}
