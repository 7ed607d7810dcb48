/* The published copies of a database on a host that serves it: a folder for each generation in
 * DB.generations, and the link `current` to one of them. DB and its model are links through `current`, so
 * that renaming this one link exchanges database, index and model at once:
 *
 *   site.db -> site.db.generations/current/site.db
 *   site.safetensors -> site.db.generations/current/site.safetensors
 *   site.db.generations/current -> 20261129T225530Z-1a2b3c4d
 *
 * The generation before stays, and one can go back to it. A database that was there before the first
 * generation is kept as own-TIME. */
#ifndef STAGENAME_STORE_GENERATIONS_H
#define STAGENAME_STORE_GENERATIONS_H

#include <stdint.h>

#include "base/err.h"
#include "base/folderout.h"
#include "store/generation.h"

struct generations {
    char *database; /* its place */
    char *model;    /* the path of its model */
    char *folder;
};

/* Finds the paths; nothing need exist yet. Returns 0, or -1 with *why set; close it either way. */
int generations_open(struct generations *all, const char *database, struct err *why);
void generations_close(struct generations *all);

/* The name of the current generation; "" when there is none. */
enum { GENERATION_NAME = 256 };
void generations_current(const struct generations *all, char name[GENERATION_NAME]);

/* The path of the current generation, or NULL. The caller frees it. */
char *generations_current_path(const struct generations *all);

/* Calls back for each, the oldest first. Returns 0, or -1 with *why set. */
int generations_each(const struct generations *all, int (*each)(void *arg, const char *name, int is_current),
                     void *arg, struct err *why);

/* Whether the first generation may take the place of a database that was not published: ALWAYS keeps it
 * beside the generations, NEVER refuses. */
enum generations_adopt { ADOPT_NEVER, ADOPT_ALWAYS };

/* Makes the folder that a new generation is to be written to. Returns 0; 1 when the generation is already
 * there, and no folder is made; or -1 with *why set: when the disk has less room than `bytes`, or when a
 * database would be replaced. */
int generations_receive(const struct generations *all, const char *id, int64_t bytes,
                        enum generations_adopt adopt, struct folderout *incoming, struct err *why);

/* Checks the files in this folder: their size together, their checksums, the structure of the database, and
 * that this program can read database and index. check_model: whether it can read the model. Then makes it
 * the current generation, under the lock of the database. Returns 0, or -1 with *why set and nothing changed;
 * the caller abandons the folder. */
int generations_install(const struct generations *all, const char *id, int64_t bytes,
                        int (*check_model)(const char *path, struct err *why), struct folderout *incoming,
                        struct err *why);

/* Makes the newest generation before the current one the current one, or the one with this name. name: its
 * name, at first "" or which one. Returns 0, or -1 with *why set. */
int generations_go_back(const struct generations *all, char name[GENERATION_NAME], struct err *why);

/* Removes all but the current generation, the one with this name, and the kept databases. */
void generations_prune(const struct generations *all, const char *kept);

#endif
