/* Publishes to one host. */
#include "publish/publisher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "publish/wire.h"
#include "store/lock.h"
#include "store/reports.h"

enum { MOST_REPORTS = 1 << 30 /* bytes; reports are limited (store/reports.c) */ };
enum { WORDS_MAX = 64, SIGN_OF_LIFE = 5 /* seconds; shorter than the patience of the host */ };

/* So that neither a question for a password nor a cut connection holds up the other hosts. */
static const char *const ssh_options[] = {"-oBatchMode=yes", "-oConnectTimeout=10", "-oServerAliveInterval=5",
                                          "-oServerAliveCountMax=3"};
enum { SSH_OPTIONS = sizeof ssh_options / sizeof *ssh_options };

/* ---- programs ---- */

struct child {
    pid_t pid;
    int to, from, errors; /* pipes; to: -1 for a child without input */
};

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

/* Returns 0, or -1 with *why set. */
static int start(struct child *child, char *const *words, int has_input, struct err *why)
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

/* Closes the pipes, and waits; a child that does not end then, because the program on the host is suspended, is
 * ended. Returns the exit code, or 128 and the signal. */
static int finish(struct child *child)
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

/* Cuts a command at its spaces, in place. Returns the number of words. */
static int split(char *command, char **words)
{
    int count = 0;

    for (char *word = strtok(command, " "); word && count < WORDS_MAX / 2; word = strtok(NULL, " "))
        words[count++] = word;
    return count;
}

/* Appends a word for the shell on the host. */
static void add_quoted(struct buffer *out, const char *word)
{
    buffer_add_text(out, "'");
    for (; *word; word++)
        if (*word == '\'')
            buffer_add_text(out, "'\\''");
        else
            buffer_add(out, word, 1);
    buffer_add_text(out, "'");
}

/* ---- a session with a host ---- */

struct session {
    const struct publication *plan;
    const char *host;
    struct child ssh;
    struct wire wire;
};

/* The last line that ssh or the program on the host printed; it says why the connection ended. */
static int explain(struct session *session, struct err *why)
{
    char *text = session->wire.complaints.length ? session->wire.complaints.bytes : "", *line;

    if (strstr(text, "Host key verification failed"))
        return err_set(why,
                       "its host key is not the known one: find out why, and then remove the old key with "
                       "'ssh-keygen -R HOST' or accept the new one with 'ssh HOST'");
    while (*text && text[strlen(text) - 1] == '\n')
        text[strlen(text) - 1] = '\0';
    line = strrchr(text, '\n');
    line = line ? line + 1 : text;
    line[strcspn(line, "\r")] = '\0';
    wire_clean(line);
    return err_set(why, "%.400s", *line ? line : "the connection ended");
}

/* Reads an answer, which begins with this word, into the words of the wire. Returns 0, or -1 with *why set. */
static int await(struct session *session, const char *word, struct err *why)
{
    struct wire *wire = &session->wire;
    int got = wire_read(wire, session->plan->timeout);

    if (got < 0)
        return err_set(why, "it did not answer within %ld seconds (--timeout)", session->plan->timeout);
    if (got == 0) {
        wire_read_errors(wire);
        return explain(session, why);
    }
    if (strcmp(wire->words[0], "error") == 0)
        return err_set(why, "%s", wire->words[1]);
    if (strcmp(wire->words[0], word) != 0)
        return err_set(why, "it answers '%.60s' and not like stagename", wire->words[0]);
    return 0;
}

