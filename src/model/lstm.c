/* The LSTM over packed names: forward, backward, and the sum of the gradients. */
#include "model/lstm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/ranks.h"
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
    real *d_table;                 /* [inputs, 4·hidden] */
    real *d_kinds;                 /* the same, of the kinds added to the first input */
    struct workspace *ws;
    struct parameters gradient; /* except embedding, w_ih and bias of the first layer: see d_table */
    int dropped;                /* whether the masks are applied */
};

static size_t carve(struct lstm_pass *pass, size_t names, size_t symbols, int has_backward, real *base)
{
    size_t used = 0, hidden = (size_t)pass->shape.hidden,
           padded = symbols + (has_backward ? OUTER_PADDING : 0);

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
        pass->d_table = TAKE((size_t)pass->inputs * 4 * hidden);
        pass->d_kinds = TAKE((size_t)pass->inputs * 4 * hidden);
    }
#undef TAKE
    return used;
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
    if (!pass->ws || (has_backward && parameters_like(&pass->gradient, model, why) != 0)) {
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
    free(pass->memory);
    free(pass);
}

const real *lstm_probabilities(const struct lstm_pass *pass)
{
    return pass->probabilities;
}

CLONES
static void add(size_t count, const real *restrict from, real *restrict to)
{
    for (size_t i = 0; i < count; i++)
        to[i] += from[i];
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

        add((size_t)next * n, pass->dh_before, dh);
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
        add((size_t)columns, from + (size_t)i * (size_t)columns, sum);
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
    if (l == 0) {
        memset(pass->d_table, 0, (size_t)pass->inputs * (size_t)width * sizeof *pass->d_table);
        for (int i = 0; i < batch->symbols; i++)
            add((size_t)width, layer->gates + (size_t)i * (size_t)width,
                pass->d_table + (size_t)batch->input[i] * (size_t)width);
        memset(pass->d_kinds, 0, (size_t)pass->inputs * (size_t)width * sizeof *pass->d_kinds);
        for (int r = 0; r < batch->names; r++)
            if (batch->kind[r] != VOCAB_BOUNDARY)
                add((size_t)width, layer->gates + (size_t)r * (size_t)width,
                    pass->d_kinds + (size_t)batch->kind[r] * (size_t)width);
        return 0;
    }
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

/* ---- the gradients of all passes ---- */

struct collection {
    struct lstm_pass *const *passes; /* of this rank */
    int count;
    const struct lstm_weights *w;
    struct parameters *gradient;
    struct team *team;
    int parts; /* of a recurrent matrix */
    int failed;
};

/* The sum of one array of each pass, part by part. */
struct summing {
    const struct collection *c;
    const real *(*of)(const struct lstm_pass *pass);
    real *sum;
    size_t start, count; /* of the elements in turn */
    int sets;            /* whether the first pass sets the sum, instead of being added */
};

/* The parameters up to this one get their gradients from the table. */
static size_t first_summed(const struct parameters *gradient)
{
    return (size_t)(gradient->layers[0].w_hh - gradient->all);
}

static const real *gradient_of(const struct lstm_pass *pass)
{
    return pass->gradient.all + first_summed(&pass->gradient);
}

static const real *table_of(const struct lstm_pass *pass)
{
    return pass->d_table;
}

static const real *kinds_of(const struct lstm_pass *pass)
{
    return pass->d_kinds;
}

static void sum_part(void *arg, int part)
{
    const struct summing *s = arg;
    size_t start = s->start + (size_t)part * LSTM_PART, count = part_of(s->count - (size_t)part * LSTM_PART);

    for (int k = 0; k < s->c->count; k++) {
        const real *from = s->of(s->c->passes[k]) + start;

        if (k == 0 && s->sets)
            memcpy(s->sum + start, from, count * sizeof *from);
        else
            add(count, from, s->sum + start);
    }
}

static void add_passes(void *arg, size_t start, size_t count, int is_first)
{
    struct summing *s = arg;
    struct summing piece = *s;

    piece.start = start;
    piece.count = count;
    piece.sets = s->sets && is_first;
    team_run(s->c->team, parts_of(count), sum_part, &piece);
}

/* Sums an array of `count` elements over the passes of all ranks; sets: or adds this sum to what *sum is. */
static void sum_passes(const struct collection *c, int active,
                       const real *(*of)(const struct lstm_pass *pass), real *sum, size_t count, int sets)
{
    struct summing summing = {.c = c, .of = of, .sum = sum, .sets = sets};
    const struct fold fold = {sum, count, sizeof *sum, active, add_passes, &summing};

    ranks_fold(&fold);
}

/* Backpropagates through a dropout mask, which is 0 where the parameter after dropout is 0. (A parameter that
 * was 0 before makes no difference.) */
CLONES
static void through_mask(real *restrict gradient, const real *dropped, real p, size_t count)
{
    real scale = 1 / (1 - p);

    for (size_t i = 0; i < count; i++)
        gradient[i] *= dropped[i] != 0 ? scale : 0;
}

/* Sums the gradients of the table, and computes the gradient of the first layer's bias. */
static void sum_tables(const struct collection *c, int active)
{
    const struct model *model = c->w->model;
    int inputs = vocab_inputs(&model->vocab), width = 4 * model->shape.hidden;
    size_t count = (size_t)inputs * (size_t)width;

    sum_passes(c, active, table_of, c->w->d_table, count, 1);
    /* The bias is added once per input, also where a kind is added, so its gradient excludes d_kinds. */
    sum_rows(inputs, width, c->w->d_table, c->gradient->layers[0].bias);
    sum_passes(c, active, kinds_of, c->w->d_table, count, 0);
}

/* Computes the gradients of the embedding and of the first layer's w_ih. */
static int collect_table(const struct collection *c)
{
    const struct model *model = c->w->model;
    int inputs = vocab_inputs(&model->vocab), embed = model->shape.embed, width = 4 * model->shape.hidden;
    const real *embedding = c->w->embedding ? c->w->embedding : model->parameters.embedding;
    const real *d_table = c->w->d_table;

    if (matmul_plain(inputs, embed, width, d_table, 0, model->parameters.layers[0].w_ih, 0, 0,
                     c->gradient->embedding) != 0 ||
        matmul_plain(width, embed, inputs, d_table, 1, embedding, 0, 0, c->gradient->layers[0].w_ih) != 0)
        return -1;
    if (c->w->embedding)
        through_mask(c->gradient->embedding, c->w->embedding, c->w->dropout.embed,
                     (size_t)inputs * (size_t)embed);
    return 0;
}

/* Jobs: the parts of each layer's recurrent matrix, if it has a mask, and the table. */
static void back_job(void *arg, int job)
{
    struct collection *c = arg;
    size_t count = 4 * (size_t)c->w->model->shape.hidden * (size_t)c->w->model->shape.hidden;
    size_t start = (size_t)(job % c->parts) * LSTM_PART;
    int layer = job / c->parts;

    if (layer == c->w->model->shape.layers)
        c->failed = collect_table(c) != 0;
    else if (c->w->dropped[layer])
        through_mask(c->gradient->layers[layer].w_hh + start, c->w->dropped[layer] + start,
                     c->w->dropout.recurrent, part_of(count - start));
}

int lstm_collect(struct lstm_pass *const *passes, int count, int active, const struct lstm_weights *w,
                 struct parameters *gradient, struct team *team)
{
    size_t first = first_summed(gradient), hidden = (size_t)w->model->shape.hidden;
    struct collection c = {passes, count, w, gradient, team, parts_of(4 * hidden * hidden), 0};

    sum_passes(&c, active, gradient_of, gradient->all + first, gradient->count - first, 1);
    sum_tables(&c, active);
    team_run(team, w->model->shape.layers * c.parts + 1, back_job, &c);
    return c.failed ? -1 : 0;
}
