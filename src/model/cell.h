/* The elementwise half of an LSTM step, and the softmax, vectorised for the processor it runs on. */
#ifndef STAGENAME_MODEL_CELL_H
#define STAGENAME_MODEL_CELL_H

#include "model/real.h"

/* One step of `rows` sequences. gates [rows, 4·hidden]: pre-activations in, activations out (i, f, g, o).
 * c_before [rows, hidden], or NULL for zero. Writes c, tanh_c, h [rows, hidden]; tanh_c may be NULL; c may be
 * c_before. */
void cell_forward(int rows, int hidden, real *gates, const real *c_before, real *c, real *tanh_c, real *h);

/* Its derivative. gates: activations in, gradients of the pre-activations out. dh: gradient of h. dc:
 * gradient of c that comes from the next step in, from this step to the one before out. */
void cell_backward(int rows, int hidden, real *gates, const real *c_before, const real *tanh_c,
                   const real *dh, real *dc);

/* Turns logits [n] into probabilities in place. Returns the logarithm (base e) of what they were divided by,
 * maximum included: ln p = logit - returned. */
real softmax(int n, real *logits);

#endif
