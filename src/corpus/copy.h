/* Lines of PostgreSQL's COPY in its text format (https://www.postgresql.org/docs/current/sql-copy.html).
 * Private to src/corpus. */
#ifndef STAGENAME_CORPUS_COPY_H
#define STAGENAME_CORPUS_COPY_H

#include <stddef.h>

int copy_columns(const char *line, size_t length);

/* Cuts a line at its tabs and takes the escapes back, in place; a field is NULL where the line says \N.
 * Returns the number of fields, at most max: what is behind the last one is dropped. */
int copy_split(char *line, char **fields, int max);

#endif
