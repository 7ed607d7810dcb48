/* A growing text, or other bytes. A NUL, which length does not count, follows the last byte, so that it can
 * be used as a string. */
#ifndef STAGENAME_BASE_BUFFER_H
#define STAGENAME_BASE_BUFFER_H

#include <stddef.h>
#include <string.h>

/* All zero is empty: bytes is NULL before the first addition. To use the room again, set length to 0. */
struct buffer {
    char *bytes;
    size_t length, room;
};

void buffer_free(struct buffer *buffer); /* leaves it empty */

/* Make room for `more` bytes and the NUL. When memory is full, buffer_reserve ends the program (memory.h);
 * buffer_try_reserve returns 0, or -1 with the buffer unchanged. */
void buffer_reserve(struct buffer *buffer, size_t more);
int buffer_try_reserve(struct buffer *buffer, size_t more);

/* Append. bytes may be NULL when length is 0. */
static inline void buffer_add(struct buffer *buffer, const void *bytes, size_t length)
{
    if (buffer->room - buffer->length <= length)
        buffer_reserve(buffer, length);
    if (length)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
}

static inline void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_print(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends a text of `length` bytes and a NUL, which length counts here. Returns the offset of the text: a
 * buffer can hold many texts. */
size_t buffer_put(struct buffer *buffer, const char *text, size_t length);

#endif
