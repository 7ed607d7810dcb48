/* Forward pass over whole names and backpropagation through time. train.c updates the parameters.
 *
 * Names of one pass are packed, longest first and step by step, so that a step computes only the names that
 * have not ended, without padding. Row `offset[t] + r` of a packed array is step t of name r, and names 0 …
 * count[t]-1 reach step t.
 *
 * The first layer's input product is a look-up: embedding · w_ihᵀ + bias for every symbol is one small
 * matrix, the table [inputs, 4·hidden], made once for each set of parameters. Its gradient is accumulated in
 * the same way. */
#ifndef STAGENAME_MODEL_LSTM_H
#define STAGENAME_MODEL_LSTM_H

#include "base/team.h"
#include "model/model.h"
#include "model/matmul.h"

/* Names as symbols, each name's first symbol its style or the boundary; borrowed. */
struct packed {
    int names, steps;
    int symbols;               /* of all names: the rows of packed arrays */
    const int *input, *target; /* [symbols] */
    const int *kind;           /* [names]: a symbol whose embedding is added to the first input; 0: none */
    const int *offset, *count; /* [steps] */
    const real *soft_targets;  /* [symbols, outputs]: target probabilities, or NULL: `target` alone */
};

struct dropout {
    real between;   /* of layers' outputs, the last one's too; one mask per name (Gal and Ghahramani 2016) */
    real recurrent; /* of the elements of w_hh, one mask per batch (Merity et al. 2017) */
    real embed;     /* of whole symbols' embeddings, one mask per batch (Gal and Ghahramani 2016) */
};

/* The parameters as a pass uses them: packed, with dropout applied. Read-only during a pass, so that
 * several passes can share it. */
struct lstm_weights {
    const struct model *model;
    real *table;                            /* [inputs, 4·hidden] */
    struct weights *w_hh[MODEL_LAYERS_MAX]; /* forward; owned, as all below */
    struct weights *w_ih[MODEL_LAYERS_MAX]; /* of all layers but the first */
    struct weights *output;
    struct weights *back_w_hh[MODEL_LAYERS_MAX]; /* backward, like the rest: NULL without training */
    struct weights *back_w_ih[MODEL_LAYERS_MAX];
    struct weights *back_output;
    struct outer *outer_gates;  /* gradients of w_hh and w_ih */
    struct outer *outer_output; /* gradient of the output matrix */
    struct dropout dropout;
    real *dropped[MODEL_LAYERS_MAX]; /* owned: w_hh under dropout; NULL without */
    real *embedding;                 /* owned: the embedding under dropout, or NULL */
};

/* Copies elements, each kept with probability 1 - p and scaled by 1 / (1 - p). */
void drop_elements(real *to, const real *from, size_t count, real p, struct rng *rng);

/* Backpropagates through such a choice: dropped is 0 where the element was dropped. (An element that was 0
 * before makes no difference.) */
void through_mask(size_t count, const real *dropped, real p, real *gradient);

void add_elements(size_t count, const real *from, real *to);

/* For training on passes of up to `symbols` symbols, with dropout; or, with dropout NULL, for forward passes
 * only. Returns 0, or -1 with *why set. Free it in either case. */
int lstm_weights_new(struct lstm_weights *w, const struct model *model, const struct dropout *dropout,
                     int symbols, enum precision precision, struct err *why);
void lstm_weights_free(struct lstm_weights *w);

/* Computes the table and packs the current parameters, with fresh dropout masks when rng is not NULL; the
 * result does not depend on the team (NULL: the calling thread alone). Returns 0, or -1 with *why set. */
int lstm_weights_prepare(struct lstm_weights *w, struct rng *rng, struct team *team, struct err *why);

/* Adds a kind's embedding to the first layer's pre-activations [4·hidden] of a name's first input. */
void lstm_add_kind(const struct lstm_weights *w, int kind, real *gates);

/* Buffers of a pass of up to `names` names and `symbols` symbols; with has_backward, also those of the
 * backward pass and the gradients. */
struct lstm_pass;
struct lstm_pass *lstm_pass_new(const struct model *model, int names, int symbols, int has_backward,
                                struct err *why);
void lstm_pass_free(struct lstm_pass *pass);

/* Computes the loss in nats: the sum of -ln p(target), or of the cross-entropy with the soft targets. Stores
 * the loss of each name in per_name [names] unless it is NULL. With rng, applies dropout `between` to the
 * outputs. lstm_backward can follow. Returns the total loss, or -1 when out of memory. */
double lstm_forward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                    real between, struct rng *rng, double *per_name);

/* Computes the gradients of scale · loss, after lstm_forward on the same batch.
 * Returns 0, or -1 when out of memory. */
int lstm_backward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                  real scale);

/* The gradients after lstm_backward, but not yet through the masks of the recurrent matrices, whose elements
 * are the same in all passes of a batch (gradients.h). */
struct parameters *lstm_gradient(struct lstm_pass *pass);

/* Probabilities [symbols, outputs] of the last forward pass. */
const real *lstm_probabilities(const struct lstm_pass *pass);

#endif
