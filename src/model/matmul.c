/* Implements matmul.h with oneDNN. The library compiles a primitive for each shape; these are cached. */
#include "model/matmul.h"

#include <dnnl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/clones.h"

/* Declared here because only GCC ships omp.h; oneDNN's threads are OpenMP's. */
void omp_set_num_threads(int threads);

enum {
    BLOCK_ROWS = 128, /* maximum rows per call of the library; more rows take several calls */
    OUTER_STEP = 32,  /* the inner dimension of outer products is rounded up to a multiple of it */
    MEMORY_ALIGNMENT = 64,
    INT8_ZERO = 128, /* the unsigned byte that represents 0 */
    INT8_SPAN = 127  /* the byte that represents 1, minus INT8_ZERO */
};

_Static_assert(OUTER_PADDING == OUTER_STEP - 1, "rows are padded to a multiple of OUTER_STEP");

/* ---- the library ---- */

/* One engine for the whole process; it has no state. */
static dnnl_engine_t engine(void)
{
    static dnnl_engine_t shared;
    dnnl_engine_t made = NULL, expected = NULL;

    if (__atomic_load_n(&shared, __ATOMIC_ACQUIRE))
        return shared;
    if (dnnl_engine_create(&made, dnnl_cpu, 0) != dnnl_success)
        return NULL;
    if (!__atomic_compare_exchange_n(&shared, &expected, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        dnnl_engine_destroy(made);
    return shared;
}

/* The library would split each product over all processors; our threads split the work better. The setting
 * belongs to the calling thread. */
static void use_one_thread(void)
{
    omp_set_num_threads(1);
}

static int describe(dnnl_memory_desc_t *md, dnnl_dim_t rows, dnnl_dim_t columns, dnnl_data_type_t type,
                    dnnl_format_tag_t tag)
{
    dnnl_dims_t dims = {rows, columns};

    return dnnl_memory_desc_init_by_tag(md, 2, dims, type, tag) == dnnl_success ? 0 : -1;
}

static dnnl_data_type_t type_of_weights(enum precision precision)
{
    return precision == PRECISION_INT8 ? dnnl_s8 : precision == PRECISION_BFLOAT16 ? dnnl_bf16 : dnnl_f32;
}

static dnnl_data_type_t type_of_source(enum precision precision)
{
    return precision == PRECISION_INT8 ? dnnl_u8 : type_of_weights(precision);
}

/* A compiled product of one shape. */
struct plan {
    dnnl_primitive_t primitive;
    size_t scratch; /* bytes */
};

struct product_shape {
    dnnl_memory_desc_t a, b, c;
    const dnnl_memory_desc_t *bias; /* or NULL */
    int adds;                       /* whether the product is added to C */
    int scales;                     /* whether sums are multiplied by a factor for each column */
};

/* Returns the plan, owned by the caller, or NULL. *packed, when not NULL, becomes the format chosen for B. */
static struct plan *plan_new(const struct product_shape *shape, dnnl_memory_desc_t *packed)
{
    const float at_run_time = DNNL_RUNTIME_F32_VAL;
    struct plan *plan = calloc(1, sizeof *plan);
    dnnl_matmul_desc_t description;
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t operations = NULL;
    dnnl_primitive_desc_t chosen = NULL;
    int failed = 1;

    use_one_thread();
    if (!plan || dnnl_primitive_attr_create(&attributes) != dnnl_success ||
        dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user) != dnnl_success)
        goto out;
    if (shape->scales &&
        dnnl_primitive_attr_set_output_scales(attributes, 1, 1 << 1, &at_run_time) != dnnl_success)
        goto out;
    if (shape->adds && (dnnl_post_ops_create(&operations) != dnnl_success ||
                        dnnl_post_ops_append_sum(operations, 1) != dnnl_success ||
                        dnnl_primitive_attr_set_post_ops(attributes, operations) != dnnl_success))
        goto out;
    if (dnnl_matmul_desc_init(&description, &shape->a, &shape->b, shape->bias, &shape->c) != dnnl_success ||
        dnnl_primitive_desc_create(&chosen, &description, attributes, engine(), NULL) != dnnl_success ||
        dnnl_primitive_create(&plan->primitive, chosen) != dnnl_success)
        goto out;
    plan->scratch =
        dnnl_memory_desc_get_size(dnnl_primitive_desc_query_md(chosen, dnnl_query_scratchpad_md, 0));
    if (packed)
        *packed = *dnnl_primitive_desc_query_md(chosen, dnnl_query_weights_md, 0);
    failed = 0;
out:
    dnnl_primitive_desc_destroy(chosen);
    dnnl_post_ops_destroy(operations);
    dnnl_primitive_attr_destroy(attributes);
    if (failed) {
        free(plan);
        return NULL;
    }
    return plan;
}

static void plan_free(struct plan *plan)
{
    if (!plan)
        return;
    dnnl_primitive_destroy(plan->primitive);
    free(plan);
}

static struct plan *plan_get(struct plan *const *slot)
{
    return __atomic_load_n(slot, __ATOMIC_ACQUIRE);
}

/* Stores a new plan in an empty slot, unless the plan is NULL or another thread has filled the slot. */
static struct plan *plan_put(struct plan **slot, struct plan *plan)
{
    struct plan *expected = NULL;

    if (!plan || __atomic_compare_exchange_n(slot, &expected, plan, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return plan;
    plan_free(plan);
    return expected;
}

static int library_problem(struct err *why, enum precision precision, int m, int n, int k)
{
    return err_set(why, "out of memory, or the installed oneDNN has no %s product of %d×%d by %d×%d",
                   precision_name(precision), m, k, k, n);
}

/* ---- workspaces ---- */

struct buffer {
    void *bytes;
    size_t size;
};

/* Memory objects of the library: an address each. Shapes come from the primitive. */
enum role { ROLE_A, ROLE_B, ROLE_C, ROLE_BIAS, ROLE_SCRATCH, ROLES };

struct workspace {
    dnnl_stream_t stream;
    dnnl_memory_t memory[ROLES];
    struct buffer a, b, scratch;
};

struct workspace *workspace_new(struct err *why)
{
    struct workspace *ws = calloc(1, sizeof *ws);
    dnnl_memory_desc_t md;
    int failed = !ws || !engine() || dnnl_stream_create(&ws->stream, engine(), 0) != dnnl_success ||
                 describe(&md, 1, 1, dnnl_f32, dnnl_ab) != 0;

    for (int i = 0; !failed && i < ROLES; i++)
        failed = dnnl_memory_create(&ws->memory[i], &md, engine(), DNNL_MEMORY_NONE) != dnnl_success;
    if (failed) {
        err_set(why, "out of memory for a workspace of matrix products");
        workspace_free(ws);
        return NULL;
    }
    return ws;
}

void workspace_free(struct workspace *ws)
{
    if (!ws)
        return;
    for (int i = 0; i < ROLES; i++)
        dnnl_memory_destroy(ws->memory[i]);
    dnnl_stream_destroy(ws->stream);
    free(ws->a.bytes);
    free(ws->b.bytes);
    free(ws->scratch.bytes);
    free(ws);
}

/* NULL when out of memory. */
static void *buffer_of(struct buffer *buffer, size_t size)
{
    if (size > buffer->size) {
        free(buffer->bytes);
        buffer->size = (size + MEMORY_ALIGNMENT - 1) / MEMORY_ALIGNMENT * MEMORY_ALIGNMENT;
        buffer->bytes = aligned_alloc(MEMORY_ALIGNMENT, buffer->size);
        if (!buffer->bytes)
            buffer->size = 0;
    }
    return buffer->bytes;
}

struct argument {
    int role; /* oneDNN's index of the argument */
    dnnl_memory_t memory;
};

/* Runs a plan on A and C of the workspace, whose addresses are set, on B, and on the arguments `more`; skips
 * those without memory. Returns 0 or -1. */
static int run(struct workspace *ws, const struct plan *plan, dnnl_memory_t b, const struct argument *more,
               int more_count)
{
    dnnl_exec_arg_t arguments[ROLES + 2] = {{DNNL_ARG_SRC, ws->memory[ROLE_A]},
                                            {DNNL_ARG_WEIGHTS, b},
                                            {DNNL_ARG_DST, ws->memory[ROLE_C]},
                                            {DNNL_ARG_SCRATCHPAD, ws->memory[ROLE_SCRATCH]}};
    int count = 4;

    for (int i = 0; i < more_count; i++)
        if (more[i].memory)
            arguments[count++] = (dnnl_exec_arg_t){more[i].role, more[i].memory};
    if (!buffer_of(&ws->scratch, plan->scratch + 1))
        return -1;
    dnnl_memory_set_data_handle(ws->memory[ROLE_SCRATCH], ws->scratch.bytes);
    use_one_thread();
    return dnnl_primitive_execute(plan->primitive, ws->stream, count, arguments) == dnnl_success ? 0 : -1;
}

/* The library's interface takes no pointers to const; it only reads factors. */
static void set_address(struct workspace *ws, enum role role, const void *address)
{
    dnnl_memory_set_data_handle(ws->memory[role], (void *)(uintptr_t)address);
}

/* bfloat16 is the upper half of a float32; rounded to nearest, ties to even. */
CLONES
static void to_bfloat16(size_t count, const float *restrict from, uint16_t *restrict to)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t bits;

        memcpy(&bits, from + i, sizeof bits);
        to[i] = (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
    }
}

/* -1 … 1 becomes 1 … 255. */
CLONES
static void to_bytes(size_t count, const float *restrict from, uint8_t *restrict to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (uint8_t)(int)(from[i] * INT8_SPAN + ((float)INT8_ZERO + 0.5f));
}

/* Returns a factor in the type that the library multiplies: the array itself, or a copy converted into the
 * buffer. NULL when out of memory. */
static const void *converted(struct buffer *buffer, enum precision precision, size_t count, const float *from)
{
    void *to;

    if (precision == PRECISION_FLOAT32)
        return from;
    to = buffer_of(buffer, count * sizeof(uint16_t));
    if (to && precision == PRECISION_BFLOAT16)
        to_bfloat16(count, from, to);
    else if (to)
        to_bytes(count, from, to);
    return to;
}

/* ---- products with weights ---- */

struct weights {
    int k, n;
    enum precision precision;
    enum matmul_mode mode;
    const float *bias; /* borrowed, or NULL */
    dnnl_memory_t packed;
    dnnl_primitive_t pack[2]; /* from [k, n] and from [n, k]; created when first used */
    dnnl_memory_t plain[2];
    struct buffer quantized; /* int8: [k, n] bytes */
    float *scales;           /* int8: of each column's sums */
    int32_t *offsets;        /* int8: added to sums before scaling, to remove INT8_ZERO's share */
    dnnl_memory_t scales_memory, offsets_memory;
    dnnl_memory_desc_t packed_format;
    struct plan *plans[BLOCK_ROWS + 1]; /* by rows */
};

static struct plan *weights_plan(const struct weights *w, int rows, dnnl_memory_desc_t *packed)
{
    int is_int8 = w->precision == PRECISION_INT8;
    /* With int8 the offsets use the library's bias argument, so C is initialized with the bias. */
    struct product_shape shape = {.adds = w->mode == MATMUL_ADD || (is_int8 && w->bias), .scales = is_int8};
    dnnl_memory_desc_t bias;

    if (describe(&shape.a, rows, w->k, type_of_source(w->precision), dnnl_ab) != 0 ||
        describe(&shape.c, rows, w->n, dnnl_f32, dnnl_ab) != 0 ||
        describe(&bias, 1, w->n, is_int8 ? dnnl_s32 : dnnl_f32, dnnl_ab) != 0)
        return NULL;
    if (packed) {
        if (describe(&shape.b, w->k, w->n, type_of_weights(w->precision), dnnl_format_tag_any) != 0)
            return NULL;
    } else {
        shape.b = w->packed_format;
    }
    if (is_int8 || w->bias)
        shape.bias = &bias;
    return plan_new(&shape, packed);
}

/* Memory for the offsets and scales of an int8 matrix. Returns 0 or -1. */
static int weights_prepare_int8(struct weights *w)
{
    size_t n = (size_t)w->n;
    dnnl_dims_t columns = {w->n};
    dnnl_memory_desc_t md;

    w->scales = calloc(n, sizeof *w->scales);
    w->offsets = calloc(n, sizeof *w->offsets);
    if (!w->scales || !w->offsets || !buffer_of(&w->quantized, n * (size_t)w->k) ||
        dnnl_memory_desc_init_by_tag(&md, 1, columns, dnnl_f32, dnnl_a) != dnnl_success ||
        dnnl_memory_create(&w->scales_memory, &md, engine(), w->scales) != dnnl_success ||
        describe(&md, 1, w->n, dnnl_s32, dnnl_ab) != 0 ||
        dnnl_memory_create(&w->offsets_memory, &md, engine(), w->offsets) != dnnl_success)
        return -1;
    return 0;
}

struct weights *weights_new(int k, int n, enum precision precision, enum matmul_mode mode, const real *bias,
                            struct err *why)
{
    struct weights *w = calloc(1, sizeof *w);

    if (!w || !engine()) {
        free(w);
        err_set(why, "out of memory");
        return NULL;
    }
    w->k = k;
    w->n = n;
    w->precision = precision;
    w->mode = mode;
    w->bias = bias;
    w->plans[BLOCK_ROWS] = weights_plan(w, BLOCK_ROWS, &w->packed_format);
    if (!w->plans[BLOCK_ROWS] ||
        dnnl_memory_create(&w->packed, &w->packed_format, engine(), DNNL_MEMORY_ALLOCATE) != dnnl_success ||
        (precision == PRECISION_INT8 && weights_prepare_int8(w) != 0)) {
        library_problem(why, precision, BLOCK_ROWS, n, k);
        weights_free(w);
        return NULL;
    }
    return w;
}

void weights_free(struct weights *w)
{
    if (!w)
        return;
    for (int i = 0; i <= BLOCK_ROWS; i++)
        plan_free(w->plans[i]);
    for (int i = 0; i < 2; i++) {
        dnnl_primitive_destroy(w->pack[i]);
        dnnl_memory_destroy(w->plain[i]);
    }
    dnnl_memory_destroy(w->packed);
    dnnl_memory_destroy(w->scales_memory);
    dnnl_memory_destroy(w->offsets_memory);
    free(w->quantized.bytes);
    free(w->scales);
    free(w->offsets);
    free(w);
}

/* Quantizes W to bytes, [k, n] or [n, k] like the matrix. The largest element of each column becomes
 * INT8_SPAN. */
static void quantize(struct weights *w, const float *matrix, int transposed)
{
    size_t next_column = transposed ? (size_t)w->k : 1, next_row = transposed ? 1 : (size_t)w->n;
    int8_t *to = w->quantized.bytes;

    for (int j = 0; j < w->n; j++) {
        const float *column = matrix + (size_t)j * next_column;
        float largest = 1e-30F, factor;
        int32_t sum = 0;

        for (size_t i = 0; i < (size_t)w->k; i++)
            largest = fmaxf(largest, fabsf(column[i * next_row]));
        factor = INT8_SPAN / largest;
        for (size_t i = 0; i < (size_t)w->k; i++) {
            int8_t byte = (int8_t)lrintf(column[i * next_row] * factor);

            to[(size_t)j * next_column + i * next_row] = byte;
            sum += byte;
        }
        w->scales[j] = 1 / (factor * INT8_SPAN);
        w->offsets[j] = -INT8_ZERO * sum;
    }
}

/* Prepares the conversion of a plain matrix into the packed format. */
static int prepare_packing(struct weights *w, int transposed)
{
    dnnl_data_type_t type = w->precision == PRECISION_INT8 ? dnnl_s8 : dnnl_f32;
    dnnl_primitive_desc_t chosen = NULL;
    dnnl_memory_desc_t md;
    int failed;

    failed = describe(&md, w->k, w->n, type, transposed ? dnnl_ba : dnnl_ab) != 0 ||
             dnnl_memory_create(&w->plain[transposed], &md, engine(), DNNL_MEMORY_NONE) != dnnl_success ||
             dnnl_reorder_primitive_desc_create(&chosen, &md, engine(), &w->packed_format, engine(), NULL) !=
                 dnnl_success ||
             dnnl_primitive_create(&w->pack[transposed], chosen) != dnnl_success;
    dnnl_primitive_desc_destroy(chosen);
    return failed ? -1 : 0;
}

int weights_pack(struct weights *w, const real *matrix, int transposed, struct err *why)
{
    const void *from = matrix;
    dnnl_stream_t stream = NULL;
    int failed;

    use_one_thread();
    if (w->precision == PRECISION_INT8) {
        quantize(w, matrix, transposed);
        from = w->quantized.bytes;
    }
    failed = (!w->pack[transposed] && prepare_packing(w, transposed) != 0) ||
             dnnl_stream_create(&stream, engine(), 0) != dnnl_success;
    if (!failed) {
        dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, w->plain[transposed]}, {DNNL_ARG_TO, w->packed}};

        dnnl_memory_set_data_handle(w->plain[transposed], (void *)(uintptr_t)from);
        failed = dnnl_primitive_execute(w->pack[transposed], stream, 2, arguments) != dnnl_success;
    }
    dnnl_stream_destroy(stream);
    return failed ? library_problem(why, w->precision, BLOCK_ROWS, w->n, w->k) : 0;
}

