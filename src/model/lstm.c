/* The LSTM over packed names: forward and backward. */
#include "model/lstm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/cell.h"
#include "model/clones.h"

/* What a layer keeps for the backward pass; packed arrays. */
struct layer_pass {
    real *x;        /* [symbols, hidden] its inputs after dropout; NULL for the first layer */
    real *gates;    /* [symbols, 4·hidden] activations, then their gradients */
    real *c;        /* [symbols, hidden] */
    real *tanh_c;   /* [symbols, hidden] */
    real *h;        /* [symbols, hidden] */
    real *h_before; /* [symbols, hidden] h of the step before; not set at the first step */
};

struct lstm_pass {
    struct model_shape shape;
    int inputs, outputs;
    real *memory; /* holds all arrays below */
    struct layer_pass layers[MODEL_LAYERS_MAX];
    real *masks[MODEL_LAYERS_MAX]; /* [names, hidden] of each layer's outputs */
    real *top;                     /* [symbols, hidden] the last layer's outputs after dropout */
    real *probabilities;           /* [symbols, outputs], then gradients of the logits */
    real *dh;                      /* [symbols, hidden] gradient of a layer's outputs */
    real *dh_before, *dc;          /* [names, hidden] */
    /* of the rows of the table that the names use */
    real *d_table;     /* [rows, 4·hidden] */
    real *embedding;   /* [rows, embed] */
    real *d_embedding; /* [rows, embed] */
    int *row;          /* [inputs] of each symbol; -1: not used */
    int *symbol;       /* [rows] */
    struct workspace *ws;
    struct parameters gradient;
    int dropped; /* whether the masks are applied */
};

static size_t carve(struct lstm_pass *pass, size_t names, size_t symbols, int has_backward, real *base)
{
    size_t used = 0, hidden = (size_t)pass->shape.hidden,
           padded = symbols + (has_backward ? OUTER_PADDING : 0),
           rows = names + symbols < (size_t)pass->inputs ? names + symbols : (size_t)pass->inputs;

#define TAKE(size) (used += (size), base ? base + used - (size) : NULL)
    for (int l = 0; l < pass->shape.layers; l++) {
        struct layer_pass *layer = &pass->layers[l];

        layer->x = l > 0 ? TAKE(padded * hidden) : NULL;
        layer->gates = TAKE(padded * 4 * hidden);
        layer->c = TAKE(symbols * hidden);
        layer->tanh_c = TAKE(symbols * hidden);
        layer->h = TAKE(symbols * hidden);
        layer->h_before = TAKE(padded * hidden);
        pass->masks[l] = has_backward ? TAKE(names * hidden) : NULL;
    }
    pass->top = TAKE(padded * hidden);
    pass->probabilities = TAKE(padded * (size_t)pass->outputs);
    if (has_backward) {
        pass->dh = TAKE(symbols * hidden);
        pass->dh_before = TAKE(names * hidden);
        pass->dc = TAKE(names * hidden);
        pass->d_table = TAKE(rows * 4 * hidden);
        pass->embedding = TAKE(rows * (size_t)pass->shape.embed);
        pass->d_embedding = TAKE(rows * (size_t)pass->shape.embed);
    }
#undef TAKE
    return used;
}

static int prepare_rows(struct lstm_pass *pass, struct err *why)
{
    pass->row = malloc(2 * (size_t)pass->inputs * sizeof *pass->row);
    if (!pass->row)
        return err_set(why, "out of memory");
    pass->symbol = pass->row + pass->inputs;
    for (int s = 0; s < pass->inputs; s++)
        pass->row[s] = -1;
    return 0;
}

struct lstm_pass *lstm_pass_new(const struct model *model, int names, int symbols, int has_backward,
                                struct err *why)
{
    struct lstm_pass *pass = calloc(1, sizeof *pass);

    if (!pass) {
        err_set(why, "out of memory");
        return NULL;
    }
    pass->shape = model->shape;
    pass->inputs = vocab_inputs(&model->vocab);
    pass->outputs = vocab_outputs(&model->vocab);
    pass->memory =
        malloc(carve(pass, (size_t)names, (size_t)symbols, has_backward, NULL) * sizeof *pass->memory);
    if (!pass->memory) {
        err_set(why, "out of memory for a batch of %d names and %d symbols", names, symbols);
        lstm_pass_free(pass);
        return NULL;
    }
    carve(pass, (size_t)names, (size_t)symbols, has_backward, pass->memory);
    pass->ws = workspace_new(why);
    if (!pass->ws || (has_backward &&
                      (parameters_like(&pass->gradient, model, why) != 0 || prepare_rows(pass, why) != 0))) {
        lstm_pass_free(pass);
        return NULL;
    }
    return pass;
}

