/* The paths of a database and of the files beside it, and how SQLite can open it. Part of the store. */
#ifndef STAGENAME_STORE_LOCATION_H
#define STAGENAME_STORE_LOCATION_H

#include "base/err.h"

/* The path in a form that SQLite treats as a file: it would parse "file:…" as a URI, and ":memory:" is not a
 * file. The caller frees it; NULL when out of memory. */
char *location_name(const char *path);

/* The path of a database with symbolic links resolved; the path itself when there is no file yet. The caller
 * frees it; NULL when out of memory. */
char *location_real(const char *path);

/* That path with a suffix appended, of a file that belongs to the content of the database: its log, its
 * index of artists. The caller frees it; NULL when out of memory. */
char *location_of_content(const char *path, const char *suffix);

/* The folder with the published copies of a database (store/generations.h) has the name of the database and
 * this suffix. The database is then a symbolic link into that folder. */
#define LOCATION_GENERATIONS ".generations"

/* The place of a database: its path with symbolic links resolved, except for the link to a published copy.
 * The caller frees it; NULL when out of memory. */
char *location_place(const char *path);

/* That path with a suffix appended, of a file that stays when another copy is published: the lock, the
 * reports. The caller frees it; NULL when out of memory. */
char *location_beside(const char *path, const char *suffix);

/* Whether the database is a link to a published copy. Also 1 when out of memory. */
int location_is_published(const char *path);

/* A change of a published copy would be lost with the next publication. Returns 0, or -1 with *why set when
 * the database is one. */
int location_refuse_published(const char *path, struct err *why);

/* The path of the model that belongs to a database, site.safetensors for site.db. Symbolic links are not
 * followed. The caller frees it; NULL when out of memory. */
char *location_model(const char *path);

/* When the file is in a folder whose files belong to one group (mode 2770: setgid), makes it readable and
 * writable for that group, so that all its members can work with the database. Only the owner of the file can
 * do so: for anyone else, in any other folder, and for a link, this does nothing. Closes a descriptor of the
 * file, so it must not be called while this process has record locks on it. */
void location_share(const char *path);

/* The same for a file that root may have made, which then gets the owner of its folder, who runs the site. On
 * a file system without owners nothing changes. */
void location_give(const char *path);

/* Whether a reader must open the database as immutable: SQLite needs files beside a database with a
 * write-ahead log and cannot create them in a folder without write permission. Returns 1, 0, or -1 with *why
 * set when that would be wrong too, because the log contains changes. */
int location_is_fixed(const char *path, struct err *why);

/* The URI that opens the database as immutable. The caller frees it; NULL when out of memory. */
char *location_fixed_name(const char *path);

/* Whether the log beside the database has content: a process is writing the database, or was killed while
 * writing. Also 1 when out of memory. */
int location_has_log(const char *path);

/* Whether the file is there that processes share while they have the database open. Also 1 when out of
 * memory. */
int location_has_shared(const char *path);

#endif
