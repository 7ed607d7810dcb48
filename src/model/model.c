/* Allocates and initializes the parameters. */
#include "model/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int model_layer_inputs(const struct model_shape *shape, int layer)
{
    return layer == 0 ? shape->embed : shape->hidden;
}

const char *model_shape_problem(const struct model_shape *shape)
{
    if (shape->layers < 1 || shape->layers > MODEL_LAYERS_MAX)
        return "the number of layers is not between 1 and 8";
    if (shape->hidden < 1 || shape->hidden > MODEL_HIDDEN_MAX)
        return "the hidden size is not between 1 and 4096";
    if (shape->embed < 1 || shape->embed > MODEL_EMBED_MAX)
        return "the embedding size is not between 1 and 1024";
    return "";
}

/* Assigns each tensor its part of the array base; with base NULL, only counts the elements. */
static size_t carve(struct parameters *p, const struct model_shape *shape, size_t inputs, size_t outputs,
                    real *base)
{
    size_t used = 0, hidden = (size_t)shape->hidden;

#define TAKE(size) (used += (size), base ? base + used - (size) : NULL)
    p->embedding = TAKE(inputs * (size_t)shape->embed);
    for (int l = 0; l < shape->layers; l++) {
        p->layers[l].w_ih = TAKE(4 * hidden * (size_t)model_layer_inputs(shape, l));
        p->layers[l].w_hh = TAKE(4 * hidden * hidden);
        p->layers[l].bias = TAKE(4 * hidden);
    }
    p->output = TAKE(outputs * hidden);
    p->output_bias = TAKE(outputs);
#undef TAKE
    return used;
}

int parameters_new(struct parameters *p, const struct model_shape *shape, int inputs, int outputs,
                   struct err *why)
{
    memset(p, 0, sizeof *p);
    p->count = carve(p, shape, (size_t)inputs, (size_t)outputs, NULL);
    p->all = calloc(p->count, sizeof *p->all);
    if (!p->all)
        return err_set(why, "out of memory for %zu parameters", p->count);
    carve(p, shape, (size_t)inputs, (size_t)outputs, p->all);
    return 0;
}

int parameters_like(struct parameters *p, const struct model *model, struct err *why)
{
    return parameters_new(p, &model->shape, vocab_inputs(&model->vocab), vocab_outputs(&model->vocab), why);
}

void parameters_free(struct parameters *p)
{
    free(p->all);
    memset(p, 0, sizeof *p);
}

struct model *model_new(const struct model_shape *shape, struct vocab *vocab, struct err *why)
{
    struct model *model;

    if (*model_shape_problem(shape)) {
        err_set(why, "%s", model_shape_problem(shape));
        return NULL;
    }
    model = calloc(1, sizeof *model);
    if (!model) {
        err_set(why, "out of memory");
        return NULL;
    }
    model->shape = *shape;
    if (parameters_new(&model->parameters, shape, vocab_inputs(vocab), vocab_outputs(vocab), why) != 0) {
        free(model);
        return NULL;
    }
    model->vocab = *vocab;
    memset(vocab, 0, sizeof *vocab);
    return model;
}

void model_free(struct model *model)
{
    if (!model)
        return;
    vocab_free(&model->vocab);
    parameters_free(&model->parameters);
    free(model->settings);
    free(model->classifier);
    free(model);
}

void model_randomize(struct model *model, struct rng *rng)
{
    struct parameters *p = &model->parameters;
    int hidden = model->shape.hidden;
    real bound = (real)(1 / sqrt(hidden));

    for (size_t i = 0; i < p->count; i++)
        p->all[i] = bound * (2 * (real)rng_float(rng) - 1);
    for (size_t i = 0; i < (size_t)(p->layers[0].w_ih - p->embedding); i++)
        p->embedding[i] = (real)rng_normal(rng);
    for (int l = 0; l < model->shape.layers; l++)
        for (int j = 0; j < 4 * hidden; j++)
            p->layers[l].bias[j] = j >= hidden && j < 2 * hidden ? 1 : 0;
}
