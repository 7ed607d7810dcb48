#include "corpus/copy.h"

#include <string.h>

/* Takes the escapes of a field back, in place. NULL for \N. */
static char *unescape(char *field)
{
    static const char letters[] = "bfnrtv", controls[] = "\b\f\n\r\t\v";
    char *to = field, *from = field;

    if (strcmp(field, "\\N") == 0)
        return NULL;
    if (!strchr(field, '\\'))
        return field;
    while (*from) {
        const char *at;

        if (*from != '\\' || !from[1]) {
            *to++ = *from++;
            continue;
        }
        at = strchr(letters, from[1]);
        *to++ = at ? controls[at - letters] : from[1];
        from += 2;
    }
    *to = '\0';
    return field;
}

int copy_split(char *line, char **fields, int max)
{
    int n = 0;

    while (line && n < max) {
        char *tab = strchr(line, '\t');

        if (tab)
            *tab = '\0';
        fields[n++] = unescape(line);
        line = tab ? tab + 1 : NULL;
    }
    return n;
}

int copy_columns(const char *line, size_t length)
{
    int n = 1;

    for (size_t i = 0; i < length; i++)
        n += line[i] == '\t';
    return n;
}
