/* Starts child processes with pipes, and ends them. */
#include "publish/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

/* In the child: a program that ends with its parent. */
static _Noreturn void become(char *const *words, int in, int out, int errors)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGPIPE, SIG_DFL);
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
        execvp(words[0], words);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", words[0], strerror(errno));
    _exit(127);
}

static void close_pair(const int pair[2])
{
    close(pair[0]);
    close(pair[1]);
}

int child_start(struct child *child, char *const *words, int has_input, struct err *why)
{
    int in[2], out[2], errors[2];

    if (pipe2(in, O_CLOEXEC) != 0)
        return err_set(why, "cannot make a pipe: %s", strerror(errno));
    if (pipe2(out, O_CLOEXEC) != 0) {
        close_pair(in);
        return err_set(why, "cannot make a pipe: %s", strerror(errno));
    }
    if (pipe2(errors, O_CLOEXEC) != 0) {
        close_pair(in);
        close_pair(out);
        return err_set(why, "cannot make a pipe: %s", strerror(errno));
    }
    child->pid = fork();
    if (child->pid == 0)
        become(words, in[0], out[1], errors[1]);
    close(in[0]);
    close(out[1]);
    close(errors[1]);
    *child = (struct child){child->pid, in[1], out[0], errors[0]};
    if (!has_input || child->pid < 0) {
        close(in[1]);
        child->to = -1;
    }
    if (child->pid > 0)
        return 0;
    close(out[0]);
    close(errors[0]);
    return err_set(why, "cannot start %s: %s", words[0], strerror(errno));
}

/* Whether the child ends within this time. */
static int ends(pid_t pid, int *status, int64_t ms)
{
    const int64_t until = clock_ms() + ms;
    pid_t ended;

    while ((ended = waitpid(pid, status, WNOHANG)) == 0 && clock_ms() < until)
        nanosleep(&(struct timespec){.tv_nsec = 10000000L}, NULL);
    return ended != 0;
}

int child_finish(struct child *child)
{
    enum { PATIENCE_MS = 5000 };
    int status = 0;

    if (child->to >= 0)
        close(child->to);
    close(child->from);
    close(child->errors);
    if (!ends(child->pid, &status, PATIENCE_MS) && kill(child->pid, SIGTERM) == 0 &&
        !ends(child->pid, &status, PATIENCE_MS)) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, &status, 0);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
