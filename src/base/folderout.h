/* Output folders that are complete or absent: filled under a temporary name, then renamed.
 *
 * A process that is killed leaves its temporary folder, NAME.stagename-XXXXXX with six letters or digits, as
 * fileout.h does with files. Its writer holds a lock (flock) on it. Whenever an output is opened, temporary
 * folders without a lock are removed beside it. The folders contain files, but no folders. */
#ifndef STAGENAME_BASE_FOLDEROUT_H
#define STAGENAME_BASE_FOLDEROUT_H

#include "base/err.h"

/* All zero: finished, or not yet opened. */
struct folderout {
    char *temporary; /* the path of the folder to fill */
    int lock;
};

/* Makes a temporary folder, which only its owner may enter, for an output that will have a path with this
 * prefix. Returns 0, or -1 with *why set and nothing to clean up. */
int folderout_open(struct folderout *out, const char *prefix, struct err *why);

/* The path of a file in the temporary folder. The caller frees it. */
char *folderout_file(const struct folderout *out, const char *name);

/* Renames the folder. The files in it must have been synced. Returns 0; 1 when there is something at path
 * already, and the folder stays open; or -1 with *why set and the folder removed. */
int folderout_commit(struct folderout *out, const char *path, struct err *why);

/* Removes the folder. Does nothing on a struct that is finished. */
void folderout_abandon(struct folderout *out);

/* Removes a complete folder: renamed to a temporary name first, so that no part of it keeps the path. Returns
 * 0, or -1 with *why set. */
int folderout_remove(const char *path, struct err *why);

/* Syncs the entries of a folder. A file system that cannot do so is no failure. */
void folderout_sync(const char *path);

#endif