void lstm_pass_free(struct lstm_pass *pass)
{
    if (!pass)
        return;
    parameters_free(&pass->gradient);
    workspace_free(pass->ws);
    free(pass->row);
    free(pass->memory);
    free(pass);
}

const real *lstm_probabilities(const struct lstm_pass *pass)
{
    return pass->probabilities;
}

struct parameters *lstm_gradient(struct lstm_pass *pass)
{
    return &pass->gradient;
}

CLONES
void add_elements(size_t count, const real *restrict from, real *restrict to)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
}

CLONES
void through_mask(size_t count, const real *restrict dropped, real p, real *restrict gradient)
{
    real scale = 1 / (1 - p);

    for (size_t i = 0; i < count; i++)
        gradient[i] *= dropped[i] != 0 ? scale : 0;
}

/* `to` may equal `from`. */
CLONES
static void multiply(size_t count, const real *from, const real *restrict factor, real *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i] * factor[i];
}

/* to = from · mask, where every step of a name has the name's mask; a plain copy without masks. */
static void apply_masks(const struct packed *batch, int hidden, const real *mask, const real *from, real *to)
{
    size_t n = (size_t)hidden;

    if (!mask) {
        if (to != from)
            memcpy(to, from, (size_t)batch->symbols * n * sizeof *to);
        return;
    }
    for (int t = 0; t < batch->steps; t++) {
        size_t rows = (size_t)batch->count[t] * n, start = (size_t)batch->offset[t] * n;

        multiply(rows, from + start, mask, to + start);
    }
}

static void draw_masks(struct lstm_pass *pass, int names, real p, struct rng *rng)
{
    size_t count = (size_t)names * (size_t)pass->shape.hidden;

    pass->dropped = rng && p > 0;
    for (int l = 0; pass->dropped && l < pass->shape.layers; l++) {
        for (size_t i = 0; i < count; i++)
            pass->masks[l][i] = 1;
        drop_elements(pass->masks[l], pass->masks[l], count, p, rng);
    }
}

void lstm_add_kind(const struct lstm_weights *w, int kind, real *gates)
{
    size_t width = 4 * (size_t)w->model->shape.hidden;
    const real *row = w->table + (size_t)kind * width, *bias = w->model->parameters.layers[0].bias;

    for (size_t j = 0; j < width; j++)
        gates[j] += row[j] - bias[j];
}

/* Pre-activations from the layer's inputs: rows of the table, or one product over all steps. */
static int input_product(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                         int l)
{
    size_t width = 4 * (size_t)pass->shape.hidden;
    real *gates = pass->layers[l].gates;

    if (l == 0) {
        for (int i = 0; i < batch->symbols; i++)
            memcpy(gates + (size_t)i * width, w->table + (size_t)batch->input[i] * width,
                   width * sizeof *gates);
        for (int r = 0; r < batch->names; r++)
            if (batch->kind[r] != VOCAB_BOUNDARY)
                lstm_add_kind(w, batch->kind[r], gates + (size_t)r * width);
        return 0;
    }
    apply_masks(batch, pass->shape.hidden, pass->dropped ? pass->masks[l - 1] : NULL, pass->layers[l - 1].h,
                pass->layers[l].x);
    return matmul(pass->ws, batch->symbols, pass->layers[l].x, w->w_ih[l], gates);
}

/* Returns 0, or -1 when out of memory; so do the functions below that return int. */
static int layer_forward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                         int l)
{
    struct layer_pass *layer = &pass->layers[l];
    int hidden = pass->shape.hidden;
    size_t n = (size_t)hidden;

    if (input_product(pass, w, batch, l) != 0)
        return -1;
    for (int t = 0; t < batch->steps; t++) {
        size_t at = (size_t)batch->offset[t];
        int rows = batch->count[t];

        if (t > 0) {
            size_t before = (size_t)batch->offset[t - 1];

            memcpy(layer->h_before + at * n, layer->h + before * n, (size_t)rows * n * sizeof(real));
            if (matmul(pass->ws, rows, layer->h_before + at * n, w->w_hh[l], layer->gates + at * 4 * n) != 0)
                return -1;
            cell_forward(rows, hidden, layer->gates + at * 4 * n, layer->c + before * n, layer->c + at * n,
                         layer->tanh_c + at * n, layer->h + at * n);
        } else {
            cell_forward(rows, hidden, layer->gates, NULL, layer->c, layer->tanh_c, layer->h);
        }
    }
    return 0;
}

