/* Writes drawn names as JSON, CSV or plain text. */
#include "web/name_format.h"

#include <math.h>
#include <string.h>

static void add_slice(struct answer *answer, const struct slice *slice)
{
    answer_add(answer, slice->data, slice->length);
}

/* Appends a number with one or two decimals, or `unknown` for NaN. */
static void add_hundredths(struct answer *answer, double value, const char *unknown)
{
    long hundredths;

    if (isnan(value)) {
        answer_add_text(answer, unknown);
        return;
    }
    hundredths = lround(value * 100);
    answer_add_number(answer, hundredths / 100);
    answer_add_text(answer, ".");
    answer_add_number(answer, hundredths / 10 % 10);
    if (hundredths % 10 != 0)
        answer_add_number(answer, hundredths % 10);
}

void name_format_object(struct answer *answer, const struct drawn_name *name, const char *as_of)
{
    answer_add_text(answer, "{\"id\":");
    answer_add_number(answer, name->id);
    answer_add_text(answer, ",\"name\":");
    answer_add_json(answer, name->name.data, name->name.length);
    answer_add_text(answer, ",\"style\":");
    answer_add_json(answer, name->style.data, name->style.length);
    answer_add_text(answer, ",\"kind\":");
    answer_add_json_text(answer, kind_text(name->kind));
    answer_add_text(answer, ",\"verdict\":");
    answer_add_json_text(answer, verdict_text(name->verdict));
    answer_add_text(answer, ",\"bits_per_char\":");
    add_hundredths(answer, name->bits, "null");
    answer_add_text(answer, ",\"appeal\":");
    add_hundredths(answer, name->appeal, "null");
    answer_add_text(answer, ",\"nearest\":");
    add_slice(answer, &name->nearest);
    if (as_of) {
        answer_add_text(answer, ",\"as_of\":");
        answer_add_json_text(answer, as_of);
    }
    answer_add_text(answer, "}");
}

/* Appends a quoted text with its quotes doubled. For a spreadsheet, an apostrophe keeps the text from being
 * read as a formula. */
static void add_quoted(struct answer *answer, const struct slice *slice, int is_spreadsheet)
{
    const char *at = slice->data, *quote;
    size_t left = slice->length;

    answer_add_text(answer, is_spreadsheet && left > 0 && memchr("=+-@\t\r", *at, 6) ? "\"'" : "\"");
    while (left > 0 && (quote = memchr(at, '"', left)) != NULL) {
        size_t length = (size_t)(quote - at) + 1;

        answer_add(answer, at, length);
        answer_add_text(answer, "\"");
        at += length;
        left -= length;
    }
    answer_add(answer, at, left);
    answer_add_text(answer, "\"");
}

static void add_csv(struct answer *answer, const struct drawn_name *name, int is_spreadsheet)
{
    answer_add_number(answer, name->id);
    answer_add_text(answer, ",");
    add_quoted(answer, &name->name, is_spreadsheet);
    answer_add_text(answer, ",");
    add_quoted(answer, &name->style, is_spreadsheet);
    answer_add_text(answer, ",");
    if (name->kind != KIND_NONE)
        answer_add_text(answer, kind_text(name->kind));
    answer_add_text(answer, ",");
    answer_add_text(answer, verdict_text(name->verdict));
    answer_add_text(answer, ",");
    add_hundredths(answer, name->bits, "");
    answer_add_text(answer, ",");
    add_hundredths(answer, name->appeal, "");
    answer_add_text(answer, "\r\n");
}

void name_format_append(struct answer *answer, enum name_format format, const struct draw *draw)
{
    if (format == NAMES_AS_EXCEL)
        answer_add_text(answer, "\xEF\xBB\xBF"); /* without this mark Excel does not read the file as UTF-8 */
    if (format == NAMES_AS_CSV || format == NAMES_AS_EXCEL)
        answer_add_text(answer, "id,name,style,kind,verdict,bits_per_char,appeal\r\n");
    for (int i = 0; i < draw->found; i++) {
        const struct drawn_name *name = &draw->names[i];

        switch (format) {
        case NAMES_AS_JSON:
            if (i > 0)
                answer_add_text(answer, ",");
            name_format_object(answer, name, NULL);
            break;
        case NAMES_AS_CSV:
        case NAMES_AS_EXCEL:
            add_csv(answer, name, format == NAMES_AS_EXCEL);
            break;
        case NAMES_AS_TEXT:
            add_slice(answer, &name->name);
            answer_add_text(answer, "\n");
            break;
        }
    }
}
