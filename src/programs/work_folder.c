/* Creates and removes the folder, and runs commands as child processes. */
#include "programs/work_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fileout.h"
#include "base/memory.h"
#include "store/location.h"
#include "store/lock.h"

enum { KEPT_MAX = 8, WORDS_MAX = 64 };

/* What the handler deletes: paths, and the folder. */
static char *volatile kept_paths[KEPT_MAX];
static const char *volatile also_path;
static char *volatile kept_folder;

/* ---- signals ---- */

/* The signals that end a refresh; SIGHUP only where the caller does not ignore it (nohup). */
static void ending_signals(sigset_t *set)
{
    struct sigaction hangup;

    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        sigaddset(set, SIGHUP);
}

static void interrupted(int signal)
{
    fileout_abandon_all_from_signal();
    for (int i = 0; i < KEPT_MAX; i++)
        if (kept_paths[i])
            unlink(kept_paths[i]);
    if (also_path)
        unlink(also_path);
    if (kept_folder)
        rmdir(kept_folder);
    _exit(128 + signal);
}

/* ---- the folder ---- */

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    remove(path);
    return 0;
}

static void remove_folder(const char *path)
{
    enum { DESCRIPTORS = 8 };

    nftw(path, remove_entry, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

int work_folder_begin(struct work_folder *work, const char *db, struct err *why)
{
    sigset_t signals;

    *work = (struct work_folder){.lock = lock_activity(db, "refresh", why)};
    if (work->lock < 0)
        return -1;
    work->path = location_beside(db, ".refresh.work");
    if (!work->path)
        return err_set(why, "out of memory");
    remove_folder(work->path); /* of a refresh that was killed */
    if (mkdir(work->path, 0700) != 0) {
        err_file(why, "write", work->path);
        free(work->path);
        work->path = NULL;
        return -1;
    }
    signal(SIGCHLD, SIG_DFL); /* the caller may have ignored it; then children would leave no status */
    ending_signals(&signals);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    return 0;
}

void work_folder_end(struct work_folder *work)
{
    kept_folder = NULL;
    for (int i = 0; i < KEPT_MAX; i++) {
        free(kept_paths[i]);
        kept_paths[i] = NULL;
    }
    if (work->path)
        remove_folder(work->path);
    free(work->path);
    if (work->lock > 0)
        close(work->lock);
    *work = (struct work_folder){0};
}

char *work_folder_file(const struct work_folder *work, const char *name)
{
    size_t length = strlen(work->path) + strlen(name) + 2;
    char *path = memory_new(length);

    snprintf(path, length, "%s/%s", work->path, name);
    return path;
}

void work_folder_keep(const struct work_folder *work, const char *const *kept)
{
    DIR *folder = opendir(work->path);
    struct sigaction action = {.sa_handler = interrupted};
    const struct dirent *entry;
    sigset_t signals;

    for (int i = 0; kept[i]; i++)
        kept_paths[i] = work_folder_file(work, kept[i]);
    while (folder && (entry = readdir(folder))) {
        int is_kept = 0;

        for (int i = 0; kept[i]; i++)
            is_kept |= strcmp(entry->d_name, kept[i]) == 0;
        if (!is_kept && *entry->d_name != '.')
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
    kept_folder = work->path;
    ending_signals(&signals);
    for (int signal = 1; signal < NSIG; signal++)
        if (sigismember(&signals, signal) == 1)
            sigaction(signal, &action, NULL);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

void work_folder_also(const char *path)
{
    also_path = path;
}

/* ---- commands ---- */

/* In the child: runs the command. It dies with its parent, so that it never writes into a folder that the
 * next refresh uses. */
static _Noreturn void become(const char *program, char *const *argv, const char *output, pid_t parent)
{
    int out = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || getppid() != parent)
        _exit(1);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execv(program, argv);
    _exit(127);
}

/* Waits for the child. Returns its status; a signal that ends the refresh does not return. */
static int await(const struct work_folder *work, pid_t child)
{
    sigset_t signals;
    int status;

    ending_signals(&signals);
    sigaddset(&signals, SIGCHLD);
    while (waitpid(child, &status, WNOHANG) != child) {
        int signal = sigwaitinfo(&signals, NULL);

        if (signal <= 0 || signal == SIGCHLD)
            continue;
        kill(child, SIGTERM);
        waitpid(child, &status, 0);
        remove_folder(work->path);
        _exit(128 + signal);
    }
    return status;
}

/* The path of this program. Returns NULL with *why set. */
static const char *this_program(struct err *why)
{
    static char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);

    if (length > 0)
        path[length] = '\0';
    else
        err_file(why, "read", "/proc/self/exe");
    return length > 0 ? path : NULL;
}

int work_folder_run(const struct work_folder *work, const char *const *words, struct err *why)
{
    const char *program = this_program(why);
    char *output = work_folder_file(work, "out"), *argv[WORDS_MAX] = {(char *)(uintptr_t)program};
    pid_t parent = getpid(), child;
    int status;

    for (int i = 0; program && words[i] && i < WORDS_MAX - 2; i++)
        argv[i + 1] = (char *)(uintptr_t)words[i];
    fflush(NULL);
    child = program ? fork() : -1;
    if (child == 0)
        become(program, argv, output, parent);
    free(output);
    if (child < 0)
        return program ? err_set(why, "cannot start 'stagename %s': %s", words[0], strerror(errno)) : -1;
    status = await(work, child);
    if (WIFSIGNALED(status))
        return err_set(why, "'stagename %s' was killed by signal %d (%s)", words[0], WTERMSIG(status),
                       strsignal(WTERMSIG(status)));
    why->text[0] = '\0';
    return WEXITSTATUS(status) == 0 ? 0 : -1;
}
