/* A partial download: NAME.part with the bytes received, NAME.part.meta with the version they belong to.
 * Handles files only, not the network. */
#ifndef STAGENAME_FETCH_PART_H
#define STAGENAME_FETCH_PART_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "fetch/record.h"

struct part {
    char *place;          /* FOLDER/NAME, the complete file */
    char *path, *meta;    /* FOLDER/NAME.part, FOLDER/NAME.part.meta */
    char *place_meta;     /* FOLDER/.NAME.meta */
    int fd;               /* -1: not open */
    int64_t size;         /* bytes received */
    struct record record; /* the version; size and validator are unset until known */
};

/* Sets the paths; does not access files. Returns 0, or -1 with *why set; call part_close in both cases. */
int part_name(struct part *part, const char *folder, const char *name, struct err *why);

/* Opens or creates NAME.part, locks it, and reads its record. Returns 0, or -1 with *why set. */
int part_open(struct part *part, const char *url, struct err *why);

/* The offset to resume from; 0: start. Less than the size of a complete part, because an empty range is an
 * error. */
int64_t part_from(const struct part *part);

/* part_cut truncates the part; part_restart empties it for another version. Each returns 0, or -1 with *why
 * set. */
int part_cut(struct part *part, int64_t size, struct err *why);
int part_restart(struct part *part, const struct record *record, struct err *why);

int part_append(struct part *part, const void *data, size_t size, struct err *why);

/* Whether the part begins like a web page. */
int part_is_web_page(const struct part *part);

/* Sets the modification time that the server sent, syncs the part, renames it to NAME, and writes the record
 * of NAME. Returns 0, or -1 with *why set and NAME unchanged. */
int part_finish(struct part *part, struct err *why);

/* Call it instead of part_open when the complete file exists: removes a part of a killed run, unless another
 * process has locked it. */
void part_discard(struct part *part, const char *url);

/* Closes the part, and deletes it if it is empty. */
void part_close(struct part *part);

#endif