/* The logit of the target, or the mean logit under the soft targets. */
static real target_logit(const struct packed *batch, size_t i, int outputs, const real *logits)
{
    real sum = 0;

    if (!batch->soft_targets)
        return logits[batch->target[i]];
    for (int j = 0; j < outputs; j++)
        sum += batch->soft_targets[i * (size_t)outputs + (size_t)j] * logits[j];
    return sum;
}

double lstm_forward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                    real between, struct rng *rng, double *per_name)
{
    int outputs = pass->outputs, last = pass->shape.layers - 1;
    double total = 0;

    draw_masks(pass, batch->names, between, rng);
    for (int l = 0; l < pass->shape.layers; l++)
        if (layer_forward(pass, w, batch, l) != 0)
            return -1;
    apply_masks(batch, pass->shape.hidden, pass->dropped ? pass->masks[last] : NULL, pass->layers[last].h,
                pass->top);
    if (matmul(pass->ws, batch->symbols, pass->top, w->output, pass->probabilities) != 0)
        return -1;
    for (int r = 0; per_name && r < batch->names; r++)
        per_name[r] = 0;
    for (int t = 0; t < batch->steps; t++)
        for (int r = 0; r < batch->count[t]; r++) {
            size_t i = (size_t)batch->offset[t] + (size_t)r;
            real *row = pass->probabilities + i * (size_t)outputs;
            real logit = target_logit(batch, i, outputs, row);
            double loss = (double)softmax(outputs, row) - (double)logit;

            total += loss;
            if (per_name)
                per_name[r] += loss;
        }
    return total;
}

/* Backward through the steps of a layer: gates become gradients of the pre-activations. pass->dh holds the
 * gradient of the layer's outputs. */
static int layer_backward_steps(struct lstm_pass *pass, const struct lstm_weights *w,
                                const struct packed *batch, int l)
{
    struct layer_pass *layer = &pass->layers[l];
    int hidden = pass->shape.hidden;
    size_t n = (size_t)hidden;

    memset(pass->dc, 0, (size_t)batch->names * n * sizeof(real));
    for (int t = batch->steps - 1; t >= 0; t--) {
        size_t at = (size_t)batch->offset[t];
        int rows = batch->count[t], next = t + 1 < batch->steps ? batch->count[t + 1] : 0;
        real *dh = pass->dh + at * n;

        add_elements((size_t)next * n, pass->dh_before, dh);
        cell_backward(rows, hidden, layer->gates + at * 4 * n,
                      t > 0 ? layer->c + (size_t)batch->offset[t - 1] * n : NULL, layer->tanh_c + at * n, dh,
                      pass->dc);
        if (t > 0 && matmul(pass->ws, rows, layer->gates + at * 4 * n, w->back_w_hh[l], pass->dh_before) != 0)
            return -1;
    }
    return 0;
}

static void sum_rows(int rows, int columns, const real *from, real *sum)
{
    memset(sum, 0, (size_t)columns * sizeof *sum);
    for (int i = 0; i < rows; i++)
        add_elements((size_t)columns, from + (size_t)i * (size_t)columns, sum);
}

/* Gives each symbol of the names, and each kind, a row of the table's gradient. Returns the number of rows.
 */
static int choose_rows(struct lstm_pass *pass, const struct packed *batch)
{
    int rows = 0;

    for (int i = 0; i < batch->symbols + batch->names; i++) {
        int symbol = i < batch->symbols ? batch->input[i] : batch->kind[i - batch->symbols];

        if (pass->row[symbol] < 0) {
            pass->row[symbol] = rows;
            pass->symbol[rows++] = symbol;
        }
    }
    return rows;
}

/* Sums the gradients of the table's rows, and of the bias. */
static void sum_table(struct lstm_pass *pass, const struct packed *batch, int rows)
{
    size_t width = 4 * (size_t)pass->shape.hidden;
    const real *gates = pass->layers[0].gates;

    memset(pass->d_table, 0, (size_t)rows * width * sizeof *pass->d_table);
    for (int i = 0; i < batch->symbols; i++)
        add_elements(width, gates + (size_t)i * width,
                     pass->d_table + (size_t)pass->row[batch->input[i]] * width);
    /* The bias is added once per input, also where a kind is added. */
    sum_rows(rows, (int)width, pass->d_table, pass->gradient.layers[0].bias);
    for (int r = 0; r < batch->names; r++)
        if (batch->kind[r] != VOCAB_BOUNDARY)
            add_elements(width, gates + (size_t)r * width,
                         pass->d_table + (size_t)pass->row[batch->kind[r]] * width);
}

