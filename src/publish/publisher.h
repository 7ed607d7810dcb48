/* The end of a publication that has the database: it starts ssh and rsync for each host, and asks the program
 * there (publish/host.h). Each function below publishes to one host, and is called in a process of its own.
 */
#ifndef STAGENAME_PUBLISH_PUBLISHER_H
#define STAGENAME_PUBLISH_PUBLISHER_H

#include "base/err.h"
#include "store/generation.h"

struct publication {
    const char *database;
    const char *remote_database; /* its path on the hosts */
    const char *ssh;             /* a command with options, separated by spaces */
    const char *program;         /* stagename on the hosts */
    int adopt;                   /* a database that was not published is kept, and replaced */
    long timeout;                /* seconds for one answer of a host */
    const char *work;            /* a folder for temporary files */
    const char *folder;          /* of the generation, for publish_generation */
    struct generation generation;
};

/* What was done on a host. */
struct published {
    char generation[GENERATION_ID]; /* or own-…, see store/generations.h */
    long long sent;                 /* bytes */
    long decisions;                 /* new on the host */
    long signalled;                 /* servers */
    long reports;                   /* new here */
};

/* Sends the generation and the decisions since. Returns 0, or -1 with *why set: the host is as it was unless
 * *why says that only the decisions are missing. */
int publish_generation(const struct publication *plan, const char *host, struct published *done,
                       struct err *why);

/* Goes back to the generation before, and sends the decisions since. */
int publish_back(const struct publication *plan, const char *host, struct published *done, struct err *why);

/* Sends the decisions since. */
int publish_decisions(const struct publication *plan, const char *host, struct published *done,
                      struct err *why);

/* Adds the host's reports to those of the database. */
int publish_reports(const struct publication *plan, const char *host, struct published *done,
                    struct err *why);

#endif
