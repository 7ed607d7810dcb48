#include "model/product.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of a word. */
static int numbers_of(enum precision precision)
{
    return precision == PRECISION_INT8 ? 4 : precision == PRECISION_BFLOAT16 ? 2 : 1;
}

/* Words along the summed dimension of k numbers. */
static int depth_of(enum precision precision, int k)
{
    return (k + numbers_of(precision) - 1) / numbers_of(precision);
}

/* The room of so many columns. */
static int rounded_up(int columns)
{
    return (columns + KERNEL_LANES - 1) / KERNEL_LANES * KERNEL_LANES;
}

#if HAVE_KERNEL

/* ---- packing ---- */

/* bfloat16 is the upper half of a float32; rounded to the nearest, ties to even. */
static inline uint32_t to_bf16(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

/* Word i of the numbers x[0], x[stride], …, x[(k - 1)·stride]; for int8 each is multiplied by `in` first. */
static inline uint32_t word(enum precision precision, const float *x, size_t stride, int i, int k, float in)
{
    uint32_t bits = 0;

    switch (precision) {
    case PRECISION_INT8:
        for (int byte = 0; byte < 4 && 4 * i + byte < k; byte++)
            bits |= (uint32_t)(uint8_t)lrintf(x[(4 * (size_t)i + (size_t)byte) * stride] * in) << 8 * byte;
        return bits;
    case PRECISION_BFLOAT16:
        return to_bf16(x[2 * (size_t)i * stride]) |
               (2 * i + 1 < k ? to_bf16(x[(2 * (size_t)i + 1) * stride]) << 16 : 0);
    default:
        memcpy(&bits, x + (size_t)i * stride, sizeof bits);
        return bits;
    }
}

/* Columns of the panel that starts at column p, and words of the block that starts at word `first`. */
static int panel_columns(int n, int p)
{
    return n - p < KERNEL_PANEL ? n - p : KERNEL_PANEL;
}

static int block_depth(int depth, int first)
{
    return depth - first < KERNEL_DEPTH ? depth - first : KERNEL_DEPTH;
}

/* Where the words of a panel's block are: blocks one behind the other, in each the panels, in the order in which
 * they are read. */
static uint32_t *panel_of(const struct right_side *b, int first, int depth, int p)
{
    return b->panels + (size_t)first * (size_t)rounded_up(b->n) + (size_t)p * (size_t)depth;
}

enum { LINE = 16 }; /* words of a cache line: a matrix that is read across is read a line at a time */

/* A row of a panel: whole lines first, whose size the compiler knows (what copies any size takes longer to begin than
 * these take). */
static inline void copy_row(uint32_t *to, const float *from, int columns)
{
    int j = 0;

    for (; j + LINE <= columns; j += LINE)
        memcpy(to + j, from + j, LINE * sizeof *to);
    for (; j < columns; j++)
        memcpy(to + j, from + j, sizeof *to);
}

/* Words first … first+depth-1 of a panel. */
static inline __attribute__((always_inline)) void
pack_panel(const struct right_side *b, enum precision precision, int p, int first, int depth)
{
    int columns = panel_columns(b->n, p), width = rounded_up(columns);
    uint32_t *panel = panel_of(b, first, depth, p);

    /* Twice, so that the inner loop walks along the matrix. */
    if (b->transposed)
        for (int start = 0; start < depth; start += LINE)
            for (int j = 0; j < columns; j++)
                for (int i = start; i < depth && i < start + LINE; i++)
                    panel[i * width + j] = word(precision, b->matrix + (size_t)(p + j) * (size_t)b->k, 1,
                                                first + i, b->k, b->scale ? b->scale[p + j] : 1);
    else if (precision == PRECISION_FLOAT32)
        for (int i = 0; i < depth; i++)
            copy_row(panel + i * width, b->matrix + (size_t)(first + i) * (size_t)b->n + p, columns);
    else
        for (int i = 0; i < depth; i++)
            for (int j = 0; j < columns; j++)
                panel[i * width + j] = word(precision, b->matrix + p + j, (size_t)b->n, first + i, b->k,
                                            b->scale ? b->scale[p + j] : 1);
    for (int i = 0; i < depth; i++)
        for (int j = columns; j < width; j++)
            panel[i * width + j] = 0;
}

static inline __attribute__((always_inline)) void pack_words(const struct right_side *b,
                                                             enum precision precision)
{
    int all = depth_of(precision, b->k);

    for (int first = 0; first < all; first += KERNEL_DEPTH)
        for (int p = 0; p < b->n; p += KERNEL_PANEL)
            pack_panel(b, precision, p, first, block_depth(all, first));
}

/* Each column's largest number becomes a byte's largest. Until the columns are packed, scale holds what they are
 * multiplied by; then what brings sums of bytes back. */
static void pack_bytes(struct right_side *b)
{
    size_t next_column = b->transposed ? (size_t)b->k : 1, next_row = b->transposed ? 1 : (size_t)b->n;

    for (int j = 0; j < rounded_up(b->n); j++) {
        const float *column = b->matrix + (size_t)j * next_column;
        float most = 0;

        for (int i = 0; j < b->n && i < b->k; i++)
            most = fmaxf(most, fabsf(column[(size_t)i * next_row]));
        b->scale[j] = most > 1e-30F ? 127 / most : 0; /* less is nothing */
    }
    pack_words(b, PRECISION_INT8);
    for (int j = 0; j < rounded_up(b->n); j++) {
        const float *column = b->matrix + (size_t)j * next_column;
        float in = b->scale[j];
        long sum = 0;

        for (int i = 0; j < b->n && i < b->k; i++)
            sum += lrintf(column[(size_t)i * next_row] * in);
        b->scale[j] = in > 0 ? 1 / (in * KERNEL_BYTE_SPAN) : 0;
        b->offset[j] = (float)-KERNEL_BYTE_MIDDLE * (float)sum * b->scale[j];
    }
}

static void pack(struct right_side *b)
{
    switch (b->precision) {
    case PRECISION_INT8:
        pack_bytes(b);
        break;
    case PRECISION_BFLOAT16:
        pack_words(b, PRECISION_BFLOAT16);
        break;
    default:
        pack_words(b, PRECISION_FLOAT32);
    }
}

/* ---- multiplying ---- */

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
                    tile[j] = r + j < rows
                                  ? word(precision, from + (size_t)j * next_row, next, first + i, k, 1)
                                  : 0;
        }
}

