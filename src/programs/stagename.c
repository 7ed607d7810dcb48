/* stagename: finds the command and runs it. */
#include "config.h"

#include <libxml/xmlmemory.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fileout.h"
#include "programs/command.h"
#include "programs/memory.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"fetch", command_fetch, "download lists of real artists"},
    {"corpus", command_corpus, "read lists of real artists into the database"},
    {"train", command_train, "learn how names are made"},
    {"evaluate", command_evaluate, "measure a model on names it has not seen"},
    {"info", command_info, "describe a model file"},
    {"convert", command_convert, "rewrite a model file in another number format"},
    {"generate", command_generate, "invent names"},
    {"import", command_import, "judge invented names and put them into the database"},
    {"batches", command_batches, "list what was imported"},
    {"rollback", command_rollback, "take a batch back"},
    {"check", command_check, "tell whether a name is taken"},
    {"report", command_report, "a page with plots about a model and its names"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void usage(FILE *out)
{
    fputs("Usage: stagename COMMAND …\n\nInvents artist, DJ and band names nobody uses yet.\n\nCommands:\n",
          out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].what);
    fputs("\n'stagename COMMAND --help' teaches each of them. The way of a name:\n"
          "  stagename fetch musicbrainz\n"
          "  stagename corpus --db site.db artist.tar.xz\n"
          "  stagename train --db site.db -o site.safetensors\n"
          "  stagename generate site.safetensors -n 100000 -o names.tsv\n"
          "  stagename import --db site.db names.tsv\n"
          "stagename-refresh does all but the first in one go; stagename-fcgi serves the result.\n",
          out);
}

int command_begins(const struct command_spec *spec, int argc, char **argv, int *first, int *quiet, int *code)
{
    switch (options_parse(spec, argc, argv, first, quiet)) {
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

/* Ctrl-C leaves no temporary file; what is half done in a database is rolled back by SQLite. */
static void interrupted(int signal)
{
    fileout_abandon_all_from_signal();
    _exit(128 + signal);
}

/* What is half done stays undone, as after Ctrl-C. No stdio: another thread may hold its lock. */
static void give_up(void)
{
    static const char sentence[] = "stagename: out of memory\n";

    fileout_abandon_all_from_signal();
    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        _exit(EXIT_FAILED);
    _exit(EXIT_FAILED);
}

/* libarchive and OpenMP end the program themselves when memory is full. */
static void guard_memory(void)
{
    memory_guard(give_up);
    xmlMemSetup(free, memory_new, memory_resize, memory_copy);
    atexit(fileout_abandon_all_from_signal);
}

int main(int argc, char **argv)
{
    guard_memory();
    setlocale(LC_CTYPE, "");
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    if (signal(SIGHUP, interrupted) == SIG_IGN)
        signal(SIGHUP, SIG_IGN); /* nohup: a long training outlives the terminal */
    signal(SIGXFSZ, SIG_IGN);    /* a file-size limit is then an error that can be told, not a death */
    if (argc < 2) {
        usage(stderr);
        return EXIT_WRONG;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
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
