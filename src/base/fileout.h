/* Output files that are complete or absent: written in the same folder under a temporary name, synced, then
 * renamed.
 *
 * A process that is killed leaves its temporary file, NAME.stagename-XXXXXX with six letters or digits. Its
 * writer holds a lock (flock) on it. Whenever an output is opened, temporary files without a lock are removed
 * from its folder.
 *
 * "-" means standard output, which cannot be undone, but every write is checked. */
#ifndef STAGENAME_BASE_FILEOUT_H
#define STAGENAME_BASE_FILEOUT_H

#include <stdio.h>

#include "base/err.h"

struct fileout {
    FILE *stream;
    char *path;      /* NULL for standard output */
    char *temporary; /* NULL for standard output and for devices, which are written directly */
};

/* Refuses an output that would overwrite an input. inputs: files, folders whose files are read, or NULL; ""
 * ends the array. Returns 0, or -1 with *why set. */
int fileout_keep_apart(const char *output, const char *const *inputs, struct err *why);

/* Opens path for writing ("-": standard output). Returns 0, or -1 with *why set and nothing to clean up. */
int fileout_open(struct fileout *out, const char *path, struct err *why);

/* Flushes, syncs and renames into place. Returns 0, or -1 with *why set; out is finished either way; on
 * failure the previous file at path remains. */
int fileout_commit(struct fileout *out, struct err *why);

/* Deletes the temporary file. Does nothing on a struct that is all zero or already finished. */
void fileout_abandon(struct fileout *out);

/* The end of a temporary name, of a file or a folder; mkstemp and mkdtemp replace the letters. */
#define FILEOUT_SUFFIX ".stagename-XXXXXX"
int fileout_is_temporary(const char *name);

/* Removes this user's temporary files in a folder whose writers have ended. fileout_open does so itself. */
void fileout_sweep(const char *folder);

/* Deletes the temporary files of every output that is open now. Async-signal-safe: for the handler of SIGINT.
 */
void fileout_abandon_all_from_signal(void);

#endif
