/* Opens sessions, asks questions, and explains why a session ended. */
#include "publish/session.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { WORDS_MAX = 64 };

/* So that neither a question for a password nor a cut connection holds up the other hosts. */
static const char *const ssh_options[] = {"-oBatchMode=yes", "-oConnectTimeout=10", "-oServerAliveInterval=5",
                                          "-oServerAliveCountMax=3"};
enum { SSH_OPTIONS = sizeof ssh_options / sizeof *ssh_options };

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

int session_await(struct session *session, const char *word, struct err *why)
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

int session_ask(struct session *session, struct err *why, const char *format, ...)
{
    va_list arguments;
    char *question;
    int length;

    va_start(arguments, format);
    length = vasprintf(&question, format, arguments);
    va_end(arguments);
    if (length < 0)
        memory_full();
    wire_say(&session->wire, "%s", question); /* a closed connection is found by session_await */
    free(question);
    return session_await(session, "ok", why);
}

/* Compares what the program there can read with what this one writes. Returns 0, or -1 with *why set. */
static int greet(struct session *session, struct err *why)
{
    char format[GENERATION_FORMAT];

    if (session_await(session, "stagename", why) != 0)
        return -1;
    generation_format(format);
    if (strcmp(session->wire.words[1], format) == 0)
        return 0;
    return err_set(why, "its stagename reads %s, and this one writes %s: install the same version on both",
                   session->wire.words[1], format);
}

int session_open(struct session *session, const struct publication *plan, const char *host, struct err *why)
{
    char *words[WORDS_MAX], *command = memory_copy(plan->ssh);
    struct buffer remote = {0};
    int count = split(command, words), result;

    *session = (struct session){.plan = plan, .host = host};
    for (int i = 0; i < SSH_OPTIONS; i++)
        words[count++] = (char *)ssh_options[i]; /* which execvp does not write */
    buffer_print(&remote, "%s generation --agent --db ", plan->program);
    add_quoted(&remote, plan->remote_database);
    words[count++] = "--";
    words[count++] = (char *)host;
    words[count++] = remote.bytes;
    words[count] = NULL;
    result = child_start(&session->ssh, words, 1, why);
    buffer_free(&remote);
    free(command);
    if (result != 0)
        return -1;
    session->wire =
        (struct wire){.in = session->ssh.from, .out = session->ssh.to, .errors = session->ssh.errors};
    return greet(session, why);
}

void session_close(struct session *session)
{
    if (session->ssh.pid > 0)
        child_finish(&session->ssh);
    wire_free(&session->wire);
}

char *session_shell(const struct publication *plan)
{
    struct buffer shell = {0};

    buffer_add_text(&shell, plan->ssh);
    for (int i = 0; i < SSH_OPTIONS; i++)
        buffer_print(&shell, " %s", ssh_options[i]);
    return shell.bytes;
}
