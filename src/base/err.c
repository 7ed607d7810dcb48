/* Formats error messages. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Drops an incomplete character at the end of UTF-8 text that was cut. */
static void drop_cut_character(char *text)
{
    size_t length = strlen(text), lead = length;
    unsigned char byte;

    while (lead > 0 && length - lead < 3 && ((unsigned char)text[lead - 1] & 0xc0) == 0x80)
        lead--;
    byte = lead > 0 ? (unsigned char)text[lead - 1] : 0;
    if (byte >= 0xc0 && length - lead < (size_t)(1 + (byte >= 0xe0) + (byte >= 0xf0)))
        text[lead - 1] = '\0';
}

int err_set(struct err *why, const char *format, ...)
{
    va_list args;
    int length;

    va_start(args, format);
    length = vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    if (length >= (int)sizeof why->text)
        drop_cut_character(why->text);
    return -1;
}

int err_file(struct err *why, const char *what, const char *path)
{
    return err_set(why, "cannot %s %s: %s", what, path, strerror(errno));
}
