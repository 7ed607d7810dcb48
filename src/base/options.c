/* Parses the command line with getopt_long and prints --help. */
#include "base/options.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/prose.h"

/* Columns of --help: the start of the options' texts, and the end of lines. */
enum { OPTION_COLUMN = 27, HELP_WIDTH = 79 };

/* getopt's return values for our long options start here, above every short letter. */
enum { LONG_BASE = 256, MAX_OPTIONS = 40 };

int options_long(const char *text, long low, long high, long *value)
{
    char *end;
    long number;

    if (*text == '\0' || strchr(" \t\n+", *text))
        return -1;
    errno = 0;
    number = strtol(text, &end, 10);
    if (errno || *end || number < low || number > high)
        return -1;
    *value = number;
    return 0;
}

static int parse_number(const char *text, double low, double high, double *value)
{
    char *end;
    double number;

    if (*text == '\0' || strchr(" \t\n", *text))
        return -1;
    errno = 0;
    number = strtod(text, &end);
    if (errno || *end || !isfinite(number) || number < low || number > high)
        return -1;
    *value = number;
    return 0;
}

static int parse_seed(const char *text, unsigned long long *value)
{
    char *end;

    if (*text < '0' || *text > '9')
        return -1;
    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno || *end ? -1 : 0;
}

static int store(const struct command_spec *spec, const struct option_spec *option, const char *text)
{
    int bad = 0;

    switch (option->type) {
    case OPTION_FLAG:
        *(int *)option->value = 1;
        break;
    case OPTION_INT:
        bad = options_long(text, (long)option->low, (long)option->high, option->value);
        break;
    case OPTION_NUMBER:
        bad = parse_number(text, option->low, option->high, option->value);
        break;
    case OPTION_TEXT:
        *(const char **)option->value = text;
        break;
    case OPTION_SEED:
        bad = parse_seed(text, option->value);
        break;
    }
    if (bad && option->type == OPTION_SEED)
        fprintf(stderr, "%s: --%s takes a whole number from 0 up, not '%s'\n", spec->name, option->name,
                text);
    else if (bad)
        fprintf(stderr, "%s: --%s takes a %s from %.10g to %.10g, not '%s'\n", spec->name, option->name,
                option->type == OPTION_INT ? "whole number" : "number", option->low, option->high, text);
    return bad;
}

const struct option_spec options_of_all[] = {
    {"quiet", 'q', OPTION_FLAG, NULL, "print nothing but results and errors", NULL, 0, 0},
    {"help", 'h', OPTION_FLAG, NULL, "print this help", NULL, 0, 0},
    {0}};

const char options_exit_codes[] = "  0  done\n"
                                  "  1  failed; standard error has one sentence about it\n"
                                  "  2  wrong usage";

static void print_option(FILE *out, const struct option_spec *option)
{
    char left[64];
    char dash[8] = "    ";

    if (option->letter)
        snprintf(dash, sizeof dash, "-%c, ", option->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", dash, option->name, option->metavar ? " " : "",
             option->metavar ? option->metavar : "");
    fprintf(out, "  %-*s ", OPTION_COLUMN - 3, left);
    if (strlen(left) > OPTION_COLUMN - 3)
        fprintf(out, "\n%*s", OPTION_COLUMN, "");
    prose_fill(out, prose_all(option->help), OPTION_COLUMN, OPTION_COLUMN, HELP_WIDTH);
}

static void options_help(const struct command_spec *spec, FILE *out)
{
    fprintf(out, "Usage: %s %s\n\n", spec->name, spec->synopsis);
    prose_print(out, spec->about, HELP_WIDTH);
    fputs("\nOptions:\n", out);
    for (const struct option_spec *o = spec->options; o->name; o++)
        print_option(out, o);
    for (const struct option_spec *o = options_of_all; o->name; o++)
        print_option(out, o);
    if (spec->examples)
        fprintf(out, "\nExamples:\n%s\n", spec->examples);
    fputs("\nExit codes:\n", out);
    prose_print(out, options_exit_codes, HELP_WIDTH);
}

static enum options_outcome wrong(const struct command_spec *spec)
{
    fprintf(stderr, "Try '%s --help'.\n", spec->name);
    return OPTIONS_WRONG;
}

/* getopt_long reads this; every entry of ours becomes LONG_BASE + its index. */
static void build(const struct command_spec *spec, struct option *longs, char *shorts)
{
    int n = 0;

    *shorts++ = ':'; /* getopt then returns ':' for a missing value, and prints no messages */
    *shorts++ = 'q';
    *shorts++ = 'h';
    for (const struct option_spec *o = spec->options; o->name && n < MAX_OPTIONS; o++, n++) {
        int takes = o->type != OPTION_FLAG;

        longs[n] = (struct option){o->name, takes ? required_argument : no_argument, NULL, LONG_BASE + n};
        if (o->letter) {
            *shorts++ = o->letter;
            if (takes)
                *shorts++ = ':';
        }
    }
    longs[n++] = (struct option){"quiet", no_argument, NULL, 'q'};
    longs[n++] = (struct option){"help", no_argument, NULL, 'h'};
    longs[n] = (struct option){NULL, 0, NULL, 0};
    *shorts = '\0';
}

static const struct option_spec *find(const struct command_spec *spec, int code)
{
    int index = 0;

    for (const struct option_spec *o = spec->options; o->name; o++, index++)
        if (code == LONG_BASE + index || code == o->letter)
            return o;
    return NULL;
}

/* Prints what is wrong with the last option, as typed. */
static void complain(const struct command_spec *spec, int code, char **argv)
{
    const char *word = argv[optind - 1];

    if (code == ':')
        fprintf(stderr, "%s: option '%s' needs a value\n", spec->name, word);
    else if (optopt >= LONG_BASE || (optopt && (optopt == 'q' || optopt == 'h') && word[1] == '-'))
        fprintf(stderr, "%s: option '%s' takes no value\n", spec->name, word);
    else if (optopt)
        fprintf(stderr, "%s: unknown option '-%c'\n", spec->name, optopt);
    else
        fprintf(stderr, "%s: unknown option '%s'\n", spec->name, word);
}

enum options_outcome options_parse(const struct command_spec *spec, int argc, char **argv, int *first,
                                   int *quiet)
{
    struct option longs[MAX_OPTIONS + 3];
    char shorts[3 * MAX_OPTIONS + 4];
    int code, operands;

    if (argc == 2 && strcmp(argv[1], "--help-man") == 0)
        return OPTIONS_MANUAL;
    build(spec, longs, shorts);
    optind = 0; /* resets getopt, even if the last call stopped within a group of letters */
    while ((code = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const struct option_spec *option;

        if (code == 'h') {
            options_help(spec, stdout);
            return OPTIONS_DONE;
        }
        if (code == 'q') {
            *quiet = 1;
            continue;
        }
        option = code == '?' || code == ':' ? NULL : find(spec, code);
        if (!option) {
            complain(spec, code, argv);
            return wrong(spec);
        }
        if (store(spec, option, optarg) != 0)
            return wrong(spec);
    }
    *first = optind;
    operands = argc - optind;
    if (operands < spec->operands_min) {
        fprintf(stderr, "%s: missing operand; usage: %s %s\n", spec->name, spec->name, spec->synopsis);
        return wrong(spec);
    }
    if (spec->operands_max >= 0 && operands > spec->operands_max) {
        fprintf(stderr, "%s: extra operand '%s'\n", spec->name, argv[optind + spec->operands_max]);
        return wrong(spec);
    }
    return OPTIONS_RUN;
}
