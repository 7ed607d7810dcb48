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
    real scale = 1 / (1 - p);
    /* Four 16-bit draws of each 64-bit number: p is met to 1/65536. */
    uint64_t limit = (uint64_t)(p * 65536), bits = 0;

    for (size_t i = 0; i < count; i++, bits >>= 16) {
        if (i % 4 == 0)
            bits = rng_u64(rng);
        to[i] = (bits & 0xffff) < limit ? 0 : from[i] * scale;
    }
}

static void pack(struct right_side *forward, struct right_side *back, const real *matrix, int learns)
{
    right_side_pack(forward, matrix, 1);
    if (learns)
        right_side_pack(back, matrix, 0);
}

struct preparation {
    struct lstm_weights *w;
    const struct dropout *dropout;
    struct rng *rng; /* NULL: no masks */
    struct rng
        masks[MODEL_LAYERS_MAX]; /* each layer's own, so that it does not matter which is drawn first */
};

/* The first layer's gates for each symbol. */
static void prepare_table(struct preparation *p)
{
    struct lstm_weights *w = p->w;
    const struct model *model = w->model;
    const real *embedding = model->parameters.embedding;
    int inputs = vocab_inputs(&model->vocab), embed = model->shape.embed, hidden = model->shape.hidden;

    if (p->rng && w->embedding) {
        real scale = 1 / (1 - p->dropout->embed);

        for (int s = 0; s < inputs; s++) {
            real keep = (real)rng_float(p->rng) < p->dropout->embed ? 0 : scale;

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

/* Jobs: each layer's recurrent matrix, then each further layer's input matrix, then what is there once. */
static void prepare_job(void *arg, int job)
{
    struct preparation *p = arg;
    struct lstm_weights *w = p->w;
    const struct parameters *from = &w->model->parameters;
    int layers = w->model->shape.layers, hidden = w->model->shape.hidden;

    if (job < layers) {
        const real *w_hh = from->layers[job].w_hh;

        if (p->rng && w->dropped[job]) {
            drop_elements(w->dropped[job], w_hh, 4 * (size_t)hidden * (size_t)hidden, p->dropout->recurrent,
                          &p->masks[job]);
            w_hh = w->dropped[job];
        }
        pack(&w->w_hh[job], &w->back_w_hh[job], w_hh, w->learns);
    } else if (job < 2 * layers - 1) {
        int l = job - layers + 1;

        pack(&w->w_ih[l], &w->back_w_ih[l], from->layers[l].w_ih, w->learns);
    } else {
        pack(&w->output, &w->back_output, from->output, w->learns);
        prepare_table(p);
    }
}

void lstm_weights_prepare(struct lstm_weights *w, const struct dropout *dropout, struct rng *rng,
                          struct team *team)
{
    struct preparation p = {.w = w, .dropout = dropout, .rng = rng};

    for (int l = 0; rng && l < w->model->shape.layers; l++)
        rng_seed(&p.masks[l], rng_u64(rng), 0);
    team_run(team, 2 * w->model->shape.layers, prepare_job, &p);
}
