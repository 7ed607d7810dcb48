/* Grows by doubling, and keeps the text ended by NUL. */
#include "store/json_text.h"

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
