/* A file that is on its way: NAME.part with what has come, NAME.part.meta with the version it belongs to.
 * Knows files, not the network. */
#ifndef STAGENAME_FETCH_PART_H
#define STAGENAME_FETCH_PART_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "fetch/record.h"

struct part {
    char *place;          /* FOLDER/NAME, where it goes */
    char *path, *meta;    /* FOLDER/NAME.part, FOLDER/NAME.part.meta */
    char *place_meta;     /* FOLDER/.NAME.meta */
    int fd;               /* -1: not open */
    int64_t size;         /* bytes that have come */
    struct record record; /* the version; without a size and a validator while none is known */
};

/* Only the paths: touches no file. Returns 0, or -1 with *why set; part_close is due either way. */
int part_name(struct part *part, const char *folder, const char *name, struct err *why);

/* Opens or makes NAME.part for this process alone and finds out what it is worth. Returns 0, or -1 with *why
 * set. */
int part_open(struct part *part, const char *url, struct err *why);

/* From which byte to go on; 0: from the start. Never the very end, of which there would be nothing to ask
 * for. */
int64_t part_from(const struct part *part);

/* Forgets what comes after a byte; from 0 on it can be another version. Each returns 0, or -1 with *why
 * set. */
int part_cut(struct part *part, int64_t size, struct err *why);
int part_restart(struct part *part, const struct record *record, struct err *why);

int part_append(struct part *part, const void *data, size_t size, struct err *why);

/* 1 when what has come begins as a web page does. */
int part_is_web_page(const struct part *part);

/* Gives it the server's time, syncs it and renames it to NAME; then NAME's record is written. Returns 0, or
 * -1 with *why set and NAME as it was. */
int part_finish(struct part *part, struct err *why);

/* Instead of part_open, when the whole file is there: removes a part that a killed run left, unless somebody
 * writes it now. */
void part_discard(struct part *part, const char *url);

/* Ends the work. A part in which nothing is disappears; any other stays for the next time. */
void part_close(struct part *part);

#endif
