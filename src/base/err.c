#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *why, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(why->text, sizeof why->text, format, args);
    va_end(args);
    return -1;
}

int err_file(struct err *why, const char *what, const char *path)
{
    return err_set(why, "cannot %s %s: %s", what, path, strerror(errno));
}