/* Multiplies up to BLOCK_ROWS rows. */
static int multiply_block(struct workspace *ws, int rows, const float *a, const struct weights *w, float *c)
{
    struct plan **slot = (struct plan **)(uintptr_t)&w->plans[rows], *plan = plan_get(slot);
    const void *source = converted(&ws->a, w->precision, (size_t)rows * (size_t)w->k, a);
    dnnl_memory_t bias = w->offsets_memory;

    if (!plan)
        plan = plan_put(slot, weights_plan(w, rows, NULL));
    if (!plan || !source)
        return -1;
    if (w->precision == PRECISION_INT8) {
        for (int r = 0; w->bias && r < rows; r++)
            memcpy(c + (size_t)r * (size_t)w->n, w->bias, (size_t)w->n * sizeof *c);
    } else if (w->bias) {
        set_address(ws, ROLE_BIAS, w->bias);
        bias = ws->memory[ROLE_BIAS];
    }
    set_address(ws, ROLE_A, source);
    set_address(ws, ROLE_C, c);
    return run(ws, plan, w->packed,
               (struct argument[]){{DNNL_ARG_BIAS, bias}, {DNNL_ARG_ATTR_OUTPUT_SCALES, w->scales_memory}},
               2);
}

int matmul(struct workspace *ws, int m, const real *a, const struct weights *w, real *c)
{
    for (int r = 0; r < m; r += BLOCK_ROWS) {
        int rows = m - r < BLOCK_ROWS ? m - r : BLOCK_ROWS;

        if (multiply_block(ws, rows, a + (size_t)r * (size_t)w->k, w, c + (size_t)r * (size_t)w->n) != 0)
            return -1;
    }
    return 0;
}

