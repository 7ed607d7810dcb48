/* Transfer learning: initial parameters from another model. Copies numbers; trains nothing. */
#ifndef STAGENAME_MODEL_TRANSFER_H
#define STAGENAME_MODEL_TRANSFER_H

#include <stdint.h>

#include "base/team.h"
#include "model/dataset.h"

/* Copies the parameters of `from` into a model of the same shape. Rows of the embedding and of the output are
 * matched by character, style and kind; rows that `from` lacks are new: embeddings are drawn with the spread
 * of those of `from`, output weights are 0, and the bias is the smallest of `from`. Returns 0, or -1 with
 * *why set when the shapes differ or no character but the space is common. */
int model_transfer(struct model *to, const struct model *from, struct rng *rng, struct err *why);

/* For a list without styles: initializes the embedding of the boundary in `to` with that of the style of
 * `from`, or of its boundary, under which the list's names are most likely. Returns 0, or -1 with *why
 * set. */
int model_transfer_start(struct model *to, const struct model *from, const struct name_list *list,
                         struct team *team, struct err *why);

/* Hash of a model's parameters, which identifies a base model. */
uint64_t model_fingerprint(const struct model *model);

#endif
