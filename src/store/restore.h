/* Puts a backup (store/backup.h) in the place of a database, its reports and its model. */
#ifndef STAGENAME_STORE_RESTORE_H
#define STAGENAME_STORE_RESTORE_H

#include "base/err.h"
#include "store/backup.h"

struct restore_plan {
    const char *database; /* need not exist */
    const char *model;    /* NULL: the one beside the database */
    const char *backup;   /* the folder */
};

struct restored {
    struct figures before, after; /* before: -1 each when there was no readable database */
    long reports;                 /* -1: the backup has no file of reports, and that of the database stays */
    int has_model;
    char *damaged; /* the new path of a damaged database, or NULL; the caller frees it */
};

/* Checks the backup, takes the lock of the database, and replaces its content in one transaction: processes
 * that read the database see the old content or the new one, and notice the change. After a failure or a kill
 * the database has one of the two. Then it does the same with the reports, and replaces the model.
 *
 * A file that SQLite cannot open as a database is renamed with its log, and the backup takes its place.
 * Numbers of names that were given since the backup are not given again. Returns 0, or -1 with *why set. */
int restore_backup(const struct restore_plan *plan, struct restored *done, struct err *why);

#endif
