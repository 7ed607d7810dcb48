/* Numbers with thousands separators: "32,047". */
#ifndef STAGENAME_BASE_FIGURE_H
#define STAGENAME_BASE_FIGURE_H

#include <stdio.h>
#include <string.h>

enum { FIGURE_BYTES = 32 };

/* Writes a number from 0 up with a comma before every third digit. Returns the text. */
static inline const char *figure_text(long number, char text[FIGURE_BYTES])
{
    char digits[FIGURE_BYTES];
    int length = snprintf(digits, sizeof digits, "%ld", number);
    char *at = text;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *at++ = ',';
        *at++ = digits[i];
    }
    *at = '\0';
    return text;
}

#endif