/* ---- outer products ---- */

struct outer {
    int m, n, steps; /* k is at most steps · OUTER_STEP */
    enum precision precision;
    struct plan **plans; /* [steps + 1], by k / OUTER_STEP */
};

static struct plan *outer_plan(const struct outer *outer, int step)
{
    struct product_shape shape = {0};
    dnnl_data_type_t type = type_of_source(outer->precision);

    if (describe(&shape.a, outer->m, step * OUTER_STEP, type, dnnl_ba) != 0 ||
        describe(&shape.b, step * OUTER_STEP, outer->n, type, dnnl_ab) != 0 ||
        describe(&shape.c, outer->m, outer->n, dnnl_f32, dnnl_ab) != 0)
        return NULL;
    return plan_new(&shape, NULL);
}

struct outer *outer_new(int m, int n, int k_max, enum precision precision, struct err *why)
{
    struct outer *outer = calloc(1, sizeof *outer);

    if (!outer) {
        err_set(why, "out of memory");
        return NULL;
    }
    *outer = (struct outer){m, n, k_max > 0 ? (k_max + OUTER_STEP - 1) / OUTER_STEP : 1, precision, NULL};
    outer->plans = calloc((size_t)outer->steps + 1, sizeof *outer->plans);
    if (outer->plans && engine() && (outer->plans[1] = outer_plan(outer, 1)))
        return outer;
    library_problem(why, precision, m, n, OUTER_STEP);
    outer_free(outer);
    return NULL;
}

