/* The parts of stagename refresh: its options, the run, and undoing one. */
#ifndef STAGENAME_PROGRAMS_REFRESH_H
#define STAGENAME_PROGRAMS_REFRESH_H

#include "base/err.h"
#include "store/db.h"

/* A call of stagename refresh; defaults are in cmd_refresh.c. */
struct refresh_request {
    const char *db;
    const char *model;                                    /* NULL: train one */
    const char *format, *country, *tags, *styles, *as_of; /* of stagename corpus; NULL: not given */
    int letters_only, single_word;                        /* the same */
    long names, best, epochs /* 0: by the size of the lists */, seed /* -1: a new one */;
    double temperature;
    const char *mix, *blocklist, *note;
    double max_loss; /* percent */
    long keep;       /* batches; 0: all */
    long wait;       /* seconds */
    int rollback, quiet;
    char **lists; /* terminated by NULL */
    char **words; /* what to remember, terminated by NULL; NULL: keep what is remembered */
};

/* Refreshes the site. Returns 0 with a line printed, or -1 with nothing changed; then why->text is "" if the
 * sentence has been printed. */
int refresh_run(const struct refresh_request *request, struct err *why);

/* Undoes the last refresh. Returns 0 with a line printed, or -1 with *why set and nothing changed. */
int refresh_undo(const struct refresh_request *request, struct err *why);

/* ---- shared by both ---- */

/* Opens the database for writing; waits while another process writes it. */
struct store *refresh_open(const struct refresh_request *request, enum store_mode mode, struct err *why);

/* The files that keep the state before a refresh: the database, and the model. The caller frees the paths. */
char *refresh_before(const char *path, int64_t refresh);

/* Deletes such files of other refreshes than this one; 0: of all. */
void refresh_before_tidy(const char *path, int64_t kept);

/* Prints the line, with the time unless journald adds it. */
void refresh_report(const struct refresh_request *request, const char *text);

#endif
