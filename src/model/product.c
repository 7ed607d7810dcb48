#include "model/product.h"

#include <stdlib.h>
#include <string.h>

enum {
    PANEL = 64, /* columns of a panel: four registers */
    TILE = 6,   /* rows of A at once: 24 sums, four columns of B and one of A fill the 32 registers */
};

#if defined(__x86_64__) && !defined(MODEL_DOUBLE)
#define HAVE_KERNEL 1
#include <immintrin.h>
#else
#define HAVE_KERNEL 0
#endif

static int columns_padded(int n)
{
    return (n + PANEL - 1) / PANEL * PANEL;
}

static int even(int k)
{
    return (k + 1) / 2 * 2;
}

#if HAVE_KERNEL

static int has_kernel(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl");
}

static enum precision fastest(void)
{
    return has_kernel() && __builtin_cpu_supports("avx512bf16") ? PRECISION_BFLOAT16 : PRECISION_FLOAT32;
}

#define F32_TARGET __attribute__((target("avx512f,avx512bw,avx512vl")))
#define BF16_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#define UNROLL _Pragma("GCC unroll 8")

/* Which of a panel's columns C has, 16 a mask. */
struct columns {
    unsigned short mask[4];
};

static struct columns columns_of(int n)
{
    struct columns columns;

    for (int j = 0; j < 4; j++) {
        int left = n - 16 * j;

        columns.mask[j] = (unsigned short)(left >= 16 ? 0xffff : left > 0 ? (1 << left) - 1 : 0);
    }
    return columns;
}

/* A tile of C: `rows` (a constant where this is inlined) rows of A by one panel of B. Element (r, i) of A is
 * a[r·row_stride + i·step]. */
F32_TARGET
static inline __attribute__((always_inline)) void tile_f32(int rows, int k, const float *a, size_t row_stride,
                                                           size_t step, const float *b, int add, float *c,
                                                           size_t n, struct columns columns)
{
    __m512 sum[TILE][4];

    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < 4; j++) sum[r][j] =
        add ? _mm512_maskz_loadu_ps(columns.mask[j], c + (size_t)r * n + 16 * j) : _mm512_setzero_ps();
    for (int i = 0; i < k; i++, b += PANEL) {
        __m512 b0 = _mm512_loadu_ps(b), b1 = _mm512_loadu_ps(b + 16);
        __m512 b2 = _mm512_loadu_ps(b + 32), b3 = _mm512_loadu_ps(b + 48);

        UNROLL for (int r = 0; r < rows; r++)
        {
            __m512 x = _mm512_set1_ps(a[(size_t)r * row_stride + (size_t)i * step]);

            sum[r][0] = _mm512_fmadd_ps(x, b0, sum[r][0]);
            sum[r][1] = _mm512_fmadd_ps(x, b1, sum[r][1]);
            sum[r][2] = _mm512_fmadd_ps(x, b2, sum[r][2]);
            sum[r][3] = _mm512_fmadd_ps(x, b3, sum[r][3]);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < 4; j++)
        _mm512_mask_storeu_ps(c + (size_t)r * n + 16 * j, columns.mask[j], sum[r][j]);
}

/* The same in bfloat16, two rows of B at once: a pair of A's elements (r, 2p) and (r, 2p + 1) is the 32-bit
 * word a[r·row_stride + p·step]. */
BF16_TARGET
static inline __attribute__((always_inline)) void tile_bf16(int rows, int pairs, const uint32_t *a,
                                                            size_t row_stride, size_t step, const uint16_t *b,
                                                            int add, float *c, size_t n,
                                                            struct columns columns)
{
    __m512 sum[TILE][4];

    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < 4; j++) sum[r][j] =
        add ? _mm512_maskz_loadu_ps(columns.mask[j], c + (size_t)r * n + 16 * j) : _mm512_setzero_ps();
    for (int p = 0; p < pairs; p++, b += 2 * PANEL) {
        __m512bh b0 = (__m512bh)_mm512_loadu_si512(b), b1 = (__m512bh)_mm512_loadu_si512(b + 32);
        __m512bh b2 = (__m512bh)_mm512_loadu_si512(b + 64), b3 = (__m512bh)_mm512_loadu_si512(b + 96);

        UNROLL for (int r = 0; r < rows; r++)
        {
            __m512bh x = (__m512bh)_mm512_set1_epi32((int)a[(size_t)r * row_stride + (size_t)p * step]);

            sum[r][0] = _mm512_dpbf16_ps(sum[r][0], x, b0);
            sum[r][1] = _mm512_dpbf16_ps(sum[r][1], x, b1);
            sum[r][2] = _mm512_dpbf16_ps(sum[r][2], x, b2);
            sum[r][3] = _mm512_dpbf16_ps(sum[r][3], x, b3);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < 4; j++)
        _mm512_mask_storeu_ps(c + (size_t)r * n + 16 * j, columns.mask[j], sum[r][j]);
}

