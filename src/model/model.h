/* The parameters of the network: an embedding, a stack of LSTM layers, a softmax. Numbers only: no files, no
 * training.
 *
 * Shapes and gate order are torch.nn's (i, f, g, o; Hochreiter and Schmidhuber 1997, with the forget gate of
 * Gers 2000). torch.nn.LSTM has two biases per gate; only their sum matters, so one bias is stored here. */
#ifndef STAGENAME_MODEL_MODEL_H
#define STAGENAME_MODEL_MODEL_H

#include <stddef.h>

#include "base/rng.h"
#include "model/real.h"
#include "model/vocab.h"

enum { MODEL_LAYERS_MAX = 8, MODEL_HIDDEN_MAX = 4096, MODEL_EMBED_MAX = 1024, MODEL_NAME_MAX = 120 };

struct model_shape {
    int layers, hidden, embed;
};

struct model_layer {
    real *w_ih; /* [4·hidden, inputs of the layer] */
    real *w_hh; /* [4·hidden, hidden] */
    real *bias; /* [4·hidden] */
};

/* All parameters are in one array, so that the optimizer can treat them uniformly. */
struct parameters {
    real *all;
    size_t count;
    real *embedding; /* [inputs of the vocabulary, embed] */
    struct model_layer layers[MODEL_LAYERS_MAX];
    real *output;      /* [outputs of the vocabulary, hidden] */
    real *output_bias; /* [outputs of the vocabulary] */
};

struct model {
    struct model_shape shape;
    struct vocab vocab;
    struct parameters parameters;
    char *settings; /* how it was trained, as JSON; or NULL */
    /* The classifier that was trained with it (appeal/classifier.h); owned, or NULL */
    float *classifier;
    long classifier_count;
};

/* Takes ownership of the vocabulary (*vocab is emptied). Parameters are zero. Returns NULL with *why set. */
struct model *model_new(const struct model_shape *shape, struct vocab *vocab, struct err *why);
void model_free(struct model *model);

/* Random initialization: uniform within 1/sqrt(hidden) as in torch.nn, with forget-gate biases of 1
 * (Jozefowicz 2015). */
void model_randomize(struct model *model, struct rng *rng);

/* Another set of parameters of the same shape, all zero: gradients, moments, averages. Returns 0, or -1 with
 * *why set. */
int parameters_new(struct parameters *p, const struct model_shape *shape, int inputs, int outputs,
                   struct err *why);
int parameters_like(struct parameters *p, const struct model *model, struct err *why);
void parameters_free(struct parameters *p);

/* Inputs of a layer: the embedding's size for the first, hidden for the others. */
int model_layer_inputs(const struct model_shape *shape, int layer);

/* What is wrong with a shape, or "". */
const char *model_shape_problem(const struct model_shape *shape);

#endif
