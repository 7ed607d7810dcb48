/* Compiled with -ffast-math, so that the compiler may vectorise exp and the sums; nothing here relies on the
 * order of additions, on NaN or on infinities. */
#include "model/cell.h"

#include <math.h>
#include <stddef.h>

#include "model/clones.h"

/* e^x for |x| up to 87, in operations that every vector unit has: 2^n · e^r with r within ln 2 / 2, where e^r
 * is a polynomial (Cephes' expf; relative error below 2e-7). x is clamped to that range, so that the result
 * is finite. */
static inline real exponential(real x)
{
#ifdef MODEL_DOUBLE
    return exp(x);
#else
    union {
        int bits;
        float value;
    } power;
    float r, p;
    int n;

    x = x < -87 ? -87 : x > 87 ? 87 : x;
    n = (int)(x * 1.44269504f + (x < 0 ? -0.5f : 0.5f));
    r = x - (float)n * 0.693359375f + (float)n * 2.12194440e-4f;
    p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    power.bits = (n + 127) << 23;
    return (p * r * r + r + 1) * power.value;
#endif
}

static inline real sigmoid(real x)
{
    return 1 / (1 + exponential(-x));
}

/* tanh x = 2 sigmoid(2x) - 1 */
static inline real hyperbolic(real x)
{
    return 2 / (1 + exponential(-2 * x)) - 1;
}

CLONES
void cell_forward(int rows, int hidden, real *gates, const real *c_before, real *c, real *tanh_c, real *h)
{
    size_t n = (size_t)hidden;

    for (int r = 0; r < rows; r++) {
        real *restrict in_and_forget = gates + (size_t)r * 4 * n;
        real *restrict g = in_and_forget + 2 * n, *restrict o = g + n;
        const real *i = in_and_forget, *f = i + n;

        for (size_t j = 0; j < 2 * n; j++)
            in_and_forget[j] = sigmoid(in_and_forget[j]);
        for (size_t j = 0; j < n; j++)
            g[j] = hyperbolic(g[j]);
        for (size_t j = 0; j < n; j++)
            o[j] = sigmoid(o[j]);
        if (c_before)
            for (size_t j = 0; j < n; j++)
                c[(size_t)r * n + j] = f[j] * c_before[(size_t)r * n + j] + i[j] * g[j];
        else
            for (size_t j = 0; j < n; j++)
                c[(size_t)r * n + j] = i[j] * g[j];
        for (size_t j = 0; j < n; j++) {
            real t = hyperbolic(c[(size_t)r * n + j]);

            h[(size_t)r * n + j] = o[j] * t;
            if (tanh_c)
                tanh_c[(size_t)r * n + j] = t;
        }
    }
}

CLONES
void cell_backward(int rows, int hidden, real *gates, const real *c_before, const real *tanh_c,
                   const real *dh, real *dc)
{
    size_t n = (size_t)hidden;

    for (int r = 0; r < rows; r++) {
        real *restrict gi = gates + (size_t)r * 4 * n;
        real *restrict gf = gi + n, *restrict gg = gf + n, *restrict go = gg + n;
        const real *t = tanh_c + (size_t)r * n, *dhr = dh + (size_t)r * n;
        real *restrict dcr = dc + (size_t)r * n;

        for (size_t j = 0; j < n; j++) {
            real i = gi[j], f = gf[j], g = gg[j], o = go[j];
            real before = c_before ? c_before[(size_t)r * n + j] : 0;
            real d = dcr[j] + dhr[j] * o * (1 - t[j] * t[j]);

            gi[j] = d * g * i * (1 - i);
            gf[j] = d * before * f * (1 - f);
            gg[j] = d * i * (1 - g * g);
            go[j] = dhr[j] * t[j] * o * (1 - o);
            dcr[j] = d * f;
        }
    }
}

CLONES
real softmax(int n, real *logits)
{
    real most = logits[0], sum = 0;

    for (int j = 1; j < n; j++)
        most = logits[j] > most ? logits[j] : most;
    for (int j = 0; j < n; j++) {
        logits[j] = exponential(logits[j] - most);
        sum += logits[j];
    }
    for (int j = 0; j < n; j++)
        logits[j] /= sum;
    // cppcheck-suppress invalidFunctionArg ; n is at least 1, and the largest term of the sum is 1
    return most + real_log(sum);
}
