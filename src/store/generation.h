/* A generation: a consistent copy of a database with its index of artists and its model, in a folder, made in
 * order to be published to the hosts that serve it. It contains site.db, site.db.judge-STAMP,
 * site.safetensors and B2SUMS, whatever the originals are called. */
#ifndef STAGENAME_STORE_GENERATION_H
#define STAGENAME_STORE_GENERATION_H

#include <stdint.h>

#include "base/err.h"
#include "store/backup.h"

struct store;

/* The time and eight random digits: 20261129T225530Z-1a2b3c4d. */
enum { GENERATION_ID = 26 };

/* Whether a text has the form of an id. */
int generation_is_id(const char *text);

/* What a program must be able to read in order to serve a generation that this program makes: "schema 8 and
 * index 3.12.1.72.1". */
enum { GENERATION_FORMAT = 96 };
void generation_format(char format[GENERATION_FORMAT]);

/* Whether a file of a generation can have this name. */
int generation_has_file(const char *name);

struct generation_plan {
    const char *database;
    const char *model;       /* NULL: the one beside the database, if any */
    const char *folder;      /* which is empty, and gets the generation */
    int (*is_stopped)(void); /* may be NULL; non-zero ends the work with an error */
};

struct generation {
    char id[GENERATION_ID];
    int64_t bytes; /* of its files together, B2SUMS excluded */
    struct figures figures;
    int has_model;
};

/* Records a new generation in the database, and copies its state. Others may read and write it meanwhile.
 * Returns 0, or -1 with *why set and unfinished files in the folder. */
int generation_make(const struct generation_plan *plan, struct generation *made, struct err *why);

/* Describes a generation that is complete in a folder, as generation_make did. Returns 0, or -1 with *why
 * set. */
int generation_read(const char *folder, struct generation *made, struct err *why);

/* The state of a database by which copies of it are compared. */
enum { GENERATION_DECISION = 512 };
struct generation_state {
    char id[GENERATION_ID];                  /* "" when none was made */
    int64_t decision, undo, review, tagging; /* the last of each */
    char decision_text[GENERATION_DECISION]; /* of the last decision */
};
int generation_state(struct store *store, struct generation_state *state, struct err *why);

/* The id of the generation that a store serves, or "" when it is not a published copy. */
int generation_served(struct store *store, char id[GENERATION_ID], struct err *why);

#endif
