/* stagename curate: runs the sqlite3 shell on a database, with the lock, the reports and the menu of
 * curation.sql. The shell is a child; this process holds the lock, and ends the shell when another process
 * has waited for too long. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "programs/command.h"
#include "store/db.h"
#include "store/location.h"
#include "store/lock.h"
#include "store/reports.h"
#include "store/rules.h"

enum { NOT_FOUND = 127 /* as a shell reports that there is no such program */ };

/* ---- the command line of the shell ---- */

/* The installed curation.sql, or that of the source. The caller frees it; NULL with *why set. */
static char *find_menu(struct err *why)
{
    static const char *const places[] = {"sql/curation.sql", "../sql/curation.sql"};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *path = command_data(places[i], why);

        if (!path || access(path, R_OK) == 0)
            return path;
        if (i + 1 == sizeof places / sizeof *places)
            err_file(why, "read", path);
        free(path);
    }
    return NULL;
}

/* The command ".read" with the path as a string of the shell. The caller frees it. */
static char *read_command(const char *path)
{
    char *command = memory_new(2 * strlen(path) + sizeof ".read \"\""), *at;

    at = stpcpy(command, ".read \"");
    for (; *path; path++) {
        if (*path == '"' || *path == '\\')
            *at++ = '\\';
        *at++ = *path;
    }
    strcpy(at, "\"");
    return command;
}

/* The arguments, ended by NULL. statements: SQL to run instead of reading standard input. With a script the
 * menu is not printed. */
static void make_arguments(const char **arguments, char *menu, char *database, char **statements, int count)
{
    int is_script = count > 0 || !isatty(STDIN_FILENO);

    *arguments++ = "sqlite3";
    if (is_script) {
        *arguments++ = "-batch";
        *arguments++ = "-bail";
        *arguments++ = "-cmd";
        *arguments++ = ".output /dev/null";
    }
    *arguments++ = "-cmd";
    *arguments++ = menu;
    if (is_script) {
        *arguments++ = "-cmd";
        *arguments++ = ".output stdout";
    }
    *arguments++ = database;
    for (int i = 0; i < count; i++)
        *arguments++ = statements[i];
    *arguments = NULL;
}

/* ---- the shell ---- */

static void become_shell(const char **arguments, pid_t parent)
{
    static const int signals[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
    sigset_t none;

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        signal(signals[i], SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* the lock is lost with its holder */
    if (getppid() == parent)
        execvp("sqlite3", (char *const *)arguments);
    fprintf(stderr, "stagename curate: cannot run sqlite3: %s; install the package sqlite3\n",
            strerror(errno));
    _exit(NOT_FOUND);
}

static time_t seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* The signals that the wait below receives. Those of the keyboard are for the shell; it cannot be suspended,
 * because a suspended shell would not give way. */
static void take_signals(sigset_t *awaited)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTSTP, SIG_IGN);
    sigemptyset(awaited);
    sigaddset(awaited, SIGCHLD);
    sigaddset(awaited, SIGTERM);
    sigaddset(awaited, SIGHUP);
    sigprocmask(SIG_BLOCK, awaited, NULL);
}

/* Whether the shell must end now, because another process has waited for give_way seconds. */
static int must_give_way(int lock, long give_way, time_t *until)
{
    long waiting = lock_waiting(lock);

    if (waiting == 0) {
        *until = 0;
    } else if (*until == 0) {
        *until = seconds() + give_way;
        fprintf(
            stderr,
            "\nstagename curate: process %ld waits to write the database. This shell ends in %ld seconds; a "
            "transaction that is open then is undone\n",
            waiting, give_way);
    }
    return *until != 0 && seconds() >= *until;
}

static int end_shell(pid_t shell, const char *reason)
{
    fprintf(stderr, "\nstagename curate: %s\n", reason);
    kill(shell, SIGTERM);
    while (waitpid(shell, NULL, 0) < 0 && errno == EINTR)
        ;
    return EXIT_FAILED;
}

