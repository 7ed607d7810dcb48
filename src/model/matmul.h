/* Matrix products, computed by oneDNN.
 *
 * A weight matrix is packed once per training step, in the memory format that the library prefers, and then
 * used for every time step of every name. Each call runs on the calling thread alone, so that several threads
 * can multiply at once; weights and outer products are shared by all threads, a workspace belongs to one call
 * at a time. All matrices are row-major and dense.
 *
 * The same inputs give the same bits on one machine, whatever the number of threads. Other processors may sum
 * in another order. */
#ifndef STAGENAME_MODEL_MATMUL_H
#define STAGENAME_MODEL_MATMUL_H

#include <stddef.h>

#include "base/err.h"
#include "model/precision.h"
#include "model/real.h"

/* ---- workspaces ---- */

/* Buffers for one call at a time: converted factors and the library's scratch memory. They grow on first use
 * and are then reused. */
struct workspace;
struct workspace *workspace_new(struct err *why);
void workspace_free(struct workspace *ws);

/* ---- products with weights ---- */

/* A packed right-hand matrix W [k, n]. */
struct weights;

/* What a product does to C. */
enum matmul_mode { MATMUL_SET, MATMUL_ADD, MATMUL_MODES };

/* bias [n] is added to each row of the product with MATMUL_SET; borrowed, may change between calls; NULL for
 * none. Returns NULL with *why set when out of memory or when the library does not support the product. */
struct weights *weights_new(int k, int n, enum precision precision, enum matmul_mode mode, const real *bias,
                            struct err *why);
void weights_free(struct weights *w);

/* Packs matrix [k, n], or [n, k] when transposed. The matrix is not needed afterwards. Returns 0, or -1 with
 * *why set. */
int weights_pack(struct weights *w, const real *matrix, int transposed, struct err *why);

/* C [m, n] = A [m, k] · W + bias, or += A · W, as the mode of the weights says. With int8, elements of A are
 * from -1 to 1. Returns 0, or -1 when out of memory, which can happen on the first calls of a shape and a
 * workspace. */
int matmul(struct workspace *ws, int m, const real *a, const struct weights *w, real *c);

/* ---- outer products ---- */

/* C [m, n] = Aᵀ · B for A [k, m] and B [k, n] with any k up to k_max: gradients of weights. */
struct outer;
struct outer *outer_new(int m, int n, int k_max, enum precision precision, struct err *why);
void outer_free(struct outer *outer);

/* A and B have room for OUTER_PADDING more rows, which are overwritten. Returns the same as matmul. */
enum { OUTER_PADDING = 31 };
int outer_product(struct workspace *ws, const struct outer *outer, int k, real *a, real *b, real *c);

/* ---- small products ---- */

/* C [m, n] = A · B + beta · C in float32, without packing. Returns 0, or -1 when out of memory. A is [m, k],
 * or [k, m] when transposed; B is [k, n], or [n, k] when transposed. */
int matmul_plain(int m, int n, int k, const real *a, int transpose_a, const real *b, int transpose_b,
                 real beta, real *c);

#endif
