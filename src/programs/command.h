/* The commands of `stagename`: one function each, given its own words (argv[0] is the command's name). They
 * parse, call modules, print, and return the exit code. */
#ifndef STAGENAME_PROGRAMS_COMMAND_H
#define STAGENAME_PROGRAMS_COMMAND_H

#include "base/err.h"
#include "base/options.h"
#include "model/matmul.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG = 2 };

int command_fetch(int argc, char **argv);
int command_corpus(int argc, char **argv);
int command_train(int argc, char **argv);
int command_evaluate(int argc, char **argv);
int command_info(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_generate(int argc, char **argv);
int command_import(int argc, char **argv);
int command_batches(int argc, char **argv);
int command_rollback(int argc, char **argv);
int command_check(int argc, char **argv);
int command_report(int argc, char **argv);

/* Parses the command's words. Returns 1 when the command is to run; 0 with the exit code after --help, the
 * manual page, or a wrong call. */
int command_begins(const struct command_spec *spec, int argc, char **argv, int *first, int *quiet, int *code);

/* Prints the sentence as the command's and returns EXIT_FAILED. */
int command_failed(const char *command, const struct err *why);

/* Prints a sentence about a wrong call and returns EXIT_WRONG. */
int command_wrong(const char *command, const char *sentence);

/* The exit code after results went to standard output: EXIT_FAILED when they could not be written. */
int command_finish(const char *command);

/* Adds the names of a file, one a line, to a list; prints the number of skipped lines on standard error.
 * Returns 0, or -1 with *why set. */
struct name_list;
int command_read_names(struct name_list *list, const char *path, int quiet, struct err *why);

/* Reads --precision's word, unless it is NULL. Returns 0, or the exit code after a sentence about a wrong
 * word or a processor that lacks it. */
int command_precision(const char *command, const char *word, enum precision *precision);

/* How many names entered, by verdict, as one line on standard output; and of what quality they are on
 * standard error: figures unless quiet, and warnings. */
struct import_counts;
void command_import_counts(const struct import_counts *counts, int dry_run, int quiet);

/* How many names were judged again, by verdict, and how many verdicts changed, as one line on standard
 * output. */
struct rejudge_counts;
void command_rejudge_counts(const struct rejudge_counts *counts);

/* The blocklist that was named, or blocklist.txt of $STAGENAME_DATADIR, or the installed one. NULL with *why
 * set. */
struct blocklist;
struct blocklist *command_blocklist(const char *path, struct err *why);

/* The installed list of known words, words.tsv. NULL with *why set. */
struct lexicon;
struct lexicon *command_lexicon(struct err *why);

/* The path of a file of $STAGENAME_DATADIR, or of the installed one. Caller frees; NULL with *why set. */
char *command_data(const char *file, struct err *why);

#endif
