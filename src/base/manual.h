/* Manual pages in man(7)'s macros, from the same tables as --help. The build writes them to man/.
 *
 * All texts are escaped here: they are plain UTF-8, as base/prose.h describes. */
#ifndef STAGENAME_BASE_MANUAL_H
#define STAGENAME_BASE_MANUAL_H

#include <stdio.h>

#include "base/options.h"

/* The header of a page in section 1, and its section NAME. `what` is a short description: "invent names". */
void manual_begin(FILE *out, const char *name, const char *what);

void manual_section(FILE *out, const char *title);

/* The usage of a program: its name, operands and options. */
void manual_synopsis(FILE *out, const char *name, const char *synopsis);

/* Paragraphs and lists. */
void manual_text(FILE *out, const char *text);

/* An option; letter 0 and metavar NULL when it has none. */
void manual_option(FILE *out, char letter, const char *name, const char *metavar, const char *help);

/* Shell commands, printed verbatim. */
void manual_examples(FILE *out, const char *examples);

/* Writes the comment after which the build inserts hand-written sections. */
void manual_insert_here(FILE *out);

/* The whole page of a command. */
void manual_print(FILE *out, const struct command_spec *spec, const char *what);

#endif
