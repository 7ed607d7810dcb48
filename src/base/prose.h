/* The texts of --help and of the manual pages: paragraphs and lists.
 *
 * A text is filled, so its single line breaks count as spaces. An empty line ends a paragraph. A line that
 * begins with two spaces is an item of a list: a term, two or more spaces, and the item's text, which
 * continues in lines that begin with more spaces. */
#ifndef STAGENAME_BASE_PROSE_H
#define STAGENAME_BASE_PROSE_H

#include <stddef.h>
#include <stdio.h>

/* A part of a text. Nothing is copied. */
struct prose_span {
    const char *begin, *end;
};

struct prose_block {
    struct prose_span term; /* of an item; empty for a paragraph */
    struct prose_span text;
    int after_blank; /* whether an empty line precedes it */
};

/* Takes the next block of a text and moves *at past it. Returns 0 at the end. */
int prose_next_block(const char **at, struct prose_block *block);

/* Takes the next word of a span and moves the beginning of the span past it. Returns 0 at the end. */
int prose_next_word(struct prose_span *span, struct prose_span *word);

/* The columns of a span of UTF-8 on a terminal: one per character. */
int prose_columns(struct prose_span span);

/* Prints the words of a span and a line break. The first line begins at `column`, the others are indented to
 * `indent`; lines end before `width` unless a word is longer. */
void prose_fill(FILE *out, struct prose_span span, int column, int indent, int width);

/* Prints a whole text: paragraphs at the margin, items indented by two columns and with aligned texts. */
void prose_print(FILE *out, const char *text, int width);

/* The span of a whole text. */
struct prose_span prose_all(const char *text);

#endif
