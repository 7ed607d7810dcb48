/* The record that `stagename generate` writes beside a file of names: how they were generated. A JSON object
 * with the members of struct provenance; a member that is unknown is missing. */
#ifndef STAGENAME_JUDGING_PROVENANCE_H
#define STAGENAME_JUDGING_PROVENANCE_H

#include <jansson.h>
#include <stdio.h>

#include "base/err.h"
#include "store/batches.h"

/* The members of an provenance as JSON. Returns NULL when out of memory. */
json_t *provenance_json(const struct provenance *provenance);

/* Writes a record as one line. Returns 0, or -1 with *why set; path is for the message. */
int provenance_write(FILE *out, const char *path, const struct provenance *provenance, struct err *why);

/* Reads a record. The texts of provenance live as long as the result, which the caller frees with
 * json_decref. NULL with *why set. */
json_t *provenance_read(const char *path, struct provenance *provenance, struct err *why);

#endif
