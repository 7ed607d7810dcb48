/* The commands of `stagename`: one function each, which gets its own arguments (argv[0] is the name of the
 * command), parses them, calls modules, prints the results, and returns the exit code. */
#ifndef STAGENAME_PROGRAMS_COMMAND_H
#define STAGENAME_PROGRAMS_COMMAND_H

#include "base/err.h"
#include "base/options.h"
#include "model/matmul.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_WRONG = 2 };

int command_backup(int argc, char **argv);
int command_fetch(int argc, char **argv);
int command_corpus(int argc, char **argv);
int command_curate(int argc, char **argv);
int command_train(int argc, char **argv);
int command_evaluate(int argc, char **argv);
int command_info(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_generate(int argc, char **argv);
int command_generation(int argc, char **argv);
int command_import(int argc, char **argv);
int command_batches(int argc, char **argv);
int command_rollback(int argc, char **argv);
int command_check(int argc, char **argv);
int command_poster(int argc, char **argv);
int command_publish(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_refresh(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_report(int argc, char **argv);

/* Parses the arguments. Returns 1 when the command should run; 0 with *code set after --help, the manual
 * page, or a usage error. */
int command_begins(const struct command_spec *spec, int argc, char **argv, int *first, int *quiet, int *code);

/* Prints an error of the command. Returns EXIT_FAILED. */
int command_failed(const char *command, const struct err *why);

/* Prints a usage error. Returns EXIT_WRONG. */
int command_wrong(const char *command, const char *sentence);

/* Flushes standard output. Returns EXIT_DONE, or EXIT_FAILED when writing failed. */
int command_finish(const char *command);

/* Makes the servers of the database read it again; says which cannot be signalled. Returns how many were. */
int command_signal(const char *database);

/* Adds the names of a file, one per line, to a list; prints the number of skipped lines on standard error.
 * Returns 0, or -1 with *why set. */
struct name_list;
int command_read_names(struct name_list *list, const char *path, int quiet, struct err *why);

/* Parses the value of --precision, unless it is NULL. Returns 0, or the exit code after printing an error
 * about an invalid value or one that the processor does not support. */
int command_precision(const char *command, const char *word, enum precision *precision);

/* Prints the number of imported names by verdict on standard output, in one line, after their quality on
 * standard error. */
struct import_counts;
void command_import_counts(const struct import_counts *counts, int dry_run, int quiet);

/* Each alone: the text of that line without its end, and the quality: figures unless quiet, and warnings. */
struct buffer;
void command_import_text(struct buffer *text, const struct import_counts *counts, int dry_run);
void command_import_quality(const struct import_counts *counts, int quiet);

/* Prints the number of rejudged names by verdict, and of changed verdicts, on standard output, in one
 * line. */
struct rejudge_counts;
void command_rejudge_counts(const struct rejudge_counts *counts);

/* Judges the names of the database again, in a transaction that has begun, with progress unless quiet.
 * difference: as for rejudge_all. Returns 0, or -1 with *why set. */
struct corpus_difference;
struct store;
int command_judge_again(struct store *store, const struct corpus_difference *difference, int threads,
                        int quiet, struct rejudge_counts *counts, struct err *why);

/* Applies the rules of curators that wait for the program (store/rules.h), in a transaction that has begun;
 * prints what each hides, unless quiet, and why one cannot be applied, on standard error. Returns 0, or -1
 * with *why set. */
int command_begin_rules(struct store *store, int quiet, struct err *why);

/* Opens the blocklist at path, or if NULL, the data file blocklist.txt with the words of the file blocklist
 * in $STAGENAME_CONFDIR, or else in the folder of settings, if there is one. NULL with *why set. */
struct blocklist;
struct blocklist *command_blocklist(const char *path, struct err *why);

/* Opens the data file words.tsv. NULL with *why set. */
struct lexicon;
struct lexicon *command_lexicon(struct err *why);

/* The path of a data file, in $STAGENAME_DATADIR or the installation directory. The caller frees it. NULL
 * with *why set. */
char *command_data(const char *file, struct err *why);

#endif
