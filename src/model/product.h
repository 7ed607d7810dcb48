/* Matrix products with a right-hand side that is packed once and used many times: a step's weights serve
 * every symbol of every name. Numbers only.
 *
 * On processors with AVX-512 the product is our own kernel: in float32; where the processor gains by it, in
 * bfloat16 with float32 sums; and for models that are used rather than taught, in bytes, with a scale for each
 * column and left sides from -1 to 1, which is what LSTM layers put out. On all others it is the BLAS's, in
 * float32. The choice is made at run time. */
#ifndef STAGENAME_MODEL_PRODUCT_H
#define STAGENAME_MODEL_PRODUCT_H

#include <stddef.h>
#include <stdint.h>

#include "model/kernel.h"
#include "model/real.h"

/* "float32", "bfloat16" or "int8". Returns 0, or -1 for any other text. */
int product_precision_from(const char *text, enum precision *precision);

/* Whether this processor can multiply in it; float32 is always possible. */
int product_can(enum precision precision);

/* What this processor learns fastest in, and what it uses a model fastest in. */
enum precision product_fastest(void);
enum precision product_fastest_forward(void);

/* A packed right-hand side of n columns and k rows. */
struct right_side {
    int n, k;
    enum precision precision;
    uint32_t *panels;      /* owned: words as kernel.h has them; NULL where the BLAS multiplies */
    float *scale, *offset; /* owned, within panels' memory: [columns, padded], for int8 */
    const real *matrix;    /* borrowed: what was packed */
    int transposed;        /* matrix is [n, k] rather than [k, n] */
};

/* Room for a right-hand side. Returns 0, or -1 when memory is out. Free on either. */
int right_side_new(struct right_side *b, int n, int k, enum precision precision);
void right_side_free(struct right_side *b);

/* Takes the numbers of matrix, [k, n], or [n, k] when transposed; it must stay as it is while b is used. */
void right_side_pack(struct right_side *b, const real *matrix, int transposed);

/* C[m, n] = S + A[m, k] · B. Row r of S is start + r · next_start: a bias for all rows when that is 0, what C holds
 * when start is C and next_start n; nothing when start is NULL. */
void product(int m, const real *a, const struct right_side *b, const real *start, size_t next_start, real *c);

/* C[m, n] = Aᵀ · B with A [k, m]; not in int8. k is b's, and may be any up to that b was made for (b->k then holds it). */
void product_transposed(int m, const real *a, const struct right_side *b, real *c);

#endif
