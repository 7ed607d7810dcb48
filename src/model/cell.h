/* The elementwise half of an LSTM step, and the softmax, vectorised for the processor it runs on. */
#ifndef STAGENAME_MODEL_CELL_H
#define STAGENAME_MODEL_CELL_H

#include "model/real.h"

/* One step of `rows` sequences. gates [rows, 4·hidden]: pre-activations in, activations out (i, f, g, o).
 * c_before [rows, hidden], or NULL for zero. Writes c, tanh_c, h [rows, hidden]; tanh_c may be NULL; c may be
 * c_before. */
void cell_forward(int rows, int hidden, real *gates, const real *c_before, real *c, real *tanh_c, real *h);

/* The backward pass of cell_forward. gates: activations in, gradients of the pre-activations out. dh:
 * gradient of h. dc: in, the gradient of c from the next step; out, the gradient of c for the previous
 * step. */
void cell_backward(int rows, int hidden, real *gates, const real *c_before, const real *tanh_c,
                   const real *dh, real *dc);

/* Turns logits [n] into probabilities in place. Returns their log-sum-exp: ln p = logit - returned value. */
real softmax(int n, real *logits);

#endif
