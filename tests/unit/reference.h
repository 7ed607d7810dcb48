/* A second implementation of the network, its loss and its training, for tests: plain loops in double
 * precision over one name at a time, and gradients by finite differences of the loss. Shares no code with
 * src/model; it only knows that parameters are in one array in the order of model.h. It has no dropout,
 * noise, styles or kinds, and one batch has all names. */
#ifndef STAGENAME_TESTS_REFERENCE_H
#define STAGENAME_TESTS_REFERENCE_H

#include <math.h>
#include <string.h>

enum { REFERENCE_HIDDEN = 8, REFERENCE_PARAMETERS = 1000 };

struct reference {
    int layers, hidden, embed, symbols; /* as many inputs as outputs */
    int tied;                           /* the output matrix is the embedding */
    int count;                          /* of parameters */
    double p[REFERENCE_PARAMETERS], gradient[REFERENCE_PARAMETERS];
    double mean[REFERENCE_PARAMETERS], square[REFERENCE_PARAMETERS], average[REFERENCE_PARAMETERS];
    long steps;
    int clipped; /* steps whose gradient was longer than 1 */
};

struct reference_names {
    const int *symbols, *start, *length; /* as in struct dataset; symbol 0 ends a name */
    const int *which;
    int count;
};

static double reference_sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* Computes one step of a layer, in place. The layer's parameters begin at w. Returns their end. */
static const double *reference_layer(const struct reference *r, const double *w, const double *x, int inputs,
                                     double *h, double *c)
{
    int n = r->hidden;
    const double *w_hh = w + 4 * n * inputs, *bias = w_hh + 4 * n * n;
    double gate[4 * REFERENCE_HIDDEN];

    for (int j = 0; j < 4 * n; j++) {
        gate[j] = bias[j];
        for (int k = 0; k < inputs; k++)
            gate[j] += w[j * inputs + k] * x[k];
        for (int k = 0; k < n; k++)
            gate[j] += w_hh[j * n + k] * h[k];
    }
    for (int j = 0; j < n; j++) {
        c[j] = reference_sigmoid(gate[n + j]) * c[j] + reference_sigmoid(gate[j]) * tanh(gate[2 * n + j]);
        h[j] = reference_sigmoid(gate[3 * n + j]) * tanh(c[j]);
    }
    return bias + 4 * n;
}

/* Returns -ln p of a name including its end. */
static double reference_name_loss(const struct reference *r, const double *p, const int *symbols, int length)
{
    double h[8][REFERENCE_HIDDEN] = {{0}}, c[8][REFERENCE_HIDDEN] = {{0}}, loss = 0;

    for (int t = 0; t <= length; t++) {
        int input = t == 0 ? 0 : symbols[t - 1], target = t == length ? 0 : symbols[t];
        const double *at = p + r->symbols * r->embed, *x = p + input * r->embed, *bias;
        double sum = 0, logit_of_target = 0;

        for (int l = 0; l < r->layers; l++) {
            at = reference_layer(r, at, x, l == 0 ? r->embed : r->hidden, h[l], c[l]);
            x = h[l];
        }
        bias = at + r->symbols * r->hidden;
        for (int j = 0; j < r->symbols; j++) {
            double logit = bias[j];

            for (int k = 0; k < r->hidden; k++)
                logit += at[j * r->hidden + k] * x[k];
            sum += exp(logit);
            if (j == target)
                logit_of_target = logit;
        }
        loss += log(sum) - logit_of_target;
    }
    return loss;
}

/* Returns nats per character; the end of a name counts as one. */
static double reference_loss(const struct reference *r, const double *p, const struct reference_names *names)
{
    double loss = 0, characters = 0;

    for (int i = 0; i < names->count; i++) {
        int name = names->which[i];

        loss += reference_name_loss(r, p, names->symbols + names->start[name], names->length[name]);
        characters += names->length[name] + 1;
    }
    return loss / characters;
}

/* Returns the index of the parameter that this one is tied to, or its own. */
static int reference_twin(const struct reference *r, int i)
{
    int matrix = r->symbols * r->hidden, output = r->count - matrix - r->symbols;

    if (!r->tied)
        return i;
    return i < matrix ? output + i : i >= output && i < output + matrix ? i - output : i;
}

static double reference_slope(const struct reference *r, int i, const struct reference_names *names)
{
    const double step = 1e-5;
    double p[REFERENCE_PARAMETERS], up;

    memcpy(p, r->p, sizeof p);
    p[i] = p[reference_twin(r, i)] = r->p[i] + step;
    up = reference_loss(r, p, names);
    p[i] = p[reference_twin(r, i)] = r->p[i] - step;
    return (up - reference_loss(r, p, names)) / (2 * step);
}

/* Makes one step of AdamW as published, after clipping the gradient to norm 1. */
static void reference_step(struct reference *r, const struct reference_names *names, double rate,
                           double decay, int average_over)
{
    double norm = 0, share;

    for (int i = 0; i < r->count; i++) {
        r->gradient[i] = reference_slope(r, i, names);
        norm += r->gradient[i] * r->gradient[i];
    }
    norm = sqrt(norm);
    r->clipped += norm > 1;
    r->steps++;
    share = 1.0 / (double)(r->steps < average_over ? r->steps : average_over);
    for (int i = 0; i < r->count; i++) {
        double g = norm > 1 ? r->gradient[i] / norm : r->gradient[i], m, v;

        r->mean[i] = 0.9 * r->mean[i] + 0.1 * g;
        r->square[i] = 0.99 * r->square[i] + 0.01 * g * g;
        m = r->mean[i] / (1 - pow(0.9, (double)r->steps));
        v = r->square[i] / (1 - pow(0.99, (double)r->steps));
        r->p[i] = r->p[i] - rate * decay * r->p[i] - rate * m / (sqrt(v) + 1e-8);
        r->average[i] = (1 - share) * r->average[i] + share * r->p[i];
    }
}

#endif
