/* Measures the matrix products of training alone, on one thread: characters per second if everything else
 * took no time. Usage: matmul LAYERS HIDDEN ROWS STEPS PRECISION */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model/matmul.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static float *numbers(size_t count)
{
    float *x = malloc(count * sizeof *x);

    for (size_t i = 0; x && i < count; i++)
        x[i] = (float)(i % 17) / 17 - 0.5f;
    return x;
}

int main(int argc, char **argv)
{
    struct err why = {""};
    enum precision precision;

    if (argc != 6 || precision_from_text(argv[5], &precision) != 0)
        return 2;
    int layers = atoi(argv[1]), hidden = atoi(argv[2]), rows = atoi(argv[3]), steps = atoi(argv[4]);
    int symbols = rows * steps, matrices = 2 * layers - 1;
    size_t h = (size_t)hidden, all = (size_t)symbols + OUTER_PADDING;
    float *wide = numbers(all * 4 * h), *narrow = numbers(all * h), *gradient = numbers(4 * h * h);
    struct workspace *ws = workspace_new(&why);
    struct weights *forward = weights_new(hidden, 4 * hidden, precision, MATMUL_ADD, NULL, &why);
    struct weights *back = weights_new(4 * hidden, hidden, precision, MATMUL_SET, NULL, &why);
    struct outer *outer = outer_new(4 * hidden, hidden, symbols, precision, &why);
    double seconds = 0, start;
    long characters = 0;

    if (!wide || !narrow || !gradient || !ws || !forward || !back || !outer ||
        weights_pack(forward, gradient, 1, &why) != 0 || weights_pack(back, gradient, 0, &why) != 0) {
        fprintf(stderr, "matmul: %s\n", why.text);
        return 1;
    }
    for (int pass = 0; seconds < 1; pass++) {
        start = now();
        for (int i = 0; i < matrices * steps; i++)
            if (matmul(ws, rows, narrow, forward, wide) != 0 || matmul(ws, rows, wide, back, narrow) != 0)
                return 1;
        for (int i = 0; i < matrices; i++)
            if (outer_product(ws, outer, symbols, wide, narrow, gradient) != 0)
                return 1;
        if (pass == 0)
            continue; /* compiles the products */
        seconds += now() - start;
        characters += symbols;
    }
    printf("%.0f\n", (double)characters / seconds);
    weights_free(forward);
    weights_free(back);
    outer_free(outer);
    workspace_free(ws);
    free(wide);
    free(narrow);
    free(gradient);
    return 0;
}
