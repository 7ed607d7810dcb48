/* The matrix product's inner loops for processors with AVX-512. Numbers only; who packs what and when is
 * product's business.
 *
 * Both sides are arrays of 32-bit words: a word is one float32, two bfloat16 or four bytes that follow each
 * other along the summed dimension. So all precisions share their layout and their loops, and only the
 * multiplication differs. */
#ifndef STAGENAME_MODEL_KERNEL_H
#define STAGENAME_MODEL_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && !defined(MODEL_DOUBLE)
#define HAVE_KERNEL 1
#else
#define HAVE_KERNEL 0
#endif

enum precision { PRECISION_FLOAT32, PRECISION_BFLOAT16, PRECISION_INT8 };

enum {
    KERNEL_PANEL = 64, /* columns of a panel: four registers; the last panel of a matrix may be narrower */
    KERNEL_LANES = 16, /* words of a register; a panel's width is a multiple of it */
    KERNEL_TILE = 6,   /* rows at once: 24 sums, four columns of B and one of A fill the 32 registers */
    KERNEL_DEPTH = 128 /* words of a panel that are worked on at once: 32 KiB, what the nearest cache holds */
};

/* Whether the processor has the kernel at all, and in a precision; and whether bfloat16 is faster there than
 * float32: Intel's AVX-512 units multiply pairs of bfloat16 at half the rate, which gains nothing. */
int kernel_works(void);
int kernel_has(enum precision precision);
int kernel_gains_by_bfloat16(void);

#if HAVE_KERNEL

/* The left side of a product, [m, depth] words, in tiles of KERNEL_TILE rows: element (r, i) of tile t is
 * words[t·next_tile + r·next_row + i·next]. */
struct left_side {
    const uint32_t *words;
    size_t next_tile, next_row, next;
};

/* C[m, columns] (rows n apart) = S + A · B, with B one panel of `columns` columns, [depth, columns rounded up to
 * KERNEL_LANES] words, and S nothing when start is NULL or [m, columns] with rows next_start apart. In int8, A's
 * bytes are unsigned, B's signed, and column j's sum is multiplied by scale[j] and has offset[j] added (unless
 * offset is NULL), with room as B has. */
void kernel_panel(enum precision precision, int m, int columns, int depth, struct left_side a,
                  const uint32_t *b, const float *start, size_t next_start, float *c, size_t n,
                  const float *scale, const float *offset);

/* Numbers from -1 to 1 as bytes: KERNEL_BYTE_MIDDLE is 0, KERNEL_BYTE_SPAN more is 1. */
enum { KERNEL_BYTE_MIDDLE = 128, KERNEL_BYTE_SPAN = 127 };
void kernel_bytes(int count, const float *x, unsigned char *to);

#endif

#endif
