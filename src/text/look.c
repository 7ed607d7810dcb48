/* Computes skeletons with ICU's spoof checker. */
#include "text/look.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "text/utf8.h"

/* In UTF-16 units: the part of a name that is used, and room for its compatibility form (up to 6 units per
 * byte) and its skeleton (up to 7 per unit). */
enum { USED_UNITS = 2 * NAME_BYTES, UNITS = 8 * USED_UNITS };

struct look {
    USpoofChecker *checker;
    const UNormalizer2 *nfkc; /* owned by ICU */
};

struct look *look_new(struct err *why)
{
    UErrorCode code = U_ZERO_ERROR;
    struct look *look = calloc(1, sizeof *look);

    if (!look) {
        err_set(why, "out of memory");
        return NULL;
    }
    look->nfkc = unorm2_getNFKCInstance(&code);
    look->checker = uspoof_open(&code);
    if (U_FAILURE(code)) {
        err_set(why, "ICU has no list of confusable characters: %s", u_errorName(code));
        free(look);
        return NULL;
    }
    return look;
}

void look_free(struct look *look)
{
    if (!look)
        return;
    uspoof_close(look->checker);
    free(look);
}

/* Confusable letters that Unicode's list does not have; the last four are rotated letters. */
static UChar32 confusable_letter(UChar32 letter)
{
    switch (letter) {
    case 'i':
        return 'l';
    case 'v':
        return 'u';
    case 0x259: /* ə */
    case 0x1dd: /* ǝ */
        return 'e';
    case 0x254: /* ɔ */
        return 'c';
    case 0x28c: /* ʌ */
        return 'a';
    default:
        return letter;
    }
}

/* Appends one lower-case letter if it fits. Returns the new length. */
static int put(char skeleton[LOOK_BYTES], int length, UChar32 letter)
{
    char bytes[4];
    int size;

    if (letter == 'm')
        return put(skeleton, put(skeleton, length, 'r'), 'n');
    if (letter == 'w')
        return put(skeleton, put(skeleton, length, 'u'), 'u');
    size = utf8_put((uint32_t)confusable_letter(letter), bytes);
    if (length + size >= LOOK_BYTES)
        return length;
    memcpy(skeleton + length, bytes, (size_t)size);
    return length + size;
}

/* Letters, digits and combining marks other than accents. */
static int is_kept(UChar32 letter)
{
    return U_GET_GC_MASK(letter) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK) &&
           !(letter >= 0x300 && letter <= 0x36f);
}

/* Drops spaces, punctuation and accents in place, and cuts the text at USED_UNITS. Punctuation is dropped
 * before the skeleton is computed, which would turn some of it into letters: a percent sign is º/₀. */
static int32_t drop_unused(UChar *units, int32_t length)
{
    int32_t from = 0, to = 0;

    while (from < length && to + 1 < USED_UNITS) {
        UChar32 letter;

        U16_NEXT(units, from, length, letter);
        if (is_kept(letter) ||
            (U_GET_GC_MASK(letter) & U_GC_S_MASK)) /* some symbols, such as |, become letters */
            U16_APPEND_UNSAFE(units, to, letter);
    }
    return to;
}

static int is_latin(UChar32 letter)
{
    UErrorCode problem = U_ZERO_ERROR;

    return uscript_getScript(letter, &problem) == USCRIPT_LATIN;
}

/* The Latin letter that a letter of another script, or a rotated one, resembles: KoЯn, ΛCID. Applies only in
 * words that also have a Latin letter. */
static UChar latin_lookalike(UChar letter)
{
    static const struct {
        UChar letters[17];
        char latin;
    } shapes[] = {
        {u"ЯяГг", 'r'},     {u"ИиЙйПпЛлΠ", 'n'}, {u"ШшЩщ", 'w'},     {u"Ццμµ", 'u'},   {u"ЧчΨψ", 'y'},
        {u"ДдΛλΔδ∆∀", 'a'}, {u"ΣΞξЭэ∃Єє", 'e'},  {u"ФфΘθΦφΩ∅", 'o'}, {u"ЪъЬьБб", 'b'}, {u"Жж", 'x'},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (u_strchr(shapes[i].letters, letter))
            return (UChar)shapes[i].latin;
    return letter;
}

/* Replaces such letters word by word: a Latin word does not affect a Cyrillic one next to it. */
static void replace_lookalikes(UChar *units, int32_t length)
{
    for (int32_t from = 0, to; from < length; from = to + 1) {
        int any_latin = 0;

        for (to = from; to < length && units[to] != ' '; to++)
            any_latin |= is_latin(units[to]);
        for (int32_t i = from; any_latin && i < to; i++)
            if (units[i] >= 0x80)
                units[i] = latin_lookalike(units[i]);
    }
}

/* ICU's skeleton in lower case. Replaces units; returns the new length. */
static int32_t lower_case_skeleton(const struct look *look, UChar units[UNITS], int32_t length,
                                   UErrorCode *code)
{
    UChar other[UNITS];

    if (U_FAILURE(*code))
        return 0;
    length = drop_unused(units, length);
    length = unorm2_normalize(look->nfkc, units, length, other, UNITS, code);
    length = uspoof_getSkeleton(look->checker, 0, other, length, units, UNITS, code);
    length = u_strToLower(other, UNITS, units, length, "", code);
    u_memcpy(units, other, U_SUCCESS(*code) ? length : 0);
    return length;
}

int look_make_by_icu(const struct look *look, const char *name, char skeleton[LOOK_BYTES])
{
    UChar written[UNITS], units[UNITS];
    UErrorCode code = U_ZERO_ERROR;
    int32_t count = 0;
    int length = 0;

    u_strFromUTF8(written, UNITS, &count, name, -1, &code);
    count = unorm2_normalize(look->nfkc, written, count, units, UNITS, &code);
    if (U_SUCCESS(code))
        replace_lookalikes(units, count);
    count = lower_case_skeleton(look, units, count, &code);
    count = lower_case_skeleton(look, units, count, &code); /* M stays M, but m becomes rn */
    for (int32_t at = 0; U_SUCCESS(code) && at < count;) {
        UChar32 letter;
        int before = length;

        U16_NEXT(units, at, count, letter);
        if (!is_kept(letter))
            continue;
        length = put(skeleton, length, letter);
        if (length == before)
            break;
    }
    skeleton[length] = '\0';
    return length;
}

/* ICU's skeleton of an ASCII character, in lower case; 0 when it is dropped. */
static char ascii_look(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c == 'I' ? 'l' : (char)(c + 'a' - 'A');
    if (c == '0')
        return 'o';
    if (c == '1' || c == '|')
        return 'l';
    return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '9') ? c : 0;
}

int look_make(const struct look *look, const char *name, char skeleton[LOOK_BYTES])
{
    int length = 0;

    /* Fast path: nearly all names are plain ASCII. */
    for (const char *at = name; *at; at++) {
        char letter = ascii_look(*at);

        if ((unsigned char)*at >= 0x80)
            return look_make_by_icu(look, name, skeleton);
        if (letter)
            length = put(skeleton, length, letter);
    }
    skeleton[length] = '\0';
    return length;
}
