/* A growing text. */
#ifndef STAGENAME_STORE_JSON_TEXT_H
#define STAGENAME_STORE_JSON_TEXT_H

#include <stddef.h>

/* Zero it before use, free data after. */
struct json_text {
    char *data;
    size_t length, capacity;
};

/* Returns 0, or -1 when out of memory. */
int json_text_append(struct json_text *out, const char *text, size_t length);

#endif
