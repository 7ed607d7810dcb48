/* Computes the products of matmul.h by their definition, in double precision, for the gradient test. */
#include <stdlib.h>
#include <string.h>

#include "model/matmul.h"

struct weights {
    int k, n, adds;
    const real *bias;
    real *matrix; /* [k, n] */
};

struct outer {
    int m, n;
};

struct workspace {
    char unused;
};

struct workspace *workspace_new(struct err *why)
{
    (void)why;
    return calloc(1, sizeof(struct workspace));
}

void workspace_free(struct workspace *ws)
{
    free(ws);
}

struct weights *weights_new(int k, int n, enum precision precision, enum matmul_mode mode, const real *bias,
                            struct err *why)
{
    struct weights *w = calloc(1, sizeof *w);

    (void)precision;
    (void)why;
    *w = (struct weights){k, n, mode == MATMUL_ADD, bias, calloc((size_t)k * (size_t)n, sizeof(real))};
    return w;
}

void weights_free(struct weights *w)
{
    if (w)
        free(w->matrix);
    free(w);
}

int weights_pack(struct weights *w, const real *matrix, int transposed, struct err *why)
{
    (void)why;
    for (int i = 0; i < w->k; i++)
        for (int j = 0; j < w->n; j++)
            w->matrix[i * w->n + j] = transposed ? matrix[j * w->k + i] : matrix[i * w->n + j];
    return 0;
}

int matmul_plain(int m, int n, int k, const real *a, int transpose_a, const real *b, int transpose_b,
                 real beta, real *c)
{
    for (int r = 0; r < m; r++)
        for (int j = 0; j < n; j++) {
            real sum = beta != 0 ? beta * c[r * n + j] : 0;

            for (int i = 0; i < k; i++)
                sum +=
                    (transpose_a ? a[i * m + r] : a[r * k + i]) * (transpose_b ? b[j * k + i] : b[i * n + j]);
            c[r * n + j] = sum;
        }
    return 0;
}

int matmul(struct workspace *ws, int m, const real *a, const struct weights *w, real *c)
{
    (void)ws;
    for (int r = 0; w->bias && r < m; r++)
        memcpy(c + r * w->n, w->bias, (size_t)w->n * sizeof *c);
    matmul_plain(m, w->n, w->k, a, 0, w->matrix, 0, w->adds || w->bias, c);
    return 0;
}

struct outer *outer_new(int m, int n, int k_max, enum precision precision, struct err *why)
{
    struct outer *outer = malloc(sizeof *outer);

    (void)k_max;
    (void)precision;
    (void)why;
    *outer = (struct outer){m, n};
    return outer;
}

void outer_free(struct outer *outer)
{
    free(outer);
}

int outer_product(struct workspace *ws, const struct outer *outer, int k, real *a, real *b, real *c)
{
    (void)ws;
    matmul_plain(outer->m, outer->n, k, a, 1, b, 0, 0, c);
    return 0;
}
