/* The end of a publication that runs on a host which serves a database: it answers the questions of
 * publish/publisher.h over ssh.
 *
 *   (greeting)                          stagename FORMAT (store/generation.h)
 *   receive ID BYTES adopt|keep         ok FOLDER OLD: a folder to fill, and the current generation, or -;
 * FOLDER is
 *                                       - when the generation is already there
 *   install                             ok SERVERS: the folder is checked, and its generation is served
 *   back                                ok NAME SERVERS: the generation before is served
 *   state                               ok ID DECISION UNDO REVIEW TAGGING TEXT (struct generation_state)
 *   news BYTES, and a file              ok NUMBER: the decisions are in effect
 *   reports                             ok BYTES, and a file: a copy of the reports
 *
 * When the connection ends, an unfinished folder is removed. */
#ifndef STAGENAME_PUBLISH_HOST_H
#define STAGENAME_PUBLISH_HOST_H

#include "base/err.h"

struct host_plan {
    const char *database;
    const char *sockets; /* the folder with the sockets of the workers */
    int (*check_model)(const char *path, struct err *why);
    int (*signal)(const char *database); /* makes the servers read it again; returns how many */
};

/* Answers questions until the other end closes the connection. Returns 0, or -1 with *why set when it ended
 * in the middle of a publication. */
int host_run(const struct host_plan *plan, int in, int out, struct err *why);

#endif