/* All tiles of a panel; the last has fewer rows. */
#define ALL_TILES(tile, a, b, c)                                                                           \
    do {                                                                                                   \
        int r = 0;                                                                                         \
                                                                                                           \
        for (; r + TILE <= m; r += TILE)                                                                   \
            tile(TILE, depth, (a) + (size_t)r * row_stride, row_stride, step, b, add, (c) + (size_t)r * n, \
                 n, columns);                                                                              \
        switch (m - r) {                                                                                   \
        case 5:                                                                                            \
            tile(5, depth, (a) + (size_t)r * row_stride, row_stride, step, b, add, (c) + (size_t)r * n, n, \
                 columns);                                                                                 \
            break;                                                                                         \
        case 4:                                                                                            \
            tile(4, depth, (a) + (size_t)r * row_stride, row_stride, step, b, add, (c) + (size_t)r * n, n, \
                 columns);                                                                                 \
            break;                                                                                         \
        case 3:                                                                                            \
            tile(3, depth, (a) + (size_t)r * row_stride, row_stride, step, b, add, (c) + (size_t)r * n, n, \
                 columns);                                                                                 \
            break;                                                                                         \
        case 2:                                                                                            \
            tile(2, depth, (a) + (size_t)r * row_stride, row_stride, step, b, add, (c) + (size_t)r * n, n, \
                 columns);                                                                                 \
            break;                                                                                         \
        case 1:                                                                                            \
            tile(1, depth, (a) + (size_t)r * row_stride, row_stride, step, b, add, (c) + (size_t)r * n, n, \
                 columns);                                                                                 \
            break;                                                                                         \
        }                                                                                                  \
    } while (0)

F32_TARGET
static void panel_f32(int m, int depth, const float *a, size_t row_stride, size_t step, const float *b,
                      int add, float *c, size_t n, struct columns columns)
{
    ALL_TILES(tile_f32, a, b, c);
}

BF16_TARGET
static void panel_bf16(int m, int depth, const uint32_t *a, size_t row_stride, size_t step, const uint16_t *b,
                       int add, float *c, size_t n, struct columns columns)
{
    ALL_TILES(tile_bf16, a, b, c);
}

