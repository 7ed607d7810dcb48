/* Packs the weights of a pass, with dropout masks applied. */
#include <stdlib.h>
#include <string.h>

#include "model/lstm.h"

/* Matrices are processed in parts of this many elements; each part is a job. */
enum { LSTM_PART = 1 << 14 };

static int parts_of(size_t elements)
{
    return (int)((elements + LSTM_PART - 1) / LSTM_PART);
}

/* Elements of the next part, when `left` remain. */
static size_t part_of(size_t left)
{
    return left < LSTM_PART ? left : LSTM_PART;
}

/* Allocates the buffers of dropout and the table. */
static int allocate(struct lstm_weights *w)
{
    const struct model *model = w->model;
    size_t inputs = (size_t)vocab_inputs(&model->vocab), hidden = (size_t)model->shape.hidden;
    int failed;

    w->table = malloc(inputs * 4 * hidden * sizeof *w->table);
    failed = !w->table;
    if (w->dropout.embed > 0) {
        w->embedding = malloc(inputs * (size_t)model->shape.embed * sizeof *w->embedding);
        failed |= !w->embedding;
    }
    for (int l = 0; w->dropout.recurrent > 0 && l < model->shape.layers; l++) {
        w->dropped[l] = malloc(4 * hidden * hidden * sizeof **w->dropped);
        failed |= !w->dropped[l];
    }
    return failed ? -1 : 0;
}

static int forward_products(struct lstm_weights *w, enum precision precision, struct err *why)
{
    const struct parameters *p = &w->model->parameters;
    int hidden = w->model->shape.hidden, outputs = vocab_outputs(&w->model->vocab);
    /* There are few logits, and their errors affect the result directly: int8 is too coarse. */
    enum precision of_output = precision == PRECISION_INT8 ? PRECISION_FLOAT32 : precision;

    w->output = weights_new(hidden, outputs, of_output, MATMUL_SET, p->output_bias, why);
    for (int l = 0; w->output && l < w->model->shape.layers; l++) {
        w->w_hh[l] = weights_new(hidden, 4 * hidden, precision, MATMUL_ADD, NULL, why);
        if (l > 0)
            w->w_ih[l] = weights_new(hidden, 4 * hidden, precision, MATMUL_SET, p->layers[l].bias, why);
        if (!w->w_hh[l] || (l > 0 && !w->w_ih[l]))
            return -1;
    }
    return w->output ? 0 : -1;
}

static int backward_products(struct lstm_weights *w, int symbols, enum precision precision, struct err *why)
{
    int hidden = w->model->shape.hidden, outputs = vocab_outputs(&w->model->vocab);

    w->outer_gates = outer_new(4 * hidden, hidden, symbols, precision, why);
    w->outer_output = w->outer_gates ? outer_new(outputs, hidden, symbols, precision, why) : NULL;
    w->back_output = w->outer_output ? weights_new(outputs, hidden, precision, MATMUL_SET, NULL, why) : NULL;
    for (int l = 0; w->back_output && l < w->model->shape.layers; l++) {
        w->back_w_hh[l] = weights_new(4 * hidden, hidden, precision, MATMUL_SET, NULL, why);
        if (l > 0)
            w->back_w_ih[l] = weights_new(4 * hidden, hidden, precision, MATMUL_SET, NULL, why);
        if (!w->back_w_hh[l] || (l > 0 && !w->back_w_ih[l]))
            return -1;
    }
    return w->back_output ? 0 : -1;
}

int lstm_weights_new(struct lstm_weights *w, const struct model *model, const struct dropout *dropout,
                     int symbols, enum precision precision, struct err *why)
{
    memset(w, 0, sizeof *w);
    w->model = model;
    if (dropout)
        w->dropout = *dropout;
    if (allocate(w) != 0)
        return err_set(why, "out of memory");
    if (forward_products(w, precision, why) != 0 ||
        (dropout && backward_products(w, symbols, precision, why) != 0))
        return -1;
    return 0;
}

void lstm_weights_free(struct lstm_weights *w)
{
    free(w->table);
    free(w->embedding);
    weights_free(w->output);
    weights_free(w->back_output);
    outer_free(w->outer_gates);
    outer_free(w->outer_output);
    for (int l = 0; l < MODEL_LAYERS_MAX; l++) {
        weights_free(w->w_hh[l]);
        weights_free(w->w_ih[l]);
        weights_free(w->back_w_hh[l]);
        weights_free(w->back_w_ih[l]);
        free(w->dropped[l]);
    }
    memset(w, 0, sizeof *w);
}

void drop_elements(real *to, const real *from, size_t count, real p, struct rng *rng)
{
    /* A table instead of a branch, which would be mispredicted half of the time. */
    const real factors[] = {0, 1 / (1 - p)};
    /* Four 16-bit draws of each 64-bit number: p is rounded to a multiple of 1/65536. */
    uint64_t limit = (uint64_t)(p * 65536), bits = 0;

    for (size_t i = 0; i < count; i++, bits >>= 16) {
        if (i % 4 == 0)
            bits = rng_u64(rng);
        to[i] = from[i] * factors[(bits & 0xffff) >= limit];
    }
}