/* The left side's words first … first+depth-1, made in `words` unless they lie in A as the kernel wants them. */
static struct left_side left_side(enum precision precision, int rows, int k, const float *a, size_t next_row,
                                  size_t next, int first, int depth, uint32_t *words)
{
    if (precision == PRECISION_INT8) {
        int numbers = k - 4 * first < 4 * depth ? k - 4 * first : 4 * depth;

        for (int r = 0; r < rows; r++) {
            words[(size_t)(r + 1) * (size_t)depth - 1] = 0; /* bytes behind the last number meet zeros */
            kernel_bytes(numbers, a + (size_t)r * next_row + 4 * first,
                         (unsigned char *)(words + (size_t)r * (size_t)depth));
        }
        return (struct left_side){words, KERNEL_TILE * (size_t)depth, (size_t)depth, 1};
    }
    if (precision == PRECISION_FLOAT32 && next == 1)
        return (struct left_side){(const uint32_t *)(const void *)(a + first), KERNEL_TILE * next_row,
                                  next_row, 1};
    if (precision == PRECISION_BFLOAT16)
        gather(PRECISION_BFLOAT16, rows, k, a, next_row, next, first, depth, words);
    else
        gather(PRECISION_FLOAT32, rows, k, a, next_row, next, first, depth, words);
    return (struct left_side){words, (size_t)depth * KERNEL_TILE, 1, KERNEL_TILE};
}

/* C = A · B for up to BLOCK_ROWS rows, KERNEL_DEPTH words at a time, so that a panel's part is read from the
 * nearest cache for all rows. */
