/* A name as the API shows it, from the columns of name_row.sql: SQL quotes the texts, this puts them together. */
#include "store/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int json_text_append(struct json_text *out, const char *text, size_t length)
{
    if (out->length + length + 1 > out->capacity) {
        size_t capacity = (out->length + length + 1) * 2;
        char *data = realloc(out->data, capacity);

        if (!data)
            return -1;
        out->data = data;
        out->capacity = capacity;
    }
    memcpy(out->data + out->length, text, length);
    out->length += length;
    out->data[out->length] = '\0';
    return 0;
}

static int append(struct json_text *out, const char *text)
{
    return json_text_append(out, text, strlen(text));
}

static int append_column(struct json_text *out, sqlite3_stmt *stmt, int column)
{
    const char *text = column_text(stmt, column);

    if (!text && sqlite3_column_type(stmt, column) != SQLITE_NULL)
        return -1;
    return json_text_append(out, text ? text : "", (size_t)sqlite3_column_bytes(stmt, column));
}

/* A number with one decimal or two. */
static int append_number(struct json_text *out, sqlite3_stmt *stmt, int column, const char *unknown)
{
    long hundredths;
    char text[32];

    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return append(out, unknown);
    hundredths = lround(sqlite3_column_double(stmt, column) * 100);
    if (hundredths % 10 == 0)
        snprintf(text, sizeof text, "%ld.%ld", hundredths / 100, hundredths / 10 % 10);
    else
        snprintf(text, sizeof text, "%ld.%02ld", hundredths / 100, hundredths % 100);
    return append(out, text);
}

/* Of name_row.sql. */
enum { ROW_ID, ROW_NAME, ROW_STYLE, ROW_KIND, ROW_VERDICT, ROW_BITS, ROW_APPEAL, ROW_NEAREST };

/* A word of ours, which needs no escaping, in quotes; or null. */
static int append_word(struct json_text *out, sqlite3_stmt *stmt, int column)
{
    if (sqlite3_column_type(stmt, column) == SQLITE_NULL)
        return append(out, "null");
    return append(out, "\"") || append_column(out, stmt, column) || append(out, "\"") ? -1 : 0;
}

/* Returns 0, or -1 when out of memory. */
static int append_json(struct json_text *out, sqlite3_stmt *stmt)
{
    return append(out, "{\"id\":") || append_column(out, stmt, ROW_ID) || append(out, ",\"name\":") ||
                   append_column(out, stmt, ROW_NAME) || append(out, ",\"style\":") ||
                   append_column(out, stmt, ROW_STYLE) || append(out, ",\"kind\":") ||
                   append_word(out, stmt, ROW_KIND) || append(out, ",\"verdict\":") ||
                   append_word(out, stmt, ROW_VERDICT) || append(out, ",\"bits_per_char\":") ||
                   append_number(out, stmt, ROW_BITS, "null") || append(out, ",\"appeal\":") ||
                   append_number(out, stmt, ROW_APPEAL, "null") || append(out, ",\"nearest\":") ||
                   append_column(out, stmt, ROW_NEAREST) || append(out, "}")
               ? -1
               : 0;
}

/* A text in quotes. In a spreadsheet an apostrophe keeps it from being a formula. */
static int append_quoted(struct json_text *out, sqlite3_stmt *stmt, int column, int is_spreadsheet)
{
    const char *quoted = column_text(stmt, column);

    if (!is_spreadsheet || !quoted || !quoted[1] || !strchr("=+-@\t\r", quoted[1]))
        return append_column(out, stmt, column);
    return append(out, "\"'") || append(out, quoted + 1) ? -1 : 0;
}

static int append_csv(struct json_text *out, sqlite3_stmt *stmt, int is_spreadsheet)
{
    return append_column(out, stmt, ROW_ID) || append(out, ",") ||
                   append_quoted(out, stmt, ROW_NAME, is_spreadsheet) || append(out, ",") ||
                   append_quoted(out, stmt, ROW_STYLE, is_spreadsheet) || append(out, ",") ||
                   append_column(out, stmt, ROW_KIND) || append(out, ",") ||
                   append_column(out, stmt, ROW_VERDICT) || append(out, ",") ||
                   append_number(out, stmt, ROW_BITS, "") || append(out, ",") ||
                   append_number(out, stmt, ROW_APPEAL, "") || append(out, "\r\n")
               ? -1
               : 0;
}

int row_append(struct json_text *out, sqlite3_stmt *stmt, enum draw_format format, int is_first)
{
    switch (format) {
    case DRAW_JSON:
        return !is_first && append(out, ",") != 0 ? -1 : append_json(out, stmt);
    case DRAW_CSV:
    case DRAW_EXCEL:
        return append_csv(out, stmt, format == DRAW_EXCEL);
    case DRAW_TEXT:
        break;
    }
    return append_column(out, stmt, ROW_NAME) != 0 ? -1 : append(out, "\n");
}
