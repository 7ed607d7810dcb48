/* Reads text files line by line, with line numbers for messages. Does not interpret the lines. */
#ifndef STAGENAME_BASE_LINES_H
#define STAGENAME_BASE_LINES_H

#include <stdio.h>

#include "base/err.h"

/* Longer lines are refused: no list of names has them. */
enum { LINES_MAX = 65536 };

struct lines {
    FILE *file;
    const char *path; /* borrowed, for messages */
    char *line;       /* the current line without its line end; owned; NUL-terminated */
    size_t length;    /* bytes, NULs inside included */
    long number;      /* from 1 */
};

/* "-" is standard input. Returns 0, or -1 with *why set. */
int lines_open(struct lines *in, const char *path, struct err *why);

/* Steps to the next line, LF or CRLF; a byte order mark before the first is passed over. Returns 1 with a
 * line, 0 at the end, -1 with *why set. */
int lines_next(struct lines *in, struct err *why);

void lines_close(struct lines *in);

/* Cuts a line at its tabs, in place. Returns the number of fields, at most max; further tabs stay in the last
 * one. */
int lines_split_tabs(char *line, char **fields, int max);

/* The index of the field of a header with this name, the last if there are several; -1 for none. */
int lines_column(char *const *fields, int count, const char *name);

#endif
