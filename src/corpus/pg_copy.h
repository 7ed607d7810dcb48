/* Parses lines in the text format of PostgreSQL's COPY
 * (https://www.postgresql.org/docs/current/sql-copy.html). Private to src/corpus. */
#ifndef STAGENAME_CORPUS_PG_COPY_H
#define STAGENAME_CORPUS_PG_COPY_H

#include <stddef.h>

/* The number of columns of a line. */
int pg_copy_columns(const char *line, size_t length);

/* Splits a line at its tabs and decodes escapes, in place; a field \N becomes NULL. Returns the number of
 * fields, at most max: further fields are dropped. */
int pg_copy_split(char *line, char **fields, int max);

#endif