void outer_free(struct outer *outer)
{
    if (!outer)
        return;
    for (int i = 0; outer->plans && i <= outer->steps; i++)
        plan_free(outer->plans[i]);
    free(outer->plans);
    free(outer);
}

int outer_product(struct workspace *ws, const struct outer *outer, int k, real *a, real *b, real *c)
{
    int step = (k + OUTER_STEP - 1) / OUTER_STEP;
    size_t m = (size_t)outer->m, n = (size_t)outer->n, rows = (size_t)step * OUTER_STEP,
           more = rows - (size_t)k;
    const void *left, *right;
    struct plan *plan;

    if (k == 0) {
        memset(c, 0, m * n * sizeof *c);
        return 0;
    }
    plan = plan_get(&outer->plans[step]);
    if (!plan)
        plan = plan_put(&outer->plans[step], outer_plan(outer, step));
    memset(a + (size_t)k * m, 0, more * m * sizeof *a);
    memset(b + (size_t)k * n, 0, more * n * sizeof *b);
    left = converted(&ws->a, outer->precision, rows * m, a);
    right = converted(&ws->b, outer->precision, rows * n, b);
    if (!plan || !left || !right)
        return -1;
    set_address(ws, ROLE_A, left);
    set_address(ws, ROLE_B, right);
    set_address(ws, ROLE_C, c);
    return run(ws, plan, ws->memory[ROLE_B], NULL, 0);
}

/* ---- small products ---- */

int matmul_plain(int m, int n, int k, const real *a, int transpose_a, const real *b, int transpose_b,
                 real beta, real *c)
{
    use_one_thread();
    return dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, 1, a, transpose_a ? m : k, b,
                      transpose_b ? k : n, beta, c, n) == dnnl_success
               ? 0
               : -1;
}
