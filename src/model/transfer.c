/* Matches the symbols of two models and copies the parameters of common ones. */
#include "model/transfer.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "model/evaluate.h"

/* The symbol of `from` for the character or label of a symbol of `to`, or -1. */
static int same_symbol(const struct vocab *to, const struct vocab *from, int symbol)
{
    if (symbol == VOCAB_BOUNDARY)
        return VOCAB_BOUNDARY;
    if (symbol < vocab_first_style(to))
        return vocab_character(from, to->characters[symbol - 1]);
    if (symbol < vocab_first_kind(to))
        return vocab_style(from, vocab_label(to, symbol));
    return vocab_kind(from, vocab_label(to, symbol));
}

static real root_mean_square(const real *x, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)x[i] * (double)x[i];
    return (real)sqrt(sum / (double)count);
}

static void transfer_embedding(struct model *to, const struct model *from, struct rng *rng)
{
    size_t embed = (size_t)to->shape.embed;
    real spread = root_mean_square(from->parameters.embedding, embed * (size_t)vocab_inputs(&from->vocab));

    for (int s = 0; s < vocab_inputs(&to->vocab); s++) {
        int same = same_symbol(&to->vocab, &from->vocab, s);
        real *row = to->parameters.embedding + (size_t)s * embed;

        if (same >= 0)
            memcpy(row, from->parameters.embedding + (size_t)same * embed, embed * sizeof *row);
        for (size_t j = 0; same < 0 && j < embed; j++)
            row[j] = spread * (real)rng_normal(rng);
    }
}

/* Copies the output layer. Returns how many characters, except the space, both models have. */
static int transfer_output(struct model *to, const struct model *from)
{
    const struct parameters *p = &from->parameters;
    size_t hidden = (size_t)to->shape.hidden;
    real smallest = p->output_bias[0];
    int common = 0;

    for (int s = 1; s < vocab_outputs(&from->vocab); s++)
        smallest = p->output_bias[s] < smallest ? p->output_bias[s] : smallest;
    for (int s = 0; s < vocab_outputs(&to->vocab); s++) {
        int same = same_symbol(&to->vocab, &from->vocab, s);
        real *row = to->parameters.output + (size_t)s * hidden;

        to->parameters.output_bias[s] = same >= 0 ? p->output_bias[same] : smallest;
        if (same >= 0)
            memcpy(row, p->output + (size_t)same * hidden, hidden * sizeof *row);
        else
            memset(row, 0, hidden * sizeof *row);
        common += same > 0 && to->vocab.characters[s - 1] != ' ';
    }
    return common;
}

int model_transfer(struct model *to, const struct model *from, struct rng *rng, struct err *why)
{
    const struct model_shape *a = &to->shape, *b = &from->shape;
    size_t width = 4 * (size_t)b->hidden;

    if (a->layers != b->layers || a->hidden != b->hidden || a->embed != b->embed)
        return err_set(
            why, "the base model has %d layers of %d cells and embeddings of %d numbers, not %d, %d and %d",
            b->layers, b->hidden, b->embed, a->layers, a->hidden, a->embed);
    transfer_embedding(to, from, rng);
    for (int l = 0; l < b->layers; l++) {
        const struct model_layer *source = &from->parameters.layers[l];
        struct model_layer *target = &to->parameters.layers[l];

        memcpy(target->w_ih, source->w_ih, width * (size_t)model_layer_inputs(b, l) * sizeof(real));
        memcpy(target->w_hh, source->w_hh, width * (size_t)b->hidden * sizeof(real));
        memcpy(target->bias, source->bias, width * sizeof(real));
    }
    if (transfer_output(to, from) == 0)
        return err_set(why, "the base model has none of the list's characters; use --from none");
    return 0;
}

/* The first symbol of `from` under which the names have the fewest bits, or -1 with *why set. */
static int likeliest_start(const struct model *from, struct dataset *data, struct team *team, struct err *why)
{
    int best = VOCAB_BOUNDARY, styles = from->vocab.style_count;
    double least = INFINITY;

    for (int i = 0; i <= styles; i++) {
        double bits;

        data->first_style = i == 0 ? VOCAB_BOUNDARY : vocab_first_style(&from->vocab) + i - 1;
        bits = evaluate_names(from, data, team, PRECISION_FLOAT32, NULL, why);
        if (bits < 0)
            return -1;
        if (bits < least) {
            least = bits;
            best = data->first_style;
        }
    }
    return best;
}

int model_transfer_start(struct model *to, const struct model *from, const struct name_list *list,
                         struct team *team, struct err *why)
{
    enum { SAMPLE = 200 }; /* names, spread over the list, which may be sorted */
    struct raw_name names[SAMPLE];
    struct name_list some = {.items = names, .count = list->count < SAMPLE ? list->count : SAMPLE};
    size_t embed = (size_t)to->shape.embed;
    struct dataset data;
    int start;

    for (int i = 0; i < some.count; i++)
        names[i] = list->items[(long)i * list->count / some.count];
    if (dataset_new(&data, &some, &from->vocab, why) != 0)
        return -1;
    start = data.count > 0 ? likeliest_start(from, &data, team, why) : VOCAB_BOUNDARY;
    dataset_free(&data);
    if (start > 0)
        memcpy(to->parameters.embedding, from->parameters.embedding + (size_t)start * embed,
               embed * sizeof *to->parameters.embedding);
    return start < 0 ? -1 : 0;
}

uint64_t model_fingerprint(const struct model *model)
{
    return hash_bytes(hash_start, model->parameters.all, model->parameters.count * sizeof(real));
}
