#include "model/kernel.h"

#if !HAVE_KERNEL

int kernel_works(void)
{
    return 0;
}

int kernel_has(enum precision precision)
{
    (void)precision;
    return 0;
}

int kernel_gains_by_bfloat16(void)
{
    return 0;
}

#else

#include <immintrin.h>

#define F32_TARGET __attribute__((target("avx512f,avx512bw,avx512vl")))
#define BF16_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
#define INT8_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define UNROLL _Pragma("GCC unroll 8")
#define INLINED static inline __attribute__((always_inline))

/* Rows of the panel that are asked for ahead of their use: the packed weights of a layer are larger than the
 * second cache, and what comes from further away is then there in time. */
enum { AHEAD = 16 };

int kernel_works(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl");
}

int kernel_has(enum precision precision)
{
    switch (precision) {
    case PRECISION_FLOAT32:
        return kernel_works();
    case PRECISION_BFLOAT16:
        return kernel_works() && __builtin_cpu_supports("avx512bf16");
    case PRECISION_INT8:
        return kernel_works() && __builtin_cpu_supports("avx512vnni");
    }
    return 0;
}

int kernel_gains_by_bfloat16(void)
{
    return kernel_has(PRECISION_BFLOAT16) && __builtin_cpu_is("amd");
}

/* What every tile is given; the last of its registers may hold fewer columns than it has lanes. scale and
 * offset: see kernel_panel. */
#define TILE_PARAMETERS                                                                                \
    int depth, const uint32_t *a, size_t next_row, size_t next, const uint32_t *b, const float *start, \
        size_t next_start, float *c, size_t n, __mmask16 last, const float *scale, const float *offset
#define TILE_ARGUMENTS depth, a, next_row, next, b, start, next_start, c, n, last, scale, offset

/* Every sum of a tile in turn: row r, register j, its place in C. */
#define EACH_SUM UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < registers; j++)
#define IN_C c + (size_t)r *n + 16 * j
#define FROM_START start + (size_t)r *next_start + 16 * j
#define LANES_OF_C (j < registers - 1 ? (__mmask16)0xffff : last)

/* Word after word: the columns' registers are loaded, and each row's word is multiplied with all of them. */
#define MULTIPLY_TILE(vector, step)                                                      \
    for (int i = 0; i < depth; i++, a += next, b += 16 * registers) {                    \
        UNROLL for (int j = 0; j < registers; j++)                                       \
        {                                                                                \
            column[j] = (vector)_mm512_loadu_si512(b + 16 * j);                          \
            _mm_prefetch((const char *)(b + 16 * (registers * AHEAD + j)), _MM_HINT_T0); \
        }                                                                                \
        UNROLL for (int r = 0; r < rows; r++)                                            \
        {                                                                                \
            vector x = (vector)_mm512_set1_epi32((int)a[(size_t)r * next_row]);          \
                                                                                         \
            UNROLL for (int j = 0; j < registers; j++) step;                             \
        }                                                                                \
    }

/* sum += x · y in place. As intrinsics, GCC 12 spills the sums to memory, at a third of the speed. */
#define ACCUMULATE(instruction, sum, x, y) __asm__(instruction " %2, %1, %0" : "+v"(sum) : "v"(x), "v"(y))

/* A tile: `rows` rows of A by a panel of `registers` registers, both constants where this is inlined. */
F32_TARGET INLINED void tile_f32(int rows, int registers, TILE_PARAMETERS)
{
    __m512 sum[KERNEL_TILE][4], column[4];

    (void)scale;
    (void)offset;
    EACH_SUM sum[r][j] = start ? _mm512_maskz_loadu_ps(LANES_OF_C, FROM_START) : _mm512_setzero_ps();
    MULTIPLY_TILE(__m512, sum[r][j] = _mm512_fmadd_ps(x, column[j], sum[r][j]))
    EACH_SUM _mm512_mask_storeu_ps(IN_C, LANES_OF_C, sum[r][j]);
}

BF16_TARGET INLINED void tile_bf16(int rows, int registers, TILE_PARAMETERS)
{
    __m512 sum[KERNEL_TILE][4];
    __m512bh column[4];

    (void)scale;
    (void)offset;
    EACH_SUM sum[r][j] = start ? _mm512_maskz_loadu_ps(LANES_OF_C, FROM_START) : _mm512_setzero_ps();
    MULTIPLY_TILE(__m512bh, ACCUMULATE("vdpbf16ps", sum[r][j], x, column[j]))
    EACH_SUM _mm512_mask_storeu_ps(IN_C, LANES_OF_C, sum[r][j]);
}

