#include "model/product.h"

#include <stdlib.h>
#include <string.h>

#include "model/kernel.h"

#if HAVE_KERNEL

static int has_kernel(void)
{
    return kernel_works();
}

enum precision product_fastest(void)
{
    return kernel_gains_by_bfloat16() ? PRECISION_BFLOAT16 : PRECISION_FLOAT32;
}

/* bfloat16 is the upper half of a float32; rounded to the nearest, ties to even. */
static inline uint32_t to_bf16(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

/* Words along the summed dimension of k numbers. */
static int depth_of(enum precision precision, int k)
{
    return precision == PRECISION_BFLOAT16 ? (k + 1) / 2 : k;
}

/* Word i of the numbers x[0], x[stride], …, x[(k - 1)·stride]. */
static inline uint32_t word(enum precision precision, const float *x, size_t stride, int i, int k)
{
    uint32_t bits;

    if (precision == PRECISION_BFLOAT16)
        return to_bf16(x[2 * (size_t)i * stride]) |
               (2 * i + 1 < k ? to_bf16(x[(2 * (size_t)i + 1) * stride]) << 16 : 0);
    memcpy(&bits, x + (size_t)i * stride, sizeof bits);
    return bits;
}

/* Columns of the panel that starts at column p, and their room. */
static int panel_columns(int n, int p)
{
    return n - p < KERNEL_PANEL ? n - p : KERNEL_PANEL;
}

static int rounded_up(int columns)
{
    return (columns + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
}

/* Rows of a panel that are packed at once: what is written then fits the nearest cache, whichever way the
 * matrix is read. */
enum { PACK_ROWS = 32 };

static inline __attribute__((always_inline)) void pack_words(struct right_side *b, enum precision precision)
{
    int depth = depth_of(precision, b->k);
    size_t next_column = b->transposed ? (size_t)b->k : 1, next_row = b->transposed ? 1 : (size_t)b->n;

    for (int p = 0; p < b->n; p += KERNEL_PANEL) {
        int columns = panel_columns(b->n, p), width = rounded_up(columns);
        uint32_t *panel = b->panels + (size_t)p * (size_t)depth;

        for (int first = 0; first < depth; first += PACK_ROWS) {
            int end = first + PACK_ROWS < depth ? first + PACK_ROWS : depth;

            if (b->transposed)
                for (int j = 0; j < columns; j++)
                    for (int i = first; i < end; i++)
                        panel[i * width + j] =
                            word(precision, b->matrix + (size_t)(p + j) * next_column, 1, i, b->k);
            else
                for (int i = first; i < end; i++)
                    for (int j = 0; j < columns; j++)
                        panel[i * width + j] = word(precision, b->matrix + p + j, next_row, i, b->k);
            for (int i = first; i < end; i++)
                memset(panel + i * width + columns, 0, (size_t)(width - columns) * sizeof *panel);
        }
    }
}

static void pack(struct right_side *b)
{
    if (b->precision == PRECISION_BFLOAT16)
        pack_words(b, PRECISION_BFLOAT16);
    else
        pack_words(b, PRECISION_FLOAT32);
}

/* Rows that are worked on at once: their part of C stays in the second cache while B streams past. */
enum { BLOCK_ROWS = 16 * KERNEL_TILE };

/* Words first … first+depth-1 of the rows of a block of A, tile by tile: [tiles, depth, KERNEL_TILE]. Element
 * (r, i) of A is a[r·next_row + i·next]. */
static inline __attribute__((always_inline)) void gather(enum precision precision, int rows, int k,
                                                         const float *a, size_t next_row, size_t next,
                                                         int first, int depth, uint32_t *to)
{
    for (int r = 0; r < rows; r += KERNEL_TILE, to += depth * KERNEL_TILE)
        for (int i = 0; i < depth; i++) {
            const float *from = a + (size_t)r * next_row;
            uint32_t *tile = to + i * KERNEL_TILE;

            if (precision == PRECISION_FLOAT32 && next_row == 1 && rows - r >= KERNEL_TILE)
                memcpy(tile, from + (size_t)(first + i) * next, KERNEL_TILE * sizeof *tile);
            else
                for (int j = 0; j < KERNEL_TILE; j++)
                    tile[j] =
                        r + j < rows ? word(precision, from + (size_t)j * next_row, next, first + i, k) : 0;
        }
}

/* C = A · B for up to BLOCK_ROWS rows, KERNEL_DEPTH words at a time, so that a panel's part is read from the
 * nearest cache for all rows. A's words are gathered where they don't lie as the kernel wants them. */
static void multiply_block(int rows, const float *a, size_t next_row, size_t next, const struct right_side *b,
                           int add, float *c)
{
    uint32_t words[BLOCK_ROWS * KERNEL_DEPTH];
    int is_bf16 = b->precision == PRECISION_BFLOAT16, all = depth_of(b->precision, b->k);

    for (int first = 0; first < all; first += KERNEL_DEPTH) {
        int depth = all - first < KERNEL_DEPTH ? all - first : KERNEL_DEPTH;
        struct left_side left = {words, (size_t)depth * KERNEL_TILE, 1, KERNEL_TILE};

        if (is_bf16)
            gather(PRECISION_BFLOAT16, rows, b->k, a, next_row, next, first, depth, words);
        else if (next != 1)
            gather(PRECISION_FLOAT32, rows, b->k, a, next_row, next, first, depth, words);
        else
            left = (struct left_side){(const uint32_t *)(const void *)(a + first), KERNEL_TILE * next_row,
                                      next_row, 1};
        for (int p = 0; p < b->n; p += KERNEL_PANEL) {
            int columns = panel_columns(b->n, p);

            kernel_panel(is_bf16, rows, columns, depth, left,
                         b->panels + (size_t)p * (size_t)all + first * rounded_up(columns), add || first > 0,
                         c + p, (size_t)b->n);
        }
    }
}

static void multiply(int m, const float *a, size_t next_row, size_t next, const struct right_side *b, int add,
                     float *c)
{
    for (int r = 0; r < m; r += BLOCK_ROWS)
        multiply_block(m - r < BLOCK_ROWS ? m - r : BLOCK_ROWS, a + (size_t)r * next_row, next_row, next, b,
                       add, c + (size_t)r * (size_t)b->n);
}

#else

static int has_kernel(void)
{
    return 0;
}

enum precision product_fastest(void)
{
    return PRECISION_FLOAT32;
}

#endif

int product_precision_from(const char *text, enum precision *precision)
{
    *precision = strcmp(text, "bfloat16") == 0 ? product_fastest() : PRECISION_FLOAT32;
    return strcmp(text, "bfloat16") == 0 || strcmp(text, "float32") == 0 ? 0 : -1;
}

int right_side_new(struct right_side *b, int n, int k, enum precision precision)
{
    memset(b, 0, sizeof *b);
    b->n = n;
    b->k = k;
    b->precision = precision;
#if HAVE_KERNEL
    if (has_kernel()) {
        b->panels =
            aligned_alloc(64, (size_t)rounded_up(n) * (size_t)depth_of(precision, k) * sizeof *b->panels);
        return b->panels ? 0 : -1;
    }
#endif
    return 0;
}

void right_side_free(struct right_side *b)
{
    free(b->panels);
    memset(b, 0, sizeof *b);
}

void right_side_pack(struct right_side *b, const real *matrix, int transposed)
{
    b->matrix = matrix;
    b->transposed = transposed;
#if HAVE_KERNEL
    if (b->panels)
        pack(b);
#endif
}

void product(int m, const real *a, const struct right_side *b, int add, real *c)
{
#if HAVE_KERNEL
    if (b->panels) {
        multiply(m, a, (size_t)b->k, 1, b, add, c);
        return;
    }
#endif
    if (b->transposed)
        gemm_nt(m, b->n, b->k, a, b->matrix, add, c);
    else
        gemm_nn(m, b->n, b->k, a, b->matrix, add, c);
}

void product_transposed(int m, const real *a, const struct right_side *b, real *c)
{
#if HAVE_KERNEL
    if (b->panels) {
        multiply(m, a, 1, (size_t)m, b, 0, c);
        return;
    }
#endif
    if (b->transposed)
        gemm_tt(m, b->n, b->k, a, b->matrix, 0, c);
    else
        gemm_tn(m, b->n, b->k, a, b->matrix, 0, c);
}
