/* Drawn names in memory, from the columns of name_row.sql. */
#include "store/internal.h"

#include <math.h>
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

/* Of name_row.sql. */
enum { ROW_ID, ROW_NAME, ROW_STYLE, ROW_KIND, ROW_VERDICT, ROW_BITS, ROW_APPEAL, ROW_NEAREST };

/* Read as a blob, since SQLite would copy a text to end it with NUL. */
static int keep_text(struct drawn *drawn, sqlite3_stmt *stmt, int column, struct slice *slice)
{
    const void *bytes = sqlite3_column_blob(stmt, column);

    slice->length = (size_t)sqlite3_column_bytes(stmt, column);
    slice->data = sqlite3_column_type(stmt, column) == SQLITE_NULL ? NULL : "";
    if (slice->length == 0)
        return 0;
    return bytes ? json_text_append(&drawn->texts, bytes, slice->length) : -1;
}

static double number_or_nan(sqlite3_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt, column) == SQLITE_NULL ? NAN : sqlite3_column_double(stmt, column);
}

int drawn_add(struct drawn *drawn, sqlite3_stmt *stmt)
{
    struct drawn_name *name = &drawn->names[drawn->count];

    name->id = sqlite3_column_int64(stmt, ROW_ID);
    name->bits = number_or_nan(stmt, ROW_BITS);
    name->appeal = number_or_nan(stmt, ROW_APPEAL);
    if (keep_text(drawn, stmt, ROW_NAME, &name->name) != 0 ||
        keep_text(drawn, stmt, ROW_STYLE, &name->style) != 0 ||
        keep_text(drawn, stmt, ROW_KIND, &name->kind) != 0 ||
        keep_text(drawn, stmt, ROW_VERDICT, &name->verdict) != 0 ||
        keep_text(drawn, stmt, ROW_NEAREST, &name->nearest) != 0)
        return -1;
    drawn->count++;
    return 0;
}

void drawn_finish(struct drawn *drawn)
{
    const char *at = drawn->texts.data;

    for (int i = 0; i < drawn->count; i++) {
        struct drawn_name *name = &drawn->names[i];
        struct slice *const slices[] = {&name->name, &name->style, &name->kind, &name->verdict,
                                        &name->nearest};

        for (size_t k = 0; k < sizeof slices / sizeof *slices; k++) {
            if (slices[k]->data)
                slices[k]->data = at;
            at += slices[k]->length;
        }
    }
}
