/* stagename: finds the command and runs it. */
#include "config.h"

#include <errno.h>
#include <libxml/xmlmemory.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fileout.h"
#include "base/manual.h"
#include "base/memory.h"
#include "base/prose.h"
#include "programs/command.h"
#include "programs/guard.h"
#include "store/lock.h"
#include "store/servers.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"fetch", command_fetch, "download lists of real artists"},
    {"corpus", command_corpus, "read lists of real artists into the database"},
    {"train", command_train, "train a model on real names"},
    {"evaluate", command_evaluate, "measure a model on names that it has not seen"},
    {"info", command_info, "describe a model file"},
    {"convert", command_convert, "rewrite a model file in another number format"},
    {"generate", command_generate, "invent names"},
    {"import", command_import, "judge names and add them to the database"},
    {"batches", command_batches, "list the imported batches of names"},
    {"rollback", command_rollback, "remove a batch of names"},
    {"curate", command_curate, "open the shell of a curator"},
    {"check", command_check, "check whether a name is taken"},
    {"poster", command_poster, "draw a name as a poster"},
    {"backup", command_backup, "copy the database while it is in use"},
    {"refresh", command_refresh, "do all steps with one command, for cron"},
    {"publish", command_publish, "send the database to the hosts that serve it"},
    {"generation", command_generation, "list the published copies on a host, or go back to one"},
    {"restore", command_restore, "put a backup in the place of the database"},
    {"doctor", command_doctor, "say what is wrong with an installation, and what to do"},
    {"report", command_report, "write a page with plots about a model and its names"},
};
enum { COMMANDS = sizeof commands / sizeof *commands, HELP_WIDTH = 79 };

static const char synopsis[] = "COMMAND …";
static const char about[] = "Learns how artist names are made from a list of real ones, invents new ones, "
                            "and says how near each is to "
                            "a name that an artist has.";
static const char workflow[] = "  stagename fetch musicbrainz\n"
                               "  stagename corpus --db site.db artist.tar.xz\n"
                               "  stagename train --db site.db -o site.safetensors\n"
                               "  stagename generate site.safetensors -n 100000 -o names.tsv\n"
                               "  stagename import --db site.db names.tsv\n";

static void usage(FILE *out)
{
    fprintf(out, "Usage: stagename %s\n\n", synopsis);
    prose_print(out, about, HELP_WIDTH);
    fputs("\nCommands:\n", out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].what);
    fprintf(out,
            "\n'stagename COMMAND --help' describes a command. From a list of artists to served names:\n%s",
            workflow);
    fputs("stagename-refresh, the same as 'stagename refresh', runs all of these but the first; "
          "stagename-fcgi\n"
          "serves the names.\n",
          out);
}

static void print_command(FILE *out, const char *name, const char *what)
{
    fprintf(out, ".TP\n.BR stagename\\-%s (1)\n", name);
    manual_text(out, what);
}

static void print_manual(FILE *out)
{
    manual_begin(out, "stagename", "invent artist names");
    manual_section(out, "SYNOPSIS");
    manual_synopsis(out, "stagename", synopsis);
    manual_section(out, "DESCRIPTION");
    manual_text(out, about);
    manual_section(out, "COMMANDS");
    for (int i = 0; i < COMMANDS; i++)
        print_command(out, commands[i].name, commands[i].what);
    manual_section(out, "OPTIONS");
    manual_option(out, 'h', "help", NULL, "print a list of the commands");
    manual_option(out, 0, "version", NULL, "print the version");
    manual_insert_here(out);
    manual_section(out, "EXIT STATUS");
    manual_text(out, options_exit_codes);
    manual_section(out, "EXAMPLES");
    manual_text(out, "From a list of artists to names in the database:");
    manual_examples(out, workflow);
    manual_section(out, "SEE ALSO");
    fputs(".BR stagename\\-fcgi (1),\n.BR stagename\\-refresh (1),\n.BR stagename (7)\n", out);
}

static const char *what_of(const char *command)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(command, commands[i].name) == 0)
            return commands[i].what;
    return "";
}

int command_begins(const struct command_spec *spec, int argc, char **argv, int *first, int *quiet, int *code)
{
    switch (options_parse(spec, argc, argv, first, quiet)) {
    case OPTIONS_MANUAL:
        manual_print(stdout, spec, what_of(argv[0]));
        *code = command_finish(argv[0]);
        return 0;
    case OPTIONS_DONE:
        *code = command_finish(argv[0]);
        return 0;
    case OPTIONS_WRONG:
        *code = EXIT_WRONG;
        return 0;
    case OPTIONS_RUN:
        break;
    }
    return 1;
}

int command_failed(const char *command, const struct err *why)
{
    fprintf(stderr, "stagename %s: %s\n", command, why->text);
    return EXIT_FAILED;
}

int command_wrong(const char *command, const char *sentence)
{
    fprintf(stderr, "stagename %s: %s\nTry 'stagename %s --help'.\n", command, sentence, command);
    return EXIT_WRONG;
}

int command_finish(const char *command)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return EXIT_DONE;
    fprintf(stderr, "stagename %s: cannot write standard output\n", command);
    return EXIT_FAILED;
}

static void print_not_signalled(long pid)
{
    fprintf(stderr, "stagename: cannot signal process %ld: %s\n", pid, strerror(errno));
}

int command_signal(const char *database)
{
    return servers_signal(database, print_not_signalled);
}

/* On Ctrl-C: deletes temporary files; SQLite rolls back an open transaction. */
static void interrupted(int signal)
{
    fileout_abandon_all_from_signal();
    _exit(128 + signal);
}

/* When out of memory: cleans up as after Ctrl-C. No stdio: another thread may hold its lock. */
static void give_up(void)
{
    static const char sentence[] = "stagename: out of memory\n";

    fileout_abandon_all_from_signal();
    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        _exit(EXIT_FAILED);
    _exit(EXIT_FAILED);
}

/* libarchive and OpenMP end the program themselves when out of memory. */
static void guard_memory(void)
{
    memory_when_full(give_up);
    guard_libraries();
    xmlMemSetup(free, memory_new, memory_resize, memory_copy);
    atexit(fileout_abandon_all_from_signal);
}

static void print_wait(const char *sentence)
{
    fprintf(stderr, "stagename: %s\n", sentence);
}

int main(int argc, char **argv)
{
    guard_memory();
    lock_on_wait(print_wait);
    setlocale(LC_CTYPE, "");
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    if (signal(SIGHUP, interrupted) == SIG_IGN)
        signal(SIGHUP, SIG_IGN); /* respect nohup: a long training continues without the terminal */
    signal(SIGXFSZ, SIG_IGN);    /* a file-size limit then makes write fail, instead of ending the process */
    if (argc < 2) {
        usage(stderr);
        return EXIT_WRONG;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return command_finish("help");
    }
    if (strcmp(argv[1], "--help-man") == 0) {
        print_manual(stdout);
        return command_finish("help");
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts(PACKAGE_STRING);
        return command_finish("--version");
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "stagename: unknown command '%s'; 'stagename --help' lists them\n", argv[1]);
    return EXIT_WRONG;
}