/* bfloat16 is the upper half of a float32; rounded to the nearest, ties to even. */
static inline uint16_t to_bf16(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static inline float element(const struct right_side *b, int i, int j)
{
    return b->transposed ? b->matrix[(size_t)j * (size_t)b->k + (size_t)i]
                         : b->matrix[(size_t)i * (size_t)b->n + (size_t)j];
}

static void pack_f32(struct right_side *b)
{
    float *to = b->panels;

    for (int p = 0; p < b->n; p += PANEL)
        for (int i = 0; i < b->k; i++)
            for (int j = p; j < p + PANEL; j++)
                *to++ = j < b->n ? element(b, i, j) : 0;
}

static void pack_bf16(struct right_side *b)
{
    uint16_t *to = b->panels;

    for (int p = 0; p < b->n; p += PANEL)
        for (int i = 0; i < b->k; i += 2)
            for (int j = p; j < p + PANEL; j++) {
                *to++ = j < b->n ? to_bf16(element(b, i, j)) : 0;
                *to++ = j < b->n && i + 1 < b->k ? to_bf16(element(b, i + 1, j)) : 0;
            }
}

static uint32_t pair_of(float low, float high)
{
    return (uint32_t)to_bf16(low) | (uint32_t)to_bf16(high) << 16;
}

/* A [m, k] to pairs along k: [m, pairs]. */
static void left_pairs(int m, int k, const float *a, uint32_t *to)
{
    for (int r = 0; r < m; r++, a += k) {
        for (int i = 0; i + 1 < k; i += 2)
            *to++ = pair_of(a[i], a[i + 1]);
        if (k % 2)
            *to++ = pair_of(a[k - 1], 0);
    }
}

/* A [k, m] to pairs along k: [pairs, m]. */
static void left_pairs_transposed(int m, int k, const float *a, uint32_t *to)
{
    for (int i = 0; i < k; i += 2, a += 2 * m)
        for (int r = 0; r < m; r++)
            *to++ = pair_of(a[r], i + 1 < k ? a[m + r] : 0);
}

/* The kernel over all panels; transposed: A is [k, m]. */
static void kernel(int m, const float *a, int transposed, const struct right_side *b, int add, float *c,
                   uint32_t *scratch)
{
    int pairs = even(b->k) / 2;
    size_t n = (size_t)b->n;

    if (b->precision == PRECISION_BFLOAT16 && transposed)
        left_pairs_transposed(m, b->k, a, scratch);
    else if (b->precision == PRECISION_BFLOAT16)
        left_pairs(m, b->k, a, scratch);
    for (int p = 0; p < b->n; p += PANEL) {
        struct columns columns = columns_of(b->n - p);

        if (b->precision == PRECISION_BFLOAT16)
            panel_bf16(m, pairs, scratch, transposed ? 1 : (size_t)pairs, transposed ? (size_t)m : 1,
                       (const uint16_t *)b->panels + (size_t)p * 2 * (size_t)pairs, add, c + p, n, columns);
        else
            panel_f32(m, b->k, a, transposed ? 1 : (size_t)b->k, transposed ? (size_t)m : 1,
                      (const float *)b->panels + (size_t)p * (size_t)b->k, add, c + p, n, columns);
    }
}

#else

static int has_kernel(void)
{
    return 0;
}

static enum precision fastest(void)
{
    return PRECISION_FLOAT32;
}

#endif

int product_precision_from(const char *text, enum precision *precision)
{
    *precision = strcmp(text, "bfloat16") == 0 ? fastest() : PRECISION_FLOAT32;
    return strcmp(text, "bfloat16") == 0 || strcmp(text, "float32") == 0 ? 0 : -1;
}

int right_side_new(struct right_side *b, int n, int k, enum precision precision)
{
    memset(b, 0, sizeof *b);
    b->n = n;
    b->k = k;
    b->precision = precision;
    if (has_kernel()) {
        size_t bytes = (size_t)columns_padded(n) * (size_t)even(k) *
                       (b->precision == PRECISION_BFLOAT16 ? sizeof(uint16_t) : sizeof(float));

        b->panels = aligned_alloc(64, (bytes + 63) / 64 * 64);
        return b->panels ? 0 : -1;
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
    if (b->panels && b->precision == PRECISION_BFLOAT16)
        pack_bf16(b);
    else if (b->panels)
        pack_f32(b);
#endif
}

size_t product_scratch(int m, int k)
{
    return (size_t)m * (size_t)even(k) / 2 * sizeof(uint32_t);
}

void product(int m, const real *a, const struct right_side *b, int add, real *c, void *scratch)
{
#if HAVE_KERNEL
    if (b->panels) {
        kernel(m, a, 0, b, add, c, scratch);
        return;
    }
#endif
    (void)scratch;
    if (b->transposed)
        gemm_nt(m, b->n, b->k, a, b->matrix, add, c);
    else
        gemm_nn(m, b->n, b->k, a, b->matrix, add, c);
}

void product_transposed(int m, const real *a, const struct right_side *b, real *c, void *scratch)
{
#if HAVE_KERNEL
    if (b->panels) {
        kernel(m, a, 1, b, 0, c, scratch);
        return;
    }
#endif
    (void)scratch;
    if (b->transposed)
        gemm_tt(m, b->n, b->k, a, b->matrix, 0, c);
    else
        gemm_tn(m, b->n, b->k, a, b->matrix, 0, c);
}
