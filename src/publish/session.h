/* A session with the program on a host (publish/host.h), over ssh. */
#ifndef STAGENAME_PUBLISH_SESSION_H
#define STAGENAME_PUBLISH_SESSION_H

#include "base/err.h"
#include "publish/child.h"
#include "publish/publisher.h"
#include "publish/wire.h"

struct session {
    const struct publication *plan;
    const char *host;
    struct child ssh;
    struct wire wire; /* its words are those of the last answer */
};

/* Starts ssh, and compares what the program there can read with what this one writes. Returns 0, or -1 with
 * *why set; close it either way. */
int session_open(struct session *session, const struct publication *plan, const char *host, struct err *why);
void session_close(struct session *session);

/* Asks a question, and reads the answer "ok". Returns 0, or -1 with *why set: also when the answer is an
 * error. */
int session_ask(struct session *session, struct err *why, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Reads an answer that begins with this word. Returns as session_ask. */
int session_await(struct session *session, const char *word, struct err *why);

/* The command of ssh with its options, for rsync. The caller frees it. */
char *session_shell(const struct publication *plan);

#endif