/* Computes the gradients of the first layer's bias, of its w_ih, and of the embedding. */
static int table_backward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch)
{
    struct parameters *gradient = &pass->gradient;
    const struct model *model = w->model;
    const real *embedding = w->embedding ? w->embedding : model->parameters.embedding;
    int rows = choose_rows(pass, batch), width = 4 * pass->shape.hidden, embed = pass->shape.embed;
    size_t bytes = (size_t)embed * sizeof(real);

    sum_table(pass, batch, rows);
    for (int i = 0; i < rows; i++)
        memcpy(pass->embedding + (size_t)i * (size_t)embed,
               embedding + (size_t)pass->symbol[i] * (size_t)embed, bytes);
    if (matmul_plain(rows, embed, width, pass->d_table, 0, model->parameters.layers[0].w_ih, 0, 0,
                     pass->d_embedding) != 0 ||
        matmul_plain(width, embed, rows, pass->d_table, 1, pass->embedding, 0, 0, gradient->layers[0].w_ih) !=
            0)
        return -1;
    if (w->embedding)
        through_mask((size_t)rows * (size_t)embed, pass->embedding, w->dropout.embed, pass->d_embedding);
    memset(gradient->embedding, 0, (size_t)pass->inputs * bytes);
    for (int i = 0; i < rows; i++) {
        memcpy(gradient->embedding + (size_t)pass->symbol[i] * (size_t)embed,
               pass->d_embedding + (size_t)i * (size_t)embed, bytes);
        pass->row[pass->symbol[i]] = -1;
    }
    return 0;
}

static int layer_backward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                          int l)
{
    struct layer_pass *layer = &pass->layers[l];
    struct model_layer *gradient = &pass->gradient.layers[l];
    int hidden = pass->shape.hidden, width = 4 * hidden;

    if (layer_backward_steps(pass, w, batch, l) != 0)
        return -1;
    /* The first step has no previous h. */
    if (outer_product(pass->ws, w->outer_gates, batch->symbols - batch->count[0],
                      layer->gates + (size_t)batch->count[0] * (size_t)width,
                      layer->h_before + (size_t)batch->count[0] * (size_t)hidden, gradient->w_hh) != 0)
        return -1;
    if (l == 0)
        return table_backward(pass, w, batch);
    sum_rows(batch->symbols, width, layer->gates, gradient->bias);
    if (outer_product(pass->ws, w->outer_gates, batch->symbols, layer->gates, layer->x, gradient->w_ih) !=
            0 ||
        matmul(pass->ws, batch->symbols, layer->gates, w->back_w_ih[l], pass->dh) != 0)
        return -1;
    apply_masks(batch, hidden, pass->dropped ? pass->masks[l - 1] : NULL, pass->dh, pass->dh);
    return 0;
}

int lstm_backward(struct lstm_pass *pass, const struct lstm_weights *w, const struct packed *batch,
                  real scale)
{
    int outputs = pass->outputs, hidden = pass->shape.hidden, last = pass->shape.layers - 1;
    real *d_logits = pass->probabilities;

    for (int i = 0; i < batch->symbols; i++) {
        real *row = d_logits + (size_t)i * (size_t)outputs;

        if (!batch->soft_targets)
            row[batch->target[i]] -= 1;
        for (int j = 0; batch->soft_targets && j < outputs; j++)
            row[j] -= batch->soft_targets[(size_t)i * (size_t)outputs + (size_t)j];
        for (int j = 0; j < outputs; j++)
            row[j] *= scale;
    }
    sum_rows(batch->symbols, outputs, d_logits, pass->gradient.output_bias);
    if (outer_product(pass->ws, w->outer_output, batch->symbols, d_logits, pass->top,
                      pass->gradient.output) != 0 ||
        matmul(pass->ws, batch->symbols, d_logits, w->back_output, pass->dh) != 0)
        return -1;
    apply_masks(batch, hidden, pass->dropped ? pass->masks[last] : NULL, pass->dh, pass->dh);
    for (int l = last; l >= 0; l--)
        if (layer_backward(pass, w, batch, l) != 0)
            return -1;
    return 0;
}
