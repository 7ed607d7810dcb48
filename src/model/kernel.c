#include "model/kernel.h"

#if HAVE_KERNEL

#include <immintrin.h>

#define F32_TARGET __attribute__((target("avx512f,avx512bw,avx512vl")))
#define BF16_TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512bf16")))
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

int kernel_gains_by_bfloat16(void)
{
    return kernel_works() && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_is("amd");
}

/* What every tile is given; the last of its registers may hold fewer columns than it has lanes. */
#define TILE_PARAMETERS                                                                               \
    int depth, const uint32_t *a, size_t next_row, size_t next, const uint32_t *b, int add, float *c, \
        size_t n, __mmask16 last
#define TILE_ARGUMENTS depth, a, next_row, next, b, add, c, n, last

/* A tile: `rows` rows of A by a panel of `registers` registers, both constants where this is inlined. */
F32_TARGET INLINED void tile_f32(int rows, int registers, TILE_PARAMETERS)
{
    __m512 sum[KERNEL_TILE][4], column[4];

    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < registers; j++) sum[r][j] =
        add ? _mm512_maskz_loadu_ps(j < registers - 1 ? 0xffff : last, c + (size_t)r * n + 16 * j)
            : _mm512_setzero_ps();
    for (int i = 0; i < depth; i++, a += next, b += 16 * registers) {
        UNROLL for (int j = 0; j < registers; j++)
        {
            column[j] = _mm512_loadu_ps(b + 16 * j);
            _mm_prefetch((const char *)(b + 16 * (registers * AHEAD + j)), _MM_HINT_T0);
        }
        UNROLL for (int r = 0; r < rows; r++)
        {
            __m512 x = _mm512_castsi512_ps(_mm512_set1_epi32((int)a[(size_t)r * next_row]));

            UNROLL for (int j = 0; j < registers; j++) sum[r][j] = _mm512_fmadd_ps(x, column[j], sum[r][j]);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < registers; j++)
        _mm512_mask_storeu_ps(c + (size_t)r * n + 16 * j, j < registers - 1 ? 0xffff : last, sum[r][j]);
}

BF16_TARGET INLINED void tile_bf16(int rows, int registers, TILE_PARAMETERS)
{
    __m512 sum[KERNEL_TILE][4];
    __m512bh column[4];

    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < registers; j++) sum[r][j] =
        add ? _mm512_maskz_loadu_ps(j < registers - 1 ? 0xffff : last, c + (size_t)r * n + 16 * j)
            : _mm512_setzero_ps();
    for (int i = 0; i < depth; i++, a += next, b += 16 * registers) {
        UNROLL for (int j = 0; j < registers; j++)
        {
            column[j] = (__m512bh)_mm512_loadu_si512(b + 16 * j);
            _mm_prefetch((const char *)(b + 16 * (registers * AHEAD + j)), _MM_HINT_T0);
        }
        UNROLL for (int r = 0; r < rows; r++)
        {
            __m512bh x = (__m512bh)_mm512_set1_epi32((int)a[(size_t)r * next_row]);

            UNROLL for (int j = 0; j < registers; j++) sum[r][j] = _mm512_dpbf16_ps(sum[r][j], x, column[j]);
        }
    }
    UNROLL for (int r = 0; r < rows; r++) UNROLL for (int j = 0; j < registers; j++)
        _mm512_mask_storeu_ps(c + (size_t)r * n + 16 * j, j < registers - 1 ? 0xffff : last, sum[r][j]);
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
static tile_function *const tiles[2][KERNEL_TILE][4] = {NAMES(f32), NAMES(bf16)};

void kernel_panel(int bfloat16, int m, int columns, int depth, struct left_side a, const uint32_t *b, int add,
                  float *c, size_t n)
{
    int registers = (columns + KERNEL_LANES - 1) / KERNEL_LANES;
    __mmask16 last = (__mmask16)(0xffff >> (KERNEL_LANES * registers - columns));

    for (int r = 0; r < m; r += KERNEL_TILE, a.words += a.next_tile) {
        int rows = m - r < KERNEL_TILE ? m - r : KERNEL_TILE;

        tiles[bfloat16][rows - 1][registers - 1](depth, a.words, a.next_row, a.next, b, add,
                                                 c + (size_t)r * n, n, last);
    }
}

#endif
