/* Describes a model file, as JSON and as text. */
#ifndef STAGENAME_REPORT_INFO_H
#define STAGENAME_REPORT_INFO_H

#include <jansson.h>
#include <stdio.h>

#include "model/modelfile.h"

/* An object with file, bytes, dtype, layers, hidden, embed, parameters, alphabet {count, characters, groups},
 * styles and kinds (name and number of names each, in the order of their symbols), without_style,
 * without_kind, settings (those of the file, with names in place of enum numbers) and curve (epoch, learnt,
 * heldout). Settings and curve are empty when the file has no usable ones. NULL with *why set. */
json_t *info_json(const char *path, const struct model *model, const struct model_file *file,
                  struct err *why);

/* Prints that object as text; plot: draws the loss curve too. Returns 0, or -1 with *why set. */
int info_print(FILE *out, const json_t *info, int plot, struct err *why);

#endif
