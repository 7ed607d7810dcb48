/* The weights as a pass multiplies with them: packed, under dropout's masks. */
#include <stdlib.h>
#include <string.h>

#include "model/lstm.h"

/* Room for both directions of a matrix [rows, columns] that is multiplied with from the right, transposed. */
static int both_directions(struct right_side *forward, struct right_side *back, int rows, int columns,
                           int learns, enum precision precision)
{
    if (right_side_new(forward, rows, columns, precision) != 0)
        return -1;
    return learns ? right_side_new(back, columns, rows, precision) : 0;
}

int lstm_weights_new(struct lstm_weights *w, const struct model *model, const struct dropout *dropout,
                     enum precision precision, struct err *why)
{
    size_t inputs = (size_t)vocab_inputs(&model->vocab), hidden = (size_t)model->shape.hidden;
    int n = model->shape.hidden, failed;

    blas_on_own_thread();
    memset(w, 0, sizeof *w);
    w->model = model;
    w->learns = dropout != NULL;
    if (dropout)
        w->dropout = *dropout;
    w->table = malloc(inputs * 4 * hidden * sizeof *w->table);
    failed = !w->table;
    if (dropout && dropout->embed > 0) {
        w->embedding = malloc(inputs * (size_t)model->shape.embed * sizeof *w->embedding);
        failed |= !w->embedding;
    }
    /* Logits are few and feel each error: they are not made of bytes. */
    failed |= both_directions(&w->output, &w->back_output, vocab_outputs(&model->vocab), n, w->learns,
                              precision == PRECISION_INT8 ? PRECISION_FLOAT32 : precision);
    for (int l = 0; l < model->shape.layers; l++) {
        failed |= both_directions(&w->w_hh[l], &w->back_w_hh[l], 4 * n, n, w->learns, precision);
        if (l > 0)
            failed |= both_directions(&w->w_ih[l], &w->back_w_ih[l], 4 * n, n, w->learns, precision);
        if (dropout && dropout->recurrent > 0) {
            w->dropped[l] = malloc(4 * hidden * hidden * sizeof **w->dropped);
            failed |= !w->dropped[l];
        }
    }
    return failed ? err_set(why, "out of memory") : 0;
}

void lstm_weights_free(struct lstm_weights *w)
{
    free(w->table);
    free(w->embedding);
    right_side_free(&w->output);
    right_side_free(&w->back_output);
    for (int l = 0; l < MODEL_LAYERS_MAX; l++) {
        right_side_free(&w->w_hh[l]);
        right_side_free(&w->w_ih[l]);
        right_side_free(&w->back_w_hh[l]);
        right_side_free(&w->back_w_ih[l]);
        free(w->dropped[l]);
    }
    memset(w, 0, sizeof *w);
}

void drop_elements(real *to, const real *from, size_t count, real p, struct rng *rng)
{
    /* Looked up, not decided: what comes by chance no processor foresees. */
    const real factors[] = {0, 1 / (1 - p)};
    /* Four 16-bit draws of each 64-bit number: p is met to 1/65536. */
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
        struct right_side *to;
        const real *matrix;
        int transposed;
    } packings[4 * MODEL_LAYERS_MAX];
    int packing_count;
};

/* Each part has random numbers of its own, so that it does not matter which is drawn first. */
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

/* The first layer's gates for each symbol. */
static void prepare_table(const struct preparation *p)
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
    gemm_nt(inputs, 4 * hidden, embed, embedding, model->parameters.layers[0].w_ih, 1, w->table);
}

static void add_packing(struct preparation *p, struct right_side *to, const real *matrix, int transposed)
{
    p->packings[p->packing_count].to = to;
    p->packings[p->packing_count].matrix = matrix;
    p->packings[p->packing_count++].transposed = transposed;
}

/* A matrix for the way forward and, when learning, for the way back. */
static void add_matrix(struct preparation *p, struct right_side *forward, struct right_side *back,
                       const real *matrix)
{
    add_packing(p, forward, matrix, 1);
    if (p->w->learns)
        add_packing(p, back, matrix, 0);
}

static void prepare_job(void *arg, int job)
{
    const struct preparation *p = arg;

    if (job == p->packing_count)
        prepare_table(p);
    else
        right_side_pack(p->packings[job].to, p->packings[job].matrix, p->packings[job].transposed);
}

void lstm_weights_prepare(struct lstm_weights *w, struct rng *rng, struct team *team)
{
    const struct parameters *from = &w->model->parameters;
    struct preparation p = {.w = w, .rng = rng};
    int is_dropped = rng && w->dropout.recurrent > 0;

    if (is_dropped)
        drop_recurrent(&p, team);
    for (int l = 0; l < w->model->shape.layers; l++) {
        add_matrix(&p, &w->w_hh[l], &w->back_w_hh[l], is_dropped ? w->dropped[l] : from->layers[l].w_hh);
        if (l > 0)
            add_matrix(&p, &w->w_ih[l], &w->back_w_ih[l], from->layers[l].w_ih);
    }
    add_matrix(&p, &w->output, &w->back_output, from->output);
    team_run(team, p.packing_count + 1, prepare_job, &p);
}
