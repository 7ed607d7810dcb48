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

void lstm_weights_prepare(struct lstm_weights *w, const struct dropout *dropout, struct rng *rng)
{
    const struct model *model = w->model;
    const struct parameters *p = &model->parameters;
    int inputs = vocab_inputs(&model->vocab), embed = model->shape.embed, hidden = model->shape.hidden;
    const real *embedding = p->embedding;

    if (rng && w->embedding) {
        real scale = 1 / (1 - dropout->embed);

        for (int s = 0; s < inputs; s++) {
            real keep = (real)rng_float(rng) < dropout->embed ? 0 : scale;

            for (int j = 0; j < embed; j++)
                w->embedding[s * embed + j] = keep * p->embedding[s * embed + j];
        }
        embedding = w->embedding;
    }
    for (int s = 0; s < inputs; s++)
        memcpy(w->table + (size_t)s * 4 * (size_t)hidden, p->layers[0].bias,
               4 * (size_t)hidden * sizeof *w->table);
    gemm_nt(inputs, 4 * hidden, embed, embedding, p->layers[0].w_ih, 1, w->table);
    pack(&w->output, &w->back_output, p->output, w->learns);
    for (int l = 0; l < model->shape.layers; l++) {
        const real *w_hh = p->layers[l].w_hh;

        if (rng && w->dropped[l]) {
            drop_elements(w->dropped[l], w_hh, 4 * (size_t)hidden * (size_t)hidden, dropout->recurrent, rng);
            w_hh = w->dropped[l];
        }
        pack(&w->w_hh[l], &w->back_w_hh[l], w_hh, w->learns);
        if (l > 0)
            pack(&w->w_ih[l], &w->back_w_ih[l], p->layers[l].w_ih, w->learns);
    }
}
