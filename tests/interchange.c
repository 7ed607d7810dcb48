/* For torch.sh: prints the predictions and writes the gradient of our network, to compare them with
 * PyTorch's.
 *
 *   interchange MODEL NAMES GRADIENT [STYLE [KIND]]
 *
 * Prints ln p of every output symbol, one line per name and step (number of the name, step, then the values),
 * and writes the gradient of the mean loss to GRADIENT, with tensors like a model file. All names have STYLE
 * and KIND, if given. All numbers are float32. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/corpus.h"
#include "model/dataset.h"
#include "model/modelfile.h"

static int add(void *arg, const struct artist *artist, struct err *why)
{
    (void)why;
    name_list_add(arg, artist->name, NULL, NULL);
    return 0;
}

static void print_probabilities(const struct lstm_pass *pass, const struct packed *packed, const int *order,
                                int outputs)
{
    for (int t = 0; t < packed->steps; t++)
        for (int r = 0; r < packed->count[t]; r++) {
            const real *row = lstm_probabilities(pass) + (size_t)(packed->offset[t] + r) * (size_t)outputs;

            printf("%d %d", order[r], t);
            for (int j = 0; j < outputs; j++)
                printf(" %.9g", log((double)row[j]));
            putchar('\n');
        }
}

/* Makes all names start with a style and a kind. Each may be NULL. */
static int set_labels(struct dataset *data, const struct vocab *vocab, const char *style, const char *kind,
                      struct err *why)
{
    data->first_style = style ? vocab_style(vocab, style) : VOCAB_BOUNDARY;
    data->first_kind = kind ? vocab_kind(vocab, kind) : VOCAB_BOUNDARY;
    return data->first_style >= 0 && data->first_kind >= 0
               ? 0
               : err_set(why, "the model has no such style or kind");
}

int main(int argc, char **argv)
{
    static const struct corpus_rules all = {0};
    struct name_list list = {0};
    struct corpus_counts counts;
    struct dataset data;
    struct lstm_weights weights;
    struct dropout none = {0};
    struct batch batch;
    struct lstm_pass *pass;
    struct model *model, as_model;
    struct err why = {""};
    int *order;

    if (argc < 4 || argc > 6)
        return 2;
    model = model_load(argv[1], &why);
    if (!model || corpus_read(argv[2], CORPUS_TEXT, &all, add, &list, &counts, &why) != 0 ||
        dataset_new(&data, &list, &model->vocab, &why) != 0 || data.count != list.count ||
        set_labels(&data, &model->vocab, argc > 4 ? argv[4] : NULL, argc > 5 ? argv[5] : NULL, &why) != 0 ||
        batch_new(&batch, data.count, 0, 0, &why) != 0 ||
        !(order = calloc((size_t)data.count, sizeof *order)))
        goto failed;
    for (int i = 0; i < data.count; i++)
        order[i] = i;
    dataset_longest_first(&data, order, data.count);
    batch_pack(&batch, &data, order, data.count, 1, NULL);
    pass = lstm_pass_new(model, data.count, batch.packed.symbols, 1, &why);
    if (!pass ||
        lstm_weights_new(&weights, model, &none, batch.packed.symbols, PRECISION_FLOAT32, &why) != 0 ||
        lstm_weights_prepare(&weights, NULL, NULL, &why) != 0 ||
        lstm_forward(pass, &weights, &batch.packed, 0, NULL, NULL) < 0)
        goto failed;
    print_probabilities(pass, &batch.packed, order, vocab_outputs(&model->vocab));
    if (lstm_backward(pass, &weights, &batch.packed, (real)(1.0 / batch.packed.symbols)) != 0)
        goto failed;
    as_model = *model;
    as_model.parameters = *lstm_gradient(pass);
    if (model_save(&as_model, argv[3], &why) != 0)
        goto failed;
    lstm_pass_free(pass);
    lstm_weights_free(&weights);
    batch_free(&batch);
    dataset_free(&data);
    name_list_free(&list);
    free(order);
    model_free(model);
    return 0;
failed:
    fprintf(stderr, "interchange: %s\n", why.text);
    return 1;
}
