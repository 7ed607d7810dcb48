/* Transfer learning: initial parameters from another model. Copies numbers; trains nothing. */
#ifndef STAGENAME_MODEL_TRANSFER_H
#define STAGENAME_MODEL_TRANSFER_H

#include <stdint.h>

#include "base/team.h"
#include "model/dataset.h"

/* Copies the parameters of `from` into a model of the same shape. Rows of the embedding and of the output are
 * matched by character, style and kind; rows that `from` lacks are new: embeddings drawn with the spread of
 * its own, output weights 0 with the smallest of its biases. Returns 0, or -1 with *why set when the shapes
 * differ or no character but the space is common. */
int model_transfer(struct model *to, const struct model *from, struct rng *rng, struct err *why);

/* For a list without styles: makes the start of a name in `to` that style of `from`, or the start without
 * style, under which the list's names are the most likely. Returns 0, or -1 with *why set. */
int model_transfer_start(struct model *to, const struct model *from, const struct name_list *list,
                         struct team *team, struct err *why);

/* Hash of a model's parameters, by which base models are distinguished. */
uint64_t model_fingerprint(const struct model *model);

#endif
