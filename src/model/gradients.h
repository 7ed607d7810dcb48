/* Sums the gradients of a batch over its shards, whose passes belong to several processes (base/ranks.h).
 *
 * Shards are added in pairs, then pairs of pairs: an order that does not depend on the number of threads or
 * ranks, and in which a rank adds most of its own shards before it sends anything. */
#ifndef STAGENAME_MODEL_GRADIENTS_H
#define STAGENAME_MODEL_GRADIENTS_H

#include "model/lstm.h"

enum { SHARDS_MAX = 64 };

struct gradients {
    int shards;                           /* of the largest batch; the ranks share them (ranks_first) */
    struct lstm_pass *passes[SHARDS_MAX]; /* this rank's, borrowed; NULL for the others */
    real *received;                       /* owned: slices of other ranks' sums */
};

/* The passes of this rank must be set. Returns 0, or -1 with *why set. */
int gradients_new(struct gradients *g, const struct model *model, struct err *why);
void gradients_free(struct gradients *g);

/* Sums the gradients of the first `shards` shards, and backpropagates through the dropout masks of recurrent
 * matrices. Overwrites the gradients of the passes. Returns the sum of this rank's slice of the parameters
 * (slice.h), valid until the next call. */
const real *gradients_sum(struct gradients *g, int shards, const struct lstm_weights *w, struct team *team);

#endif
