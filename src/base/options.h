/* The command line: one table of options for each command. The parser, --help and the manual page read it, so
 * that the three agree.
 *
 * A value must be valid as a whole ("4x" is not a number) and within its range. Every command has --help and
 * --quiet, which need no entry. */
#ifndef STAGENAME_BASE_OPTIONS_H
#define STAGENAME_BASE_OPTIONS_H

#include <stdio.h>

#include "base/err.h"

enum option_type {
    OPTION_FLAG,   /* value: int *, set to 1 */
    OPTION_INT,    /* value: long * */
    OPTION_NUMBER, /* value: double * */
    OPTION_TEXT,   /* value: const char **, points into argv */
    OPTION_SEED,   /* value: unsigned long long * */
};

struct option_spec {
    const char *name; /* without the dashes; NULL ends the table */
    char letter;      /* short form, or 0 */
    enum option_type type;
    const char *metavar; /* "N", "FILE"; NULL for a flag */
    const char *help;    /* states the default; line breaks count as spaces */
    void *value;         /* where the value goes; holds the default before parsing */
    double low, high;    /* range of OPTION_INT and OPTION_NUMBER, both ends allowed */
};

struct command_spec {
    const char *name;     /* "stagename train" */
    const char *synopsis; /* "(--db DB | FILE) -o MODEL" */
    const char *about;    /* paragraphs and lists, see base/prose.h */
    const char *examples; /* shell commands, each indented by two spaces; may be NULL */
    struct option_spec *options;
    int operands_min, operands_max; /* operands_max -1: any number */
};

enum options_outcome {
    OPTIONS_RUN,   /* continue */
    OPTIONS_DONE,  /* --help was shown: exit 0 */
    OPTIONS_WRONG, /* a sentence was printed: exit 2 */
    OPTIONS_MANUAL /* --help-man, used by the build: call manual_print, then exit 0 */
};

/* The options that every command has. */
extern const struct option_spec options_of_all[];

/* What the exit codes of every command mean. */
extern const char options_exit_codes[];

/* Parses argv[1…]; operands start at argv[*first] afterwards. Prints help to standard output, and one
 * sentence about a wrong call to standard error. *quiet is set by --quiet. */
enum options_outcome options_parse(const struct command_spec *spec, int argc, char **argv, int *first,
                                   int *quiet);

/* Parses a whole number within [low, high]. Returns 0, or -1 for any other text. */
int options_long(const char *text, long low, long high, long *value);

#endif