static void multiply_block(int rows, const float *a, size_t next_row, size_t next, const struct right_side *b,
                           const float *start, size_t next_start, float *c)
{
    uint32_t words[BLOCK_ROWS * KERNEL_DEPTH];
    int all = depth_of(b->precision, b->k);

    for (int first = 0; first < all; first += KERNEL_DEPTH) {
        int depth = block_depth(all, first);
        struct left_side left = left_side(b->precision, rows, b->k, a, next_row, next, first, depth, words);

        for (int p = 0; p < b->n; p += KERNEL_PANEL)
            kernel_panel(b->precision, rows, panel_columns(b->n, p), depth, left,
                         panel_of(b, first, depth, p), start ? start + p : NULL, next_start, c + p,
                         (size_t)b->n, b->scale ? b->scale + p : NULL,
                         b->offset && first == 0 ? b->offset + p : NULL);
        start = c; /* the next blocks add to it */
        next_start = (size_t)b->n;
    }
}

static void multiply(int m, const float *a, size_t next_row, size_t next, const struct right_side *b,
                     const float *start, size_t next_start, float *c)
{
    for (int r = 0; r < m; r += BLOCK_ROWS)
        multiply_block(m - r < BLOCK_ROWS ? m - r : BLOCK_ROWS, a + (size_t)r * next_row, next_row, next, b,
                       start ? start + (size_t)r * next_start : NULL, next_start,
                       c + (size_t)r * (size_t)b->n);
}

#endif

/* ---- either way ---- */

int product_precision_from(const char *text, enum precision *precision)
{
    static const char *const names[] = {"float32", "bfloat16", "int8"};

    for (int i = 0; i < 3; i++)
        if (strcmp(text, names[i]) == 0) {
            *precision = (enum precision)i;
            return 0;
        }
    return -1;
}

int product_can(enum precision precision)
{
    return precision == PRECISION_FLOAT32 || kernel_has(precision);
}

enum precision product_fastest(void)
{
    return kernel_gains_by_bfloat16() ? PRECISION_BFLOAT16 : PRECISION_FLOAT32;
}

enum precision product_fastest_forward(void)
{
    return kernel_has(PRECISION_INT8) ? PRECISION_INT8 : product_fastest();
}

int right_side_new(struct right_side *b, int n, int k, enum precision precision)
{
    size_t words = (size_t)rounded_up(n) * (size_t)depth_of(precision, k);
    size_t scales = precision == PRECISION_INT8 ? 2 * (size_t)rounded_up(n) : 0;

    memset(b, 0, sizeof *b);
    b->n = n;
    b->k = k;
    b->precision = precision;
    if (!kernel_works())
        return 0;
    b->panels = aligned_alloc(64, (words + scales) * sizeof *b->panels);
    if (!b->panels)
        return -1;
    if (scales) {
        b->scale = (float *)(void *)(b->panels + words);
        b->offset = b->scale + rounded_up(n);
    }
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

void product(int m, const real *a, const struct right_side *b, const real *start, size_t next_start, real *c)
{
    size_t n = (size_t)b->n;

#if HAVE_KERNEL
    if (b->panels) {
        multiply(m, a, (size_t)b->k, 1, b, start, next_start, c);
        return;
    }
#endif
    for (int r = 0; start && start != c && r < m; r++)
        memcpy(c + (size_t)r * n, start + (size_t)r * next_start, n * sizeof *c);
    if (b->transposed)
        gemm_nt(m, b->n, b->k, a, b->matrix, start != NULL, c);
    else
        gemm_nn(m, b->n, b->k, a, b->matrix, start != NULL, c);
}

void product_transposed(int m, const real *a, const struct right_side *b, real *c)
{
    if (b->k == 0) {
        memset(c, 0, (size_t)m * (size_t)b->n * sizeof *c);
        return;
    }
#if HAVE_KERNEL
    if (b->panels) {
        multiply(m, a, 1, (size_t)m, b, NULL, 0, c);
        return;
    }
#endif
    if (b->transposed)
        gemm_tt(m, b->n, b->k, a, b->matrix, 0, c);
    else
        gemm_tn(m, b->n, b->k, a, b->matrix, 0, c);
}
