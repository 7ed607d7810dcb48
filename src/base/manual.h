/* Manual pages in man(7)'s macros, from the tables that --help is made of. The build writes them to man/.
 *
 * All texts are escaped here: they are plain UTF-8, as base/prose.h describes. */
#ifndef STAGENAME_BASE_MANUAL_H
#define STAGENAME_BASE_MANUAL_H

#include <stdio.h>

#include "base/options.h"

/* The head of a page of section 1 and its section NAME; `what` is half a sentence: "invent names". */
void manual_begin(FILE *out, const char *name, const char *what);

void manual_section(FILE *out, const char *title);

/* How a program is called: its name and its operands and options. */
void manual_synopsis(FILE *out, const char *name, const char *synopsis);

/* Paragraphs and lists. */
void manual_text(FILE *out, const char *text);

/* An option; letter 0 and metavar NULL when it has none. */
void manual_option(FILE *out, char letter, const char *name, const char *metavar, const char *help);

/* Lines of a shell, shown as they are. */
void manual_examples(FILE *out, const char *examples);

/* Where hand-written sections of the page go: a comment that the build looks for. */
void manual_insert_here(FILE *out);

/* The page of a command, whole. */
void manual_print(FILE *out, const struct command_spec *spec, const char *what);

#endif