static int ask(struct session *session, struct err *why, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int ask(struct session *session, struct err *why, const char *format, ...)
{
    va_list arguments;
    char *question;
    int length;

    va_start(arguments, format);
    length = vasprintf(&question, format, arguments);
    va_end(arguments);
    if (length < 0)
        memory_full();
    wire_say(&session->wire, "%s", question); /* a closed connection is found by await */
    free(question);
    return await(session, "ok", why);
}

/* Compares what the program there can read with what this one writes. Returns 0, or -1 with *why set. */
static int greet(struct session *session, struct err *why)
{
    char format[GENERATION_FORMAT];

    if (await(session, "stagename", why) != 0)
        return -1;
    generation_format(format);
    if (strcmp(session->wire.words[1], format) == 0)
        return 0;
    return err_set(why, "its stagename reads %s, and this one writes %s: install the same version on both",
                   session->wire.words[1], format);
}

static int open_session(struct session *session, const struct publication *plan, const char *host,
                        struct err *why)
{
    char *words[WORDS_MAX], *command = memory_copy(plan->ssh);
    struct buffer remote = {0};
    int count = split(command, words), result;

    *session = (struct session){.plan = plan, .host = host};
    for (int i = 0; i < SSH_OPTIONS; i++)
        words[count++] = memory_copy(ssh_options[i]); /* freed with the process */
    buffer_print(&remote, "%s generation --agent --db ", plan->program);
    add_quoted(&remote, plan->remote_database);
    words[count++] = memory_copy("--");
    words[count++] = memory_copy(host);
    words[count++] = remote.bytes;
    words[count] = NULL;
    result = start(&session->ssh, words, 1, why);
    buffer_free(&remote);
    free(command);
    if (result != 0)
        return -1;
    session->wire =
        (struct wire){.in = session->ssh.from, .out = session->ssh.to, .errors = session->ssh.errors};
    return greet(session, why);
}

static void close_session(struct session *session)
{
    if (session->ssh.pid > 0)
        finish(&session->ssh);
    wire_free(&session->wire);
}

/* ---- rsync ---- */

/* The first line of errors says what happened; the others, what follows from it. */
static int explain_rsync(const struct wire *rsync, int code, struct err *why)
{
    char *text = rsync->complaints.length ? rsync->complaints.bytes : "";

    text += strspn(text, "\n");
    if (!*text)
        return err_set(why, "the transfer failed: rsync ended with code %d", code);
    text[strcspn(text, "\n")] = '\0';
    wire_clean(text);
    return err_set(why, "the transfer failed: %.400s", text);
}

/* The shell for rsync: the command of ssh with its options. */
static char *shell_for_rsync(const struct publication *plan)
{
    struct buffer shell = {0};

    buffer_add_text(&shell, plan->ssh);
    for (int i = 0; i < SSH_OPTIONS; i++)
        buffer_print(&shell, " %s", ssh_options[i]);
    return shell.bytes;
}

/* Reads the number of bytes from the statistics of rsync, which it prints line by line. */
static void read_statistics(struct session *session, struct wire *rsync, long long *sent)
{
    static const char name[] = "Total bytes sent: ";
    int more;

    while ((more = wire_read(rsync, SIGN_OF_LIFE)) != 0)
        if (more < 0)
            wire_say(&session->wire, "%s", "");
        else if (strncmp(rsync->words[0], name, strlen(name)) == 0)
            *sent = atoll(rsync->words[0] + strlen(name));
    wire_read_errors(rsync);
}

/* Sends the files of the generation to a folder on the host. Files of the current generation there save what
 * they have in common; rsync compares their content, because size and time can be equal by chance. Returns 0,
 * or -1 with *why set. */
static int send_files(struct session *session, const char *to, const char *current, long long *sent,
                      struct err *why)
{
    char *shell = shell_for_rsync(session->plan), *from, *target, *basis;
    struct child child;
    struct wire rsync;
    int result, code;

    if (asprintf(&from, "%s/", session->plan->folder) < 0 ||
        asprintf(&target, "%s:%s/", session->host, to) < 0 || asprintf(&basis, "--copy-dest=%s", current) < 0)
        memory_full();
    {
        char *words[] = {"rsync",
                         "--recursive",
                         "--ignore-times",
                         "--secluded-args",
                         "--stats",
                         "--no-human-readable",
                         "--timeout=60",
                         "--rsh",
                         shell,
                         basis,
                         "--",
                         from,
                         target,
                         NULL};

        if (strcmp(current, "-") == 0)
            memmove(words + 9, words + 10, 4 * sizeof *words);
        result = start(&child, words, 0, why);
    }
    if (result == 0) {
        rsync = (struct wire){.in = child.from, .out = -1, .errors = child.errors};
        read_statistics(session, &rsync, sent);
        code = finish(&child);
        result = code == 0 ? 0 : explain_rsync(&rsync, code, why);
        wire_free(&rsync);
    }
    free(shell);
    free(from);
    free(target);
    free(basis);
    return result;
}

/* ---- decisions ---- */

/* The path of this process's temporary file. The caller frees it. */
static char *temporary(const struct publication *plan)
{
    char *path;

    if (asprintf(&path, "%s/%d", plan->work, (int)getpid()) < 0)
        memory_full();
    return path;
}

static void read_state(const struct session *session, struct generation_state *state)
{
    char *const *words = session->wire.words;

    snprintf(state->id, sizeof state->id, "%s", words[1]);
    state->decision = atoll(words[2]);
    state->undo = atoll(words[3]);
    state->review = atoll(words[4]);
    state->tagging = atoll(words[5]);
    snprintf(state->decision_text, sizeof state->decision_text, "%s", words[6]);
}

static int send_news(struct session *session, const struct generation_state *state, const char *path,
                     struct published *done, struct err *why)
{
    struct stat st;

    if (generation_write_news(session->plan->database, state, path, why) != 0)
        return -1;
    if (stat(path, &st) != 0)
        return err_file(why, "read", path);
    wire_say(&session->wire, "news\t%lld", (long long)st.st_size);
    if (wire_write_file(&session->wire, path, why) != 0 || await(session, "ok", why) != 0)
        return -1;
    done->sent += st.st_size;
    done->decisions = atol(session->wire.words[1]);
    return 0;
}

static int send_decisions(struct session *session, struct published *done, struct err *why)
{
    struct generation_state state;
    char *path;
    int result;

    if (ask(session, why, "state") != 0)
        return -1;
    read_state(session, &state);
    snprintf(done->generation, sizeof done->generation, "%s", state.id);
    path = temporary(session->plan);
    result = send_news(session, &state, path, done, why);
    unlink(path);
    free(path);
    return result;
}

/* After the host changed its generation. */
static int send_last_decisions(struct session *session, struct published *done, struct err *why)
{
    struct err reason;

    if (send_decisions(session, done, &reason) == 0)
        return 0;
    return err_set(why, "it serves another generation now, but did not get the last decisions: %.400s",
                   reason.text);
}

/* ---- what a caller asks for ---- */

static int install(struct session *session, struct published *done, struct err *why)
{
    const struct generation *generation = &session->plan->generation;
    char *to, *current;
    int result;

    if (ask(session, why, "receive\t%s\t%lld\t%s", generation->id, (long long)generation->bytes,
            session->plan->adopt ? "adopt" : "keep") != 0)
        return -1;
    to = memory_copy(session->wire.words[1]);
    current = memory_copy(session->wire.words[2]);
    result = strcmp(to, "-") == 0 ? 0 : send_files(session, to, current, &done->sent, why);
    if (result == 0)
        result = ask(session, why, "install");
    if (result == 0)
        done->signalled = atol(session->wire.words[1]);
    free(current);
    free(to);
    return result;
}

int publish_generation(const struct publication *plan, const char *host, struct published *done,
                       struct err *why)
{
    struct session session;
    int result = open_session(&session, plan, host, why);

    if (result == 0)
        result = install(&session, done, why);
    if (result == 0)
        result = send_last_decisions(&session, done, why);
    close_session(&session);
    return result;
}

int publish_back(const struct publication *plan, const char *host, struct published *done, struct err *why)
{
    struct session session;
    int result = open_session(&session, plan, host, why);

    if (result == 0)
        result = ask(&session, why, "back");
    if (result == 0) {
        snprintf(done->generation, sizeof done->generation, "%s", session.wire.words[1]);
        done->signalled = atol(session.wire.words[2]);
        /* A database that the host had before its first generation has no part in decisions. */
        if (generation_is_id(done->generation))
            result = send_last_decisions(&session, done, why);
    }
    close_session(&session);
    return result;
}

int publish_decisions(const struct publication *plan, const char *host, struct published *done,
                      struct err *why)
{
    struct session session;
    int result = open_session(&session, plan, host, why);

    if (result == 0)
        result = send_decisions(&session, done, why);
    close_session(&session);
    return result;
}

/* Processes for other hosts add reports at the same time, and a file of reports makes nobody wait for long. */
static long merge(const struct publication *plan, const char *path, struct err *why)
{
    int lock = lock_activity_wait(plan->database, "collecting", why);
    long added = lock < 0 ? -1 : reports_merge(plan->database, path, why);

    if (lock >= 0)
        close(lock);
    return added;
}

static int receive_reports(struct session *session, const char *path, struct published *done, struct err *why)
{
    int64_t bytes;

    if (ask(session, why, "reports") != 0)
        return -1;
    bytes = atoll(session->wire.words[1]);
    if (bytes == 0)
        return 0;
    if (bytes < 0 || bytes > MOST_REPORTS)
        return err_set(why, "its reports have %lld bytes, which cannot be", (long long)bytes);
    if (wire_read_file(&session->wire, path, bytes, session->plan->timeout, why) != 0)
        return -1;
    done->reports = merge(session->plan, path, why);
    return done->reports < 0 ? -1 : 0;
}

int publish_reports(const struct publication *plan, const char *host, struct published *done, struct err *why)
{
    struct session session;
    char *path = temporary(plan);
    int result = open_session(&session, plan, host, why);

    if (result == 0)
        result = receive_reports(&session, path, done, why);
    close_session(&session);
    unlink(path);
    free(path);
    return result;
}
