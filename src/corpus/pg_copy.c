/* Splits and unescapes lines of PostgreSQL's COPY. */
#include "corpus/pg_copy.h"

#include <string.h>

/* Decodes the escapes of a field in place. Returns NULL for \N. */
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

int pg_copy_split(char *line, char **fields, int max)
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

int pg_copy_columns(const char *line, size_t length)
{
    int n = 1;

    for (size_t i = 0; i < length; i++)
        n += line[i] == '\t';
    return n;
}
