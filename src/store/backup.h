/* Backups: a folder with consistent copies of a database, its reports and its model, and their checksums.
 *
 * The folder is named after the database and the time, site-20261129T152742Z. It contains site.db,
 * site.db.reports and site.safetensors, whatever the originals are called, so that it can be served without
 * being restored, and B2SUMS, which `b2sum -c` reads. The index of artists is not in it: it is made from the
 * database. */
#ifndef STAGENAME_STORE_BACKUP_H
#define STAGENAME_STORE_BACKUP_H

#include <stdint.h>

#include "base/err.h"

struct store;

/* The files of a backup. */
enum backup_part { BACKUP_DATABASE, BACKUP_REPORTS, BACKUP_MODEL, BACKUP_PARTS };
extern const char *const backup_names[BACKUP_PARTS + 1]; /* NULL at the end */

/* The rows of a database. */
struct figures {
    long artists, names, decisions;
};

/* Counts the rows. In a read transaction, it begins the snapshot. Returns 0, or -1 with *why set. */
int figures_read(struct store *store, struct figures *figures, struct err *why);

struct backup_plan {
    const char *database;
    const char *model;       /* NULL: the one beside the database, if any */
    const char *folder;      /* which must exist, and gets the backup */
    int (*is_stopped)(void); /* may be NULL; non-zero ends the work with an error */
};

struct backup {
    char *path;    /* of the complete backup; the caller frees it */
    int64_t bytes; /* of its files together */
    struct figures figures;
    long reports; /* -1: there is no file of reports */
    int has_model;
};

/* Makes a backup while others read and write the database. It contains one state of the database, that of
 * the beginning. Returns 0, or -1 with *why set and the folder unchanged. */
int backup_make(const struct backup_plan *plan, struct backup *made, struct err *why);

/* Removes the oldest backups of a database (of its file name) so that `keep` remain in the folder. Returns
 * how many it removed, or -1 with *why set. */
int backup_prune(const char *folder, const char *database, long keep, struct err *why);

/* The parts, for other kinds of copies: writes one state of the database to a new file at path to, that of
 * the beginning, and counts its rows. Returns 0, or -1 with *why set. */
int backup_copy_database(const char *database, const char *to, int (*is_stopped)(void),
                         struct figures *figures, struct err *why);

/* Copies the model, NULL: the one beside the database. Returns 1, 0 when there is none beside the database,
 * or -1 with *why set. */
int backup_copy_model(const char *database, const char *model, const char *to, int (*is_stopped)(void),
                      struct err *why);

/* Checks the files of a backup against B2SUMS. has: which files are there. Returns 0, or -1 with *why set. */
int backup_verify(const char *path, int has[BACKUP_PARTS], struct err *why);

#endif
