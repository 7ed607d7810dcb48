/* Classifies and prints characters by their Unicode properties. */
#include "text/charset.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/utf8.h"

enum { RUN = 4, ENTRY_BYTES = 64 };

static int in_mask(uint32_t code, uint32_t mask)
{
    return (U_MASK(u_charType((UChar32)code)) & mask) != 0;
}

int charset_group(uint32_t code, char group[CHARSET_GROUP_BYTES])
{
    static const struct {
        uint32_t mask;
        const char *name;
    } others[] = {
        {U_GC_N_MASK, "digits"}, {U_GC_P_MASK, "punctuation"}, {U_GC_S_MASK, "symbols"},
        {U_GC_M_MASK, "marks"},  {U_GC_Z_MASK, "spaces"},
    };
    UErrorCode problem = U_ZERO_ERROR;
    const char *name = "others";

    if (in_mask(code, U_GC_L_MASK)) {
        UScriptCode script = uscript_getScript((UChar32)code, &problem);
        int is_known = U_SUCCESS(problem) && script != USCRIPT_COMMON && script != USCRIPT_INHERITED;

        name = is_known ? uscript_getName(script) : NULL;
        snprintf(group, CHARSET_GROUP_BYTES, "%s", name ? name : "other letters");
        return 1;
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (in_mask(code, others[i].mask))
            name = others[i].name;
    snprintf(group, CHARSET_GROUP_BYTES, "%s", name);
    return 0;
}

/* Writes a character in a visible form. */
static void put_character(uint32_t code, char *out, size_t size)
{
    char text[5] = "";

    text[utf8_put(code, text)] = '\0';
    if (in_mask(code, U_GC_L_MASK | U_GC_N_MASK | U_GC_P_MASK | U_GC_S_MASK))
        snprintf(out, size, "%s", text);
    else if (in_mask(code, U_GC_M_MASK))
        snprintf(out, size, "◌%s", text); /* on a dotted circle, as in Unicode's charts */
    else
        snprintf(out, size, "U+%04X", (unsigned)code);
}

/* The number of consecutive letters or digits from codes[0] on. Other characters form no ranges, because
 * readers do not know their order. */
static int run_length(const uint32_t *codes, int count)
{
    int length = 1, has_order = in_mask(codes[0], U_GC_L_MASK | U_GC_N_MASK);

    while (has_order && length < count && codes[length] == codes[length - 1] + 1)
        length++;
    return length;
}

/* Returns the number of characters that the entry covers. */
static int make_entry(const uint32_t *codes, int count, char entry[ENTRY_BYTES])
{
    int length = run_length(codes, count);
    char last[16];

    put_character(codes[0], entry, 16);
    if (length < RUN)
        return 1;
    put_character(codes[length - 1], last, sizeof last);
    snprintf(entry + strlen(entry), ENTRY_BYTES - strlen(entry), "–%s", last);
    return length;
}

void charset_print(FILE *out, const uint32_t *codes, int count, int most, int width, int indent)
{
    int at = 0, column = indent;

    for (int entries = 0; at < count && entries < most; entries++) {
        char entry[ENTRY_BYTES];
        int length;

        at += make_entry(codes + at, count - at, entry);
        length = utf8_length(entry);
        if (entries > 0 && column + 1 + length > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (entries > 0) {
            fputc(' ', out);
            column++;
        }
        fputs(entry, out);
        column += length;
    }
    if (at < count)
        fprintf(out, " … and %d more", count - at);
    fputc('\n', out);
}

void charset_print_text(FILE *out, const char *text)
{
    uint32_t code;

    while ((code = utf8_next(&text))) {
        char bytes[4] = "";
        int length = utf8_put(code, bytes);

        if (in_mask(code, U_GC_C_MASK))
            fprintf(out, "U+%04X", (unsigned)code);
        else
            fprintf(out, "%.*s", length, bytes);
    }
}