INT8_TARGET INLINED void tile_int8(int rows, int registers, TILE_PARAMETERS)
{
    __m512i sum[KERNEL_TILE][4], column[4];

    EACH_SUM sum[r][j] = _mm512_setzero_si512();
    MULTIPLY_TILE(__m512i, ACCUMULATE("vpdpbusd", sum[r][j], x, column[j]))
    EACH_SUM
    {
        __m512 before = start ? _mm512_maskz_loadu_ps(LANES_OF_C, FROM_START) : _mm512_setzero_ps();

        if (offset)
            before = _mm512_add_ps(before, _mm512_loadu_ps(offset + 16 * j));
        _mm512_mask_storeu_ps(
            IN_C, LANES_OF_C,
            _mm512_fmadd_ps(_mm512_cvtepi32_ps(sum[r][j]), _mm512_loadu_ps(scale + 16 * j), before));
    }
}

/* One function for every number of rows and registers, so that each is unrolled. */
#define TILE(kind, target, rows, registers)                         \
    target static void kind##_##rows##_##registers(TILE_PARAMETERS) \
    {                                                               \
        tile_##kind(rows, registers, TILE_ARGUMENTS);               \
    }
#define TILES_OF_ROWS(kind, target, rows) \
    TILE(kind, target, rows, 1)           \
    TILE(kind, target, rows, 2) TILE(kind, target, rows, 3) TILE(kind, target, rows, 4)
#define TILES(kind, target)        \
    TILES_OF_ROWS(kind, target, 1) \
    TILES_OF_ROWS(kind, target, 2) \
    TILES_OF_ROWS(kind, target, 3) \
    TILES_OF_ROWS(kind, target, 4) \
    TILES_OF_ROWS(kind, target, 5) \
    TILES_OF_ROWS(kind, target, 6)
TILES(f32, F32_TARGET)
TILES(bf16, BF16_TARGET)
TILES(int8, INT8_TARGET)

typedef void tile_function(TILE_PARAMETERS);
#define NAMES_OF_ROWS(kind, rows)                                                  \
    {                                                                              \
        kind##_##rows##_1, kind##_##rows##_2, kind##_##rows##_3, kind##_##rows##_4 \
    }
#define NAMES(kind)                                                                                     \
    {                                                                                                   \
        NAMES_OF_ROWS(kind, 1), NAMES_OF_ROWS(kind, 2), NAMES_OF_ROWS(kind, 3), NAMES_OF_ROWS(kind, 4), \
            NAMES_OF_ROWS(kind, 5), NAMES_OF_ROWS(kind, 6)                                              \
    }
static tile_function *const tiles[][KERNEL_TILE][4] = {NAMES(f32), NAMES(bf16), NAMES(int8)};

void kernel_panel(enum precision precision, int m, int columns, int depth, struct left_side a,
                  const uint32_t *b, const float *start, size_t next_start, float *c, size_t n,
                  const float *scale, const float *offset)
{
    int registers = (columns + KERNEL_LANES - 1) / KERNEL_LANES;
    __mmask16 last = (__mmask16)(0xffff >> (KERNEL_LANES * registers - columns));

    for (int r = 0; r < m; r += KERNEL_TILE, a.words += a.next_tile) {
        int rows = m - r < KERNEL_TILE ? m - r : KERNEL_TILE;

        tiles[precision][rows - 1][registers - 1](depth, a.words, a.next_row, a.next, b,
                                                  start ? start + (size_t)r * next_start : NULL, next_start,
                                                  c + (size_t)r * n, n, last, scale, offset);
    }
}

INT8_TARGET void kernel_bytes(int count, const float *x, unsigned char *to)
{
    __m512 span = _mm512_set1_ps(KERNEL_BYTE_SPAN), middle = _mm512_set1_ps(KERNEL_BYTE_MIDDLE);

    for (int i = 0; i < count; i += 16) {
        __mmask16 lanes = (__mmask16)(count - i < 16 ? (1 << (count - i)) - 1 : 0xffff);
        __m512i whole =
            _mm512_cvtps_epi32(_mm512_fmadd_ps(_mm512_maskz_loadu_ps(lanes, x + i), span, middle));

        _mm512_mask_cvtusepi32_storeu_epi8(to + i, lanes, _mm512_max_epi32(whole, _mm512_setzero_si512()));
    }
}

#endif