struct preparation {
    struct lstm_weights *w;
    struct rng *rng;                  /* NULL: no masks */
    uint64_t seeds[MODEL_LAYERS_MAX]; /* of the layers' masks */
    int parts;                        /* of a recurrent matrix */
    struct {
        struct weights *to;
        const real *matrix;
        int transposed;
        struct err why; /* text empty unless packing failed */
    } packings[4 * MODEL_LAYERS_MAX];
    int packing_count, table_failed;
};

/* Each part has its own random numbers, so that the order of the parts does not matter. */
static void drop_part(void *arg, int job)
{
    const struct preparation *p = arg;
    struct lstm_weights *w = p->w;
    size_t hidden = (size_t)w->model->shape.hidden;
    int layer = job / p->parts, part = job % p->parts;
    size_t start = (size_t)part * LSTM_PART;
    struct rng rng;

    rng_seed(&rng, p->seeds[layer], (uint64_t)part);
    drop_elements(w->dropped[layer] + start, w->model->parameters.layers[layer].w_hh + start,
                  part_of(4 * hidden * hidden - start), w->dropout.recurrent, &rng);
}

static void drop_recurrent(struct preparation *p, struct team *team)
{
    size_t hidden = (size_t)p->w->model->shape.hidden;
    int layers = p->w->model->shape.layers;

    p->parts = parts_of(4 * hidden * hidden);
    for (int l = 0; l < layers; l++)
        p->seeds[l] = rng_u64(p->rng);
    team_run(team, layers * p->parts, drop_part, p);
}

/* Computes the table: the first layer's pre-activations for each symbol. */
static int prepare_table(const struct preparation *p)
{
    struct lstm_weights *w = p->w;
    const struct model *model = w->model;
    const real *embedding = model->parameters.embedding;
    int inputs = vocab_inputs(&model->vocab), embed = model->shape.embed, hidden = model->shape.hidden;

    if (p->rng && w->embedding) {
        real scale = 1 / (1 - w->dropout.embed);

        for (int s = 0; s < inputs; s++) {
            real keep = (real)rng_float(p->rng) < w->dropout.embed ? 0 : scale;

            for (int j = 0; j < embed; j++)
                w->embedding[s * embed + j] = keep * embedding[s * embed + j];
        }
        embedding = w->embedding;
    }
    for (int s = 0; s < inputs; s++)
        memcpy(w->table + (size_t)s * 4 * (size_t)hidden, model->parameters.layers[0].bias,
               4 * (size_t)hidden * sizeof *w->table);
    return matmul_plain(inputs, 4 * hidden, embed, embedding, 0, model->parameters.layers[0].w_ih, 1, 1,
                        w->table);
}

static void add_packing(struct preparation *p, struct weights *to, const real *matrix, int transposed)
{
    p->packings[p->packing_count].to = to;
    p->packings[p->packing_count].matrix = matrix;
    p->packings[p->packing_count++].transposed = transposed;
}

/* Adds a matrix to pack for the forward pass and, if back is not NULL, for the backward pass. */
static void add_matrix(struct preparation *p, struct weights *forward, struct weights *back,
                       const real *matrix)
{
    add_packing(p, forward, matrix, 1);
    if (back)
        add_packing(p, back, matrix, 0);
}

static void prepare_job(void *arg, int job)
{
    struct preparation *p = arg;

    if (job == p->packing_count)
        p->table_failed = prepare_table(p) != 0;
    else
        weights_pack(p->packings[job].to, p->packings[job].matrix, p->packings[job].transposed,
                     &p->packings[job].why);
}

int lstm_weights_prepare(struct lstm_weights *w, struct rng *rng, struct team *team, struct err *why)
{
    const struct parameters *from = &w->model->parameters;
    struct preparation p = {.w = w, .rng = rng};
    int is_dropped = rng && w->dropout.recurrent > 0;

    if (is_dropped)
        drop_recurrent(&p, team);
    for (int l = 0; l < w->model->shape.layers; l++) {
        add_matrix(&p, w->w_hh[l], w->back_w_hh[l], is_dropped ? w->dropped[l] : from->layers[l].w_hh);
        if (l > 0)
            add_matrix(&p, w->w_ih[l], w->back_w_ih[l], from->layers[l].w_ih);
    }
    add_matrix(&p, w->output, w->back_output, from->output);
    team_run(team, p.packing_count + 1, prepare_job, &p);
    if (p.table_failed)
        return err_set(why, "out of memory");
    for (int i = 0; i < p.packing_count; i++)
        if (*p.packings[i].why.text) {
            *why = p.packings[i].why;
            return -1;
        }
    return 0;
}
