/* The folder in which a refresh does its long work, DB.refresh.work, and the commands that it runs there. A
 * lock, DB.refresh, belongs to the refresh while it uses the folder. A corpus is replaced in the same way.
 *
 * SIGINT, SIGTERM and SIGHUP end the running command, remove the folder and end the process. If the process
 * is killed, its command is killed, too, and the next refresh removes the folder. */
#ifndef STAGENAME_PROGRAMS_WORK_FOLDER_H
#define STAGENAME_PROGRAMS_WORK_FOLDER_H

#include "base/err.h"

struct work_folder {
    char *path;
    int lock; /* a descriptor */
};

/* Takes the lock and creates the folder, empty. Returns 0, or -1 with *why set: another refresh is
 * running. */
int work_folder_begin(struct work_folder *work, const char *db, struct err *why);

/* Removes the folder and releases the lock. Does nothing after a work_folder_begin that failed. */
void work_folder_end(struct work_folder *work);

/* The path of a file in the folder. The caller frees it. */
char *work_folder_file(const struct work_folder *work, const char *name);

/* Runs a command of this program; words: its name and arguments, NULL at the end. Its standard output goes to
 * the file "out" of the folder. Returns 0, or -1; then why->text is "" if the command has printed what was
 * wrong. */
int work_folder_run(const struct work_folder *work, const char *const *words, struct err *why);

/* After the last command: from here on, a signal removes the folder from its handler, so its files must be
 * known. Deletes the others. kept: names of files, NULL at the end. */
void work_folder_keep(const struct work_folder *work, const char *const *kept);

/* Another file that such a signal deletes, until the path is NULL. The path must live until then. */
void work_folder_also(const char *path);

#endif
