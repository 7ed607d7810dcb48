/* Grows a buffer as an array of bytes, and prints to it. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/memory.h"

void buffer_free(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

int buffer_try_reserve(struct buffer *buffer, size_t more)
{
    char *bigger =
        more < SIZE_MAX ? array_try_grow(buffer->bytes, buffer->length, more + 1, &buffer->room, 1) : NULL;

    if (!bigger)
        return -1;
    buffer->bytes = bigger;
    return 0;
}

void buffer_reserve(struct buffer *buffer, size_t more)
{
    if (buffer_try_reserve(buffer, more) != 0)
        memory_full();
}

void buffer_print(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    int length;

    buffer_reserve(buffer, 0);
    va_start(args, format);
    length = vsnprintf(buffer->bytes + buffer->length, buffer->room - buffer->length, format, args);
    va_end(args);
    if (length < 0) /* out of memory, or a text of more than INT_MAX bytes */
        memory_full();
    if ((size_t)length >= buffer->room - buffer->length) {
        buffer_reserve(buffer, (size_t)length);
        va_start(args, format);
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, args);
        va_end(args);
    }
    buffer->length += (size_t)length;
}

size_t buffer_put(struct buffer *buffer, const char *text, size_t length)
{
    size_t at = buffer->length;

    buffer_reserve(buffer, length + 1);
    buffer_add(buffer, text, length);
    buffer_add(buffer, "", 1);
    return at;
}
