/* How well a model predicts names. */
#ifndef STAGENAME_MODEL_EVALUATE_H
#define STAGENAME_MODEL_EVALUATE_H

#include "base/team.h"
#include "model/dataset.h"

/* Computes the bits per character of names under a model, each name starting at the boundary, end symbols
 * counted. Stores the bits of each name in per_name [data->count] unless it is NULL. Returns the bits per
 * character, or a negative number with *why set. */
double evaluate_names(const struct model *model, const struct dataset *data, struct team *team,
                      enum precision precision, double *per_name, struct err *why);

#endif