/* Waits until the shell ends. Returns the exit code of the command. */
static int wait_for_shell(pid_t shell, int lock, long give_way, const sigset_t *awaited)
{
    const struct timespec second = {.tv_sec = 1};
    time_t until = 0;
    int status;

    while (waitpid(shell, &status, WNOHANG) == 0) {
        int got = sigtimedwait(awaited, NULL, &second);

        if (got == SIGTERM || got == SIGHUP)
            return end_shell(shell, "ended by a signal");
        if (must_give_way(lock, give_way, &until))
            return end_shell(shell,
                             "this shell has ended, because another process waited to write the database");
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int run_shell(const char **arguments, int lock, long give_way)
{
    struct termios terminal;
    int has_terminal = tcgetattr(STDIN_FILENO, &terminal) == 0, code = EXIT_FAILED;
    pid_t parent = getpid(), shell;
    sigset_t awaited;

    take_signals(&awaited);
    shell = fork();
    if (shell == 0)
        become_shell(arguments, parent);
    if (shell > 0)
        code = wait_for_shell(shell, lock, give_way, &awaited);
    else
        perror("stagename curate: cannot start a process");
    if (has_terminal)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal); /* the shell may have ended while it edited a line */
    return code;
}

/* ---- the command ---- */

/* Checks that the database is one of this program, and that its reports are there. Returns 0, or -1 with *why
 * set. */
static int check_database(const char *db, struct err *why)
{
    struct store *store = store_open(db, STORE_READ, why);

    store_close(store);
    return store ? reports_create(db, why) : -1;
}

/* Whether rules wait for the program: 1 or 0, or -1 with *why set. */
static int has_waiting_rules(const char *db, struct err *why)
{
    struct store *store = store_open(db, STORE_READ, why);
    int result = store ? store_rules_wait(store, why) : -1;

    store_close(store);
    return result;
}

/* After the shell, and without its lock: applies the rules that SQL could not. Returns 0, or -1 with *why
 * set. */
static int begin_rules(const char *db, int quiet, struct err *why)
{
    int result = has_waiting_rules(db, why);
    struct store *store = result == 1 ? store_open(db, STORE_CHANGE, why) : NULL;

    if (result != 1)
        return result;
    result = store && store_begin(store, why) == 0 ? command_begin_rules(store, quiet, why) : -1;
    if (result == 0)
        result = store_commit(store, why);
    store_close(store);
    return result;
}

/* Returns the exit code, or -1 with *why set. */
static int curate(const char *db, char **statements, int count, long give_way, int quiet, struct err *why)
{
    char *path = find_menu(why), *menu = path ? read_command(path) : NULL, *database = location_name(db);
    const char **arguments = memory_new(((size_t)count + 12) * sizeof *arguments);
    int lock = -1, code = -1;

    if (!database)
        err_set(why, "out of memory");
    else if (path && check_database(db, why) == 0)
        lock = lock_take(db, LOCK_SHELL, why);
    if (lock >= 0) {
        make_arguments(arguments, menu, database, statements, count);
        code = run_shell(arguments, lock, give_way);
    }
    lock_release(lock);
    if (code == EXIT_DONE && begin_rules(db, quiet, why) != 0)
        code = -1;
    free(arguments);
    free(database);
    free(menu);
    free(path);
    return code;
}

int command_curate(int argc, char **argv)
{
    const char *db = NULL;
    long give_way = LOCK_SHELL_SECONDS;
    int quiet = 0, first, code;
    struct option_spec options[] = {{"db", 'd', OPTION_TEXT, "DB", "the database", &db, 0, 0},
                                    {"give-way", 0, OPTION_INT, "SECONDS",
                                     "end the shell when another process has waited for the\n"
                                     "database for so long (default 600, which is the maximum)",
                                     &give_way, 1, LOCK_SHELL_SECONDS},
                                    {0}};
    const struct command_spec spec = {
        "stagename curate",
        "--db DB [SQL …]",
        "Opens the sqlite3 shell on the database, beside the running site, with the\n"
        "reports of visitors attached, and prints examples of statements; with SQL, runs\n"
        "these statements instead. Reads standard input if it is not a terminal.\n\n"
        "It holds the lock of the database, so nothing is imported meanwhile, and waits for\n"
        "whoever holds it. When another process waits to write, the shell says so, and ends\n"
        "after ten minutes. At its end, rules for sounds and for other letters than a-z,\n"
        "which SQL cannot compare, take effect. To look around without the lock: sqlite3 -readonly DB.",
        "  stagename curate --db site.db\n"
        "  stagename curate --db site.db 'SELECT * FROM reported_names'",
        options,
        0,
        -1};
    struct err why;

    if (!command_begins(&spec, argc, argv, &first, &quiet, &code))
        return code;
    if (!db)
        return command_wrong("curate", "name the database with --db");
    if (location_refuse_published(db, &why) != 0)
        return command_failed("curate", &why);
    code = curate(db, argv + first, argc - first, give_way, quiet, &why);
    return code < 0 ? command_failed("curate", &why) : code;
}
