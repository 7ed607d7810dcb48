/* Publishes to one host. */
#include "publish/publisher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "publish/session.h"
#include "store/lock.h"
#include "store/news.h"
#include "store/reports.h"

enum { MOST_REPORTS = 1 << 30 /* bytes; reports are limited (store/reports.c) */ };
enum { SIGN_OF_LIFE = 5 /* seconds; shorter than the patience of the host */ };

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
    char *shell = session_shell(session->plan), *from, *target, *basis;
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
        result = child_start(&child, words, 0, why);
    }
    if (result == 0) {
        rsync = (struct wire){.in = child.from, .out = -1, .errors = child.errors};
        read_statistics(session, &rsync, sent);
        code = child_finish(&child);
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

    if (news_write(session->plan->database, state, path, why) != 0)
        return -1;
    if (stat(path, &st) != 0)
        return err_file(why, "read", path);
    wire_say(&session->wire, "news\t%lld", (long long)st.st_size);
    if (wire_write_file(&session->wire, path, why) != 0 || session_await(session, "ok", why) != 0)
        return -1;
    done->sent += st.st_size;
    done->decisions = atol(session->wire.words[1]);
    return 0;
}

static int send_decisions(struct session *session, struct published *done, struct err *why)
{
    struct generation_state state = {.id = ""};
    char *path;
    int result;

    if (session_ask(session, why, "state") != 0)
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

    if (session_ask(session, why, "receive\t%s\t%lld\t%s", generation->id, (long long)generation->bytes,
                    session->plan->adopt ? "adopt" : "keep") != 0)
        return -1;
    to = memory_copy(session->wire.words[1]);
    current = memory_copy(session->wire.words[2]);
    result = strcmp(to, "-") == 0 ? 0 : send_files(session, to, current, &done->sent, why);
    if (result == 0)
        result = session_ask(session, why, "install");
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
    int result = session_open(&session, plan, host, why);

    if (result == 0)
        result = install(&session, done, why);
    if (result == 0)
        result = send_last_decisions(&session, done, why);
    session_close(&session);
    return result;
}

int publish_back(const struct publication *plan, const char *host, struct published *done, struct err *why)
{
    struct session session;
    int result = session_open(&session, plan, host, why);

    if (result == 0)
        result = session_ask(&session, why, "back");
    if (result == 0) {
        snprintf(done->generation, sizeof done->generation, "%s", session.wire.words[1]);
        done->signalled = atol(session.wire.words[2]);
        /* A database that the host had before its first generation has no part in decisions. */
        if (generation_is_id(done->generation))
            result = send_last_decisions(&session, done, why);
    }
    session_close(&session);
    return result;
}

int publish_decisions(const struct publication *plan, const char *host, struct published *done,
                      struct err *why)
{
    struct session session;
    int result = session_open(&session, plan, host, why);

    if (result == 0)
        result = send_decisions(&session, done, why);
    session_close(&session);
    return result;
}

/* Processes for other hosts add reports at the same time, and a file of reports makes nobody wait for long.
 */
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

    if (session_ask(session, why, "reports") != 0)
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
    int result = session_open(&session, plan, host, why);

    if (result == 0)
        result = receive_reports(&session, path, done, why);
    session_close(&session);
    unlink(path);
    free(path);
    return result;
}
